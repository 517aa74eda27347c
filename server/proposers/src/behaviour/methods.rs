//! The wrong method of a pair, a step too many or too few in a chain of calls.

mod pairs;

use bowline_syntax::Node;

use super::{
    edits::Finds,
    operator::{Operator, node},
    site::{Site, field, method, sign},
};

pub(super) const OPERATORS: &[Operator] = &[
    node("method-of-a-pair", pair),
    node("path-of-a-pair", path_pair),
    node("call-dropped", dropped),
    node("reversed", reversed),
    node("end-of-a-list", list_end),
    node("letters-for-bytes", letters),
    node("overflow", overflow),
    node("fallback", fallback),
];

fn pair(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let Some(call) = method(node) else { return };
    let name = site.of(call.name);
    for (other, prior) in pairs::others(name, call.arguments.len()) {
        finds.replace(prior, call.name, other);
    }
}

/// `u32::from_le_bytes` for `u32::from_be_bytes`, `char::is_numeric` handed over.
fn path_pair(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    if node.kind() != "scoped_identifier" {
        return;
    }
    if let Some(name) = field(node, "name") {
        for (other, prior) in pairs::others(site.of(name), 1) {
            finds.replace(prior * 0.8, name, other);
        }
    }
}

/// Calls that give back what they were called on, changed.
const STEPS: &[(&str, f64)] = &[
    ("rev", 0.7),
    ("trim", 0.4),
    ("trim_start", 0.5),
    ("trim_end", 0.5),
    ("abs", 0.5),
    ("unsigned_abs", 0.2),
    ("to_lowercase", 0.3),
    ("to_uppercase", 0.3),
    ("to_ascii_lowercase", 0.4),
    ("to_ascii_uppercase", 0.4),
    ("skip", 0.4),
    ("take", 0.4),
    ("filter", 0.25),
    ("step_by", 0.3),
    ("reverse", 0.5),
    ("skip_while", 0.3),
    ("take_while", 0.3),
    ("min", 0.3),
    ("max", 0.3),
    ("not", 0.4),
    ("swap_bytes", 0.4),
    ("saturating_sub", 0.3),
    ("saturating_add", 0.3),
    ("wrapping_add", 0.3),
    ("wrapping_sub", 0.3),
];

fn dropped(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let Some(call) = method(node) else { return };
    let name = site.of(call.name);
    // As a statement it changes something in place; taking such away is for another operator.
    if node
        .parent()
        .is_some_and(|parent| parent.kind() == "expression_statement")
    {
        return;
    }
    if let Some((_, prior)) = STEPS.iter().find(|(step, _)| *step == name) {
        finds.put(*prior, call.receiver.end_byte()..node.end_byte(), "");
    }
}

fn reversed(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let end = node.end_byte();
    if let Some(call) = method(node) {
        let name = site.of(call.name);
        let next = site.file.text[end..].trim_start();
        if matches!(
            name,
            "iter"
                | "chars"
                | "bytes"
                | "into_iter"
                | "iter_mut"
                | "char_indices"
                | "enumerate"
                | "lines"
                | "drain"
        ) && !next.starts_with(".rev()")
        {
            let looped = node
                .parent()
                .is_some_and(|parent| parent.kind() == "for_expression");
            finds.put(if looped { 0.25 } else { 0.15 }, end..end, ".rev()");
            if name == "iter" || name == "chars" || name == "bytes" {
                finds.put(0.06, end..end, ".skip(1)");
            }
        }
        if matches!(name, "sort" | "sort_unstable" | "sort_by" | "sort_by_key")
            && node
                .parent()
                .is_some_and(|parent| parent.kind() == "expression_statement")
        {
            finds.put(
                0.2,
                end..end,
                format!(
                    ";\n{}{}.reverse()",
                    site.file.syntax.indent(node.start_byte()),
                    site.of(call.receiver)
                ),
            );
        }
    }
    if node.kind() == "range_expression"
        && node.parent().is_some_and(|parent| {
            parent.kind() == "for_expression" && field(parent, "value") == Some(node)
        })
    {
        finds.replace(0.2, node, format!("({}).rev()", site.of(node)));
    }
}

