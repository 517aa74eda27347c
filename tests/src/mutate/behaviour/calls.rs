//! The wrong method of a pair, a step too many or too few.

use bowline_syntax::Node;

use crate::mutate::{
    ground::{Sites, Source, field, is_in, parts},
    operators::{Operator, node},
};

/// A method call: its receiver, its name and its arguments.
fn call(node: Node<'_>) -> Option<(Node<'_>, Node<'_>, Vec<Node<'_>>)> {
    let function = field(node, "function").filter(|_| node.kind() == "call_expression")?;
    let function = match function.kind() {
        "generic_function" => field(function, "function")?,
        _ => function,
    };
    let name = field(function, "field").filter(|_| function.kind() == "field_expression")?;
    Some((
        field(function, "value")?,
        name,
        parts(field(node, "arguments")?),
    ))
}

pub(super) const OPERATORS: &[Operator] = &[
    node("min_max", |s, n, o| pair(s, n, o, &["min", "max"])),
    node("first_last", |s, n, o| pair(s, n, o, &["first", "last"])),
    node("front_back", |s, n, o| {
        pair(s, n, o, &["push_front", "push_back"]);
        pair(s, n, o, &["pop_front", "pop_back"]);
        pair(s, n, o, &["next", "next_back"]);
    }),
    node("trim_side", |s, n, o| {
        pair(s, n, o, &["trim_start", "trim_end"]);
        pair(s, n, o, &["trim_start_matches", "trim_end_matches"]);
        pair(s, n, o, &["trim", "trim_start"]);
    }),
    node("starts_ends", |s, n, o| {
        pair(s, n, o, &["starts_with", "ends_with"]);
        pair(s, n, o, &["strip_prefix", "strip_suffix"]);
    }),
    node("any_all", |s, n, o| pair(s, n, o, &["any", "all"])),
    node("is_turned", |s, n, o| {
        pair(s, n, o, &["is_some", "is_none"]);
        pair(s, n, o, &["is_ok", "is_err"]);
    }),
    node("find_rfind", |s, n, o| {
        pair(s, n, o, &["find", "rfind"]);
        pair(s, n, o, &["position", "rposition"]);
    }),
    node("skip_take", |s, n, o| pair(s, n, o, &["skip", "take"])),
    node("upper_lower", |s, n, o| {
        pair(s, n, o, &["to_uppercase", "to_lowercase"]);
        pair(s, n, o, &["is_uppercase", "is_lowercase"]);
        pair(s, n, o, &["to_ascii_uppercase", "to_ascii_lowercase"]);
    }),
    node("zeros_side", |s, n, o| {
        pair(s, n, o, &["leading_zeros", "trailing_zeros"])
    }),
    node("letter_class", |s, n, o| {
        pair(s, n, o, &["is_alphanumeric", "is_alphabetic"]);
        pair(s, n, o, &["is_numeric", "is_alphanumeric"]);
        pair(s, n, o, &["is_ascii_digit", "is_ascii_alphanumeric"]);
    }),
    node("add_sub_call", |s, n, o| {
        pair(s, n, o, &["wrapping_add", "wrapping_sub"]);
        pair(s, n, o, &["saturating_add", "saturating_sub"]);
        pair(s, n, o, &["checked_add", "checked_sub"]);
    }),
    node("wrap_saturate", |s, n, o| {
        pair(s, n, o, &["wrapping_add", "saturating_add"]);
        pair(s, n, o, &["wrapping_sub", "saturating_sub"]);
        pair(s, n, o, &["wrapping_mul", "saturating_mul"]);
    }),
    node("drop_step", drop_step),
    node("add_reverse", add_reverse),
    node("push_to_front", push_to_front),
    node("bytes_for_letters", bytes_for_letters),
    node("is_empty_negated_length", is_empty),
];

fn pair(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>, names: &[&str]) {
    let Some((_, name, _)) = call(node) else {
        return;
    };
    let own = source.of(name);
    if names.contains(&own) {
        for other in names.iter().filter(|other| **other != own) {
            sites.replace(name, *other);
        }
    }
}

/// A call left out that gives back what it was called on, changed.
fn drop_step(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let Some((receiver, name, _)) = call(node) else {
        return;
    };
    let steps = [
        "rev",
        "trim",
        "abs",
        "skip",
        "take",
        "to_lowercase",
        "filter",
        "min",
        "max",
        "saturating_sub",
    ];
    if steps.contains(&source.of(name)) {
        sites.cut(receiver.end_byte()..node.end_byte());
    }
}

fn add_reverse(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let Some((_, name, _)) = call(node) else {
        return;
    };
    if matches!(source.of(name), "iter" | "chars" | "bytes" | "char_indices") {
        sites.put(node.end_byte()..node.end_byte(), ".rev()");
    }
}

fn push_to_front(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some((_, name, arguments)) = call(node)
        && let [value] = arguments.as_slice()
        && source.of(name) == "push"
    {
        let text = format!("insert(0, {})", source.of(*value));
        sites.put(name.start_byte()..node.end_byte(), text);
    }
}

fn bytes_for_letters(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let Some((receiver, name, _)) = call(node) else {
        return;
    };
    if source.of(name) == "count"
        && let Some((_, inner, _)) = call(receiver)
        && source.of(inner) == "chars"
    {
        sites.put(inner.start_byte()..node.end_byte(), "len()");
    }
}

fn is_empty(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some((receiver, name, _)) = call(node)
        && source.of(name) == "is_empty"
        && is_in(node, &["if_expression", "binary_expression", "block"])
    {
        sites.replace(node, format!("({}.len() == 1)", source.of(receiver)));
    }
}
