//! Branches, ways out, and what is given back.

use bowline_syntax::Node;

use crate::mutate::{
    ground::{Sites, Source, field, is_in, parts},
    operators::{Operator, node},
};

pub(super) const OPERATORS: &[Operator] = &[
    node("swap_branches", swap_branches),
    node("swap_arms", swap_arms),
    node("drop_early_return", drop_early_return),
    node("early_constant", early_constant),
    node("break_for_continue", |s, n, o| {
        word(s, n, o, "continue_expression", "break")
    }),
    node("continue_for_break", |s, n, o| {
        word(s, n, o, "break_expression", "continue")
    }),
    node("none_for_some", none),
    node("append_else", append_else),
    node("drop_arm_guard", drop_guard),
    node("assign_for_update", update),
];

fn exchange(source: &Source<'_>, sites: &mut Sites<'_>, one: Node<'_>, other: Node<'_>) {
    sites.put_all(vec![
        (one.byte_range(), source.of(other).to_owned()),
        (other.byte_range(), source.of(one).to_owned()),
    ]);
}

fn swap_branches(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let other = field(node, "alternative").and_then(|clause| clause.named_child(0));
    if let (Some(one), Some(other)) = (field(node, "consequence"), other)
        && other.kind() == "block"
    {
        exchange(source, sites, one, other);
    }
}

fn swap_arms(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "match_block" {
        return;
    }
    for two in parts(node).windows(2) {
        if let (Some(one), Some(other)) = (field(two[0], "value"), field(two[1], "value")) {
            exchange(source, sites, one, other);
        }
    }
}

/// A condition that only leaves, left out.
fn drop_early_return(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let body = field(node, "consequence").filter(|_| node.kind() == "if_expression");
    let Some(body) = body.filter(|_| field(node, "alternative").is_none()) else {
        return;
    };
    let leaves = |text: &str| {
        ["return", "break", "continue"]
            .iter()
            .any(|word| text.starts_with(word))
    };
    if let [only] = parts(body).as_slice()
        && leaves(source.of(*only))
    {
        sites.cut(source.whole_lines(node.byte_range()));
    }
}

/// The function gives back a constant in place of what it works out.
fn early_constant(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "return_expression" {
        return;
    }
    if let Some(value) = node.named_child(0) {
        match source.of(value) {
            "true" => sites.replace(value, "false"),
            "false" => sites.replace(value, "true"),
            "0" => sites.replace(value, "1"),
            _ => {}
        }
    }
}

fn word(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>, kind: &str, to: &str) {
    if node.kind() == kind && !source.of(node).contains(' ') {
        sites.replace(node, to);
    }
}

fn none(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let function = field(node, "function").map(|function| source.of(function));
    if function == Some("Some") && is_in(node, &["block", "match_arm", "return_expression"]) {
        sites.replace(node, "None");
    }
}

/// Two conditions that were apart are joined.
fn append_else(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let is_if = |node: Node<'_>| {
        node.kind() == "expression_statement"
            && node
                .named_child(0)
                .is_some_and(|inner| inner.kind() == "if_expression")
            && !source.of(node).ends_with(';')
    };
    if is_if(node)
        && let Some(next) = node.next_named_sibling()
        && is_if(next)
    {
        sites.put(node.end_byte()..next.start_byte(), " else ");
    }
}

fn drop_guard(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let (Some(pattern), Some(condition)) = (node.named_child(0), field(node, "condition"))
        && node.kind() == "match_pattern"
    {
        sites.cut(pattern.end_byte()..condition.end_byte());
    }
}

fn update(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "assignment_expression"
        && let (Some(left), Some(right)) = (field(node, "left"), field(node, "right"))
    {
        sites.put(left.end_byte()..right.start_byte(), " += ");
    }
}
