//! Slips of grammar that another language taught the hand: signs and words in the wrong order or of the wrong kind. All of
//! them are held back.

use bowline_syntax::Node;

use super::{Operator, node};
use crate::mutate::ground::{Sites, Source, child, children, field, is_in, parts};

pub(super) const OPERATORS: &[Operator] = &[
    node("extra_comma", extra_comma),
    node("for_of", for_of),
    node("type_before_name", type_before_name),
    node("colon_return", colon_return),
    node("ternary", ternary),
    node("arrow_closure", arrow_closure),
    node("star_for_ref", star_for_ref),
    node("ref_for_star", ref_for_star),
    node("new_keyword", new_keyword),
    node("self_for_type", self_for_type),
    node("this_for_self", this_for_self),
    node("colon_range", colon_range),
    node("eq_in_literal", eq_in_literal),
    node("walrus", walrus),
    node("mut_ref_order", mut_ref_order),
];

fn extra_comma(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if matches!(
        node.kind(),
        "arguments" | "field_initializer_list" | "parameters"
    ) {
        for comma in children(node)
            .into_iter()
            .filter(|child| child.kind() == ",")
        {
            sites.replace(comma, ",,");
        }
    }
}

fn for_of(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(word) = child(node, "in").filter(|_| node.kind() == "for_expression") {
        sites.replace(word, "of");
    }
}

/// `u32 count` for `count: u32`.
fn type_before_name(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let (pattern, kind) = (field(node, "pattern"), field(node, "type"));
    if let (Some(pattern), Some(kind), true) = (pattern, kind, is_in(node, &["parameters"])) {
        sites.replace(node, format!("{} {}", source.of(kind), source.of(pattern)));
    }
}

fn colon_return(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if matches!(node.kind(), "function_item" | "function_signature_item")
        && let Some(arrow) = child(node, "->")
    {
        sites.put(arrow.start_byte() - 1..arrow.end_byte(), ":");
    }
}

fn ternary(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let other = field(node, "alternative").and_then(|other| child(other, "block"));
    let (condition, then) = (field(node, "condition"), field(node, "consequence"));
    let (Some(condition), Some(then), Some(other)) = (condition, then, other) else {
        return;
    };
    if let ([then], [other]) = (parts(then).as_slice(), parts(other).as_slice())
        && !then.kind().ends_with("statement")
    {
        let texts = [condition, *then, *other].map(|part| source.of(part));
        sites.replace(node, format!("{} ? {} : {}", texts[0], texts[1], texts[2]));
    }
}

fn arrow_closure(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let list = field(node, "parameters").filter(|_| node.kind() == "closure_expression");
    if let Some(list) = list {
        let inner = source.of(list).trim_matches('|');
        sites.replace(list, format!("({inner}) =>"));
    }
}

fn star_for_ref(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "reference_expression" && child(node, "mutable_specifier").is_none() {
        sites.put(node.start_byte()..node.start_byte() + 1, "*");
    }
}

fn ref_for_star(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "unary_expression" && source.of(node).starts_with('*') {
        sites.put(node.start_byte()..node.start_byte() + 1, "&");
    }
}

/// `new Stack(…)` for `Stack::new(…)`.
fn new_keyword(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let called = field(node, "function").filter(|_| node.kind() == "call_expression");
    if let Some(called) = called
        && let Some(kind) = source.of(called).strip_suffix("::new")
    {
        sites.replace(called, format!("new {kind}"));
    }
}

fn self_for_type(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "scoped_identifier"
        && let Some(path) = field(node, "path").filter(|path| source.of(*path) == "Self")
    {
        sites.replace(path, "self");
    }
}

fn this_for_self(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "self" && is_in(node, &["field_expression"]) {
        sites.replace(node, "this");
    }
}

fn colon_range(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(dots) = child(node, "..").filter(|_| node.kind() == "range_expression") {
        sites.replace(dots, ":");
    }
}

fn eq_in_literal(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(colon) = child(node, ":").filter(|_| node.kind() == "field_initializer") {
        sites.replace(colon, " =");
    }
}

fn walrus(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(sign) = child(node, "=").filter(|_| node.kind() == "let_declaration") {
        sites.replace(sign, ":=");
    }
}

/// `mut &` for `&mut`.
fn mut_ref_order(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if matches!(node.kind(), "reference_expression" | "reference_type")
        && let Some(word) = child(node, "mutable_specifier")
    {
        sites.put(node.start_byte()..word.end_byte() + 1, "mut &");
    }
}
