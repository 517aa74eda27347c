//! Owned values in collections and variables that outlive what was borrowed for them.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot, owned_type};

pub(super) fn owned(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0597", "E0716", "E0505", "E0502", "E0506"]) {
        return;
    }
    let borrow = if case.is(&["E0597", "E0716"]) {
        case.primary()
    } else {
        case.labelled("occurs here")
            .filter(|spot| spot.text().starts_with('&'))
    };
    let Some(spot) = borrow else { return };
    let Some(value) = stored(spot.node()) else {
        return;
    };
    let Some(with) = owned_value(&spot, value) else {
        return;
    };
    let edit = Edit::default().replace(&spot, value.byte_range(), with.clone());
    let typed = holder(&spot, value).and_then(|holder| owned_annotation(&spot, holder));
    let title = format!("store `{with}` itself");
    match typed {
        Some(annotation) => fixes.plausible(title, edit.and(annotation)),
        None => fixes.plausible(title, edit),
    }
}

/// The argument or assigned value that a borrow is, or is the start of.
fn stored(node: Node<'_>) -> Option<Node<'_>> {
    let mut value = node;
    loop {
        let parent = value.parent()?;
        match parent.kind() {
            "arguments" => return Some(value),
            "assignment_expression" => {
                return (parent.child_by_field_name("right") == Some(value)).then_some(value);
            }
            "reference_expression" | "field_expression" | "index_expression" => value = parent,
            "call_expression" if parent.child_by_field_name("function") == Some(value) => {
                value = parent
            }
            _ => return None,
        }
    }
}

/// An expression that owns what another one borrows.
fn owned_value(spot: &Spot<'_>, value: Node<'_>) -> Option<String> {
    match value.kind() {
        "reference_expression" => {
            let inner = value.child_by_field_name("value")?;
            let text = spot.text_of(inner);
            Some(match inner.kind() {
                "index_expression" => format!("{text}.to_owned()"),
                _ => text.to_owned(),
            })
        }
        "call_expression" => {
            let called = value.child_by_field_name("function")?;
            let name = spot.text_of(called.child_by_field_name("field")?);
            let receiver = spot.text_of(called.child_by_field_name("value")?);
            Some(match name {
                "as_str" | "as_slice" | "as_ref" | "as_path" | "borrow" | "deref" => {
                    receiver.to_owned()
                }
                _ => format!("{}.to_owned()", spot.text_of(value)),
            })
        }
        _ => None,
    }
}

/// The `let` of the collection or variable that a value is put into.
fn holder<'t>(spot: &Spot<'t>, value: Node<'t>) -> Option<Node<'t>> {
    let parent = value.parent()?;
    let place = match parent.kind() {
        "arguments" => parent
            .parent()?
            .child_by_field_name("function")?
            .child_by_field_name("value")?,
        _ => parent.child_by_field_name("left")?,
    };
    let name = nodes::descendants(place).find(|node| node.kind() == "identifier")?;
    let name = spot.text_of(name);
    let function = nodes::function(value)?;
    nodes::descendants(function)
        .filter(|node| node.kind() == "let_declaration" && node.start_byte() < value.start_byte())
        .filter(|node| {
            node.child_by_field_name("pattern")
                .is_some_and(|pattern| spot.text_of(pattern).trim_start_matches("mut ") == name)
        })
        .last()
}

/// The references in a `let`'s type made owned.
fn owned_annotation(spot: &Spot<'_>, holder: Node<'_>) -> Option<Edit> {
    let ty = holder.child_by_field_name("type")?;
    let mut edit = Edit::default();
    let mut changed = false;
    for node in nodes::descendants(ty).filter(|node| node.kind() == "reference_type") {
        let target = node.child_by_field_name("type")?;
        edit = edit.replace(spot, node.byte_range(), owned_type(spot.text_of(target)));
        changed = true;
    }
    changed.then_some(edit)
}
