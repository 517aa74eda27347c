//! Slips at items: imports, visibility, derives, methods of traits, modules, doubled definitions.

use std::collections::BTreeSet;

use bowline_syntax::Node;

use super::{Operator, node, whole};
use crate::mutate::ground::{
    Edit, Ground, Sites, Slip, Source, child, children, field, is_in, parts,
};

pub(super) const OPERATORS: &[Operator] = &[
    node("drop_use", drop_use),
    node("drop_use_own", drop_use_own),
    node("drop_use_part", drop_use_part),
    whole("drop_trait_import", drop_trait_import),
    node("wrong_path", wrong_path),
    node("drop_mod", drop_mod),
    node("drop_pub", drop_pub),
    node("drop_derive", drop_derive),
    node("drop_derive_line", drop_derive_line),
    node("drop_impl_method", drop_impl_method),
    node("drop_assoc_type", drop_assoc_type),
    node("drop_const_fn", drop_const_fn),
    node("drop_async", drop_async),
    node("drop_receiver", drop_receiver),
    node("double_definition", double_definition),
    node("double_use", double_use),
    node("impl_for_dropped", impl_for_dropped),
    node("fn_outside_impl", fn_outside_impl),
];

fn is_own_path(text: &str) -> bool {
    !["std::", "core::", "alloc::"]
        .iter()
        .any(|start| text.starts_with(start))
}

fn drop_use(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(path) = field(node, "argument").filter(|_| node.kind() == "use_declaration")
        && !is_own_path(source.of(path))
    {
        sites.cut(source.whole_lines(node.byte_range()));
    }
}

fn drop_use_own(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(path) = field(node, "argument").filter(|_| node.kind() == "use_declaration")
        && is_own_path(source.of(path))
    {
        sites.cut(source.whole_lines(node.byte_range()));
    }
}

fn drop_use_part(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let all = parts(node);
    if node.kind() == "use_list" && all.len() > 1 {
        for part in all {
            sites.cut(source.with_comma(part));
        }
    }
}

/// Traits of the standard library whose methods are called without their name.
const TRAITS: [&str; 12] = [
    "Read",
    "Write",
    "BufRead",
    "FromStr",
    "Hash",
    "Hasher",
    "Borrow",
    "Seek",
    "ToOwned",
    "Any",
    "FromIterator",
    "Wake",
];

/// An import of a trait that is named nowhere else in its file: its methods alone are used.
fn drop_trait_import(ground: &Ground<'_>) -> Vec<Slip> {
    let mut traits: BTreeSet<&str> = TRAITS.into();
    for source in &ground.sources {
        for item in source
            .nodes()
            .iter()
            .filter(|node| node.kind() == "trait_item")
        {
            traits.extend(field(*item, "name").map(|name| source.of(name)));
        }
    }
    let mut slips = Vec::new();
    for source in &ground.sources {
        let mut sites = Sites::new(source.path);
        for node in source.nodes() {
            let named = matches!(node.kind(), "identifier" | "type_identifier");
            if !named || !traits.contains(source.of(node)) {
                continue;
            }
            let Some(import) = bowline_syntax::nodes::enclosing(node, &["use_declaration"]) else {
                continue;
            };
            match is_in(node, &["use_list"]) {
                true => sites.cut(source.with_comma(node)),
                false => sites.cut(source.whole_lines(import.byte_range())),
            }
        }
        slips.extend(sites.into_slips());
    }
    slips
}

fn wrong_path(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() != "use_declaration" {
        return;
    }
    for part in bowline_syntax::nodes::descendants(node) {
        if part.kind() != "identifier" || !is_in(part, &["scoped_identifier", "scoped_use_list"]) {
            continue;
        }
        let other = match source.of(part) {
            "collections" => "collection",
            "fmt" => "format",
            "cell" => "rc",
            "rc" => "cell",
            "sync" => "thread",
            "atomic" => "atomics",
            "iter" => "iterator",
            "ops" => "op",
            "cmp" => "ops",
            "hash" => "collections",
            "num" => "numbers",
            "time" => "sync",
            "task" => "future",
            _ => continue,
        };
        sites.replace(part, other);
    }
    // `super` for `crate` and the reverse: the wrong place to start from.
    for part in bowline_syntax::nodes::descendants(node) {
        match part.kind() {
            "crate" => sites.replace(part, "super::super"),
            "super" => sites.replace(part, "self"),
            _ => {}
        }
    }
}

fn drop_mod(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "mod_item" && field(node, "body").is_none() {
        sites.cut(source.whole_lines(node.byte_range()));
    }
}

