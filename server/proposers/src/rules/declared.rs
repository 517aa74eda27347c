//! The heads of declarations, for the rules that change them: derives, generic parameters, bounds. No rule lives here.

use std::collections::BTreeSet;

use bowline_syntax::{
    Node,
    index::{Item, ItemKind},
    nodes,
};

use super::{Case, Edit, Spot};
use crate::derive;

/// A declaration with its place.
pub(super) struct Declared<'a> {
    pub(super) item: &'a Item,
    /// Where it stands, attributes left out.
    pub(super) spot: Spot<'a>,
}

impl<'a> Declared<'a> {
    pub(super) fn of(case: &Case<'a>, item: &'a Item) -> Option<Self> {
        let spot = case.place_of(&item.path, item.range.clone())?;
        Some(Self { item, spot })
    }

    pub(super) fn node(&self) -> Node<'a> {
        self.spot.node()
    }

    /// Whether the type has a trait, by derive or by an impl in the workspace.
    pub(super) fn has(&self, case: &Case<'a>, of_trait: &str) -> bool {
        self.item.derives.iter().any(|one| one == of_trait)
            || case.index.named(&self.item.name).any(|item| {
                item.kind == ItemKind::Impl && item.of_trait.as_deref() == Some(of_trait)
            })
    }
}

/// The struct, enum or union of this name (paths and generics are cut off), when the workspace has just one.
pub(super) fn local_type<'a>(case: &Case<'a>, written: &str) -> Option<Declared<'a>> {
    let name = bare(written);
    let mut found = case.index.items().filter(|item| {
        item.name == name
            && matches!(
                item.kind,
                ItemKind::Struct | ItemKind::Enum | ItemKind::Union
            )
    });
    let item = found.next()?;
    if found.next().is_some() {
        return None;
    }
    Declared::of(case, item)
}

/// The trait of this name, when the workspace has just one.
pub(super) fn local_trait<'a>(case: &Case<'a>, written: &str) -> Option<Declared<'a>> {
    let name = bare(written);
    let mut found = case
        .index
        .items()
        .filter(|item| item.kind == ItemKind::Trait && item.name == name);
    let item = found.next()?;
    if found.next().is_some() {
        return None;
    }
    Declared::of(case, item)
}

/// `Stack` of `&mut stack::Stack<T>`.
pub(super) fn bare(written: &str) -> &str {
    let name = written.trim().trim_start_matches('&').trim_start();
    let name = name.strip_prefix("mut ").unwrap_or(name);
    let name = name.split('<').next().unwrap_or(name).trim();
    name.rsplit("::").next().unwrap_or(name)
}

/// Traits that can be derived, with those that each needs.
const DERIVABLE: &[(&str, &[&str])] = &[
    ("Clone", &[]),
    ("Copy", &["Clone"]),
    ("Debug", &[]),
    ("Default", &[]),
    ("Eq", &["PartialEq"]),
    ("Hash", &[]),
    ("Ord", &["PartialEq", "Eq", "PartialOrd"]),
    ("PartialEq", &[]),
    ("PartialOrd", &["PartialEq"]),
];

/// A derivable trait with the traits that it needs, they first; `None` for another trait.
pub(super) fn derivable(of_trait: &str) -> Option<Vec<&'static str>> {
    let (name, needs) = DERIVABLE.iter().find(|(name, _)| *name == of_trait)?;
    Some(needs.iter().chain([name]).copied().collect())
}

/// Derives traits on a type and on the local types of its fields, where they lack them. `None` when nothing is lacking.
pub(super) fn add_derives<'a>(
    case: &Case<'a>,
    start: Declared<'a>,
    traits: &[&str],
) -> Option<Edit> {
    let mut edit = Edit::default();
    let mut seen = BTreeSet::new();
    let mut open = vec![start];
    let mut changed = false;
    while let Some(declared) = open.pop() {
        if !seen.insert(declared.item.name.clone()) || seen.len() > 12 {
            continue;
        }
        let missing: Vec<&str> = traits
            .iter()
            .copied()
            .filter(|one| !declared.has(case, one))
            .collect();
        if missing.is_empty() {
            continue;
        }
        changed = true;
        edit = edit.and(derive_line(&declared.spot, &missing));
        if missing.contains(&"Default") && declared.item.kind == ItemKind::Enum {
            edit = edit.and(default_variant(case, &declared)?);
        }
        for node in nodes::descendants(declared.node()) {
            if node.kind() == "type_identifier" {
                let inner = local_type(case, declared.spot.text_of(node));
                open.extend(inner.filter(|inner| !seen.contains(&inner.item.name)));
            }
        }
    }
    changed.then_some(edit)
}

/// Marks the first plain variant of an enum as its default.
fn default_variant<'a>(case: &Case<'a>, declared: &Declared<'a>) -> Option<Edit> {
    let item = case
        .index
        .items_of(declared.spot.path)
        .iter()
        .find(|item| {
            item.kind == ItemKind::Variant
                && item.container.as_deref() == Some(&declared.item.name)
                && item.fields.is_empty()
        })?;
    let indent = declared.spot.syntax.indent(item.range.start);
    let mark = if declared.spot.text().contains('\n') {
        format!("#[default]\n{indent}")
    } else {
        "#[default] ".to_owned()
    };
    Some(Edit::default().insert(&declared.spot, item.range.start, mark))
}

