//! Definitions that changed while what uses them did not: renamed, another signature, a new parameter, a moved item.

use bowline_syntax::Node;

use super::{Operator, items::edit, node, whole};
use crate::mutate::ground::{Ground, Sites, Slip, Source, field, is_in, parts};

pub(super) const OPERATORS: &[Operator] = &[
    node("rename_function", rename_function),
    node("rename_method", rename_method),
    node("rename_field", rename_field),
    node("rename_type", rename_type),
    node("rename_variant", rename_variant),
    node("rename_local", rename_local),
    node("rename_param", rename_param),
    node("add_param", add_param),
    node("drop_param", drop_param),
    node("reorder_params", reorder_params),
    node("trait_method_changed", trait_method_changed),
    node("return_option", return_option),
    node("param_by_value", param_by_value),
    node("field_now_optional", field_now_optional),
    node("param_by_reference", param_by_reference),
    whole("rename_across_files", rename_across_files),
    whole("signature_across_files", signature_across_files),
];

/// Another good name for a thing.
fn renamed(name: &str, place: usize) -> String {
    let words: Vec<&str> = name.split('_').collect();
    match (words.len(), place % 3) {
        (1, 0) => format!("{name}_all"),
        (1, 1) => format!("do_{name}"),
        (1, _) => format!("{name}ing"),
        (_, 0) => words[1..].join("_"),
        (_, 1) => words[..words.len() - 1].join("_"),
        _ => format!("{}_{}", words[words.len() - 1], words[0]),
    }
}

fn is_method(node: Node<'_>) -> bool {
    is_in(node, &["declaration_list"])
}

fn rename(source: &Source<'_>, name: Option<Node<'_>>, sites: &mut Sites<'_>) {
    if let Some(name) = name.filter(|name| source.of(*name) != "main") {
        sites.replace(name, renamed(source.of(name), name.start_byte()));
    }
}

fn rename_function(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "function_item" && !is_method(node) {
        rename(source, field(node, "name"), sites);
    }
}

fn rename_method(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if matches!(node.kind(), "function_item" | "function_signature_item") && is_method(node) {
        rename(source, field(node, "name"), sites);
    }
}

fn rename_field(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "field_declaration" {
        rename(source, field(node, "name"), sites);
    }
}

fn rename_type(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let kinds = ["struct_item", "enum_item", "trait_item", "type_item"];
    if let Some(name) = field(node, "name").filter(|_| kinds.contains(&node.kind())) {
        let text = source.of(name);
        let other = match name.start_byte() % 2 {
            0 => format!("{text}s"),
            _ => format!("The{text}"),
        };
        sites.replace(name, other);
    }
}

fn rename_variant(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(name) = field(node, "name").filter(|_| node.kind() == "enum_variant") {
        sites.replace(name, format!("{}Kind", source.of(name)));
    }
}

fn rename_local(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let pattern = field(node, "pattern")
        .filter(|pattern| node.kind() == "let_declaration" && pattern.kind() == "identifier");
    rename(source, pattern, sites);
}

fn rename_param(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let pattern = field(node, "pattern")
        .filter(|pattern| node.kind() == "parameter" && pattern.kind() == "identifier");
    rename(source, pattern, sites);
}

/// The parameters of a function other than `main` that has a body.
fn parameters<'t>(source: &Source<'_>, node: Node<'t>) -> Option<Node<'t>> {
    let name = field(node, "name").filter(|_| node.kind() == "function_item")?;
    field(node, "parameters").filter(|_| source.of(name) != "main")
}

fn add_param(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let Some(list) = parameters(source, node) else {
        return;
    };
    let last = parts(list).last().map(Node::end_byte);
    match last {
        Some(end) => sites.put(end..end, ", verbose: bool"),
        None => sites.put(
            list.start_byte() + 1..list.start_byte() + 1,
            "verbose: bool",
        ),
    }
}

