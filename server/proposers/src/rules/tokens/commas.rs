//! Commas that are missing where the next argument reads as the other side of an operator.

use bowline_syntax::nodes;

use crate::rules::{Case, Edit, edit::Fixes};

/// `f(answers &done)`: a blank ahead of the operator and none behind it says that it belongs to the next argument.
pub(super) fn operator(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0369", "E0277"]) {
        return;
    }
    let Some(spot) = case.primary().map(|spot| case.opened(&spot)) else {
        return;
    };
    let Some(sum) = nodes::enclosing(spot.node(), &["binary_expression"]) else {
        return;
    };
    let listed = sum.parent().is_some_and(|list| {
        matches!(
            list.kind(),
            "arguments" | "array_expression" | "tuple_expression"
        )
    });
    let (Some(left), Some(right), Some(operator)) = (
        sum.child_by_field_name("left"),
        sum.child_by_field_name("right"),
        sum.child_by_field_name("operator"),
    ) else {
        return;
    };
    let prefix = matches!(spot.text_of(operator), "&" | "*" | "-" | "&&");
    let apart =
        left.end_byte() < operator.start_byte() && operator.end_byte() == right.start_byte();
    if listed && prefix && apart {
        fixes.keeps(
            "add the missing `,`",
            Edit::default().insert(&spot, left.end_byte(), ","),
        );
    }
}