/// `push` for `insert(0, …)`, `pop` for `remove(0)`, and the other way.
fn list_end(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let Some(call) = method(node) else { return };
    let name = call.name.start_byte();
    let behind = name..node.end_byte();
    match (site.of(call.name), call.arguments.as_slice()) {
        ("push", [value]) => finds.put(0.25, behind, format!("insert(0, {})", site.of(*value))),
        ("insert", [at, value]) if site.of(*at) == "0" => {
            finds.put(0.5, behind, format!("push({})", site.of(*value)));
        }
        ("remove", [at]) if site.of(*at) == "0" => {
            finds.put(0.4, behind, "pop().unwrap()");
        }
        ("first", []) => finds.put(0.1, behind, "get(1)"),
        _ => {}
    }
}

/// The length of a text in bytes and in characters.
fn letters<'a>(site: &Site<'a>, node: Node<'a>, finds: &mut Finds) {
    let Some(call) = method(node) else { return };
    let behind = call.name.start_byte()..node.end_byte();
    match site.of(call.name) {
        "len" => {
            let ty = site.ty(call.receiver);
            match ty.as_ref().map(|ty| ty.is_text()) {
                Some(true) => finds.put(0.4, behind, "chars().count()"),
                None => finds.put(0.04, behind, "chars().count()"),
                Some(false) => {}
            }
        }
        "count" => {
            if let Some(inner) = method(call.receiver)
                && site.of(inner.name) == "chars"
            {
                finds.put(0.5, inner.name.start_byte()..node.end_byte(), "len()");
            }
        }
        "len_utf8" => finds.replace(0.3, node, "1"),
        _ => {}
    }
}

/// Arithmetic that wraps or stops at the end, and such that does not.
fn overflow<'a>(site: &Site<'a>, node: Node<'a>, finds: &mut Finds) {
    if let Some(sign) = sign(node).filter(|_| node.kind() == "binary_expression") {
        let name = match sign.kind() {
            "+" => "add",
            "-" => "sub",
            "*" => "mul",
            _ => return,
        };
        let (Some(left), Some(right)) = (field(node, "left"), field(node, "right")) else {
            return;
        };
        let simple = matches!(
            left.kind(),
            "identifier"
                | "field_expression"
                | "call_expression"
                | "parenthesized_expression"
                | "index_expression"
        );
        let Some(ty) = site.bare_ty(left).filter(|_| simple) else {
            return;
        };
        if ty.is_integer() {
            for (way, prior) in [("saturating", 0.1), ("wrapping", 0.1)] {
                let text = format!("{}.{way}_{name}({})", site.of(left), site.of(right));
                finds.replace(prior, node, text);
            }
        }
        return;
    }
    let Some(call) = method(node) else { return };
    let name = site.of(call.name);
    let plain = ["saturating_", "wrapping_"]
        .iter()
        .find_map(|way| name.strip_prefix(way));
    let sign = match plain {
        Some("add") => "+",
        Some("sub") => "-",
        Some("mul") => "*",
        _ => return,
    };
    if let [argument] = call.arguments.as_slice() {
        let text = format!("({} {sign} {})", site.of(call.receiver), site.of(*argument));
        finds.replace(0.15, node, text);
    }
}

/// What stands in for nothing.
fn fallback(site: &Site<'_>, node: Node<'_>, finds: &mut Finds) {
    let Some(call) = method(node) else { return };
    let behind = call.name.start_byte()..node.end_byte();
    match (site.of(call.name), call.arguments.as_slice()) {
        ("unwrap" | "expect", _) => finds.put(0.2, behind, "unwrap_or_default()"),
        ("unwrap_or", [_]) => finds.put(0.15, behind, "unwrap_or_default()"),
        ("unwrap_or_default", []) => finds.put(0.15, behind, "unwrap_or(1)"),
        _ => {}
    }
}
