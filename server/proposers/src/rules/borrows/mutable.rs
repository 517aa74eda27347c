//! Places, results and closures that must be mutable.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot};
use crate::rules::scope::Scope;

/// Methods that give a shared reference, with those that give a mutable one.
const MUTABLE: &[(&str, &str)] = &[
    ("get", "get_mut"),
    ("iter", "iter_mut"),
    ("first", "first_mut"),
    ("last", "last_mut"),
    ("as_ref", "as_mut"),
    ("as_deref", "as_deref_mut"),
    ("values", "values_mut"),
    ("peek", "peek_mut"),
    ("front", "front_mut"),
    ("back", "back_mut"),
    ("chunks", "chunks_mut"),
    ("borrow", "borrow_mut"),
    ("read", "write"),
    ("as_slice", "as_mut_slice"),
    ("split_at", "split_at_mut"),
];

pub(super) fn source(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0594", "E0596"]) || !case.message().contains('`') {
        return;
    }
    let behind = ["behind a `&` reference", "dereference of"];
    if !behind.iter().any(|words| case.message().contains(words)) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(name) = root(&spot) else { return };
    let source = binding(&spot, name);
    for value in source
        .into_iter()
        .flat_map(|value| mutable_forms(&spot, value))
    {
        fixes.keeps("borrow mutably", value);
    }
}

/// The name whose target is changed at `spot`.
fn root<'a>(spot: &Spot<'a>) -> Option<&'a str> {
    nodes::descendants(spot.node())
        .find(|node| matches!(node.kind(), "identifier" | "self"))
        .map(|node| spot.text_of(node))
}

/// What a name is bound to at a place: the value of a `let`, a match, or a loop around it, or what a closure's method is called on.
fn binding<'a>(spot: &Spot<'a>, name: &str) -> Option<Node<'a>> {
    let binds = |holder: Node<'a>, field: &str| {
        let pattern = holder.child_by_field_name(field)?;
        nodes::descendants(pattern)
            .any(|node| node.kind() == "identifier" && spot.text_of(node) == name)
            .then_some(holder)
    };
    std::iter::successors(Some(spot.node()), Node::parent).find_map(|node| {
        let before = std::iter::successors(node.prev_named_sibling(), Node::prev_named_sibling)
            .find(|one| one.kind() == "let_declaration" && binds(*one, "pattern").is_some());
        if let Some(found) = before {
            return found.child_by_field_name("value");
        }
        match node.kind() {
            "for_expression" => binds(node, "pattern")?.child_by_field_name("value"),
            "match_arm" => {
                binds(node, "pattern")?;
                node.parent()?.parent()?.child_by_field_name("value")
            }
            "if_expression" | "while_expression" => {
                let condition = node.child_by_field_name("condition")?;
                nodes::descendants(condition)
                    .find(|one| one.kind() == "let_condition" && binds(*one, "pattern").is_some())?
                    .child_by_field_name("value")
            }
            "closure_expression" => {
                binds(node, "parameters")?;
                let call = node.parent()?.parent()?;
                call.child_by_field_name("function")?
                    .child_by_field_name("value")
            }
            _ => None,
        }
    })
}

/// A value with the last method that gives a shared reference, or its `&`, made mutable.
fn mutable_forms(spot: &Spot<'_>, value: Node<'_>) -> Vec<Edit> {
    let mut found = Vec::new();
    let mut node = value;
    loop {
        match node.kind() {
            "call_expression" => {
                let Some(called) = node.child_by_field_name("function") else {
                    break;
                };
                let field = called.child_by_field_name("field");
                let other = field.and_then(|field| {
                    let name = spot.text_of(field);
                    let pair = MUTABLE.iter().find(|(shared, _)| *shared == name)?;
                    Some((field, pair.1))
                });
                if let Some((field, with)) = other {
                    found.push(Edit::default().replace(spot, field.byte_range(), with));
                }
                match called.child_by_field_name("value") {
                    Some(receiver) => node = receiver,
                    None => break,
                }
            }
            "field_expression" | "try_expression" | "await_expression" => {
                match node.named_child(0) {
                    Some(inner) => node = inner,
                    None => break,
                }
            }
            "reference_expression" => {
                if !spot.text_of(node).starts_with("&mut") {
                    found.push(Edit::default().insert(spot, node.start_byte() + 1, "mut "));
                }
                break;
            }
            "identifier" if node == value => {
                found.push(Edit::default().insert(spot, node.start_byte(), "&mut "));
                break;
            }
            _ => break,
        }
    }
    found
}

