//! Ways out: `break` for `continue`, a return too early, a `?`.

use bowline_syntax::Node;

use super::{
    edits::Finds,
    operator::{Operator, node},
    site::{Site, field},
};

pub(super) const OPERATORS: &[Operator] = &[
    node("break-continue", leave),
    node("while-if", while_if),
    node("loop-label", label),
];

fn leave(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let text = site.of(node);
    match node.kind() {
        "break_expression" if node.named_child_count() == 0 => {
            finds.replace(0.8, node, "continue");
        }
        "continue_expression" if node.named_child_count() == 0 => {
            finds.replace(0.8, node, "break");
        }
        "return_expression" if text == "return" => {
            finds.replace(0.15, node, "break");
            finds.replace(0.15, node, "continue");
        }
        _ => {}
    }
}

/// `if` for `while`, and the other way.
fn while_if(_: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let word = match node.kind() {
        "while_expression" => "if",
        "if_expression" if field(node, "alternative").is_none() => "while",
        _ => return,
    };
    let keyword = node
        .children(&mut node.walk())
        .find(|child| matches!(child.kind(), "while" | "if"));
    if let Some(keyword) = keyword {
        finds.replace(if word == "while" { 0.08 } else { 0.15 }, keyword, word);
    }
}

/// A label that was forgotten or is not needed.
fn label(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    if !matches!(node.kind(), "break_expression" | "continue_expression") {
        return;
    }
    let word = site.of(node).split_whitespace().next().unwrap_or_default();
    if node
        .named_child(0)
        .is_some_and(|child| child.kind() == "label")
    {
        finds.replace(0.25, node, word.to_owned());
        return;
    }
    let labels = std::iter::successors(node.parent(), |node| node.parent())
        .filter_map(|around| around.child(0).filter(|first| first.kind() == "label"));
    for label in labels {
        finds.replace(0.3, node, format!("{word} {}", site.of(label)));
    }
}
