//! The wrong name, and names in the wrong order.

use bowline_syntax::{Node, nodes};

use crate::mutate::{
    ground::{Sites, Source, field, parts},
    operators::{Operator, node},
};

pub(super) const OPERATORS: &[Operator] = &[
    node("local_for_local", local),
    node("field_beside", field_beside),
    node("swap_two_arguments", arguments),
    node("swap_operands", operands),
    node("swap_compared", compared),
    node("variant_beside", variant),
    node("constant_beside", constant),
];

/// The names that a function's parameters and `let`s bind, with where.
fn locals<'t>(source: &'t Source<'_>, function: Node<'t>) -> Vec<(&'t str, usize)> {
    let mut found = Vec::new();
    for node in nodes::descendants(function) {
        let binds = matches!(node.kind(), "parameter" | "let_declaration");
        let pattern = field(node, "pattern").filter(|_| binds);
        if let Some(pattern) = pattern.filter(|pattern| pattern.kind() == "identifier") {
            found.push((source.of(pattern), node.end_byte()));
        }
    }
    found
}

/// Another local that is known by then; rustc says whether it fits.
fn local(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "identifier" {
        return;
    }
    let Some(parent) = node.parent() else { return };
    let read = matches!(
        parent.kind(),
        "binary_expression"
            | "arguments"
            | "index_expression"
            | "range_expression"
            | "block"
            | "assignment_expression"
    ) && field(parent, "left") != Some(node);
    let Some(function) = nodes::enclosing(node, &["function_item"]).filter(|_| read) else {
        return;
    };
    let own = source.of(node);
    let known = locals(source, function);
    if !known.iter().any(|(name, _)| *name == own) {
        return;
    }
    let other = known
        .iter()
        .rev()
        .find(|(name, from)| *name != own && *from <= node.start_byte());
    if let Some((other, _)) = other {
        sites.replace(node, *other);
    }
}

/// Another field that the same function reads of `self`.
fn field_beside(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let own = |node: Node<'_>| {
        node.kind() == "field_expression"
            && field(node, "value").is_some_and(|value| source.of(value) == "self")
            && !node
                .parent()
                .is_some_and(|parent| field(parent, "function") == Some(node))
    };
    if !own(node) {
        return;
    }
    let Some(around) = nodes::enclosing(node, &["impl_item"]) else {
        return;
    };
    let other = nodes::descendants(around)
        .find(|other| own(*other) && source.of(*other) != source.of(node));
    if let Some(other) = other {
        sites.replace(node, source.of(other));
    }
}

fn arguments(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "arguments" {
        return;
    }
    for two in parts(node).windows(2) {
        sites.put_all(vec![
            (two[0].byte_range(), source.of(two[1]).to_owned()),
            (two[1].byte_range(), source.of(two[0]).to_owned()),
        ]);
    }
}

fn exchange(source: &Source<'_>, sites: &mut Sites<'_>, one: Node<'_>, other: Node<'_>) {
    sites.put_all(vec![
        (one.byte_range(), source.of(other).to_owned()),
        (other.byte_range(), source.of(one).to_owned()),
    ]);
}

fn operands(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let sign = field(node, "operator").map(|sign| sign.kind());
    if let (Some(left), Some(right), Some("-" | "/" | "%")) =
        (field(node, "left"), field(node, "right"), sign)
        && node.kind() == "binary_expression"
    {
        exchange(source, sites, left, right);
    }
}

/// `b.cmp(&a)` for `a.cmp(&b)`.
fn compared(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let function = field(node, "function").filter(|_| node.kind() == "call_expression");
    let Some(function) = function.filter(|one| one.kind() == "field_expression") else {
        return;
    };
    let named = field(function, "field").map(|name| source.of(name));
    if !matches!(named, Some("cmp" | "partial_cmp")) {
        return;
    }
    if let (Some(value), Some(list)) = (field(function, "value"), field(node, "arguments"))
        && let [argument] = parts(list).as_slice()
        && let Some(inner) = field(*argument, "value")
    {
        exchange(source, sites, value, inner);
    }
}

fn variant(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let name = field(node, "name").filter(|_| node.kind() == "scoped_identifier");
    match name.map(|name| (name, source.of(name))) {
        Some((name, "Less")) => sites.replace(name, "Greater"),
        Some((name, "Greater")) => sites.replace(name, "Less"),
        Some((name, "Equal")) => sites.replace(name, "Less"),
        _ => {}
    }
}

/// Another constant of the file.
fn constant(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let own = source.of(node);
    let upper = |name: &str| name.len() > 2 && !name.contains(|one: char| one.is_lowercase());
    if node.kind() != "identifier"
        || !upper(own)
        || node
            .parent()
            .is_some_and(|parent| parent.kind() == "const_item")
    {
        return;
    }
    let constants = parts(source.syntax.root())
        .into_iter()
        .filter(|item| item.kind() == "const_item");
    let names = constants
        .filter_map(|item| field(item, "name"))
        .map(|name| source.of(name));
    if let Some(other) = names.into_iter().find(|name| *name != own) {
        sites.replace(node, other);
    }
}
