//! Closures that give back a reference into their argument, where that may not live so long.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot};

pub(super) fn owned(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.has_no_code()
        || !case
            .message()
            .starts_with("lifetime may not live long enough")
    {
        return;
    }
    if case.labelled("return type of closure").is_none() {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(closure) = nodes::enclosing(spot.node(), &["closure_expression"]) else {
        return;
    };
    let node = spot.node();
    let whole: Vec<Node<'_>> = match node.kind() {
        "tuple_expression" => node.named_children(&mut node.walk()).collect(),
        _ => vec![node],
    };
    let parameters = closure.child_by_field_name("parameters");
    let names: Vec<&str> = parameters
        .into_iter()
        .flat_map(nodes::descendants)
        .filter(|node| node.kind() == "identifier")
        .map(|node| spot.text_of(node))
        .collect();
    let mut edit = Edit::default();
    for part in whole {
        if let Some(with) = owned_part(&spot, part, &names) {
            edit = edit.replace(&spot, part.byte_range(), with);
        }
    }
    fixes.plausible("give back a value of its own", edit);
}

/// A part of what a closure gives back, made its own; `None` where it is one already.
fn owned_part(spot: &Spot<'_>, part: Node<'_>, names: &[&str]) -> Option<String> {
    let text = spot.text_of(part);
    match part.kind() {
        "reference_expression" => {
            let inner = part.child_by_field_name("value")?;
            let sliced = inner.kind() == "index_expression" && spot.text_of(inner).contains("..");
            let how = if sliced { "to_owned" } else { "clone" };
            Some(format!("{}.{how}()", spot.text_of(inner)))
        }
        "identifier" if names.contains(&text) => Some(format!("{text}.clone()")),
        "call_expression" => {
            let called = part.child_by_field_name("function")?;
            let name = spot.text_of(called.child_by_field_name("field")?);
            let borrows = name.starts_with("as_")
                || name.starts_with("trim")
                || matches!(name, "name" | "key");
            borrows.then(|| format!("{text}.to_owned()"))
        }
        _ => None,
    }
}
