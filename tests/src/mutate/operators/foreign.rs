//! Slips of people who think in another language: its names, its operators, its keywords.

use bowline_syntax::Node;

use super::{Operator, node};
use crate::mutate::ground::{Sites, Source, child, field, is_in};

pub(super) const OPERATORS: &[Operator] = &[
    node("foreign_method", foreign_method),
    node("foreign_type", foreign_type),
    node("foreign_keyword", foreign_keyword),
    node("plus_plus", plus_plus),
    node("and_for_andand", and_for_andand),
    node("null_for_none", null_for_none),
    node("elif", elif),
    node("index_int", index_int),
    node("string_plus", string_plus),
    node("not_for_bang", not_for_bang),
];

fn foreign_method(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "field_identifier" || !is_in(node, &["field_expression"]) {
        return;
    }
    let called = node
        .parent()
        .is_some_and(|member| is_in(member, &["call_expression"]));
    let other = match source.of(node) {
        "push" => "add",
        "push_back" => "append",
        "push_str" => "append_str",
        "len" => ["length", "size"][node.start_byte() % 2],
        "contains_key" => "has_key",
        "insert" => "put",
        "is_empty" => "empty",
        "to_string" => "to_str",
        "trim" => "strip",
        "collect" => "to_list",
        "starts_with" => "has_prefix",
        "to_lowercase" => "lower",
        "pop_front" => "shift",
        "filter_map" => "flat_filter",
        "unwrap_or_default" => "or_default",
        "enumerate" => "with_index",
        "remove" => "delete",
        "iter" => "each",
        _ => return,
    };
    if called {
        sites.replace(node, other);
    }
}

fn foreign_type(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if !matches!(node.kind(), "primitive_type" | "type_identifier")
        || is_in(node, &["struct_item", "use_list"])
    {
        return;
    }
    let other = match source.of(node) {
        "String" => "string",
        "str" => "string",
        "bool" => "boolean",
        "i32" => "int",
        "u32" => "uint",
        "f64" => ["double", "float"][node.start_byte() % 2],
        "Vec" => "List",
        "HashMap" => "Map",
        _ => return,
    };
    sites.replace(node, other);
}

fn foreign_keyword(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let other = match node.kind() {
        "fn" => ["func", "function", "def"][node.start_byte() % 3],
        "let" => "var",
        "match" => "switch",
        "trait" => "interface",
        "struct" => "class",
        "use" => "import",
        "pub" => "public",
        "else" if node.start_byte().is_multiple_of(2) => "otherwise",
        "while" => "until",
        "loop" => "forever",
        "impl" => "implement",
        "mod" => "module",
        _ => return,
    };
    if !node.is_named() {
        sites.replace(node, other);
    }
}

fn plus_plus(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let one = field(node, "right").is_some_and(|right| source.of(right) == "1");
    if let Some(left) =
        field(node, "left").filter(|_| one && node.kind() == "compound_assignment_expr")
    {
        let sign = match child(node, "+=") {
            Some(_) => "++",
            None => "--",
        };
        sites.replace(node, format!("{}{sign}", source.of(left)));
    }
}

fn and_for_andand(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(sign) = child(node, "&&").filter(|_| node.kind() == "binary_expression") {
        sites.replace(sign, "and");
    }
    if let Some(sign) = child(node, "||").filter(|_| node.kind() == "binary_expression") {
        sites.replace(sign, "or");
    }
}

fn null_for_none(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "identifier" && source.of(node) == "None" {
        sites.replace(node, ["null", "nil", "none"][node.start_byte() % 3]);
    }
}

fn elif(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let text = source.of(node);
    if node.kind() == "else_clause" && text.starts_with("else if") {
        let at = node.start_byte();
        let wrong = ["elif", "elseif"][at % 2];
        sites.put(at.."else if".len() + at, wrong);
    }
}

/// An index without its cast, or with one that is too narrow.
fn index_int(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "index_expression" {
        return;
    }
    let Some(index) = node.named_child(1) else {
        return;
    };
    match (index.kind(), field(index, "value")) {
        ("type_cast_expression", Some(value)) => sites.replace(index, source.of(value)),
        ("identifier", _) => sites.put(index.end_byte()..index.end_byte(), " as i32"),
        _ => {}
    }
}

/// A string put together by `+` from borrowed halves.
fn string_plus(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "macro_invocation" {
        return;
    }
    let text = source.of(node);
    let inner = text
        .strip_prefix("format!(\"{}")
        .and_then(|rest| rest.strip_suffix(')'));
    if let Some((literal, argument)) = inner.and_then(|inner| inner.split_once("\", ")) {
        let plain = !literal.contains('{') && !argument.contains(',');
        if plain {
            sites.replace(node, format!("{argument} + \"{literal}\""));
        }
    }
}

fn not_for_bang(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "unary_expression" && source.of(node).starts_with('!') {
        let at = node.start_byte();
        sites.put(at..at + 1, "not ");
    }
}
