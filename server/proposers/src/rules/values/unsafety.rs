//! `unsafe` where the compiler asks for it. A guard asks for the person's word before any of it is taken.

use bowline_loop_core::Class;
use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Rule, edit::Fixes, operand};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "unsafe-block",
        class: Class::Plausible,
        about: "Puts `unsafe` before the block that holds an unsafe operation, or around its statement or expression. That the \
                operation is sound is for a person to say.",
        propose: unsafe_block,
    },
    Rule {
        name: "unsafe-impl",
        class: Class::Plausible,
        about: "Writes `unsafe impl` for an unsafe trait, and `impl` for a safe one.",
        propose: unsafe_impl,
    },
];

fn unsafe_block(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0133"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let node = spot.node();
    if let Some(block) = bare_block(node) {
        fixes.plausible(
            "make the block `unsafe`",
            Edit::default().insert(&spot, block.start_byte(), "unsafe "),
        );
    }
    if let Some(argument) = operand::in_macro(node, &spot.range) {
        let text = &spot.syntax.text()[argument.clone()];
        let start = argument.start + (text.len() - text.trim_start().len());
        let end = argument.start + text.trim_end().len();
        // In the tokens of a macro call, a block is a tree of its own.
        let before = spot.syntax.text()[..start].trim_end();
        if before.ends_with('{') {
            let edit = Edit::default().insert(&spot, before.len() - 1, "unsafe ");
            fixes.plausible("make the block `unsafe`", edit);
        }
        let edit = Edit::default()
            .insert(&spot, start, "unsafe { ")
            .insert(&spot, end, " }");
        fixes.plausible("wrap it in `unsafe { … }`", edit);
        return;
    }
    let mut wrap = |node: Node<'_>, title: &str| {
        let edit = Edit::default()
            .insert(&spot, node.start_byte(), "unsafe { ")
            .insert(&spot, node.end_byte(), " }");
        fixes.plausible(title, edit);
    };
    let statement = nodes::statement(node);
    if let Some(value) = statement
        .filter(|one| one.kind() == "let_declaration")
        .and_then(|one| one.child_by_field_name("value"))
    {
        wrap(value, "wrap the value in `unsafe { … }`");
    } else if let Some(statement) = statement.filter(|one| {
        !one.kind().ends_with("_item")
            && one.parent().is_some_and(|parent| parent.kind() == "block")
    }) {
        wrap(statement, "wrap the statement in `unsafe { … }`");
    }
    wrap(whole(node), "wrap the expression in `unsafe { … }`");
}

/// The nearest block around a node that is nothing but a block: no function's, no branch's, no loop's.
fn bare_block(node: Node<'_>) -> Option<Node<'_>> {
    let block = std::iter::successors(node.parent(), Node::parent)
        .take_while(|one| !matches!(one.kind(), "function_item" | "closure_expression"))
        .find(|one| one.kind() == "block" && is_bare(*one));
    block.or_else(|| {
        // The body of a closure or an arm, which may be one too.
        nodes::enclosing(node, &["closure_expression", "match_arm"])
            .and_then(|holder| {
                holder
                    .child_by_field_name("body")
                    .or(holder.child_by_field_name("value"))
            })
            .filter(|body| body.kind() == "block")
    })
}

fn is_bare(block: Node<'_>) -> bool {
    block.parent().is_some_and(|parent| {
        matches!(
            parent.kind(),
            "let_declaration"
                | "expression_statement"
                | "block"
                | "arguments"
                | "assignment_expression"
                | "static_item"
                | "const_item"
                | "binary_expression"
                | "parenthesized_expression"
                | "field_initializer"
                | "reference_expression"
        )
    })
}

/// The call, index or field access that a node is the base of.
fn whole(node: Node<'_>) -> Node<'_> {
    let mut node = node;
    while let Some(parent) = node.parent() {
        let base = parent.child_by_field_name("function") == Some(node);
        if !base {
            return node;
        }
        node = parent;
    }
    node
}

fn unsafe_impl(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary().filter(|_| case.is(&["E0199", "E0200"])) else {
        return;
    };
    let Some(item) = nodes::enclosing(spot.node(), &["impl_item"]) else {
        return;
    };
    let start = item.start_byte();
    let word = spot.text_of(item);
    if case.is(&["E0200"]) && !word.starts_with("unsafe") {
        fixes.plausible(
            "implement it as `unsafe`",
            Edit::default().insert(&spot, start, "unsafe "),
        );
    } else if let Some(rest) = word.strip_prefix("unsafe") {
        let end = start + (word.len() - rest.trim_start().len());
        fixes.keeps(
            "remove `unsafe`",
            Edit::default().replace(&spot, start..end, ""),
        );
    }
}
