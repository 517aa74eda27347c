//! Conditions: `&&` for `||`, a negation too many or too few, a part too many.

use bowline_syntax::Node;

use super::{
    edits::Finds,
    operator::{Operator, node},
    site::{Site, field, sign},
};

pub(super) const OPERATORS: &[Operator] = &[
    node("and-or", and_or),
    node("negation-dropped", negation),
    node("negation-added", negated),
    node("bits-turned", bits),
    node("condition-part", part),
    node("condition-constant", constant),
];

fn and_or(_: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    if node.kind() != "binary_expression" {
        return;
    }
    if let Some(sign) = sign(node) {
        match sign.kind() {
            "&&" => finds.replace(0.95, sign, "||"),
            "||" => finds.replace(0.95, sign, "&&"),
            _ => {}
        }
    }
}

fn negation(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    if node.kind() == "unary_expression"
        && site.of(node).starts_with('!')
        && let Some(value) = node.named_child(0)
    {
        finds.replace(0.95, node, site.of(value));
    }
}

/// Adds a negation where a truth value stands as such.
fn negated(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let named = matches!(
        node.kind(),
        "identifier"
            | "field_expression"
            | "call_expression"
            | "macro_invocation"
            | "parenthesized_expression"
    );
    let Some(parent) = node.parent().filter(|_| named) else {
        return;
    };
    let is_condition = field(parent, "condition") == Some(node)
        && matches!(
            parent.kind(),
            "if_expression" | "while_expression" | "match_pattern"
        );
    let is_operand = sign(parent).is_some_and(|sign| matches!(sign.kind(), "&&" | "||"));
    let known = || site.bare_ty(node).is_some_and(|ty| ty.is("bool"));
    let prior = if is_condition {
        0.8
    } else if is_operand {
        0.6
    } else if parent.kind() == "unary_expression" {
        return;
    } else if matches!(
        parent.kind(),
        "block" | "closure_expression" | "return_expression" | "let_declaration" | "arguments"
    ) && (known()
        || is_tail(site, node) && site.returns().is_some_and(|ty| ty.is("bool")))
    {
        0.5
    } else {
        return;
    };
    finds.put(prior, node.start_byte()..node.start_byte(), "!");
}

/// `a & !b` for `a & b`.
fn bits(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let bitwise = sign(node).is_some_and(|sign| matches!(sign.kind(), "&" | "|" | "&=" | "|="));
    let right = field(node, "right").filter(|_| bitwise);
    if let Some(right) = right.filter(|right| !site.of(*right).starts_with('!')) {
        let (start, end) = (right.start_byte(), right.end_byte());
        match right.kind() {
            "binary_expression" => {
                finds.put_all(
                    0.25,
                    vec![(start..start, "!(".into()), (end..end, ")".into())],
                );
            }
            _ => finds.put(0.35, start..start, "!"),
        }
    }
}

/// Whether a node is what the function gives back at its end.
fn is_tail(site: &Site<'_>, node: Node<'_>) -> bool {
    let body = site.body();
    body.is_some_and(|body| {
        node.parent() == Some(body) && body.end_byte() > node.end_byte() && {
            let count = body.named_child_count();
            count > 0 && body.named_child(count as u32 - 1) == Some(node)
        }
    })
}

fn part(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let Some(sign) = sign(node).filter(|_| node.kind() == "binary_expression") else {
        return;
    };
    if let (Some(left), Some(right), "&&" | "||") =
        (field(node, "left"), field(node, "right"), sign.kind())
    {
        finds.replace(0.2, node, site.of(left));
        finds.replace(0.2, node, site.of(right));
    }
}

/// `if true`: a condition that was meant to be one.
fn constant(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    if node.kind() != "if_expression" {
        return;
    }
    let Some(condition) = field(node, "condition") else {
        return;
    };
    if !matches!(
        condition.kind(),
        "let_condition" | "let_chain" | "boolean_literal"
    ) {
        let negated = match condition.kind() {
            "binary_expression" => format!("!({})", site.of(condition)),
            _ => return,
        };
        finds.replace(0.1, condition, negated);
    }
}
