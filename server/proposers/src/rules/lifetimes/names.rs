//! Parameters that hide others, stand twice, or have a reserved name.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot, declared};

pub(super) fn shadowed(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0496", "E0403", "E0262", "E0263", "E0637"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(parameter) = nodes::enclosing(
        spot.node(),
        &["lifetime_parameter", "type_parameter", "const_parameter"],
    ) else {
        return;
    };
    let Some(list) = parameter.parent() else {
        return;
    };
    let Some(owner) = list.parent() else { return };
    let remove = |fixes: &mut Fixes| {
        if let Some(edit) = declared::remove_entry(&spot, parameter) {
            fixes.keeps(format!("declare `{}` once", spot.text()), edit);
        }
    };
    let first = ["first declared here", "first use of"]
        .iter()
        .find_map(|words| case.labelled(words));
    let same_list = first.is_some_and(|first| list.byte_range().contains(&first.range.start));
    if case.is(&["E0262", "E0637"]) || same_list {
        return remove(fixes);
    }
    let renamed = renamed(&spot, owner, spot.text());
    if case.is(&["E0496"]) {
        fixes.keeps(format!("rename `{}`", spot.text()), renamed);
        remove(fixes);
    } else {
        remove(fixes);
        fixes.plausible(format!("rename `{}`", spot.text()), renamed);
    }
}

/// A parameter under a name of its own, everywhere in the item that declares it.
fn renamed(spot: &Spot<'_>, owner: Node<'_>, name: &str) -> Edit {
    let lifetime = name.starts_with('\'');
    let kinds: &[&str] = if lifetime {
        &["lifetime"]
    } else {
        &["type_identifier", "identifier"]
    };
    let text = spot.syntax.text();
    let letters = if lifetime { 'b'..='z' } else { 'U'..='Z' };
    let taken = |letter: char| match lifetime {
        true => text.contains(&format!("'{letter}")),
        false => declared::words(text).any(|word| word == letter.to_string()),
    };
    let letter = letters
        .into_iter()
        .find(|letter| !taken(*letter))
        .unwrap_or('z');
    let with = if lifetime {
        format!("'{letter}")
    } else {
        letter.to_string()
    };
    nodes::descendants(owner)
        .filter(|node| kinds.contains(&node.kind()) && spot.text_of(*node) == name)
        .fold(Edit::default(), |edit, node| {
            edit.replace(spot, node.byte_range(), with.clone())
        })
}
