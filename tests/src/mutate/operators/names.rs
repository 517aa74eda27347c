//! Slips with names at the place of use: misspelt, of another case, of another thing.

use std::collections::BTreeSet;

use bowline_syntax::Node;

use super::{Operator, node, whole};
use crate::mutate::ground::{Ground, Sites, Slip, Source, field, is_in};

pub(super) const OPERATORS: &[Operator] = &[
    node("typo", typo),
    node("typo_type", typo_type),
    node("typo_member", typo_member),
    node("typo_macro", typo_macro),
    node("typo_lifetime", typo_lifetime),
    whole("wrong_variant", wrong_variant),
    node("camel_for_snake", camel_for_snake),
    node("lower_type", lower_type),
    node("underscore_param", underscore_param),
    node("underscore_let", underscore_let),
];

/// A name with two neighbouring letters swapped; `None` where it is too short or stays the same.
fn swapped(name: &str, place: usize) -> Option<String> {
    let mut letters: Vec<char> = name.chars().collect();
    if letters.len() < 4 || !name.is_ascii() {
        return None;
    }
    let at = 1 + place % (letters.len() - 2);
    letters.swap(at, at + 1);
    let made: String = letters.into_iter().collect();
    (made != name).then_some(made)
}

fn put_typo(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(wrong) = swapped(source.of(node), node.start_byte()) {
        sites.replace(node, wrong);
    }
}

/// Whether a name is used here and not declared.
fn is_use(node: Node<'_>) -> bool {
    let declares = [
        "function_item",
        "function_signature_item",
        "struct_item",
        "enum_item",
        "trait_item",
        "type_item",
        "const_item",
        "static_item",
        "mod_item",
        "enum_variant",
        "field_declaration",
        "type_parameter",
        "const_parameter",
        "macro_definition",
        "closure_parameters",
        "tuple_pattern",
        "tuple_struct_pattern",
        "captured_pattern",
        "mut_pattern",
        "reference_pattern",
        "field_pattern",
    ];
    let declared = node.parent().is_some_and(|parent| {
        let named = ["name", "pattern"]
            .iter()
            .any(|part| field(parent, part).is_some_and(|name| name.id() == node.id()));
        let binds = [
            "let_declaration",
            "parameter",
            "for_expression",
            "let_condition",
        ];
        declares.contains(&parent.kind()) || (binds.contains(&parent.kind()) && named)
    });
    !declared
}

fn typo(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "identifier" && is_use(node) && !is_in(node, &["macro_invocation"]) {
        put_typo(source, node, sites);
    }
}

fn typo_type(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if matches!(node.kind(), "type_identifier" | "primitive_type") && is_use(node) {
        put_typo(source, node, sites);
    }
}

fn typo_member(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "field_identifier" && is_in(node, &["field_expression", "field_initializer"])
    {
        put_typo(source, node, sites);
    }
}

fn typo_macro(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if let Some(name) = field(node, "macro").filter(|_| node.kind() == "macro_invocation") {
        put_typo(source, name, sites);
    }
}

fn typo_lifetime(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    if node.kind() == "lifetime" && !is_in(node, &["lifetime_parameter"]) && source.of(node) != "'_"
    {
        sites.replace(node, format!("{}b", source.of(node)));
    }
}

/// A variant by a name that nearly is one: cut short, or grown by an ending.
fn wrong_variant(ground: &Ground<'_>) -> Vec<Slip> {
    let mut variants = BTreeSet::new();
    for source in &ground.sources {
        for node in source
            .nodes()
            .iter()
            .filter(|node| node.kind() == "enum_variant")
        {
            variants.extend(field(*node, "name").map(|name| source.of(name)));
        }
    }
    let mut slips = Vec::new();
    for source in &ground.sources {
        let mut sites = Sites::new(source.path);
        for node in source.nodes() {
            let name = source.of(node);
            if !variants.contains(name)
                || !is_in(node, &["scoped_identifier", "scoped_type_identifier"])
            {
                continue;
            }
            let wrong = match name.len() > 5 {
                true => name[..name.len() - 2].to_owned(),
                false => format!("{name}ed"),
            };
            sites.replace(node, wrong);
        }
        slips.extend(sites.into_slips());
    }
    slips
}

fn camel_for_snake(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let named = matches!(node.kind(), "identifier" | "field_identifier");
    let name = source.of(node);
    if !named
        || !is_use(node)
        || !name.trim_matches('_').contains('_')
        || name.contains(char::is_uppercase)
    {
        return;
    }
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    let camel = words.fold(first, |made, word| {
        let (head, tail) = word.split_at(word.len().min(1));
        format!("{made}{}{tail}", head.to_uppercase())
    });
    sites.replace(node, camel);
}

/// `Hashmap` for `HashMap`.
fn lower_type(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let name = source.of(node);
    if node.kind() != "type_identifier" || !is_use(node) || name.len() < 4 {
        return;
    }
    let wrong = match name[1..].contains(char::is_uppercase) {
        true => format!("{}{}", &name[..1], name[1..].to_lowercase()),
        false => name.to_lowercase(),
    };
    sites.replace(node, wrong);
}

/// A parameter silenced with an underscore, and then used.
fn underscore_param(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let pattern = field(node, "pattern").filter(|_| node.kind() == "parameter");
    if let Some(pattern) = pattern.filter(|pattern| pattern.kind() == "identifier") {
        sites.replace(pattern, format!("_{}", source.of(pattern)));
    }
}

fn underscore_let(source: &Source<'_>, node: Node<'_>, sites: &mut Sites<'_>) {
    let pattern = field(node, "pattern").filter(|_| node.kind() == "let_declaration");
    if let Some(pattern) = pattern.filter(|pattern| pattern.kind() == "identifier") {
        sites.replace(pattern, format!("_{}", source.of(pattern)));
    }
}
