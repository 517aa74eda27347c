//! Whole statements: lost, done twice, in the wrong order.

use bowline_syntax::Node;

use crate::mutate::{
    ground::{Sites, Source, is_in},
    operators::{Operator, node},
};

pub(super) const OPERATORS: &[Operator] = &[
    node("drop_statement", drop_statement),
    node("statement_twice", twice),
    node("swap_statements", swap),
];

/// A statement that changes something and binds nothing.
fn changes(node: Node<'_>) -> bool {
    node.kind() == "expression_statement"
        && is_in(node, &["block"])
        && node.named_child(0).is_some_and(|inner| {
            matches!(
                inner.kind(),
                "assignment_expression" | "compound_assignment_expr" | "call_expression"
            )
        })
}

fn drop_statement(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if changes(node) {
        sites.cut(source.whole_lines(node.byte_range()));
    }
}

fn twice(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if changes(node) {
        let end = node.end_byte();
        sites.put(end..end, format!(" {}", source.of(node)));
    }
}

fn swap(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(next) = node.next_named_sibling().filter(|next| changes(*next))
        && changes(node)
    {
        sites.put_all(vec![
            (node.byte_range(), source.of(next).to_owned()),
            (next.byte_range(), source.of(node).to_owned()),
        ]);
    }
}
