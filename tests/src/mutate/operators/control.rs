//! Slips in matches, conditions, patterns, loops, and in the order of statements.

use bowline_syntax::Node;

use super::{Operator, node};
use crate::mutate::ground::{Sites, Source, child, field, is_in, parts};

pub(super) const OPERATORS: &[Operator] = &[
    node("drop_arm", drop_arm),
    node("assign_for_eq", assign_for_eq),
    node("eq_for_assign", eq_for_assign),
    node("drop_else", drop_else),
    node("drop_pattern_some", drop_pattern_some),
    node("drop_pattern_part", drop_pattern_part),
    node("drop_rest_pattern", drop_rest_pattern),
    node("if_without_let", if_without_let),
    node("arm_returns_other", arm_returns_other),
    node("drop_condition_bool", drop_condition_bool),
    node("reorder_statements", reorder_statements),
    node("statement_moved_out", statement_moved_out),
    node("inline_local", inline_local),
    node("drop_let_line", drop_let_line),
];

fn drop_arm(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "match_arm" {
        sites.cut(source.whole_lines(node.byte_range()));
    }
}

fn assign_for_eq(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(sign) = child(node, "==").filter(|_| node.kind() == "binary_expression") {
        sites.replace(sign, "=");
    }
}

fn eq_for_assign(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(sign) = child(node, "=").filter(|_| node.kind() == "let_declaration") {
        sites.replace(sign, "==");
    }
}

fn drop_else(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(other) = field(node, "alternative").filter(|_| node.kind() == "if_expression") {
        sites.cut(other.start_byte() - 1..other.end_byte());
    }
}

fn drop_pattern_some(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let named = field(node, "type").filter(|_| node.kind() == "tuple_struct_pattern");
    let inner = parts(node);
    if let (Some("Some" | "Ok" | "Err"), [_, inner]) =
        (named.map(|named| source.of(named)), inner.as_slice())
    {
        sites.replace(node, source.of(*inner));
    }
}

fn drop_pattern_part(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let all = parts(node);
    let least = match node.kind() {
        "tuple_pattern" => 2,
        "tuple_struct_pattern" | "struct_pattern" => 3,
        _ => return,
    };
    if let Some(last) = all.last().filter(|_| all.len() >= least) {
        sites.cut(source.with_comma(*last));
    }
}

fn drop_rest_pattern(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "remaining_field_pattern" {
        sites.cut(source.with_comma(node));
    }
}

fn if_without_let(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(word) = child(node, "let").filter(|_| node.kind() == "let_condition") {
        sites.cut(word.start_byte()..word.end_byte() + 1);
    }
}

/// An arm's value as a statement: a block around it, with a semicolon.
fn arm_returns_other(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let value = field(node, "value").filter(|_| node.kind() == "match_arm");
    if let Some(value) =
        value.filter(|value| !matches!(value.kind(), "block" | "return_expression"))
    {
        sites.replace(value, format!("{{ {}; }}", source.of(value)));
    }
}

/// A condition by its value alone, as where a number, a list or an option counts as true or false.
fn drop_condition_bool(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let condition = field(node, "condition")
        .filter(|_| matches!(node.kind(), "if_expression" | "while_expression"));
    let Some(condition) = condition else {
        return;
    };
    let is_zero = field(condition, "right").is_some_and(|right| source.of(right) == "0");
    if let Some(left) = field(condition, "left").filter(|_| is_zero) {
        let negated = child(condition, "==").map_or("", |_| "!");
        sites.replace(condition, format!("{negated}{}", source.of(left)));
    }
    let text = source.of(condition);
    for (tail, negated) in [
        (".is_some()", ""),
        (".is_ok()", ""),
        (".is_none()", "!"),
        (".is_empty()", "!"),
    ] {
        if let Some(value) = text
            .strip_suffix(tail)
            .filter(|value| !value.starts_with('!'))
        {
            sites.replace(condition, format!("{negated}{value}"));
        }
    }
}

fn is_statement(node: Node<'_>) -> bool {
    matches!(node.kind(), "let_declaration" | "expression_statement") && is_in(node, &["block"])
}

fn reorder_statements(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let next = node.next_named_sibling().filter(|next| is_statement(*next));
    if let Some(next) = next.filter(|_| is_statement(node)) {
        sites.put_all(vec![
            (node.byte_range(), source.of(next).to_owned()),
            (next.byte_range(), source.of(node).to_owned()),
        ]);
    }
}

/// A `let` that slipped into the block of the statement behind it, and is used behind that block too.
fn statement_moved_out(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "let_declaration" || !is_statement(node) {
        return;
    }
    let Some(next) = node.next_named_sibling() else {
        return;
    };
    let inner = match next.kind() {
        "expression_statement" => next.named_child(0),
        _ => Some(next),
    };
    let body = inner.and_then(|inner| field(inner, "body").or_else(|| field(inner, "consequence")));
    if let Some(body) = body.filter(|body| body.kind() == "block") {
        let at = body.start_byte() + 1;
        let indent = source.syntax.indent(node.start_byte()).to_owned();
        sites.put_all(vec![
            (source.whole_lines(node.byte_range()), String::new()),
            (at..at, format!("\n{indent}    {}", source.of(node))),
        ]);
    }
}

/// A local that is used once, written out where it is used: what it held apart now overlaps.
fn inline_local(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let pattern = field(node, "pattern").filter(|_| is_statement(node));
    let (Some(pattern), Some(value)) = (pattern, field(node, "value")) else {
        return;
    };
    let name = source.of(pattern);
    let (Some(block), "identifier") = (node.parent(), pattern.kind()) else {
        return;
    };
    let uses: Vec<Node<'_>> = bowline_syntax::nodes::descendants(block)
        .filter(|one| one.kind() == "identifier" && one.start_byte() > node.end_byte())
        .filter(|one| source.of(*one) == name)
        .collect();
    if let [only] = uses.as_slice()
        && !is_in(*only, &["token_tree"])
    {
        sites.put_all(vec![
            (source.whole_lines(node.byte_range()), String::new()),
            (only.byte_range(), source.of(value).to_owned()),
        ]);
    }
}

/// A cheap `let` left out: `Vec::new()`, a number.
fn drop_let_line(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let value = field(node, "value").filter(|_| is_statement(node));
    let cheap = value.is_some_and(|value| {
        let text = source.of(value);
        text.ends_with("::new()") || value.kind().ends_with("_literal")
    });
    if cheap && node.kind() == "let_declaration" {
        sites.cut(source.whole_lines(node.byte_range()));
    }
}