pub(super) fn closure_bound(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0594", "E0596", "E0507", "E0525"]) {
        return;
    }
    let Some(spot) = case.labelled("change this to accept `FnMut` instead of `Fn`") else {
        return;
    };
    let Some(function) = nodes::function(spot.node()) else {
        return;
    };
    // The label names the parameter's type; the bound stands there or in the list of generics.
    let wanted = spot.text().trim();
    let bound = nodes::descendants(function).find(|node| {
        node.kind() == "function_type"
            && spot.text_of(*node).starts_with("Fn(")
            && (spot.range.contains(&node.start_byte()) || belongs(&spot, *node, wanted))
    });
    let Some(bound) = bound else { return };
    let start = bound.start_byte();
    let mut edit = Edit::default().replace(&spot, start..start + "Fn".len(), "FnMut");
    for parameter in nodes::descendants(function).filter(|node| node.kind() == "parameter") {
        let typed = parameter.child_by_field_name("type");
        let by_value = typed.is_some_and(|ty| {
            let text = spot.text_of(ty);
            text == wanted || text.starts_with("impl Fn(") || ty.byte_range() == spot.range
        });
        let named = parameter
            .child_by_field_name("pattern")
            .filter(|one| one.kind() == "identifier");
        let fixed = parameter
            .children(&mut parameter.walk())
            .all(|child| child.kind() != "mutable_specifier");
        if let Some(name) = named.filter(|_| by_value && fixed) {
            edit = edit.insert(&spot, name.start_byte(), "mut ");
        }
    }
    fixes.plausible("accept closures that change what they captured", edit);
}

/// Whether a bound is of the type parameter of this name.
fn belongs(spot: &Spot<'_>, bound: Node<'_>, name: &str) -> bool {
    let Some(holder) = nodes::enclosing(bound, &["type_parameter", "where_predicate"]) else {
        return false;
    };
    holder
        .named_child(0)
        .is_some_and(|first| spot.text_of(first) == name)
}

/// Gives a function that borrows its receiver or first parameter mutably a mutable reference as its result, where one is needed.
pub(super) fn result(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary() else { return };
    let mismatch = case.is(&["E0308"]) && spot.label == "types differ in mutability";
    let behind = case.is(&["E0594", "E0596"])
        && ["`&` reference", "dereference of"]
            .iter()
            .any(|words| case.message().contains(words));
    if !mismatch && !behind {
        return;
    }
    let bound = root(&spot).and_then(|name| binding(&spot, name));
    let scope = Scope::of(case, &spot);
    let calls = std::iter::once(spot.node())
        .chain(bound)
        .flat_map(nodes::descendants);
    for call in calls.filter(|node| node.kind() == "call_expression") {
        let Some(item) = scope.callee(call) else {
            continue;
        };
        let borrows = item.parameters.first();
        if !borrows.is_some_and(|first| first.ty.starts_with("&mut")) {
            continue;
        }
        let Some(place) = case.place_of(&item.path, item.range.clone()) else {
            continue;
        };
        let Some(ty) = nodes::function(place.node())
            .and_then(|function| function.child_by_field_name("return_type"))
        else {
            continue;
        };
        let shared = nodes::descendants(ty)
            .find(|node| node.kind() == "reference_type" && !place.text_of(*node).contains("mut "));
        let Some(inner) = shared.and_then(|shared| shared.child_by_field_name("type")) else {
            continue;
        };
        let edit = Edit::default().insert(&place, inner.start_byte(), "mut ");
        fixes.plausible(
            format!("let `{}` give a mutable reference", item.name),
            edit,
        );
        return;
    }
}
