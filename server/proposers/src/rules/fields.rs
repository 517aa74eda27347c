//! Fields that a struct literal lacks, and fields that a type does not have.

mod positional;
mod unknown;

use bowline_loop_core::Class;
use bowline_syntax::{
    Node,
    index::{Item, ItemKind},
    nodes,
};

use super::{
    Case, Edit, Rule, Spot,
    edit::Fixes,
    fill::{self, Wanted},
    scope::Scope,
    values::types::Ty,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "missing-field",
        class: Class::Plausible,
        about: "Gives a struct literal the fields that it lacks: a local of the field's name, what other literals of the type \
                write there, a local or a field of `self` that has its type, or the value that stands for nothing (`0`, `None`, \
                `Vec::new()`).",
        propose: missing,
    },
    positional::NAME_FIELDS,
    unknown::RENAMED_FIELD,
    unknown::ADD_FIELD,
    unknown::OTHER_FIELD,
];

/// Ways to fill one place that are tried at most.
const MOST: usize = 5;

fn missing(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0063"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let spot = case.opened(&spot);
    let Some(literal) = nodes::enclosing(spot.node(), &["struct_expression"]) else {
        return;
    };
    let Some(body) = literal.child_by_field_name("body") else {
        return;
    };
    let scope = Scope::of(case, &spot);
    let given = given(&scope, body);
    let ty = scope.ty_of(literal).unwrap_or(Ty::Any);
    let declared = declared(&scope, literal, &ty);
    let names = match declared {
        Some((item, _)) => {
            let all = item.fields.iter().map(|field| field.name.clone());
            all.filter(|name| given.iter().all(|(one, _)| one != name))
                .collect()
        }
        None => named_in_message(case),
    };
    if names.is_empty() || names.len() > 6 {
        return;
    }
    let fields = declared.map_or_else(Vec::new, |(item, owner)| scope.fields_in(item, owner, &ty));
    let taken = fill::mentioned(spot.text_of(body));
    let mut ways: Vec<Vec<String>> = Vec::new();
    for name in &names {
        let ty = fields.iter().find(|(field, _)| field == name);
        let ty = ty.map_or(Ty::Any, |(_, ty)| ty.clone());
        let found = candidates(&scope, literal, name, &ty, &taken);
        if found.is_empty() {
            break;
        }
        ways.push(found);
    }
    if ways.len() == names.len() {
        let count = ways.iter().map(Vec::len).max().unwrap_or(0).min(MOST);
        let order: Vec<&str> = declared.map_or_else(Vec::new, |(item, _)| {
            item.fields
                .iter()
                .map(|field| field.name.as_str())
                .collect()
        });
        for way in 0..count {
            let chosen: Vec<(&str, String)> = names
                .iter()
                .zip(&ways)
                .filter_map(|(name, found)| Some((name, found.get(way).or(found.first())?)))
                .map(|(name, value)| (name.as_str(), initializer(name, value)))
                .collect();
            let shown: Vec<&str> = chosen.iter().map(|(_, text)| text.as_str()).collect();
            let title = format!("add `{}`", shown.join(", "));
            let edit = put(&spot, body, &given, &order, &chosen);
            // A value of the field's own name is meant for it; any other is a guess that compiles.
            let meant = chosen.iter().all(|(name, text)| {
                fill::is_meant_for(name, text.rsplit(": ").next().unwrap_or(text))
            });
            match meant {
                true => fixes.plausible(title, edit),
                false => fixes.scaffold(title, edit),
            }
        }
    }
    if names.len() > 1 || ways.is_empty() {
        let default = [("", "..Default::default()".to_owned())];
        let edit = put(&spot, body, &given, &[], &default);
        fixes.scaffold("take the other fields from the default", edit);
    }
}

fn initializer(name: &str, value: &str) -> String {
    if name == value {
        name.to_owned()
    } else {
        format!("{name}: {value}")
    }
}

/// The fields that a literal gives, with their nodes.
fn given<'a>(scope: &Scope<'a>, body: Node<'a>) -> Vec<(&'a str, Node<'a>)> {
    let fields = body.named_children(&mut body.walk()).collect::<Vec<_>>();
    fields
        .into_iter()
        .filter_map(|node| {
            let name = match node.kind() {
                "shorthand_field_initializer" => node.named_child(0)?,
                "field_initializer" => node.child_by_field_name("field")?,
                _ => return None,
            };
            Some((scope.spot.text_of(name), node))
        })
        .collect()
}

/// The struct or variant that a literal builds, and the item that declares its type.
fn declared<'a>(scope: &Scope<'a>, literal: Node<'a>, ty: &Ty) -> Option<(&'a Item, &'a Item)> {
    let owner = scope.type_item(ty.name()?)?;
    if owner.kind != ItemKind::Enum {
        return Some((owner, owner));
    }
    let path = literal.child_by_field_name("name")?;
    let name = path.child_by_field_name("name").unwrap_or(path);
    Some((scope.variant(&owner.name, scope.spot.text_of(name))?, owner))
}

