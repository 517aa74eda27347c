//! Slips with references, mutability, moves and lifetimes.

use bowline_syntax::Node;

use super::{Operator, node};
use crate::mutate::ground::{Sites, Source, child, field, is_in, parts};

pub(super) const OPERATORS: &[Operator] = &[
    node("drop_mut", drop_mut),
    node("drop_mut_ref", drop_mut_ref),
    node("drop_mut_self", drop_mut_self),
    node("drop_mut_type", drop_mut_type),
    node("drop_ref", drop_ref),
    node("add_ref", add_ref),
    node("drop_ref_type", drop_ref_type),
    node("drop_deref", drop_deref),
    node("drop_ref_pattern", drop_ref_pattern),
    node("drop_clone", drop_clone),
    node("drop_shared_clone", drop_shared_clone),
    node("drop_move", drop_move),
    node("drop_lifetime_decl", drop_lifetime_decl),
    node("drop_lifetime_use", drop_lifetime_use),
    node("drop_lifetime_args", drop_lifetime_args),
    node("drop_iter", drop_iter),
    node("loop_over_value", loop_over_value),
    node("drop_as_ref", drop_as_ref),
    node("change_receiver", change_receiver),
    node("drop_unsafe", drop_unsafe),
];

fn drop_mut(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let binds = [
        "let_declaration",
        "parameter",
        "mut_pattern",
        "captured_pattern",
    ];
    if node.kind() == "mutable_specifier" && is_in(node, &binds) {
        sites.cut(node.start_byte()..node.end_byte() + 1);
    }
}

/// Leaves out the `mut` of a node of this kind.
fn cut_mut(node: Node<'_>, kind: &str, sites: &mut Sites<'_>) {
    if let Some(word) = child(node, "mutable_specifier").filter(|_| node.kind() == kind) {
        sites.cut(word.start_byte()..word.end_byte() + 1);
    }
}

fn drop_mut_ref(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    cut_mut(node, "reference_expression", sites);
}

fn drop_mut_self(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    cut_mut(node, "self_parameter", sites);
}

fn drop_mut_type(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    cut_mut(node, "reference_type", sites);
}

fn drop_ref(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(value) = field(node, "value").filter(|_| node.kind() == "reference_expression") {
        sites.cut(node.start_byte()..value.start_byte());
    }
}

fn add_ref(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let is_value = !matches!(node.kind(), "reference_expression" | "closure_expression");
    if is_in(node, &["arguments"]) && node.is_named() && is_value {
        sites.put(node.start_byte()..node.start_byte(), "&");
    }
}

fn drop_ref_type(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let plain = node.kind() == "reference_type" && child(node, "mutable_specifier").is_none();
    if let Some(inner) = field(node, "type").filter(|_| plain && is_in(node, &["parameter"])) {
        sites.cut(node.start_byte()..inner.start_byte());
    }
}

fn drop_deref(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "unary_expression" && source.of(node).starts_with('*') {
        sites.cut(node.start_byte()..node.start_byte() + 1);
    }
}

fn drop_ref_pattern(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "reference_pattern" {
        sites.cut(node.start_byte()..node.start_byte() + 1);
    }
}

/// Leaves out a call of one of these methods: what it is called on stays.
pub(super) fn cut_method(
    source: &Source<'_>,
    node: Node<'_>,
    names: &[&str],
    sites: &mut Sites<'_>,
) {
    if node.kind() != "call_expression" {
        return;
    }
    let function = field(node, "function").map(|function| match function.kind() {
        "generic_function" => field(function, "function").unwrap_or(function),
        _ => function,
    });
    let Some(function) = function.filter(|function| function.kind() == "field_expression") else {
        return;
    };
    if let (Some(value), Some(name)) = (field(function, "value"), field(function, "field"))
        && names.contains(&source.of(name))
    {
        sites.cut(value.end_byte()..node.end_byte());
    }
}

fn drop_clone(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    cut_method(
        source,
        node,
        &["clone", "cloned", "copied", "to_vec", "take"],
        sites,
    );
}

fn drop_shared_clone(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let called = field(node, "function").map(|function| source.of(function));
    if !matches!(called, Some("Rc::clone" | "Arc::clone")) {
        return;
    }
    let argument = field(node, "arguments").and_then(|list| parts(list).pop());
    if let Some(value) = argument.and_then(|argument| field(argument, "value")) {
        sites.replace(node, source.of(value));
    }
}

fn drop_move(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(word) =
        child(node, "move").filter(|_| matches!(node.kind(), "closure_expression" | "async_block"))
    {
        sites.cut(word.start_byte()..word.end_byte() + 1);
    }
}

fn drop_lifetime_decl(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "type_parameters" {
        return;
    }
    let all = parts(node);
    for one in all.iter().filter(|one| one.kind() == "lifetime_parameter") {
        match all.len() {
            1 => sites.cut(node.byte_range()),
            _ => sites.cut(source.with_comma(*one)),
        }
    }
}

fn drop_lifetime_use(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "lifetime" && is_in(node, &["reference_type"]) {
        sites.cut(node.start_byte()..node.end_byte() + 1);
    }
}

fn drop_lifetime_args(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "type_arguments" {
        return;
    }
    let all = parts(node);
    match all.first().filter(|first| first.kind() == "lifetime") {
        Some(_) if all.len() == 1 => sites.cut(node.byte_range()),
        Some(first) => sites.cut(source.with_comma(*first)),
        None => {}
    }
}

fn drop_iter(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    cut_method(
        source,
        node,
        &["iter", "iter_mut", "into_iter", "chars", "keys", "values"],
        sites,
    );
}

fn loop_over_value(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let Some(value) = field(node, "value").filter(|_| node.kind() == "for_expression") else {
        return;
    };
    match value.kind() {
        "reference_expression" => drop_ref(source, value, sites),
        _ => cut_method(source, value, &["iter", "iter_mut"], sites),
    }
}

fn drop_as_ref(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let names = [
        "as_ref",
        "as_mut",
        "as_deref",
        "as_str",
        "as_slice",
        "as_bytes",
        "borrow",
        "borrow_mut",
    ];
    cut_method(source, node, &names, sites);
}

fn change_receiver(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "self_parameter" {
        return;
    }
    match source.of(node) {
        "&self" | "&mut self" => sites.replace(node, "self"),
        "self" | "mut self" => sites.replace(node, "&self"),
        _ => {}
    }
}

fn drop_unsafe(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "unsafe_block"
        && let Some(block) = child(node, "block")
    {
        sites.cut(node.start_byte()..block.start_byte());
    }
}
