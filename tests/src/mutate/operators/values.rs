//! Slips with values: conversions, wrapping and unwrapping, literals.

use bowline_syntax::Node;

use super::{Operator, borrows::cut_method, node};
use crate::mutate::ground::{Sites, Source, child, children, field, is_in, parts};

pub(super) const OPERATORS: &[Operator] = &[
    node("drop_to_string", drop_to_string),
    node("string_for_str", string_for_str),
    node("str_literal_for_char", str_literal_for_char),
    node("char_for_str_literal", char_for_str_literal),
    node("int_for_float", int_for_float),
    node("drop_cast", drop_cast),
    node("drop_some", drop_some),
    node("drop_ok", drop_ok),
    node("drop_box_new", drop_box_new),
    node("drop_question", drop_question),
    node("add_question", add_question),
    node("drop_unwrap", drop_unwrap),
    node("drop_ok_or", drop_ok_or),
    node("drop_collect", drop_collect),
    node("drop_await", drop_await),
    node("wrong_literal_suffix", wrong_literal_suffix),
    node("drop_tuple_part", drop_tuple_part),
    node("drop_return", drop_return),
];

fn drop_to_string(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    cut_method(source, node, &["to_string", "to_owned", "into"], sites);
    let called = field(node, "function").map(|function| source.of(function));
    let argument = field(node, "arguments").and_then(|list| parts(list).pop());
    if let (Some("String::from"), Some(argument)) = (called, argument) {
        sites.replace(node, source.of(argument));
    }
}

fn string_for_str(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let places = [
        "arguments",
        "field_initializer",
        "array_expression",
        "match_arm",
        "let_declaration",
    ];
    if node.kind() == "string_literal" && is_in(node, &places) {
        let text = source.of(node);
        match node.start_byte() % 2 {
            0 => sites.replace(node, format!("{text}.to_string()")),
            _ => sites.replace(node, format!("String::from({text})")),
        }
    }
}

fn str_literal_for_char(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let text = source.of(node);
    if node.kind() == "char_literal" && !text.contains(['"', '\\']) {
        sites.replace(node, text.replace('\'', "\""));
    }
}

fn char_for_str_literal(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let text = source.of(node);
    if node.kind() == "string_literal" && !text.contains(['\'', '\\', '{']) && text.len() > 2 {
        sites.replace(node, text.replace('"', "'"));
    }
}

fn int_for_float(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let text = source.of(node);
    if let Some(whole) = text
        .strip_suffix(".0")
        .filter(|_| node.kind() == "float_literal")
    {
        sites.replace(node, whole);
    }
}

fn drop_cast(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(value) = field(node, "value").filter(|_| node.kind() == "type_cast_expression") {
        sites.cut(value.end_byte()..node.end_byte());
    }
    let called = field(node, "function").map(|function| source.of(function));
    let argument = field(node, "arguments").and_then(|list| parts(list).pop());
    let converts = called.is_some_and(|called| {
        let widths = [
            "u32::from",
            "u64::from",
            "i64::from",
            "f64::from",
            "usize::from",
        ];
        widths.contains(&called)
    });
    if let Some(argument) = argument.filter(|_| converts) {
        sites.replace(node, source.of(argument));
    }
}

/// Leaves out a call of one of these around its one argument.
fn unwrap_call(source: &Source<'_>, node: Node<'_>, names: &[&str], sites: &mut Sites<'_>) {
    if node.kind() != "call_expression" {
        return;
    }
    let named = field(node, "function").is_some_and(|name| names.contains(&source.of(name)));
    let arguments = field(node, "arguments").map(parts).unwrap_or_default();
    if let ([argument], true) = (arguments.as_slice(), named) {
        sites.replace(node, source.of(*argument));
    }
}

fn drop_some(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    unwrap_call(source, node, &["Some"], sites);
}

fn drop_ok(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    unwrap_call(source, node, &["Ok", "Err"], sites);
}

fn drop_box_new(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let names = [
        "Box::new",
        "Rc::new",
        "Arc::new",
        "RefCell::new",
        "Mutex::new",
        "Cell::new",
        "Reverse",
    ];
    unwrap_call(source, node, &names, sites);
}

fn drop_question(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "try_expression" {
        sites.cut(node.end_byte() - 1..node.end_byte());
    }
}

fn add_question(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let ends = is_in(
        node,
        &[
            "let_declaration",
            "expression_statement",
            "arguments",
            "block",
        ],
    );
    if node.kind() == "call_expression" && ends {
        sites.put(node.end_byte()..node.end_byte(), "?");
    }
}

/// Calls whose result says all of what they did: without their argument a default could not be known again.
fn drop_unwrap(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let names = ["unwrap", "expect", "unwrap_err", "unwrap_or_default"];
    cut_method(source, node, &names, sites);
}

fn drop_ok_or(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    cut_method(
        source,
        node,
        &["ok_or", "ok_or_else", "map_err", "ok"],
        sites,
    );
}

fn drop_collect(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    cut_method(source, node, &["collect", "sum", "count"], sites);
}

fn drop_await(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "await_expression"
        && let Some(value) = node.named_child(0)
    {
        sites.cut(value.end_byte()..node.end_byte());
    }
}

fn wrong_literal_suffix(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let text = source.of(node);
    if node.kind() != "integer_literal" || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return;
    }
    let suffix = ["u8", "i64", "usize", "f64"][node.start_byte() % 4];
    let wrong = match suffix {
        "f64" => format!("{text}.0"),
        _ => format!("{text}{suffix}"),
    };
    sites.replace(node, wrong);
}

fn drop_tuple_part(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let all = parts(node);
    if node.kind() == "tuple_expression"
        && let (true, Some(last)) = (all.len() > 1, all.last())
    {
        sites.cut(source.with_comma(*last));
    }
}

fn drop_return(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "return_expression" && children(node).len() > 1 {
        let Some(word) = child(node, "return") else {
            return;
        };
        sites.cut(word.start_byte()..word.end_byte() + 1);
    }
}
