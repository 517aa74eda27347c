//! Slips in types: missing, of another width, with too few or too many arguments, without a bound.

use bowline_syntax::Node;

use super::{Operator, node};
use crate::mutate::ground::{Sites, Source, child, children, field, is_in, parts};

pub(super) const OPERATORS: &[Operator] = &[
    node("drop_ret", drop_ret),
    node("drop_param_type", drop_param_type),
    node("drop_let_type", drop_let_type),
    node("wrong_int", wrong_int),
    node("str_param", str_param),
    node("string_param", string_param),
    node("str_field", str_field),
    node("drop_generic_arg", drop_generic_arg),
    node("add_generic_arg", add_generic_arg),
    node("drop_generic_args", drop_generic_args),
    node("drop_bound", drop_bound),
    node("drop_where", drop_where),
    node("drop_generics_decl", drop_generics_decl),
    node("drop_dyn", drop_dyn),
    node("drop_impl_word", drop_impl_word),
    node("drop_box_type", drop_box_type),
    node("unwrap_return", unwrap_return),
    node("wrong_array_length", wrong_array_length),
    node("drop_type_binding", drop_type_binding),
];

fn drop_ret(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let parameters = field(node, "parameters").filter(|_| node.kind() == "function_item");
    if let (Some(parameters), Some(returned)) = (parameters, field(node, "return_type")) {
        sites.cut(parameters.end_byte()..returned.end_byte());
    }
}

fn drop_param_type(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "parameter"
        && let (Some(pattern), Some(kind)) = (field(node, "pattern"), field(node, "type"))
        && !is_in(node, &["closure_parameters"])
    {
        sites.cut(pattern.end_byte()..kind.end_byte());
    }
}

fn drop_let_type(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "let_declaration"
        && let (Some(pattern), Some(kind)) = (field(node, "pattern"), field(node, "type"))
    {
        sites.cut(pattern.end_byte()..kind.end_byte());
    }
}

fn wrong_int(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "primitive_type" {
        return;
    }
    let other = match source.of(node) {
        "usize" => ["u32", "i32", "u64"][node.start_byte() % 3],
        "u8" => "u16",
        "u16" | "u32" => ["usize", "u64", "i32"][node.start_byte() % 3],
        "u64" => ["usize", "u32"][node.start_byte() % 2],
        "i32" => ["i64", "usize"][node.start_byte() % 2],
        "i64" => ["i32", "u64"][node.start_byte() % 2],
        "f64" => "f32",
        _ => return,
    };
    sites.replace(node, other);
}

/// Whether a node is the type of a parameter or of a function's result.
fn in_signature(node: Node<'_>) -> bool {
    is_in(node, &["parameter", "function_item"])
}

fn str_param(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if in_signature(node) && source.of(node) == "String" {
        sites.replace(node, "&str");
    }
}

fn string_param(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if in_signature(node) && node.kind() == "reference_type" && source.of(node).ends_with("str") {
        sites.replace(node, "String");
    }
}

fn str_field(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let places = ["field_declaration", "ordered_field_declaration_list"];
    if is_in(node, &places) && source.of(node) == "String" {
        sites.replace(node, "&str");
    }
}

fn drop_generic_arg(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let all = parts(node);
    if node.kind() == "type_arguments"
        && let (true, Some(last)) = (all.len() > 1, all.last())
    {
        sites.cut(source.with_comma(*last));
    }
}

fn add_generic_arg(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "type_arguments" {
        sites.put(node.end_byte() - 1..node.end_byte() - 1, ", u32");
    }
}

fn drop_generic_args(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "type_arguments"
        && is_in(node, &["generic_type"])
        && !source.of(node).starts_with("<'")
    {
        sites.cut(node.byte_range());
    }
}

fn drop_bound(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "trait_bounds" || !is_in(node, &["type_parameter", "where_predicate"]) {
        return;
    }
    let all = parts(node);
    match all.as_slice() {
        [_] if is_in(node, &["type_parameter"]) => sites.cut(node.byte_range()),
        [_] => {}
        _ => {
            for (index, bound) in all.iter().enumerate() {
                match index {
                    0 => sites.cut(bound.start_byte()..all[1].start_byte()),
                    _ => sites.cut(all[index - 1].end_byte()..bound.end_byte()),
                }
            }
        }
    }
}

fn drop_where(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "where_clause" {
        return;
    }
    let predicates = parts(node);
    if let [_] = predicates.as_slice() {
        let before = source.text()[..node.start_byte()].trim_end().len();
        sites.cut(before..node.end_byte());
        return;
    }
    for predicate in predicates {
        sites.cut(source.whole_lines(source.with_comma(predicate)));
    }
}

fn drop_generics_decl(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let holders = ["impl_item", "function_item", "struct_item", "enum_item"];
    if node.kind() == "type_parameters"
        && is_in(node, &holders)
        && !source.of(node).starts_with("<'")
    {
        sites.cut(node.byte_range());
    }
}

fn drop_dyn(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(word) = child(node, "dyn").filter(|_| node.kind() == "dynamic_type") {
        sites.cut(word.start_byte()..word.end_byte() + 1);
    }
}

fn drop_impl_word(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(word) = child(node, "impl").filter(|_| node.kind() == "abstract_type") {
        sites.cut(word.start_byte()..word.end_byte() + 1);
    }
}

fn drop_box_type(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let Some(named) = field(node, "type").filter(|_| node.kind() == "generic_type") else {
        return;
    };
    let arguments = field(node, "type_arguments").map(parts).unwrap_or_default();
    if let ("Box" | "Rc" | "Option" | "Vec", [inner]) = (source.of(named), arguments.as_slice()) {
        sites.replace(node, source.of(*inner));
    }
}

/// `-> Option<T>` or `-> Result<T, E>` written as `-> T`, the body left as it is.
fn unwrap_return(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let Some(returned) = field(node, "return_type").filter(|_| node.kind() == "function_item")
    else {
        return;
    };
    let named = field(returned, "type").map(|named| source.of(named));
    let first = field(returned, "type_arguments").and_then(|list| parts(list).first().copied());
    if let (Some("Option" | "Result"), Some(first)) = (named, first) {
        sites.replace(returned, source.of(first));
    }
}

fn wrong_array_length(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let Some(length) = field(node, "length").filter(|_| node.kind() == "array_type") else {
        return;
    };
    match source.of(length).parse::<u32>() {
        Ok(count) => sites.replace(length, (count + 1).to_string()),
        Err(_) => sites.put(length.end_byte()..length.end_byte(), " + 1"),
    }
}

fn drop_type_binding(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "type_binding" {
        return;
    }
    let Some(list) = node.parent() else {
        return;
    };
    match children(list).into_iter().filter(Node::is_named).count() {
        1 => sites.cut(list.byte_range()),
        _ => sites.cut(source.with_comma(node)),
    }
}
