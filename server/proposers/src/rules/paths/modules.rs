//! Modules that a path names wrongly, or that no `mod` declares.

use bowline_loop_core::WorkspacePath;
use bowline_syntax::Node;

use super::std_names::STD;
use crate::rules::{
    Case, Edit, Spot, declared,
    edit::Fixes,
    spelling::{distance, is_near},
};

pub(super) fn wrong_module(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0432", "E0433", "E0425", "E0412"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let label = format!("{} {}", spot.label, case.message());
    let Some(segment) = label
        .split("could not find `")
        .nth(1)
        .and_then(|rest| rest.split('`').next())
    else {
        return;
    };
    let within = label
        .split("` in `")
        .nth(1)
        .and_then(|rest| rest.split('`').next());
    let Some(path) = path_around(&spot) else {
        return;
    };
    let place = spot.at(spot.range.end - segment.len().min(spot.range.len())..spot.range.end);
    let names = names_behind(&spot, path);
    match within {
        Some("std" | "core" | "alloc") => of_std(&place, segment, &names, fixes),
        _ => of_workspace(case, &spot, path, &names, fixes),
    }
}

/// The whole path, or the `use` argument, that a segment stands in.
fn path_around<'a>(spot: &Spot<'a>) -> Option<Node<'a>> {
    std::iter::successors(Some(spot.node()), Node::parent)
        .take_while(|node| {
            matches!(
                node.kind(),
                "identifier"
                    | "scoped_identifier"
                    | "scoped_type_identifier"
                    | "type_identifier"
                    | "scoped_use_list"
                    | "use_as_clause"
                    | "crate"
                    | "super"
                    | "self"
                    | "use_wildcard"
            )
        })
        .last()
}

/// The names that a path ends in: one, or those of a list.
fn names_behind<'a>(spot: &Spot<'a>, path: Node<'a>) -> Vec<&'a str> {
    match path.kind() {
        "scoped_use_list" => path
            .child_by_field_name("list")
            .map_or_else(Vec::new, |list| {
                declared::words(spot.text_of(list)).collect()
            }),
        "use_as_clause" => path
            .child_by_field_name("path")
            .map_or_else(Vec::new, |inner| names_behind(spot, inner)),
        _ => spot.text_of(path).rsplit("::").take(1).collect(),
    }
}

fn of_std(place: &Spot<'_>, segment: &str, names: &[&str], fixes: &mut Fixes) {
    let mut ranked: Vec<(usize, usize, &str)> = Vec::new();
    for (module, has) in STD {
        let held = names.iter().filter(|name| has.contains(name)).count();
        let steps = distance(segment, module);
        let near = is_near(steps, segment, module) || module.starts_with(segment) || steps <= 1;
        if near || (held == names.len() && held > 0) {
            ranked.push((names.len() - held, steps, module));
        }
    }
    ranked.sort_unstable();
    for (_, _, module) in ranked.into_iter().take(2) {
        let edit = Edit::default().replace(place, place.range.clone(), module);
        fixes.plausible(format!("write `{module}`"), edit);
    }
}

/// Writes the path by which a place of the workspace declares, or re-exports, the one name that a path ends in.
fn of_workspace<'a>(
    case: &Case<'a>,
    spot: &Spot<'a>,
    path: Node<'a>,
    names: &[&str],
    fixes: &mut Fixes,
) {
    let [name] = names else { return };
    if path.kind() == "scoped_use_list" {
        return;
    }
    let target = match path.kind() {
        "use_as_clause" => path.child_by_field_name("path").unwrap_or(path),
        _ => path,
    };
    let mut found: Vec<String> = case
        .index
        .named(name)
        .filter_map(|item| case.index.path_to(item, spot.path))
        .collect();
    found.sort();
    found.dedup();
    for written in found.into_iter().take(2) {
        let edit = Edit::default().replace(spot, target.byte_range(), written.clone());
        fixes.plausible(format!("write `{written}`"), edit);
    }
}

pub(super) fn missing_mod(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0432", "E0433", "E0425", "E0412"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let label = format!("{} {}", spot.label, case.message());
    if !label.contains("could not find") && !label.contains("unresolved") {
        return;
    }
    let here = case.index.place(spot.path);
    for word in declared::words(spot.text()) {
        for path in case.index.paths() {
            let there = case.index.place(path);
            let is_it = there.root == here.root
                && path != spot.path
                && there.modules.last().is_some_and(|last| last == word);
            let Some(parent) = is_it.then(|| parent(case, path)).flatten() else {
                continue;
            };
            let declares = case
                .index
                .items_of(parent.path)
                .iter()
                .any(|item| item.name == word);
            if !declares {
                fixes.plausible(
                    format!("declare the module: `mod {word};`"),
                    declare(&parent, word),
                );
            }
        }
    }
}

/// The file of the module around that of a file.
fn parent<'a>(case: &Case<'a>, path: &WorkspacePath) -> Option<Spot<'a>> {
    let there = case.index.place(path);
    let above = &there.modules[..there.modules.len() - 1];
    let file = case.index.paths().find(|one| {
        let place = case.index.place(one);
        place.root == there.root && place.modules == above
    })?;
    case.place_of(file, 0..0)
}

/// Puts a `mod` line behind the last of a file, else in front of its first item.
fn declare(spot: &Spot<'_>, name: &str) -> Edit {
    let root = spot.syntax.root();
    let children: Vec<Node<'_>> = root.named_children(&mut root.walk()).collect();
    let declared =
        |node: &&Node<'_>| node.kind() == "mod_item" && node.child_by_field_name("body").is_none();
    if let Some(last) = children.iter().rev().find(declared) {
        return Edit::default().insert(spot, last.end_byte(), format!("\nmod {name};"));
    }
    let head = |node: &&Node<'_>| {
        node.kind() == "inner_attribute_item" || spot.text_of(**node).starts_with("//!")
    };
    match children.iter().find(|node| !head(node)) {
        Some(next) => Edit::default().insert(spot, next.start_byte(), format!("mod {name};\n\n")),
        None => Edit::default().insert(spot, spot.syntax.text().len(), format!("mod {name};\n")),
    }
}
