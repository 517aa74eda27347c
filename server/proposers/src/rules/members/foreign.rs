//! Items in an impl of a trait that the trait does not know.

use bowline_loop_core::Class;
use bowline_syntax::{Node, nodes};

use crate::rules::{Case, Edit, Rule, Spot, declared, edit::Fixes, spelling::kinship};

pub(super) const FOREIGN_ITEM: Rule = Rule {
    name: "foreign-trait-item",
    class: Class::Plausible,
    about: "An item in an impl of a trait that the trait does not have gets the similar name of one that the impl lacks, or the \
            trait's item is renamed where all its impls use the other name; else a method moves to an `impl` of the type itself.",
    propose: foreign,
};

fn foreign(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0407", "E0437", "E0438"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(item) = nodes::enclosing(
        spot.node(),
        &[
            "function_item",
            "associated_type",
            "type_item",
            "const_item",
        ],
    ) else {
        return;
    };
    let (Some(holder), Some(named)) = (
        nodes::enclosing(item, &["impl_item"]),
        item.child_by_field_name("name"),
    ) else {
        return;
    };
    let name = spot.text_of(named);
    let Some(of_trait) = holder.child_by_field_name("trait") else {
        return;
    };
    let of_trait = declared::bare(spot.text_of(of_trait)).to_owned();
    definition(case, &of_trait, name, fixes);
    let mut near: Vec<(usize, String)> = lacking(case, &spot, holder, &of_trait)
        .into_iter()
        .filter_map(|one| Some((kinship(name, &one)?, one)))
        .collect();
    near.sort();
    let alone = near.is_empty();
    for (_, other) in near.into_iter().take(2) {
        let declared = Edit::default().replace(&spot, named.byte_range(), other.clone());
        let edit = unknown_uses(case, name).fold(declared, |edit, place| {
            edit.replace(&place, place.range.clone(), other.clone())
        });
        fixes.plausible(format!("rename `{name}` to `{other}`"), edit);
    }
    if item.kind() == "function_item" {
        let edit = move_out(&spot, holder, item);
        let title = "move the method to an `impl` of the type itself";
        // A method that may have been meant for the trait is moved only when that does not help.
        match (edit, alone) {
            (Some(edit), true) => fixes.keeps(title, edit),
            (Some(edit), false) => fixes.plausible(title, edit),
            (None, _) => {}
        }
    }
}

/// The calls of a method of this name that nothing has: they were renamed with it.
fn unknown_uses<'a>(case: &Case<'a>, name: &str) -> impl Iterator<Item = Spot<'a>> {
    let calls = case
        .all
        .iter()
        .filter(|one| one.code.as_deref() == Some("E0599"));
    let places = calls.filter_map(|one| {
        let span = one.primary()?;
        case.place_of(&span.path, span.start..span.end)
    });
    places.filter(move |place| place.text() == name)
}

/// The items of the trait that the impl does not have: as the index knows them, or as another error of the round names them.
fn lacking<'a>(case: &Case<'a>, spot: &Spot<'a>, holder: Node<'a>, of_trait: &str) -> Vec<String> {
    let body = holder.child_by_field_name("body");
    let given: Vec<&str> = body.map_or_else(Vec::new, |body| {
        body.named_children(&mut body.walk())
            .filter_map(|node| node.child_by_field_name("name"))
            .map(|name| spot.text_of(name))
            .collect()
    });
    let known = super::trait_items(case, of_trait)
        .into_iter()
        .map(|(_, item)| item.name.clone());
    let said = case
        .all
        .iter()
        .filter(|one| one.code.as_deref() == Some("E0046"))
        .flat_map(|one| {
            let here = one.primary().is_some_and(|span| {
                span.path == *spot.path && holder.byte_range().contains(&span.start)
            });
            let names = one.message.split("missing: ").nth(1).unwrap_or_default();
            let names: Vec<String> = names
                .split('`')
                .skip(1)
                .step_by(2)
                .map(str::to_owned)
                .collect();
            if here { names } else { Vec::new() }
        });
    let mut found: Vec<String> = known
        .chain(said)
        .filter(|one| !given.contains(&one.as_str()))
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Renames the trait's own item where every impl uses the other name.
fn definition(case: &Case<'_>, of_trait: &str, name: &str, fixes: &mut Fixes) {
    let impls = case.index.implementors(of_trait).count();
    let with_name = case
        .index
        .named(name)
        .filter(|item| item.of_trait.as_deref() == Some(of_trait))
        .count();
    if impls == 0 || with_name < impls {
        return;
    }
    for (path, item) in super::trait_items(case, of_trait) {
        let used = case
            .index
            .named(&item.name)
            .any(|other| other.of_trait.as_deref() == Some(of_trait));
        if used || kinship(name, &item.name).is_none() {
            continue;
        }
        let Some(place) = case.place_of(path, item.name_range.clone()) else {
            continue;
        };
        let edit = Edit::default().replace(&place, place.range.clone(), name);
        fixes.plausible(
            format!("rename the trait's `{}` to `{name}`", item.name),
            edit,
        );
    }
}

/// Moves a method into an `impl` of the type itself: one that is there, else a new one behind.
fn move_out(spot: &Spot<'_>, holder: Node<'_>, item: Node<'_>) -> Option<Edit> {
    let ty = spot.text_of(holder.child_by_field_name("type")?);
    let text = spot.text_of(item);
    let parameters = holder
        .child_by_field_name("type_parameters")
        .map_or("", |list| spot.text_of(list));
    let indent = spot.syntax.indent(holder.start_byte());
    let inner = spot.syntax.indent(item.start_byte());
    let new = format!("\n\n{indent}impl{parameters} {ty} {{\n{inner}{text}\n{indent}}}");
    let edit = Edit::default()
        .delete(spot, item.byte_range())
        .insert(spot, holder.end_byte(), new);
    Some(edit)
}
