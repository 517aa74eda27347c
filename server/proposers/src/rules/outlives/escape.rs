//! Threads and tasks that use what their function only borrows.

use std::collections::BTreeMap;

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot};

pub(super) fn own(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0521"]) {
        return;
    }
    let Some(primary) = case.primary() else {
        return;
    };
    let Some(closure) = nodes::descendants(primary.node())
        .find(|node| matches!(node.kind(), "closure_expression" | "async_block"))
    else {
        return;
    };
    let Some(reference) = case.labelled("is a reference that is only valid in") else {
        return;
    };
    let Some(statement) = nodes::statement(primary.node()) else {
        return;
    };
    let name = reference.label.split('`').nth(1).unwrap_or_default();
    let indent = primary.syntax.indent(statement.start_byte());
    let (lets, mut edit) = match name {
        "self" => {
            let Some(found) = fields(&primary, closure) else {
                return;
            };
            found
        }
        _ => {
            let parameter = nodes::enclosing(reference.node(), &["parameter"]);
            let ty = parameter.and_then(|one| one.child_by_field_name("type"));
            let Some(target) = ty.filter(|ty| ty.kind() == "reference_type") else {
                return;
            };
            let written = primary.text_of(target);
            let how = if written.ends_with("str") || written.ends_with(']') {
                "to_owned"
            } else {
                "clone"
            };
            (
                vec![format!("let {name} = {name}.{how}();")],
                Edit::default(),
            )
        }
    };
    if !primary.text_of(closure).contains("move") {
        let (at, word) = match closure.kind() {
            "async_block" => (closure.start_byte() + "async".len(), " move"),
            _ => (closure.start_byte(), "move "),
        };
        edit = edit.insert(&primary, at, word);
    }
    let lines: String = lets
        .iter()
        .map(|line| format!("{line}\n{indent}"))
        .collect();
    edit = edit.insert(&primary, statement.start_byte(), lines);
    fixes.plausible("give the thread its own copy", edit);
}

/// Clones of the fields of `self` that a closure uses, under their names, and the uses replaced. `None` where it calls methods.
fn fields(spot: &Spot<'_>, closure: Node<'_>) -> Option<(Vec<String>, Edit)> {
    let mut lets = BTreeMap::new();
    let mut edit = Edit::default();
    for node in nodes::descendants(closure).filter(|node| node.kind() == "self") {
        let rest = spot.syntax.text()[node.end_byte()..].strip_prefix('.')?;
        let width = rest
            .find(|c: char| !c.is_alphanumeric() && c != '_')
            .unwrap_or(rest.len());
        let name = &rest[..width];
        if name.is_empty() || rest[width..].starts_with('(') {
            return None;
        }
        lets.insert(name, format!("let {name} = self.{name}.clone();"));
        let end = node.end_byte() + 1 + width;
        edit = edit.replace(spot, node.start_byte()..end, name);
    }
    (!lets.is_empty()).then(|| (lets.into_values().collect(), edit))
}
