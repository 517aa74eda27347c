//! Slips of the pen: delimiters, separators and signs, missing or too many.

use bowline_syntax::Node;

use super::{Operator, node};
use crate::mutate::ground::{Sites, Source, child, children, field, is_in, parts};

pub(super) const OPERATORS: &[Operator] = &[
    node("drop_semi", drop_semi),
    node("add_semi_tail", add_semi_tail),
    node("drop_paren", drop_paren),
    node("extra_paren", extra_paren),
    node("drop_brace", drop_brace),
    node("extra_brace", extra_brace),
    node("drop_bracket", drop_bracket),
    node("drop_comma", drop_comma),
    node("drop_colon", drop_colon),
    node("drop_arrow", drop_arrow),
    node("drop_fat_arrow", drop_fat_arrow),
    node("drop_quote", drop_quote),
    node("drop_bang", drop_bang),
    node("drop_let", drop_let),
    node("drop_angle", drop_angle),
    node("semi_for_comma", semi_for_comma),
    node("single_colon_path", single_colon_path),
    node("conflict_markers", conflict_markers),
];

/// Leaves out the last child of a node where it is this sign.
fn cut_last(node: Node<'_>, sign: &str, sites: &mut Sites<'_>) {
    if let Some(last) = children(node).pop().filter(|last| last.kind() == sign) {
        sites.cut(last.byte_range());
    }
}

fn drop_semi(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let kinds = [
        "let_declaration",
        "expression_statement",
        "use_declaration",
        "const_item",
    ];
    if kinds.contains(&node.kind()) {
        cut_last(node, ";", sites);
    }
}

fn add_semi_tail(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let Some(body) = field(node, "body").filter(|body| body.kind() == "block") else {
        return;
    };
    let returns = field(node, "return_type").is_some();
    let tail = parts(body).pop().filter(|tail| {
        !tail.kind().ends_with("_item")
            && !matches!(tail.kind(), "let_declaration")
            && tail.kind() != "expression_statement"
    });
    if let Some(tail) = tail.filter(|_| returns) {
        sites.put(tail.end_byte()..tail.end_byte(), ";");
    }
}

fn drop_paren(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if matches!(
        node.kind(),
        "arguments" | "parameters" | "token_tree" | "parenthesized_expression"
    ) {
        cut_last(node, ")", sites);
    }
}

fn extra_paren(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if matches!(node.kind(), "arguments" | "token_tree") {
        sites.put(node.end_byte()..node.end_byte(), ")");
    }
}

fn drop_brace(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let lists = [
        "block",
        "match_block",
        "declaration_list",
        "field_declaration_list",
        "enum_variant_list",
        "field_initializer_list",
    ];
    if !lists.contains(&node.kind()) {
        return;
    }
    if let Some(last) = children(node).pop().filter(|last| last.kind() == "}") {
        sites.cut(source.whole_lines(last.byte_range()));
    }
}

fn extra_brace(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let closes = node.kind() == "block" && source.of(node).contains('\n');
    if closes
        && !is_in(
            node,
            &["else_clause", "if_expression", "closure_expression"],
        )
    {
        let indent = source.syntax.indent(node.end_byte() - 1).to_owned();
        sites.put(node.end_byte()..node.end_byte(), format!("\n{indent}}}"));
    }
}

fn drop_bracket(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if matches!(
        node.kind(),
        "array_expression" | "index_expression" | "array_type" | "token_tree"
    ) {
        cut_last(node, "]", sites);
    }
}

fn drop_comma(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let lists = [
        "arguments",
        "parameters",
        "field_declaration_list",
        "field_initializer_list",
        "enum_variant_list",
        "use_list",
        "match_arm",
        "type_arguments",
        "array_expression",
        "tuple_expression",
    ];
    if !lists.contains(&node.kind()) {
        return;
    }
    for comma in children(node)
        .into_iter()
        .filter(|child| child.kind() == ",")
    {
        let ends_list = comma
            .next_sibling()
            .is_some_and(|next| matches!(next.kind(), ")" | "}" | "]"));
        if !ends_list {
            sites.cut(comma.byte_range());
        }
    }
}

fn drop_colon(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let typed = [
        "parameter",
        "field_declaration",
        "let_declaration",
        "field_initializer",
        "const_item",
    ];
    if let Some(colon) = child(node, ":").filter(|_| typed.contains(&node.kind())) {
        sites.cut(colon.byte_range());
    }
}

fn drop_arrow(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if !matches!(node.kind(), "function_item" | "function_signature_item") {
        return;
    }
    if let Some(arrow) = child(node, "->") {
        sites.cut(arrow.start_byte()..arrow.end_byte() + 1);
    }
}

fn drop_fat_arrow(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(arrow) = child(node, "=>").filter(|_| node.kind() == "match_arm") {
        sites.cut(arrow.start_byte()..arrow.end_byte() + 1);
    }
}

fn drop_quote(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "string_literal" && node.end_byte() > node.start_byte() + 1 {
        sites.cut(node.end_byte() - 1..node.end_byte());
    }
}

fn drop_bang(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(bang) = child(node, "!").filter(|_| node.kind() == "macro_invocation") {
        sites.cut(bang.byte_range());
    }
}

fn drop_let(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(word) = child(node, "let").filter(|_| node.kind() == "let_declaration") {
        sites.cut(word.start_byte()..word.end_byte() + 1);
    }
}

fn drop_angle(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if matches!(node.kind(), "type_arguments" | "type_parameters") {
        cut_last(node, ">", sites);
    }
}

fn semi_for_comma(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let lists = [
        "field_declaration_list",
        "enum_variant_list",
        "field_initializer_list",
        "match_arm",
    ];
    if !lists.contains(&node.kind()) {
        return;
    }
    for comma in children(node)
        .into_iter()
        .filter(|child| child.kind() == ",")
    {
        sites.replace(comma, ";");
    }
}

fn single_colon_path(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "scoped_identifier"
        && let Some(colons) = child(node, "::")
    {
        sites.replace(colons, ":");
    }
}

/// A statement in the two forms of a merge that was left unfinished: the sound one, and one with another literal or none.
fn conflict_markers(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if !matches!(node.kind(), "let_declaration" | "expression_statement")
        || !is_in(node, &["block"])
    {
        return;
    }
    let lines = source.whole_lines(node.byte_range());
    if lines == node.byte_range() {
        return;
    }
    let ours = &source.text()[lines.clone()];
    let theirs = match node.start_byte() % 2 {
        0 => "",
        _ => ours,
    };
    let text = format!("<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> feature\n");
    sites.put(lines, text);
}
