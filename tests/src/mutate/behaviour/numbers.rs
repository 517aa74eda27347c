//! Constants and bounds that are off.

use bowline_syntax::Node;

use crate::mutate::{
    ground::{Sites, Source, children, field, is_in},
    operators::{Operator, node},
};

pub(super) const OPERATORS: &[Operator] = &[
    node("constant_plus_one", |s, n, o| {
        constant(s, n, o, |value| value.checked_add(1))
    }),
    node("constant_minus_one", |s, n, o| {
        constant(s, n, o, |value| value.checked_sub(1))
    }),
    node("constant_doubled", |s, n, o| {
        constant(s, n, o, |value| value.checked_mul(2).filter(|_| value > 2));
    }),
    node("constant_to_zero", |s, n, o| {
        constant(s, n, o, |value| (value > 1).then_some(0))
    }),
    node("mask_widened", mask),
    node("truth_turned", truth),
    node("char_neighbour", letter),
    node("range_closed", |s, n, o| range(s, n, o, "..", "..=")),
    node("range_opened", |s, n, o| range(s, n, o, "..=", "..")),
    node("slice_other_end", slice),
    node("index_plus_one", index),
    node("length_minus_one", length),
    node("drop_plus_one", plus_one),
    node("bound_for_bound", bound),
];

fn constant(
    source: &Source<'_>,
    node: Node<'_>,
    sites: &mut Sites<'_>,
    change: fn(u128) -> Option<u128>,
) {
    let text = source.of(node);
    if node.kind() == "integer_literal"
        && let Ok(value) = text.parse::<u128>()
        && let Some(value) = change(value)
    {
        sites.replace(node, value.to_string());
    }
}

fn mask(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let digits = source.of(node).strip_prefix("0x");
    if let Some(digits) = digits.filter(|_| node.kind() == "integer_literal")
        && let Ok(value) = u128::from_str_radix(digits, 16)
    {
        sites.replace(node, format!("{:#x}", value / 2));
    }
}

fn truth(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "boolean_literal" {
        sites.replace(
            node,
            if source.of(node) == "true" {
                "false"
            } else {
                "true"
            },
        );
    }
}

fn letter(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "char_literal" {
        return;
    }
    let text = source.of(node);
    let inner = text.trim_start_matches('b').trim_matches('\'');
    if let [letter @ (b'a'..=b'y' | b'A'..=b'Y' | b'0'..=b'8')] = inner.as_bytes() {
        let next = char::from(letter + 1).to_string();
        sites.replace(node, text.replacen(inner, &next, 1).replace("bb", "b"));
    }
}

fn range(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>, from: &str, to: &str) {
    if matches!(node.kind(), "range_expression" | "range_pattern")
        && let Some(sign) = children(node)
            .into_iter()
            .find(|child| child.kind() == from)
        && sign.next_sibling().is_some()
    {
        sites.replace(sign, to);
    }
}

/// `..i` for `i..`.
fn slice(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "range_expression"
        && is_in(node, &["index_expression"])
        && let [one] = crate::mutate::ground::parts(node).as_slice()
    {
        let end = source.of(*one);
        let other = match source.of(node).starts_with("..") {
            true => format!("{end}.."),
            false => format!("..{end}"),
        };
        sites.replace(node, other);
    }
}

fn index(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let at = node
        .named_child(1)
        .filter(|_| node.kind() == "index_expression");
    if let Some(at) = at.filter(|at| matches!(at.kind(), "identifier" | "field_expression")) {
        sites.put(at.end_byte()..at.end_byte(), " + 1");
    }
}

fn length(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let called = node.kind() == "call_expression" && source.of(node).ends_with(".len()");
    if called
        && is_in(
            node,
            &["binary_expression", "let_declaration", "arguments", "block"],
        )
    {
        sites.put(node.end_byte()..node.end_byte(), " - 1");
    }
}

fn plus_one(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let sides = (field(node, "left"), field(node, "right"));
    if let (Some(left), Some(right)) = sides
        && node.kind() == "binary_expression"
        && source.of(right) == "1"
        && field(node, "operator").is_some_and(|sign| matches!(sign.kind(), "+" | "-"))
    {
        sites.replace(node, source.of(left));
    }
}

fn bound(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let name = field(node, "name").filter(|_| node.kind() == "scoped_identifier");
    match name.map(|name| (name, source.of(name))) {
        Some((name, "MAX")) => sites.replace(name, "MIN"),
        Some((name, "MIN")) => sites.replace(name, "MAX"),
        _ => {}
    }
}