/// Adds to the derive of the item at `spot`, or gives it one.
pub(super) fn derive_line(spot: &Spot<'_>, traits: &[&str]) -> Edit {
    let at = spot.range.start;
    let line = format!("#[derive({})]", traits.join(", "));
    match derive::merge(spot.syntax.text(), at..at, &line) {
        Some(merged) => merged.into_iter().fold(Edit::default(), |edit, one| {
            edit.replace(spot, one.range(), one.text)
        }),
        None => {
            let indent = spot.syntax.indent(at);
            Edit::default().insert(spot, at, format!("{line}\n{indent}"))
        }
    }
}

/// The attributes above an item.
pub(super) fn attributes(item: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    std::iter::successors(item.prev_sibling(), Node::prev_sibling)
        .take_while(|node| node.kind() == "attribute_item" || node.is_extra())
        .filter(|node| node.kind() == "attribute_item")
}

/// Takes a trait out of the derives of the item at `spot`; the whole attribute where nothing is left in it.
pub(super) fn remove_derive(spot: &Spot<'_>, of_trait: &str) -> Option<Edit> {
    let attribute = attributes(spot.node()).find(|node| {
        let text = spot.text_of(*node);
        text.starts_with("#[derive(") && words(text).any(|word| word == of_trait)
    })?;
    let text = spot.text_of(attribute);
    let list = text.strip_prefix("#[derive(")?.strip_suffix(")]")?;
    let kept: Vec<&str> = list
        .split(',')
        .map(str::trim)
        .filter(|one| !one.is_empty() && one.rsplit("::").next() != Some(of_trait))
        .collect();
    Some(if kept.is_empty() {
        Edit::default().delete(spot, attribute.byte_range())
    } else {
        let line = format!("#[derive({})]", kept.join(", "));
        Edit::default().replace(spot, attribute.byte_range(), line)
    })
}

/// The words of a text.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_')
        .filter(|word| !word.is_empty())
}

/// The item, impl or trait around a node, itself included, that declares a generic parameter of this name (`T`, `'a`), and the
/// parameter's node.
pub(super) fn parameter<'t>(spot: &Spot<'t>, from: Node<'t>, name: &str) -> Option<Node<'t>> {
    std::iter::successors(Some(from), Node::parent).find_map(|owner| {
        let list = owner.child_by_field_name("type_parameters")?;
        list.named_children(&mut list.walk()).find(|one| {
            one.child_by_field_name("name")
                .is_some_and(|node| spot.text_of(node) == name)
        })
    })
}

/// Adds a bound (a trait, or a lifetime) to a generic parameter: in the `where` that bounds it already, else where it is declared.
pub(super) fn bound(spot: &Spot<'_>, parameter: Node<'_>, bound: &str) -> Edit {
    if let Some(bounds) = where_bounds(spot, parameter) {
        return Edit::default().insert(spot, bounds.end_byte(), format!(" + {bound}"));
    }
    match parameter.child_by_field_name("bounds") {
        Some(bounds) => Edit::default().insert(spot, bounds.end_byte(), format!(" + {bound}")),
        None => {
            let behind = parameter
                .child_by_field_name("name")
                .map_or(parameter.end_byte(), |name| name.end_byte());
            Edit::default().insert(spot, behind, format!(": {bound}"))
        }
    }
}

/// The bounds of a parameter in the `where` of its item.
fn where_bounds<'t>(spot: &Spot<'_>, parameter: Node<'t>) -> Option<Node<'t>> {
    let name = spot.text_of(parameter.child_by_field_name("name")?);
    let owner = parameter.parent()?.parent()?;
    let clause = owner
        .children(&mut owner.walk())
        .find(|child| child.kind() == "where_clause")?;
    clause
        .named_children(&mut clause.walk())
        .find(|one| {
            one.child_by_field_name("left")
                .is_some_and(|left| spot.text_of(left) == name)
        })?
        .child_by_field_name("bounds")
}

/// Declares a further generic parameter at an item, an impl or a trait: a lifetime in front, a type behind.
pub(super) fn declare(spot: &Spot<'_>, owner: Node<'_>, parameter: &str) -> Option<Edit> {
    if let Some(list) = owner.child_by_field_name("type_parameters") {
        let first = list.named_child(0);
        let last = list.named_child(list.named_child_count().checked_sub(1)? as u32);
        return Some(match (first, last) {
            (Some(first), _) if parameter.starts_with('\'') => {
                Edit::default().insert(spot, first.start_byte(), format!("{parameter}, "))
            }
            (_, Some(last)) => {
                Edit::default().insert(spot, last.end_byte(), format!(", {parameter}"))
            }
            _ => return None,
        });
    }
    let behind = match owner.kind() {
        "impl_item" => owner.child(0)?,
        _ => owner.child_by_field_name("name")?,
    };
    Some(Edit::default().insert(spot, behind.end_byte(), format!("<{parameter}>")))
}

/// Takes one entry out of a list in brackets, with its comma; the whole list where it was the only one.
pub(super) fn remove_entry(spot: &Spot<'_>, entry: Node<'_>) -> Option<Edit> {
    let list = entry.parent()?;
    if list.named_child_count() == 1 {
        return Some(Edit::default().delete(spot, list.byte_range()));
    }
    let range = match entry.next_named_sibling() {
        Some(next) => entry.start_byte()..next.start_byte(),
        None => entry.prev_named_sibling()?.end_byte()..entry.end_byte(),
    };
    Some(Edit::default().replace(spot, range, ""))
}

/// The item that a node is in or is: a function, type, trait or impl.
pub(super) fn item_around(node: Node<'_>) -> Option<Node<'_>> {
    nodes::enclosing(
        node,
        &[
            "function_item",
            "function_signature_item",
            "struct_item",
            "enum_item",
            "union_item",
            "trait_item",
            "impl_item",
            "type_item",
        ],
    )
}