/// The names in backticks before «in initializer of».
fn named_in_message(case: &Case<'_>) -> Vec<String> {
    let listed = case
        .message()
        .split(" in initializer")
        .next()
        .unwrap_or_default();
    listed
        .split('`')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

/// What a field may be given, best first.
fn candidates<'a>(
    scope: &Scope<'a>,
    literal: Node<'a>,
    name: &str,
    ty: &Ty,
    taken: &[String],
) -> Vec<String> {
    let open = fill::is_open(ty);
    let ty = if open { &Ty::Any } else { ty };
    let wanted = Wanted { name, ty, taken };
    let mut found = fill::values(scope, literal, &wanted);
    let zero = fill::zero(scope, ty).or_else(|| {
        let inner = open || ty.name().is_some();
        inner.then(|| "Default::default()".to_owned())
    });
    let elsewhere = elsewhere(scope, literal, name);
    let same_name = found
        .first()
        .is_some_and(|first| fill::mentioned(first).iter().any(|word| word == name));
    let front = usize::from(same_name);
    for text in elsewhere.into_iter().rev() {
        found.retain(|one| *one != text);
        found.insert(front.min(found.len()), text);
    }
    // An empty collection or nothing at all is what a constructor gives most often.
    let plain = zero.as_deref().is_some_and(|zero| {
        zero != "Default::default()"
            && (ty.is("Option") || zero.ends_with("::new()") && !ty.is_text())
    });
    if let Some(zero) = zero {
        let at = if plain && in_constructor(scope, literal) {
            front
        } else {
            found.len().min(MOST - 1)
        };
        found.retain(|one| *one != zero);
        found.insert(at.min(found.len()), zero);
    }
    found.truncate(MOST);
    found
}

/// Whether a node lies in a function without receiver that makes a value of its own type.
fn in_constructor<'a>(scope: &Scope<'a>, node: Node<'a>) -> bool {
    let function = nodes::enclosing(node, &["function_item"]);
    let result = function.and_then(|function| function.child_by_field_name("return_type"));
    result.is_some() && scope.local(node, "self").is_none()
}

/// What other literals of the same type write for a field, the most frequent first; only what makes sense here too.
fn elsewhere<'a>(scope: &Scope<'a>, literal: Node<'a>, name: &str) -> Vec<String> {
    let own = literal.child_by_field_name("name").map(|path| {
        scope
            .spot
            .text_of(path.child_by_field_name("name").unwrap_or(path))
    });
    let own = match own {
        Some("Self") => scope
            .self_ty(literal)
            .and_then(|ty| ty.name().map(str::to_owned)),
        own => own.map(str::to_owned),
    };
    let Some(own) = own else { return Vec::new() };
    let mut found: Vec<(usize, String)> = Vec::new();
    let here = scope
        .index
        .literals(&own)
        .filter(|one| one.path == *scope.spot.path && one.range != literal.byte_range());
    for other in here.take(60) {
        let node = scope.spot.at(other.range.clone()).node();
        let Some(node) = nodes::descendants(node).find(|node| node.kind() == "struct_expression")
        else {
            continue;
        };
        let Some(body) = node.child_by_field_name("body") else {
            continue;
        };
        let value = given(scope, body)
            .into_iter()
            .find(|(field, _)| *field == name)
            .and_then(|(_, node)| node.child_by_field_name("value"));
        let Some(value) = value.filter(|value| fill::can_stand_at(scope, *value, literal)) else {
            continue;
        };
        let text = scope.spot.text_of(value);
        match found.iter_mut().find(|(_, one)| one == text) {
            Some((count, _)) => *count += 1,
            None => found.push((1, text.to_owned())),
        }
    }
    found.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    found.into_iter().take(2).map(|(_, text)| text).collect()
}

/// Puts initializers into a literal: each behind the field that is declared before it, on a line of its own where the others are.
fn put(
    spot: &Spot<'_>,
    body: Node<'_>,
    given: &[(&str, Node<'_>)],
    order: &[&str],
    new: &[(&str, String)],
) -> Edit {
    let text = spot.text_of(body);
    let lines = text.contains('\n');
    let place = |name: &str| {
        order
            .iter()
            .position(|one| *one == name)
            .unwrap_or(usize::MAX)
    };
    let mut edit = Edit::default();
    let mut new: Vec<&(&str, String)> = new.iter().collect();
    new.sort_by_key(|(name, _)| place(name));
    // Several new fields may come to stand at one place; they are written there together.
    let mut slots: Vec<(usize, Vec<&str>)> = Vec::new();
    for (name, initializer) in new {
        let before = given.iter().filter(|(one, _)| place(one) < place(name));
        let slot = match name.is_empty() {
            true => given.len(),
            false => before.count(),
        };
        match slots.last_mut() {
            Some((last, list)) if *last == slot => list.push(initializer),
            _ => slots.push((slot, vec![initializer])),
        }
    }
    for (slot, list) in slots {
        let at = match slot.checked_sub(1).and_then(|slot| given.get(slot)) {
            Some((_, node)) => node.end_byte(),
            None => body.start_byte() + 1,
        };
        let first = slot == 0;
        let last = slot >= given.len();
        let parted = if lines {
            let indent = given.first().map_or_else(
                || format!("{}    ", spot.syntax.indent(body.start_byte())),
                |(_, node)| spot.syntax.indent(node.start_byte()).to_owned(),
            );
            let each = list.iter().map(|one| format!("\n{indent}{one}"));
            each.collect::<Vec<_>>().join(",")
        } else {
            format!(" {}", list.join(", "))
        };
        let has_comma = spot.syntax.text()[at..].trim_start().starts_with(',');
        let mut written = match first {
            true => parted,
            false => format!(",{parted}"),
        };
        let comma = match first {
            true => !last || lines,
            false => last && lines && !has_comma,
        };
        if comma {
            written.push(',');
        }
        if first && last && !lines && !text[1..].starts_with(' ') {
            written.push(' ');
        }
        edit = edit.insert(spot, at, written);
    }
    edit
}