fn drop_param(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let list = parameters(source, node).map(parts).unwrap_or_default();
    if let Some(last) = list.last().filter(|last| last.kind() == "parameter") {
        sites.cut(source.with_comma(*last));
    }
}

fn reorder_params(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let list = parameters(source, node).map(parts).unwrap_or_default();
    let typed: Vec<&Node<'_>> = list
        .iter()
        .filter(|one| one.kind() == "parameter")
        .collect();
    if let [.., one, other] = typed.as_slice() {
        sites.put_all(vec![
            (one.byte_range(), source.of(**other).to_owned()),
            (other.byte_range(), source.of(**one).to_owned()),
        ]);
    }
}

/// A trait's method that takes `&mut self` now; its implementors do not.
fn trait_method_changed(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let list = field(node, "parameters").filter(|_| node.kind() == "function_signature_item");
    let first = list.and_then(|list| parts(list).first().copied());
    if let Some(first) = first.filter(|first| first.kind() == "self_parameter") {
        match source.of(first) {
            "&self" => sites.replace(first, "&mut self"),
            "&mut self" => sites.replace(first, "&self"),
            _ => sites.replace(first, "&self"),
        }
    }
}

/// A result that is wrapped now, in the signature alone.
fn return_option(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let Some(returned) = field(node, "return_type").filter(|_| node.kind() == "function_item")
    else {
        return;
    };
    let text = source.of(returned);
    if !["Option", "Result", "impl"]
        .iter()
        .any(|start| text.starts_with(start))
    {
        sites.replace(returned, format!("Option<{text}>"));
    }
}

fn param_by_value(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let kind =
        field(node, "type").filter(|_| node.kind() == "parameter" && is_in(node, &["parameters"]));
    let Some(kind) = kind.filter(|kind| kind.kind() == "reference_type") else {
        return;
    };
    if let Some(inner) = field(kind, "type").filter(|inner| !source.of(*inner).starts_with('[')) {
        sites.replace(kind, source.of(inner));
    }
}

fn param_by_reference(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let kind =
        field(node, "type").filter(|_| node.kind() == "parameter" && is_in(node, &["parameters"]));
    if let Some(kind) =
        kind.filter(|kind| matches!(kind.kind(), "generic_type" | "type_identifier"))
    {
        sites.put(kind.start_byte()..kind.start_byte(), "&");
    }
}

fn field_now_optional(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let kind = field(node, "type").filter(|_| node.kind() == "field_declaration");
    if let Some(kind) = kind.filter(|kind| !source.of(*kind).starts_with("Option")) {
        sites.replace(kind, format!("Option<{}>", source.of(kind)));
    }
}

/// A public function or method renamed in one file, with the uses in that file, while the other files keep the old name.
fn rename_across_files(ground: &Ground<'_>) -> Vec<Slip> {
    let mut slips = Vec::new();
    for source in ground.sources.iter().filter(|_| ground.sources.len() > 1) {
        let nodes = source.nodes();
        for item in nodes.iter().filter(|node| node.kind() == "function_item") {
            let Some(name) = field(*item, "name").filter(|name| source.of(*name) != "main") else {
                continue;
            };
            let (old, new) = (source.of(name), renamed(source.of(name), name.start_byte()));
            let named = nodes.iter().filter(|node| {
                matches!(node.kind(), "identifier" | "field_identifier") && source.of(**node) == old
            });
            slips.push(
                named
                    .map(|node| edit(source.path, node.byte_range(), &new))
                    .collect(),
            );
        }
    }
    slips
}

/// A function that takes its last argument by value now: its own body knows, its callers elsewhere do not.
fn signature_across_files(ground: &Ground<'_>) -> Vec<Slip> {
    let mut slips = Vec::new();
    for source in ground.sources.iter().filter(|_| ground.sources.len() > 1) {
        let mut sites = Sites::new(source.path);
        for node in source.nodes() {
            add_param(source, node, &mut sites);
            reorder_params(source, node, &mut sites);
        }
        slips.extend(sites.into_slips());
    }
    slips
}
