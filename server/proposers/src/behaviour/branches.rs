//! Branches that were exchanged: the two of an `if`, the bodies of two arms.

use bowline_syntax::Node;

use super::{
    edits::Finds,
    operator::{Operator, node},
    site::{Site, field, parts},
};

pub(super) const OPERATORS: &[Operator] = &[
    node("swapped-branches", branches),
    node("swapped-arms", arms),
    node("arm-guard", guard),
];

fn branches(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    if node.kind() != "if_expression" {
        return;
    }
    let other = field(node, "alternative").and_then(|clause| clause.named_child(0));
    if let (Some(one), Some(other)) = (field(node, "consequence"), other)
        && other.kind() == "block"
    {
        finds.swap(0.45, site.file, one, other);
    }
}

fn arms(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    if node.kind() != "match_block" {
        return;
    }
    let all: Vec<Node<'_>> = parts(node)
        .into_iter()
        .filter(|arm| arm.kind() == "match_arm")
        .collect();
    for (at, one) in all.iter().enumerate() {
        for (gap, other) in all.iter().skip(at + 1).take(3).enumerate() {
            let (Some(one), Some(other)) = (field(*one, "value"), field(*other, "value")) else {
                continue;
            };
            let prior = if gap == 0 { 0.35 } else { 0.12 };
            finds.swap(prior, site.file, one, other);
            finds.replace(prior * 0.2, one, site.of(other));
            finds.replace(prior * 0.2, other, site.of(one));
        }
    }
}

/// An arm's condition that is not needed, or the wrong way round.
fn guard(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    if node.kind() != "match_pattern" {
        return;
    }
    if let (Some(pattern), Some(condition)) = (node.named_child(0), field(node, "condition")) {
        finds.put(0.2, pattern.end_byte()..condition.end_byte(), "");
        if condition.kind() == "binary_expression" {
            finds.replace(0.1, condition, format!("!({})", site.of(condition)));
        }
    }
}
