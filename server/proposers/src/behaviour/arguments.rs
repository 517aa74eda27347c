//! Arguments in the wrong order.

use bowline_syntax::Node;

use super::{
    edits::Finds,
    operator::{Operator, node},
    site::{Site, field, method, parts},
};

pub(super) const OPERATORS: &[Operator] = &[
    node("swapped-arguments", swapped),
    node("swapped-receiver", receiver),
    node("swapped-fields", fields),
];

fn swapped<'a>(site: &Site<'a>, node: Node<'a>, finds: &mut Finds) {
    let is_list = matches!(
        node.kind(),
        "arguments" | "tuple_expression" | "array_expression"
    );
    if !is_list {
        return;
    }
    let all = parts(node);
    let first_is_text = all
        .first()
        .is_some_and(|first| first.kind() == "string_literal");
    // What a macro takes behind its format, and a format itself, keep their places.
    if all.len() > 6 || (first_is_text && node.kind() == "arguments") {
        return;
    }
    for (at, one) in all.iter().enumerate() {
        for (gap, other) in all.iter().skip(at + 1).enumerate() {
            let prior = match (site.ty(*one), site.ty(*other)) {
                (Some(one), Some(other)) if one.fits(&other) => 0.45,
                (Some(_), Some(_)) => continue,
                _ if one.kind() == other.kind() => 0.25,
                _ => 0.12,
            };
            let prior = if node.kind() == "arguments" {
                prior
            } else {
                prior * 0.6
            };
            let far = if gap == 0 { 1.0 } else { 0.5 };
            finds.swap(prior * far, site.file, *one, *other);
        }
    }
}

fn receiver<'a>(site: &Site<'a>, node: Node<'a>, finds: &mut Finds) {
    let Some(call) = method(node) else { return };
    let [argument] = call.arguments.as_slice() else {
        return;
    };
    let name = site.of(call.name);
    let symmetric = ["min", "max", "add", "mul", "eq", "ne"];
    if matches!(name, "cmp" | "partial_cmp" | "total_cmp") || symmetric.contains(&name) {
        return;
    }
    let inner = match argument.kind() {
        "reference_expression" => field(*argument, "value").unwrap_or(*argument),
        _ => *argument,
    };
    let simple = |node: Node<'_>| matches!(node.kind(), "identifier" | "field_expression" | "self");
    if !simple(call.receiver) || !simple(inner) {
        return;
    }
    if let (Some(one), Some(other)) = (site.ty(call.receiver), site.ty(inner))
        && one.bare().0.fits(other.bare().0)
    {
        finds.swap(0.3, site.file, call.receiver, inner);
    }
}

/// The values of two fields of one literal.
fn fields<'a>(site: &Site<'a>, node: Node<'a>, finds: &mut Finds) {
    if node.kind() != "field_initializer_list" {
        return;
    }
    let all: Vec<Node<'a>> = parts(node)
        .into_iter()
        .filter_map(|one| field(one, "value"))
        .collect();
    for two in all.windows(2) {
        if let (Some(one), Some(other)) = (site.ty(two[0]), site.ty(two[1]))
            && one.fits(&other)
        {
            finds.swap(0.3, site.file, two[0], two[1]);
        }
    }
}
