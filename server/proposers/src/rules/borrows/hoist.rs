//! A temporary in a `let` of its own.

use bowline_syntax::Node;

use super::{CONFLICT, Case, Edit, Fixes, declared, fresh, statement};

pub(super) fn argument(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(CONFLICT) {
        return;
    }
    let named = case.noted("try adding a local storing this");
    let inside = || {
        let primary = case.primary()?;
        call_around(primary.node()).map(|call| primary.at(call.byte_range()))
    };
    let Some(spot) = named.or_else(inside) else {
        return;
    };
    let node = spot.node();
    // What runs only sometimes, or more than once, is not computed ahead.
    let Some(statement) = statement(node).filter(|one| unconditional(node, *one)) else {
        return;
    };
    let name = fresh(spot.syntax.text(), &name_for(spot.text_of(node)));
    let indent = spot.syntax.indent(statement.start_byte());
    let text = spot.text_of(node);
    let edit = Edit::default()
        .insert(
            &spot,
            statement.start_byte(),
            format!("let {name} = {text};\n{indent}"),
        )
        .replace(&spot, node.byte_range(), name.clone());
    fixes.keeps(format!("compute `{text}` before the statement"), edit);
}

/// The call that a node is the receiver or an argument of, when that call itself stands within a larger expression.
fn call_around(node: Node<'_>) -> Option<Node<'_>> {
    let mut call = node;
    while let Some(parent) = call.parent() {
        let part = matches!(parent.kind(), "field_expression")
            || (parent.kind() == "call_expression"
                && parent.child_by_field_name("function") == Some(call));
        if !part {
            break;
        }
        call = parent;
    }
    let within = call.parent().is_some_and(|parent| {
        matches!(
            parent.kind(),
            "arguments" | "index_expression" | "compound_assignment_expr" | "binary_expression"
        )
    });
    (call.kind() == "call_expression" && within).then_some(call)
}

/// Whether a part of a statement is computed exactly once, whenever the statement is.
fn unconditional(node: Node<'_>, statement: Node<'_>) -> bool {
    let mut inner = node;
    while inner != statement {
        let Some(parent) = inner.parent() else {
            return false;
        };
        let held = match parent.kind() {
            "closure_expression" | "while_expression" | "loop_expression" | "async_block" => true,
            "if_expression" => parent.child_by_field_name("condition") != Some(inner),
            "match_expression" | "for_expression" => {
                parent.child_by_field_name("value") != Some(inner)
            }
            "match_arm" => true,
            "binary_expression" => {
                let operator = parent.child_by_field_name("operator");
                operator.is_some_and(|one| matches!(one.kind(), "&&" | "||"))
                    && parent.child_by_field_name("right") == Some(inner)
            }
            _ => false,
        };
        if held {
            return false;
        }
        inner = parent;
    }
    true
}

/// `len` of `v.len()`, `total` of `total(&v)`, `index` of `i + 1`.
fn name_for(text: &str) -> String {
    let called = text.split('(').next().unwrap_or_default();
    let last = declared::words(called).last().unwrap_or_default();
    let usable = text.contains('(')
        && last.starts_with(|c: char| c.is_lowercase())
        && !matches!(
            last,
            "self" | "new" | "clone" | "unwrap" | "mut" | "if" | "match"
        );
    if usable {
        last.to_owned()
    } else {
        "value".to_owned()
    }
}
