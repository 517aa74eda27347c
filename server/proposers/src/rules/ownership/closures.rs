//! Closures that can be called only once, because they move what they captured.

use bowline_syntax::nodes;

use super::{Case, Edit, Fixes};

pub(super) fn repeatable(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0525"]) {
        return;
    }
    let Some(spot) = case.labelled("out of its environment") else {
        return;
    };
    let text = spot.text();
    let behind = Edit::default().insert(&spot, spot.range.end, ".clone()");
    let front = Edit::default().insert(&spot, spot.range.start, "&");
    if spot
        .node()
        .parent()
        .is_some_and(|parent| parent.kind() == "arguments")
    {
        fixes.keeps(format!("borrow `{text}`"), front);
    }
    fixes.plausible(format!("clone `{text}`"), behind);
    // The function that takes the closure may call it once only.
    let required = case.noted("required by a bound in");
    let bound = required.and_then(|spot| {
        let ty = nodes::descendants(spot.node()).find(|node| node.kind() == "function_type")?;
        let name = ty.child_by_field_name("trait")?;
        Some(Edit::default().replace(&spot, name.byte_range(), "FnOnce"))
    });
    if let Some(edit) = bound {
        fixes.plausible("accept closures that can be called once", edit);
    }
}
