//! Impls where none may stand.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot, declared};

pub(super) fn extension(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0116", "E0390"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(item) = nodes::enclosing(spot.node(), &["impl_item"]) else {
        return;
    };
    let (Some(ty), Some(body)) = (
        item.child_by_field_name("type"),
        item.child_by_field_name("body"),
    ) else {
        return;
    };
    if ty.kind() == "reference_type" {
        return;
    }
    let generics = item
        .child_by_field_name("type_parameters")
        .map_or("", |node| spot.text_of(node));
    let name = trait_name(spot.text_of(ty));
    let Some((signatures, privates)) = signatures(&spot, body) else {
        return;
    };
    let names: Vec<&str> = generics
        .trim_matches(['<', '>'])
        .split(',')
        .map(|one| one.split(':').next().unwrap_or_default().trim())
        .filter(|one| !one.is_empty())
        .collect();
    let arguments = if names.is_empty() {
        String::new()
    } else {
        format!("<{}>", names.join(", "))
    };
    let indent = spot.syntax.indent(item.start_byte());
    let lines: String = signatures
        .iter()
        .map(|line| format!("{indent}    {line}\n"))
        .collect();
    let head = if lines.is_empty() {
        format!("trait {name}{generics} {{}}\n\n{indent}")
    } else {
        format!("trait {name}{generics} {{\n{lines}{indent}}}\n\n{indent}")
    };
    let edit = Edit::default()
        .insert(&spot, item.start_byte(), head)
        .insert(&spot, ty.start_byte(), format!("{name}{arguments} for "))
        .and(privates);
    fixes.plausible(format!("put the methods into a trait `{name}`"), edit);
}

/// `VecExt` of `Vec<u8>`, `StrExt` of `str`.
fn trait_name(ty: &str) -> String {
    let word = declared::words(ty).next().unwrap_or("Type");
    let mut letters = word.chars();
    let first = letters
        .next()
        .map(|c| c.to_uppercase().to_string())
        .unwrap_or_default();
    format!("{first}{}Ext", letters.as_str())
}

/// The signatures of an impl's methods, and its `pub`s taken away; `None` where it holds other items.
fn signatures(spot: &Spot<'_>, body: Node<'_>) -> Option<(Vec<String>, Edit)> {
    let mut found = Vec::new();
    let mut edit = Edit::default();
    for item in body
        .named_children(&mut body.walk())
        .filter(|item| !item.is_extra())
    {
        if item.kind() == "attribute_item" {
            continue;
        }
        if item.kind() != "function_item" {
            return None;
        }
        let block = item.child_by_field_name("body")?;
        let shown = item
            .children(&mut item.walk())
            .find(|child| child.kind() == "visibility_modifier");
        let start = match shown {
            Some(shown) => {
                let next = shown.next_sibling()?.start_byte();
                edit = edit.replace(spot, shown.start_byte()..next, "");
                next
            }
            None => item.start_byte(),
        };
        let head = spot.syntax.text()[start..block.start_byte()].trim_end();
        // A pattern such as `mut self` has no place in a signature.
        found.push(format!(
            "{};",
            head.replace("(mut ", "(").replace(", mut ", ", ")
        ));
    }
    Some((found, edit))
}

pub(super) fn owned(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0120", "E0390"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(item) = nodes::enclosing(spot.node(), &["impl_item"]) else {
        return;
    };
    let Some(ty) = item
        .child_by_field_name("type")
        .filter(|ty| ty.kind() == "reference_type")
    else {
        return;
    };
    let Some(target) = ty.child_by_field_name("type") else {
        return;
    };
    let name = spot.text_of(target);
    if declared::local_type(case, name).is_none() {
        return;
    }
    let mut edit = Edit::default().replace(&spot, ty.byte_range(), name);
    if case.is(&["E0390"]) {
        let receivers = nodes::descendants(item)
            .filter(|node| node.kind() == "self_parameter" && spot.text_of(*node) == "self");
        for receiver in receivers {
            edit = edit.replace(&spot, receiver.byte_range(), "&self");
        }
    }
    fixes.keeps(format!("write it for `{name}`"), edit);
}
