//! Ranges: the end in or out, and ends that are one off.

use bowline_syntax::Node;

use super::{
    edits::Finds,
    operator::{Operator, node},
    site::{Site, parts},
};

pub(super) const OPERATORS: &[Operator] = &[node("range-end", end), node("range-open", open)];

fn end(_: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    if !matches!(node.kind(), "range_expression" | "range_pattern") {
        return;
    }
    for sign in node.children(&mut node.walk()) {
        let behind = sign.next_sibling().is_some();
        match sign.kind() {
            ".." if behind => finds.replace(0.95, sign, "..="),
            "..=" => finds.replace(0.95, sign, ".."),
            _ => {}
        }
    }
}

/// `..i` for `i..`, and an end left out.
fn open(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let indexes = node
        .parent()
        .is_some_and(|parent| parent.kind() == "index_expression");
    if node.kind() != "range_expression" || !indexes {
        return;
    }
    let text = site.of(node);
    match parts(node).as_slice() {
        [one] => {
            let one = site.of(*one);
            let other = match text.starts_with("..") {
                true => format!("{one}.."),
                false => format!("..{one}"),
            };
            finds.replace(0.5, node, other);
        }
        [first, last] => {
            finds.replace(0.15, node, format!("{}..", site.of(*first)));
            finds.replace(0.15, node, format!("..{}", site.of(*last)));
        }
        _ => {}
    }
}
