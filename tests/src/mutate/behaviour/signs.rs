//! The wrong sign: comparisons, arithmetic, bits, conditions.

use bowline_syntax::Node;

use crate::mutate::{
    ground::{Sites, Source, field, is_in},
    operators::{Operator, node},
};

pub(super) const OPERATORS: &[Operator] = &[
    node("lt_to_le", |s, n, o| binary(s, n, o, "<", "<=")),
    node("le_to_lt", |s, n, o| binary(s, n, o, "<=", "<")),
    node("gt_to_ge", |s, n, o| binary(s, n, o, ">", ">=")),
    node("ge_to_gt", |s, n, o| binary(s, n, o, ">=", ">")),
    node("lt_to_gt", |s, n, o| binary(s, n, o, "<", ">")),
    node("gt_to_lt", |s, n, o| binary(s, n, o, ">", "<")),
    node("ge_to_eq", |s, n, o| binary(s, n, o, ">=", "==")),
    node("eq_to_ne", |s, n, o| binary(s, n, o, "==", "!=")),
    node("ne_to_eq", |s, n, o| binary(s, n, o, "!=", "==")),
    node("and_to_or", |s, n, o| binary(s, n, o, "&&", "||")),
    node("or_to_and", |s, n, o| binary(s, n, o, "||", "&&")),
    node("plus_to_minus", |s, n, o| binary(s, n, o, "+", "-")),
    node("minus_to_plus", |s, n, o| binary(s, n, o, "-", "+")),
    node("times_to_over", |s, n, o| binary(s, n, o, "*", "/")),
    node("times_to_plus", |s, n, o| binary(s, n, o, "*", "+")),
    node("over_to_rest", |s, n, o| binary(s, n, o, "/", "%")),
    node("rest_to_over", |s, n, o| binary(s, n, o, "%", "/")),
    node("shift_left_to_right", |s, n, o| binary(s, n, o, "<<", ">>")),
    node("shift_right_to_left", |s, n, o| binary(s, n, o, ">>", "<<")),
    node("bit_and_to_or", |s, n, o| binary(s, n, o, "&", "|")),
    node("bit_or_to_and", |s, n, o| binary(s, n, o, "|", "&")),
    node("bit_or_to_xor", |s, n, o| binary(s, n, o, "|", "^")),
    node("add_to_sub_assign", |s, n, o| compound(s, n, o, "+=", "-=")),
    node("sub_to_add_assign", |s, n, o| compound(s, n, o, "-=", "+=")),
    node("or_to_and_assign", |s, n, o| compound(s, n, o, "|=", "&=")),
    node("add_assign_to_assign", |s, n, o| {
        compound(s, n, o, "+=", "=")
    }),
    node("drop_not", drop_not),
    node("add_not", add_not),
    node("drop_first_condition", |s, n, o| side(s, n, o, "right")),
    node("drop_second_condition", |s, n, o| side(s, n, o, "left")),
];

fn binary(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>, from: &str, to: &str) {
    if let Some(sign) = field(node, "operator")
        && node.kind() == "binary_expression"
        && sign.kind() == from
    {
        sites.replace(sign, to);
    }
}

fn compound(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>, from: &str, to: &str) {
    if let Some(sign) = field(node, "operator")
        && node.kind() == "compound_assignment_expr"
        && sign.kind() == from
    {
        sites.replace(sign, to);
    }
}

fn drop_not(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "unary_expression" && source.of(node).starts_with('!') {
        sites.cut(node.start_byte()..node.start_byte() + 1);
    }
}

fn add_not(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let condition = node
        .parent()
        .is_some_and(|parent| field(parent, "condition") == Some(node));
    let simple = matches!(
        node.kind(),
        "call_expression" | "identifier" | "field_expression"
    );
    if condition && simple && is_in(node, &["if_expression", "while_expression"]) {
        sites.put(node.start_byte()..node.start_byte(), "!");
    }
}

/// Leaves one side of a condition alone.
fn side(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>, kept: &str) {
    let sign = field(node, "operator").map(|sign| sign.kind());
    if let (Some("&&" | "||"), Some(kept)) = (sign, field(node, kept)) {
        sites.replace(node, source.of(kept));
    }
}
