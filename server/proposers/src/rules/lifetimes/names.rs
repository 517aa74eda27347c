//! Parameters that hide others, stand twice, or have a reserved name; lifetimes under a name that nothing declares, or under none.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot, declared};
use crate::rules::spelling;

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

pub(super) fn similar(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary().filter(|_| case.is(&["E0261"])) else {
        return;
    };
    let name = spot.text();
    let mut around = Vec::new();
    for node in std::iter::successors(Some(spot.node()), Node::parent) {
        // What `for<…>` declares in front of the type of a predicate holds for its bounds too.
        let of_predicate = node.child_by_field_name("left");
        for owner in std::iter::once(node).chain(of_predicate) {
            let list = owner.child_by_field_name("type_parameters");
            around.extend(list.into_iter().flat_map(|list| lifetimes(&spot, list)));
        }
    }
    let near: Vec<&str> = around
        .iter()
        .copied()
        .filter(|one| spelling::distance(one, name) == 1 && one.len() != name.len())
        .collect();
    let instead = |one: &str| Edit::default().replace(&spot, spot.range.clone(), one);
    match (near.as_slice(), around.as_slice()) {
        ([one], _) => fixes.keeps(format!("write `{one}`"), instead(one)),
        ([], [one]) => fixes.plausible(format!("write `{one}`"), instead(one)),
        _ => {}
    }
}

/// The lifetimes in a list of parameters.
fn lifetimes<'a>(spot: &Spot<'a>, list: Node<'a>) -> Vec<&'a str> {
    let all = nodes::descendants(list).filter(|node| node.kind() == "lifetime_parameter");
    all.filter_map(|parameter| parameter.child_by_field_name("name"))
        .map(|name| spot.text_of(name))
        .collect()
}

pub(super) fn of_impl(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0726", "E0106"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(item) = nodes::enclosing(spot.node(), &["impl_item"]) else {
        return;
    };
    let (Some(list), Some(ty)) = (
        item.child_by_field_name("type_parameters"),
        item.child_by_field_name("type"),
    ) else {
        return;
    };
    let head = list.end_byte()..ty.end_byte();
    let named = &spot.syntax.text()[head.clone()];
    let mut idle = lifetimes(&spot, list);
    idle.retain(|one| !declared::words(named).any(|word| word == &one[1..]));
    let [one] = idle.as_slice() else { return };
    if !head.contains(&spot.range.start) {
        return;
    }
    let Some(path) = nodes::descendants(item).find(|node| {
        matches!(node.kind(), "generic_type" | "type_identifier")
            && node.start_byte() <= spot.range.start
            && spot.range.end <= node.end_byte()
            && node.parent().is_some_and(|of| of.kind() != "generic_type")
    }) else {
        return;
    };
    let edit = match path.child_by_field_name("type_arguments") {
        Some(arguments) => {
            let at = arguments.start_byte() + 1;
            Edit::default().insert(&spot, at, format!("{one}, "))
        }
        None => Edit::default().insert(&spot, path.end_byte(), format!("<{one}>")),
    };
    fixes.keeps(format!("name the impl's `{one}`"), edit);
}
