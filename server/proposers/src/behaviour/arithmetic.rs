//! Arithmetic and bits: the wrong sign, sides exchanged, one too many or too few.

use bowline_syntax::Node;

use super::{
    edits::Finds,
    operator::{Operator, node},
    site::{Site, field, sign},
};

pub(super) const OPERATORS: &[Operator] = &[
    node("arithmetic", arithmetic),
    node("arithmetic-assignment", assignment),
    node("operands", operands),
    node("operand-dropped", dropped),
    node("off-by-one", off_by_one),
    node("sign", minus),
];

fn others(sign: &str) -> &'static [(&'static str, f64)] {
    match sign {
        "+" => &[("-", 0.9), ("*", 0.35)],
        "-" => &[("+", 0.9), ("/", 0.15)],
        "*" => &[("+", 0.5), ("/", 0.6), ("-", 0.1)],
        "/" => &[("*", 0.7), ("%", 0.6)],
        "%" => &[("/", 0.8), ("*", 0.2)],
        "<<" => &[(">>", 0.95)],
        ">>" => &[("<<", 0.95)],
        "&" => &[("|", 0.9), ("^", 0.4)],
        "|" => &[("&", 0.9), ("^", 0.5)],
        "^" => &[("|", 0.6), ("&", 0.6)],
        _ => &[],
    }
}

fn arithmetic(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let Some(sign) = sign(node).filter(|_| node.kind() == "binary_expression") else {
        return;
    };
    // Text is only joined.
    let text = [field(node, "left"), field(node, "right")]
        .into_iter()
        .flatten()
        .any(|side| site.of(side).contains('"'));
    let right = field(node, "right").map_or("", |right| site.of(right));
    let idle = |sign: &str| matches!((sign, right), ("*" | "/" | "%", "1") | ("+" | "-", "0"));
    let telling = others(sign.kind()).iter();
    for (other, prior) in telling.filter(|(other, _)| !text && !idle(other)) {
        finds.replace(*prior, sign, *other);
    }
}

fn assignment(_: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let Some(sign) = sign(node).filter(|_| node.kind() == "compound_assignment_expr") else {
        return;
    };
    for (other, prior) in others(sign.kind().trim_end_matches('=')) {
        finds.replace(*prior, sign, format!("{other}="));
    }
    finds.replace(0.4, sign, "=");
}

fn operands(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let Some(sign) = sign(node).filter(|_| node.kind() == "binary_expression") else {
        return;
    };
    if let (Some(left), Some(right)) = (field(node, "left"), field(node, "right"))
        && matches!(sign.kind(), "-" | "/" | "%" | "<<" | ">>")
        && right.kind() != "integer_literal"
    {
        finds.swap(0.35, site.file, left, right);
    }
}

/// `a + 1` for `a`: one part too many.
fn dropped(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let Some(sign) = sign(node).filter(|_| node.kind() == "binary_expression") else {
        return;
    };
    let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else {
        return;
    };
    if !others(sign.kind()).is_empty() {
        let literal = |side: Node<'_>| side.kind() == "integer_literal";
        let prior = |side| if literal(side) { 0.35 } else { 0.08 };
        finds.replace(prior(right), node, site.of(left));
        finds.replace(prior(left) * 0.8, node, site.of(right));
    }
}

/// A place that counts, and an expression there that has no number added yet.
fn off_by_one(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let named = matches!(
        node.kind(),
        "identifier" | "field_expression" | "call_expression" | "index_expression"
    );
    let Some(parent) = node.parent().filter(|_| named) else {
        return;
    };
    let prior = match parent.kind() {
        "index_expression" if parent.named_child(1) == Some(node) => 0.3,
        "range_expression" => 0.3,
        "let_declaration" if field(parent, "value") == Some(node) => 0.1,
        "assignment_expression" if field(parent, "right") == Some(node) => 0.15,
        "field_initializer" if field(parent, "value") == Some(node) => 0.1,
        "arguments" => 0.12,
        "return_expression" => 0.12,
        "block" => 0.1,
        "binary_expression" if sign(parent).is_some_and(|sign| counts(sign.kind())) => 0.06,
        _ => return,
    };
    let ty = site.bare_ty(node);
    if ty.as_ref().is_some_and(|ty| !ty.is_integer()) {
        return;
    }
    let unsure = if ty.is_none() { 0.35 } else { 1.0 };
    let by = site.hints.steps.iter().copied();
    for step in [1, -1].into_iter().chain(by.filter(|step| step.abs() == 2)) {
        let (sign, size) = if step < 0 { ('-', -step) } else { ('+', step) };
        let end = node.end_byte();
        finds.put(prior * unsure, end..end, format!(" {sign} {size}"));
    }
}

fn counts(sign: &str) -> bool {
    matches!(sign, "+" | "-" | "<<" | ">>")
}

fn minus(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    if node.kind() == "unary_expression" && site.of(node).starts_with('-') {
        if let Some(value) = node.named_child(0) {
            finds.replace(0.6, node, site.of(value));
        }
    } else if matches!(node.kind(), "identifier" | "field_expression")
        && node.parent().is_some_and(|parent| {
            matches!(parent.kind(), "block" | "arguments" | "return_expression")
        })
        && site.bare_ty(node).is_some_and(|ty| {
            ty.is_float() || ty.is_any(&["i8", "i16", "i32", "i64", "i128", "isize"])
        })
    {
        finds.put(0.2, node.start_byte()..node.start_byte(), "-");
    }
}
