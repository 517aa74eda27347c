//! Statements: one too many, one done twice or once, two in the wrong order.

use bowline_syntax::Node;

use super::{
    edits::Finds,
    operator::{Operator, node},
    site::{Site, field},
};

pub(super) const OPERATORS: &[Operator] = &[
    node("statement-dropped", dropped),
    node("statements-swapped", swapped),
    node("statement-repeated", repeated),
];

fn is_statement(node: Node<'_>) -> bool {
    node.kind() == "expression_statement"
        && node.parent().is_some_and(|parent| parent.kind() == "block")
}

fn inner(node: Node<'_>) -> Option<Node<'_>> {
    node.named_child(0)
}

fn dropped(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let Some(inner) = inner(node).filter(|_| is_statement(node)) else {
        return;
    };
    let prior = match inner.kind() {
        "assignment_expression" | "compound_assignment_expr" => 0.2,
        "call_expression" => 0.2,
        "if_expression" if field(inner, "alternative").is_none() => 0.15,
        "return_expression" | "break_expression" | "continue_expression" => 0.2,
        "match_expression" | "for_expression" | "while_expression" | "loop_expression"
        | "if_expression" => 0.03,
        _ => return,
    };
    finds.put(prior, lines(site, node), "");
}

/// The whole lines of a node that stands alone on them; its own range otherwise.
fn lines(site: &Site<'_>, node: Node<'_>) -> std::ops::Range<usize> {
    let syntax = &site.file.syntax;
    let text = &site.file.text;
    let (start, end) = (
        syntax.line_start(node.start_byte()),
        syntax.line_end(node.end_byte()),
    );
    let alone = text[start..node.start_byte()].trim().is_empty()
        && text[node.end_byte()..end].trim().is_empty();
    match alone {
        true => start..(end + 1).min(text.len()),
        false => node.byte_range(),
    }
}

fn swapped(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let Some(next) = node.next_named_sibling() else {
        return;
    };
    let statement = |node| is_statement(node) && inner(node).is_some_and(|inner| changes(inner));
    let declares = |node: Node<'_>| {
        let pattern = field(node, "pattern").filter(|_| node.kind() == "let_declaration");
        pattern.is_some_and(|pattern| !site.of(next).contains(site.of(pattern)))
    };
    if (statement(node) && (statement(next) || declares(next)))
        || (declares(node) && statement(next))
    {
        finds.swap(0.15, site.file, node, next);
    }
}

fn changes(node: Node<'_>) -> bool {
    matches!(
        node.kind(),
        "assignment_expression" | "compound_assignment_expr" | "call_expression"
    )
}

fn repeated(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let Some(inner) = inner(node).filter(|_| is_statement(node)) else {
        return;
    };
    if matches!(inner.kind(), "compound_assignment_expr") {
        let end = node.end_byte();
        let indent = site.file.syntax.indent(node.start_byte());
        finds.put(0.03, end..end, format!("\n{indent}{}", site.of(node)));
    }
}
