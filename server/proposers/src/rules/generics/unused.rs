//! Parameters of a type that no field uses.

use bowline_syntax::{Node, nodes};

use super::{
    Case, Edit, Fixes, Spot,
    declared::{self, Declared, local_type},
};

pub(super) fn parameter(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0392"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(parameter) = nodes::enclosing(spot.node(), &["type_parameter", "lifetime_parameter"])
    else {
        return;
    };
    let Some(item) = declared::item_around(parameter) else {
        return;
    };
    let Some(name) = item
        .child_by_field_name("name")
        .map(|name| spot.text_of(name))
    else {
        return;
    };
    let Some(declared) = local_type(case, name) else {
        return;
    };
    let marker = marker(case, &declared, item, spot.text());
    let dropped = dropped(case, &spot, item, parameter, name);
    let used = case.index.named(name).any(|item| {
        item.generics.contains(spot.text()) && item.kind == bowline_syntax::index::ItemKind::Impl
    });
    let removal = |fixes: &mut Fixes| {
        if let Some(edit) = dropped {
            fixes.plausible(format!("take the parameter `{}` away", spot.text()), edit);
        }
    };
    let addition = |fixes: &mut Fixes| {
        if let Some(edit) = marker {
            fixes.plausible(format!("mark `{}` as used", spot.text()), edit);
        }
    };
    if used {
        addition(fixes);
        removal(fixes);
    } else {
        removal(fixes);
        addition(fixes);
    }
}

/// A `PhantomData` field, and its value in every literal of the type.
fn marker<'a>(
    case: &Case<'a>,
    declared: &Declared<'a>,
    item: Node<'a>,
    parameter: &str,
) -> Option<Edit> {
    if item.kind() != "struct_item" {
        return None;
    }
    let spot = &declared.spot;
    let held = if parameter.starts_with('\'') {
        format!("&{parameter} ()")
    } else {
        parameter.to_owned()
    };
    let ty = format!("std::marker::PhantomData<{held}>");
    let Some(body) = item.child_by_field_name("body") else {
        let end = spot.range.end - usize::from(spot.text().ends_with(';'));
        return Some(Edit::default().insert(spot, end, format!("({ty})")));
    };
    let last = body
        .named_children(&mut body.walk())
        .filter(|one| !one.is_extra())
        .last();
    let named = body.kind() == "field_declaration_list";
    let field = if named { format!("_marker: {ty}") } else { ty };
    let edit = match last {
        Some(last) => {
            let gap = if spot.text_of(body).contains('\n') {
                format!("\n{}", spot.syntax.indent(last.start_byte()))
            } else {
                " ".to_owned()
            };
            Edit::default().insert(spot, last.end_byte(), format!(",{gap}{field}"))
        }
        None => Edit::default().insert(spot, body.start_byte() + 1, format!(" {field} ")),
    };
    // A comma that stood behind the last field stays behind the new one.
    Some(
        literals(case, &declared.item.name, named)
            .into_iter()
            .fold(edit, |edit, (place, at, text)| {
                edit.insert(&place, at, text)
            }),
    )
}

/// Where literals of a type end, with the value of the marker for each.
fn literals<'a>(case: &Case<'a>, name: &str, named: bool) -> Vec<(Spot<'a>, usize, String)> {
    let mut found = Vec::new();
    for path in case.index.paths() {
        let Some(root) = case.place_of(path, 0..0) else {
            continue;
        };
        if !root.syntax.text().contains(name) {
            continue;
        }
        for node in nodes::descendants(root.syntax.root()) {
            let (list, value) = match node.kind() {
                "struct_expression" if named => (
                    node.child_by_field_name("body"),
                    "_marker: std::marker::PhantomData",
                ),
                "call_expression" if !named => (
                    node.child_by_field_name("arguments"),
                    "std::marker::PhantomData",
                ),
                _ => continue,
            };
            let head = node
                .child_by_field_name("name")
                .or_else(|| node.child_by_field_name("function"));
            let of_type = head.is_some_and(|head| {
                let text = declared::bare(root.text_of(head));
                text == name || text == "Self" && in_impl_of(&root, node, name)
            });
            let last = list.filter(|_| of_type).and_then(|list| {
                list.named_children(&mut list.walk())
                    .filter(|one| !one.is_extra())
                    .last()
            });
            if let Some(last) = last {
                found.push((root.clone(), last.end_byte(), format!(", {value}")));
            }
        }
    }
    found
}

fn in_impl_of(spot: &Spot<'_>, node: Node<'_>, name: &str) -> bool {
    nodes::enclosing(node, &["impl_item"])
        .and_then(|item| item.child_by_field_name("type"))
        .is_some_and(|ty| declared::bare(spot.text_of(ty)) == name)
}

/// The parameter gone from the declaration, and its argument from every use of the type in this file.
fn dropped(
    case: &Case<'_>,
    spot: &Spot<'_>,
    item: Node<'_>,
    parameter: Node<'_>,
    name: &str,
) -> Option<Edit> {
    let list = parameter.parent()?;
    let position = list
        .named_children(&mut list.walk())
        .position(|one| one == parameter)?;
    let mut edit = declared::remove_entry(spot, parameter)?;
    for path in case.index.paths() {
        let Some(root) = case.place_of(path, 0..0) else {
            continue;
        };
        if !root.syntax.text().contains(name) {
            continue;
        }
        for ty in
            nodes::descendants(root.syntax.root()).filter(|node| node.kind() == "generic_type")
        {
            let named = ty
                .child_by_field_name("type")
                .is_some_and(|one| declared::bare(root.text_of(one)) == name);
            let inside = root.path == spot.path
                && item.byte_range().contains(&ty.start_byte())
                && list.byte_range().contains(&ty.start_byte());
            let argument = ty
                .child_by_field_name("type_arguments")
                .filter(|_| named && !inside)
                .and_then(|arguments| arguments.named_child(position as u32));
            let Some(argument) = argument else { continue };
            edit = edit.and(declared::remove_entry(&root, argument)?);
            // `impl<T> Name<T>`: the impl's parameter has nothing to stand for any more.
            let holder = ty.parent().filter(|parent| parent.kind() == "impl_item");
            let own = holder
                .and_then(|holder| declared::parameter(&root, holder, root.text_of(argument)));
            if let Some(own) = own {
                edit = edit.and(declared::remove_entry(&root, own)?);
            }
        }
    }
    Some(edit)
}