fn drop_pub(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "visibility_modifier" {
        sites.cut(node.start_byte()..node.end_byte() + 1);
    }
}

/// The names in a derive attribute, each with its own range.
fn derived<'t>(source: &Source<'_>, node: Node<'t>) -> Vec<Node<'t>> {
    let attribute = child(node, "attribute").filter(|_| node.kind() == "attribute_item");
    let list = attribute
        .filter(|attribute| source.of(*attribute).starts_with("derive"))
        .and_then(|attribute| field(attribute, "arguments"));
    let tokens = list.map(children).unwrap_or_default();
    tokens
        .into_iter()
        .filter(|token| token.kind() == "identifier")
        .collect()
}

fn drop_derive(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let names = derived(source, node);
    if names.len() > 1 {
        for name in names {
            sites.cut(source.with_comma(name));
        }
    }
}

fn drop_derive_line(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if !derived(source, node).is_empty() {
        sites.cut(source.whole_lines(node.byte_range()));
    }
}

/// A member of an impl, with the empty line before or behind it.
fn with_gap(source: &Source<'_>, node: Node<'_>) -> std::ops::Range<usize> {
    let lines = source.whole_lines(node.byte_range());
    match source.text()[..lines.start].ends_with("\n\n") {
        true => lines.start - 1..lines.end,
        false => lines,
    }
}

/// Whether a node is a member of an impl of a trait.
fn in_trait_impl(node: Node<'_>) -> bool {
    let holder = node.parent().and_then(|list| list.parent());
    holder.is_some_and(|holder| holder.kind() == "impl_item" && field(holder, "trait").is_some())
}

fn drop_impl_method(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "function_item" && in_trait_impl(node) {
        sites.cut(with_gap(source, node));
    }
}

fn drop_assoc_type(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if matches!(node.kind(), "type_item" | "const_item") && in_trait_impl(node) {
        sites.cut(with_gap(source, node));
    }
}

fn drop_word(node: Node<'_>, word: &str, sites: &mut Sites<'_>) {
    let modifiers = child(node, "function_modifiers").filter(|_| node.kind() == "function_item");
    if let Some(word) = modifiers.and_then(|modifiers| child(modifiers, word)) {
        sites.cut(word.start_byte()..word.end_byte() + 1);
    }
}

fn drop_const_fn(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    drop_word(node, "const", sites);
}

fn drop_async(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    drop_word(node, "async", sites);
    if let Some(word) = child(node, "async").filter(|_| node.kind() == "async_block") {
        sites.cut(word.start_byte()..word.end_byte() + 1);
    }
}

fn drop_receiver(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "self_parameter" {
        sites.cut(source.with_comma(node));
    }
}

fn double_definition(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let kinds = [
        "function_item",
        "struct_item",
        "enum_item",
        "const_item",
        "field_declaration",
        "enum_variant",
    ];
    if !kinds.contains(&node.kind()) {
        return;
    }
    let lines = source.whole_lines(node.byte_range());
    if lines != node.byte_range() {
        let gap = if node.kind() == "function_item" {
            "\n"
        } else {
            ""
        };
        let again = format!("{gap}{}", &source.text()[lines.clone()]);
        sites.put(lines.end..lines.end, again);
    }
}

fn double_use(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "use_declaration" {
        let lines = source.whole_lines(node.byte_range());
        sites.put(lines.end..lines.end, &source.text()[lines.clone()]);
    }
}

/// `impl Trait for Type` written without the trait.
fn impl_for_dropped(_: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let named = field(node, "trait").filter(|_| node.kind() == "impl_item");
    if let (Some(named), Some(kind)) = (named, field(node, "type")) {
        sites.cut(named.start_byte()..kind.start_byte());
    }
}

/// The last method of an impl, moved out behind its closing brace.
fn fn_outside_impl(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let Some(body) = field(node, "body").filter(|_| node.kind() == "impl_item") else {
        return;
    };
    let members = parts(body);
    let (true, Some(last)) = (members.len() > 1, members.last()) else {
        return;
    };
    if last.kind() == "function_item" {
        let moved = with_gap(source, *last);
        let text = source.text()[moved.clone()].trim_end().to_owned();
        sites.put_all(vec![
            (moved, String::new()),
            (body.end_byte()..body.end_byte(), format!("\n{text}")),
        ]);
    }
}

/// Puts one edit into a slip of its own; for operators that look at several files.
pub(super) fn edit(path: &str, range: std::ops::Range<usize>, text: impl Into<String>) -> Edit {
    let (path, text) = (path.to_owned(), text.into());
    Edit { path, range, text }
}
