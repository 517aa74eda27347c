//! What threads may share.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot};

pub(super) fn share(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0277"]) {
        return;
    }
    let message = case.message();
    if !message.contains("between threads safely") {
        return;
    }
    let Some(spot) = case.primary() else { return };
    if message.starts_with("`dyn ") || message.starts_with("`(dyn ") {
        return send(&spot, fixes);
    }
    let mut edit = Edit::default();
    if message.contains("Rc<") && !message.contains("Arc<") {
        edit = edit.and(renamed(&spot, "Rc", "Arc", "std::sync::Arc"));
    }
    if message.contains("RefCell<") {
        edit = edit.and(locked(&spot));
    }
    fixes.plausible("share it in a way that threads can", edit);
}

/// One type's name for another in the whole file, imports included.
fn renamed(spot: &Spot<'_>, from: &str, to: &str, path: &str) -> Edit {
    let mut edit = Edit::default();
    let imported = spot.syntax.text().contains(&format!("{path};"));
    for node in names(spot, from) {
        let import = nodes::enclosing(node, &["use_declaration"]);
        edit = match import {
            Some(import) if imported => edit.delete(spot, import.byte_range()),
            Some(import) if spot.text_of(import) == format!("use std::rc::{from};") => {
                edit.replace(spot, import.byte_range(), format!("use {path};"))
            }
            Some(_) => edit,
            None => {
                // `std::rc::Rc`: the whole path.
                let whole = node.parent().filter(|parent| {
                    matches!(
                        parent.kind(),
                        "scoped_type_identifier" | "scoped_identifier"
                    ) && spot.text_of(*parent).ends_with(from)
                });
                match whole {
                    Some(whole) => edit.replace(spot, whole.byte_range(), path),
                    None => edit.replace(spot, node.byte_range(), to),
                }
            }
        };
    }
    edit
}

fn names<'t>(spot: &Spot<'t>, name: &str) -> Vec<Node<'t>> {
    nodes::descendants(spot.syntax.root())
        .filter(|node| matches!(node.kind(), "identifier" | "type_identifier"))
        .filter(|node| spot.text_of(*node) == name)
        .collect()
}

/// `Mutex` for `RefCell`, and `lock().unwrap()` for its borrows.
fn locked(spot: &Spot<'_>) -> Edit {
    let mut edit = renamed(spot, "RefCell", "Mutex", "std::sync::Mutex");
    for import in
        nodes::descendants(spot.syntax.root()).filter(|node| node.kind() == "use_declaration")
    {
        if spot.text_of(import) == "use std::cell::RefCell;" {
            edit = edit.replace(spot, import.byte_range(), "use std::sync::Mutex;");
        }
    }
    for call in
        nodes::descendants(spot.syntax.root()).filter(|node| node.kind() == "call_expression")
    {
        let name = call
            .child_by_field_name("function")
            .and_then(|called| called.child_by_field_name("field"));
        let Some(name) = name.filter(|name| matches!(spot.text_of(*name), "borrow" | "borrow_mut"))
        else {
            continue;
        };
        edit = edit.replace(spot, name.start_byte()..call.end_byte(), "lock().unwrap()");
    }
    for name in names(spot, "borrow")
        .into_iter()
        .chain(names(spot, "borrow_mut"))
    {
        // Within a macro there are only tokens.
        let list = name
            .next_sibling()
            .filter(|next| next.kind() == "token_tree" && spot.text_of(*next) == "()");
        if let Some(list) = list {
            let range = name.start_byte()..list.end_byte();
            edit = edit.replace(spot, range, "lock().unwrap()");
        }
    }
    edit
}

/// `+ Send` at the boxed trait object that a value is declared with.
fn send(spot: &Spot<'_>, fixes: &mut Fixes) {
    let Some(function) = nodes::function(spot.node()) else {
        return;
    };
    let outer = nodes::enclosing(function, &["function_item"]).unwrap_or(function);
    for node in nodes::descendants(outer).filter(|node| node.kind() == "dynamic_type") {
        let boxed = node
            .parent()
            .is_some_and(|parent| parent.kind() == "type_arguments");
        if boxed {
            let edit = Edit::default().insert(spot, node.end_byte(), " + Send");
            fixes.plausible("require `Send`", edit);
        }
    }
}
