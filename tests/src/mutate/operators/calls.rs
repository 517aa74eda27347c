//! Slips in calls, literals of structs, and formatting macros: too few, too many, or in the wrong order.

use bowline_syntax::Node;

use super::{Operator, node};
use crate::mutate::ground::{Sites, Source, children, field, is_in, parts};

pub(super) const OPERATORS: &[Operator] = &[
    node("drop_arg", drop_arg),
    node("add_arg", add_arg),
    node("swap_args", swap_args),
    node("drop_field", drop_field),
    node("unknown_field", unknown_field),
    node("method_as_field", method_as_field),
    node("field_as_method", field_as_method),
    node("drop_call", drop_call),
    node("drop_self", drop_self),
    node("drop_type_path", drop_type_path),
    node("dot_for_path", dot_for_path),
    node("path_for_dot", path_for_dot),
    node("drop_closure_param", drop_closure_param),
    node("split_closure_tuple", split_closure_tuple),
    node("drop_format_arg", drop_format_arg),
    node("add_format_hole", add_format_hole),
    node("drop_turbofish", drop_turbofish),
];

fn drop_arg(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(last) = parts(node).pop().filter(|_| node.kind() == "arguments") {
        sites.cut(source.with_comma(last));
    }
}

fn add_arg(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "arguments" || !is_in(node, &["call_expression"]) {
        return;
    }
    let end = node.end_byte() - 1;
    let list = source.of(node);
    match parts(node).is_empty() {
        true => sites.put(end..end, "true"),
        false if !list.contains('\n') => sites.put(end..end, ", 0"),
        false => {}
    }
}

fn swap_args(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "arguments" {
        return;
    }
    for pair in parts(node).windows(2) {
        let texts = [source.of(pair[0]), source.of(pair[1])];
        if texts[0] != texts[1] {
            sites.put_all(vec![
                (pair[0].byte_range(), texts[1].to_owned()),
                (pair[1].byte_range(), texts[0].to_owned()),
            ]);
        }
    }
}

fn drop_field(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if matches!(
        node.kind(),
        "field_initializer" | "shorthand_field_initializer"
    ) {
        let range = match source.whole_lines(node.byte_range()) {
            lines if lines != node.byte_range() => lines,
            _ => source.with_comma(node),
        };
        sites.cut(range);
    }
}

fn unknown_field(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "field_initializer"
        && let Some(name) = field(node, "field")
    {
        let text = source.of(name);
        let other = match text.strip_suffix('s') {
            Some(one) => one.to_owned(),
            None => format!("{text}s"),
        };
        sites.replace(name, other);
    }
}

fn method_as_field(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let called = field(node, "function").filter(|function| function.kind() == "field_expression");
    let arguments = field(node, "arguments");
    if let (Some(_), Some(arguments)) = (called, arguments)
        && parts(arguments).is_empty()
    {
        sites.cut(arguments.byte_range());
    }
}

fn field_as_method(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "field_expression"
        && !is_in(node, &["call_expression", "generic_function"])
        && field(node, "field").is_some_and(|name| name.kind() == "field_identifier")
    {
        sites.put(node.end_byte()..node.end_byte(), "()");
    }
}

/// A function's name without its call.
fn drop_call(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let plain = field(node, "function")
        .is_some_and(|function| matches!(function.kind(), "identifier" | "scoped_identifier"));
    if let Some(arguments) =
        field(node, "arguments").filter(|list| plain && parts(*list).is_empty())
    {
        sites.cut(arguments.byte_range());
    }
}

fn drop_self(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "field_expression" {
        return;
    }
    let (value, name) = (field(node, "value"), field(node, "field"));
    if let (Some(value), Some(name)) = (value, name)
        && source.of(value) == "self"
        && name.kind() == "field_identifier"
    {
        sites.cut(node.start_byte()..name.start_byte());
    }
}

fn drop_type_path(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if !matches!(node.kind(), "scoped_identifier" | "scoped_type_identifier") {
        return;
    }
    let (path, name) = (field(node, "path"), field(node, "name"));
    if let (Some(path), Some(name)) = (path, name)
        && source.of(path).starts_with(char::is_uppercase)
    {
        sites.cut(node.start_byte()..name.start_byte());
    }
}

fn dot_for_path(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "scoped_identifier" || !is_in(node, &["call_expression"]) {
        return;
    }
    let (path, name) = (field(node, "path"), field(node, "name"));
    if let (Some(path), Some(name)) = (path, name) {
        sites.put(path.end_byte()..name.start_byte(), ".");
    }
}

fn path_for_dot(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "field_expression" || !is_in(node, &["call_expression"]) {
        return;
    }
    let (value, name) = (field(node, "value"), field(node, "field"));
    if let (Some(value), Some(name)) = (value, name)
        && matches!(value.kind(), "identifier" | "self")
    {
        sites.put(value.end_byte()..name.start_byte(), "::");
    }
}

fn drop_closure_param(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(last) = parts(node)
        .pop()
        .filter(|_| node.kind() == "closure_parameters")
    {
        sites.cut(source.with_comma(last));
    }
}

fn split_closure_tuple(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "tuple_pattern" && is_in(node, &["closure_parameters"]) {
        let inner = source
            .of(node)
            .trim_start_matches('(')
            .trim_end_matches(')');
        sites.replace(node, inner);
    }
}

/// The arguments of a formatting macro: where each begins and ends, the text first.
fn format_arguments<'t>(source: &Source<'_>, node: Node<'t>) -> Option<Vec<Vec<Node<'t>>>> {
    let formats = [
        "format", "print", "println", "eprintln", "write", "writeln", "panic",
    ];
    let name = field(node, "macro").map(|name| source.of(name))?;
    let arguments = children(node)
        .pop()
        .filter(|list| list.kind() == "token_tree")?;
    if !formats.contains(&name) {
        return None;
    }
    let mut lists = vec![Vec::new()];
    for token in children(arguments) {
        match token.kind() {
            "," => lists.push(Vec::new()),
            "(" | ")" => {}
            _ => lists.last_mut()?.push(token),
        }
    }
    let first = usize::from(name.starts_with("write"));
    lists.drain(..first.min(lists.len()));
    lists.retain(|list| !list.is_empty());
    (lists.first()?.first()?.kind() == "string_literal").then_some(lists)
}

fn drop_format_arg(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let Some(lists) = format_arguments(source, node) else {
        return;
    };
    if let [.., before, last] = lists.as_slice()
        && let (Some(from), Some(to)) = (before.last(), last.last())
    {
        sites.cut(from.end_byte()..to.end_byte());
    }
}

fn add_format_hole(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let Some(lists) = format_arguments(source, node) else {
        return;
    };
    if let Some(text) = lists.first().and_then(|list| list.first()) {
        sites.put(text.end_byte() - 1..text.end_byte() - 1, " {}");
    }
}

fn drop_turbofish(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(function) = field(node, "function").filter(|_| node.kind() == "generic_function") {
        sites.cut(function.end_byte()..node.end_byte());
    }
    let path = field(node, "path").filter(|path| path.kind() == "generic_type_with_turbofish");
    if let Some(named) = path.and_then(|path| field(path, "type"))
        && let Some(path) = path
    {
        sites.cut(named.end_byte()..path.end_byte());
    }
}
