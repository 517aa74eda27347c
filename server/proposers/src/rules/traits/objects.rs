//! Traits as objects.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot};

pub(super) fn compatible(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0038"]) {
        return;
    }
    if let Some(edit) = restricted(case) {
        fixes.plausible("keep what is in the way from trait objects", edit);
    }
    let Some(spot) = case.primary() else { return };
    let Some(object) = nodes::enclosing(spot.node(), &["dynamic_type"]) else {
        return;
    };
    let behind = &spot.text_of(object)["dyn".len()..];
    if nodes::enclosing(object, &["parameter"]).is_some() {
        let edit = Edit::default().replace(&spot, object.byte_range(), format!("impl{behind}"));
        fixes.plausible("take any one type that implements the trait", edit);
    }
    let only = case.note("consider using it directly instead");
    if let Some(name) = only.and_then(|note| note.message.split('`').nth(1)) {
        let edit = Edit::default().replace(&spot, object.byte_range(), name);
        fixes.plausible(format!("use `{name}` itself"), edit);
    }
}

/// `where Self: Sized` at every method, and supertraits taken away, that keep a trait from being an object.
fn restricted(case: &Case<'_>) -> Option<Edit> {
    let note = case.note("to be dyn compatible")?;
    let mut edit = Edit::default();
    let mut seen = Vec::new();
    for span in &note.spans {
        let label = span.label.as_deref().unwrap_or_default();
        let spot = case.spot(span)?;
        if !label.starts_with("...because") {
            continue;
        }
        let function = nodes::enclosing(spot.node(), &["function_item", "function_signature_item"]);
        match function {
            Some(function) if !seen.contains(&function.byte_range()) => {
                seen.push(function.byte_range());
                edit = edit.and(sized(&spot, function));
            }
            Some(_) => {}
            None if label.contains("requires `Self: Sized`") => {
                edit = edit.and(without(&spot)?);
            }
            None => return None,
        }
    }
    Some(edit)
}

fn sized(spot: &Spot<'_>, function: Node<'_>) -> Edit {
    let clause = function
        .children(&mut function.walk())
        .find(|child| child.kind() == "where_clause");
    let last = clause.and_then(|clause| clause.named_children(&mut clause.walk()).last());
    if let Some(last) = last {
        return Edit::default().insert(spot, last.end_byte(), ", Self: Sized");
    }
    let behind = function
        .child_by_field_name("return_type")
        .or(function.child_by_field_name("parameters"))
        .unwrap_or(function);
    Edit::default().insert(spot, behind.end_byte(), " where Self: Sized")
}

/// A trait's bounds without one of them.
fn without(spot: &Spot<'_>) -> Option<Edit> {
    let bounds = nodes::enclosing(spot.node(), &["trait_bounds"])?;
    let kept: Vec<&str> = bounds
        .named_children(&mut bounds.walk())
        .filter(|one| one.byte_range() != spot.range)
        .map(|one| spot.text_of(one))
        .collect();
    let with = if kept.is_empty() {
        String::new()
    } else {
        format!(": {}", kept.join(" + "))
    };
    Some(Edit::default().replace(spot, bounds.byte_range(), with))
}
