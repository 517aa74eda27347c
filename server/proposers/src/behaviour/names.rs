//! The wrong name of the right type: a local, a field, a constant, a variant, a function beside the one that was meant.

use bowline_syntax::{
    Node,
    index::{Item, ItemKind},
};

use super::{
    edits::Finds,
    operator::{Operator, node},
    site::{Site, field},
};
use crate::rules::values::types::Ty;

pub(super) const OPERATORS: &[Operator] = &[
    node("other-local", local),
    node("other-field", other_field),
    node("other-variant", variant),
    node("other-constant", constant),
    node("other-function", callable),
];

/// Names that are tried for one.
const MOST: usize = 5;

fn local<'a>(site: &Site<'a>, node: Node<'a>, finds: &mut Finds) {
    if node.kind() != "identifier" || !is_value(node) {
        return;
    }
    let name = site.of(node);
    if name.starts_with(char::is_uppercase) || site.scope.local(node, name).is_none() {
        return;
    }
    let own = site.ty(node);
    let mut put = 0;
    for other in site.scope.locals(node) {
        if other.name == name || other.name.starts_with('_') || other.name == "self" || put == MOST
        {
            continue;
        }
        let prior = match (&own, &other.ty) {
            (Some(own), Some(other)) if own.fits(other) => 0.35,
            (Some(own), Some(other)) if own.bare().0.fits(other.bare().0) => 0.08,
            (Some(_), Some(_)) => continue,
            _ => 0.1,
        };
        finds.replace(prior, node, other.name);
        put += 1;
    }
    // `len` for `self.len`.
    let receiver = site.scope.local(node, "self").and_then(|own| own.ty);
    if let Some(receiver) = receiver {
        let fields = site.scope.fields_of(receiver.bare().0);
        if fields.iter().any(|(field, _)| *field == name) {
            finds.replace(0.25, node, format!("self.{name}"));
        }
    }
}

/// Whether an identifier stands for a value that is read or written, not bound, called or named.
fn is_value(node: Node<'_>) -> bool {
    let Some(parent) = node.parent() else {
        return false;
    };
    match parent.kind() {
        "let_declaration" | "for_expression" | "let_condition" => {
            field(parent, "pattern") != Some(node)
        }
        "call_expression" | "generic_function" => field(parent, "function") != Some(node),
        "parameter"
        | "closure_parameters"
        | "tuple_pattern"
        | "tuple_struct_pattern"
        | "mut_pattern"
        | "ref_pattern"
        | "captured_pattern"
        | "slice_pattern"
        | "match_pattern"
        | "or_pattern"
        | "scoped_identifier"
        | "macro_invocation"
        | "function_item"
        | "field_pattern"
        | "struct_expression"
        | "label"
        | "reference_pattern"
        | "token_tree"
        | "attribute" => false,
        _ => true,
    }
}

fn other_field<'a>(site: &Site<'a>, node: Node<'a>, finds: &mut Finds) {
    if node.kind() != "field_expression" {
        return;
    }
    let called = node.parent().is_some_and(|parent| {
        matches!(parent.kind(), "call_expression" | "generic_function")
            && field(parent, "function") == Some(node)
    });
    let (Some(value), Some(name)) = (field(node, "value"), field(node, "field")) else {
        return;
    };
    let Some(ty) = site.ty(value).filter(|_| !called) else {
        return;
    };
    let ty = ty.behind_pointers();
    let own = site.of(name);
    if let Ty::Tuple(of) = ty {
        for other in (0..of.len()).map(|at| at.to_string()) {
            if other != own {
                finds.replace(0.3, name, other);
            }
        }
        return;
    }
    let fields = site.scope.fields_of(ty);
    let Some((_, wanted)) = fields.iter().find(|(field, _)| *field == own) else {
        return;
    };
    let others = fields
        .iter()
        .filter(|(field, ty)| *field != own && ty.fits(wanted));
    for (other, _) in others.take(MOST) {
        finds.replace(0.35, name, *other);
    }
    // `self.x` where the parameter `x` was meant.
    if site.scope.local(node, own).is_some() {
        finds.replace(0.2, node, own);
    }
}

fn variant<'a>(site: &Site<'a>, node: Node<'a>, finds: &mut Finds) {
    if node.kind() != "scoped_identifier" {
        return;
    }
    let (Some(path), Some(name)) = (field(node, "path"), field(node, "name")) else {
        return;
    };
    let own = site.of(name);
    let owner = site.of(path).rsplit("::").next().unwrap_or_default();
    if owner == "Ordering" && matches!(own, "Less" | "Greater" | "Equal") {
        for (other, prior) in [("Less", 0.4), ("Greater", 0.4), ("Equal", 0.25)] {
            if other != own {
                finds.replace(prior, name, other);
            }
        }
        return;
    }
    if matches!(own, "MAX" | "MIN") {
        finds.replace(0.7, name, if own == "MAX" { "MIN" } else { "MAX" });
        return;
    }
    let Some(owner) = site.scope.path_owner(node) else {
        return;
    };
    let members: Vec<&Item> = site.index.members(&owner).collect();
    let Some(meant) = members.iter().find(|item| item.name == own) else {
        return;
    };
    let shape = |item: &Item| {
        item.fields
            .iter()
            .map(|one| one.ty.clone())
            .collect::<Vec<_>>()
    };
    let others = members.iter().filter(|item| {
        item.name != own
            && item.kind == meant.kind
            && match item.kind {
                ItemKind::Variant => shape(item) == shape(meant),
                ItemKind::Const => item.ty == meant.ty,
                _ => same_signature(item, meant),
            }
    });
    let prior = if meant.kind == ItemKind::Function {
        0.12
    } else {
        0.3
    };
    for other in others.take(MOST) {
        finds.replace(prior, name, other.name.clone());
    }
}

fn constant<'a>(site: &Site<'a>, node: Node<'a>, finds: &mut Finds) {
    let name = site.of(node);
    let upper = name.len() > 1 && !name.contains(|one: char| one.is_lowercase());
    if node.kind() != "identifier" || !upper {
        return;
    }
    let constants = [ItemKind::Const, ItemKind::Static];
    let Some(meant) = site.scope.item(name, &constants) else {
        return;
    };
    let others = site.index.items_of(&site.file.path).iter().filter(|item| {
        constants.contains(&item.kind)
            && item.name != name
            && item.ty == meant.ty
            && item.container.is_none()
    });
    for other in others.take(MOST) {
        finds.replace(0.25, node, other.name.clone());
    }
}

/// A function or method with the same parameters, in the same file or type.
fn callable<'a>(site: &Site<'a>, node: Node<'a>, finds: &mut Finds) {
    if node.kind() != "call_expression" {
        return;
    }
    let Some(meant) = site.scope.callee(node) else {
        return;
    };
    let Some(function) = field(node, "function") else {
        return;
    };
    let name = match function.kind() {
        "identifier" => function,
        "field_expression" => match field(function, "field") {
            Some(name) => name,
            None => return,
        },
        _ => return,
    };
    let siblings: Vec<&Item> = match &meant.container {
        Some(container) => site.index.methods(container).collect(),
        None => site.index.items_of(&meant.path).iter().collect(),
    };
    let own_name = field(site.function, "name").map(|name| site.of(name));
    let others = siblings.into_iter().filter(|item| {
        item.kind == ItemKind::Function
            && item.name != meant.name
            && Some(item.name.as_str()) != own_name
            && item.container == meant.container
            && same_signature(item, meant)
    });
    for other in others.take(MOST) {
        finds.replace(0.2, name, other.name.clone());
    }
}

fn same_signature(one: &Item, other: &Item) -> bool {
    let types = |item: &Item| {
        item.parameters
            .iter()
            .map(|parameter| parameter.ty.clone())
            .collect::<Vec<_>>()
    };
    one.ty == other.ty && types(one) == types(other)
}
