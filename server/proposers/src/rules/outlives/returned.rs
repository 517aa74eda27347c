//! Functions that return a reference to something of their own.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot, declared, owned_type};

pub(super) fn owned(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0515"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(function) = nodes::function(spot.node()) else {
        return;
    };
    if let Some(with) = owned_form(&spot, spot.node(), Shape::Unknown)
        && (function.kind() == "closure_expression" || !is_reference(function))
    {
        let edit = Edit::default().replace(&spot, spot.node().byte_range(), with.clone());
        return fixes.plausible(format!("return `{with}`"), edit);
    }
    let Some((ty, shape)) = owned_return(&spot, function) else {
        return;
    };
    let mut edit = ty;
    for value in returned(function) {
        match owned_form(&spot, value, shape) {
            Some(with) => edit = edit.replace(&spot, value.byte_range(), with),
            None if value == spot.node() => return,
            None => {}
        }
    }
    fixes.plausible("return the value instead of a reference", edit);
}

/// What the references in a return type point at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Text,
    Unknown,
}

fn is_reference(function: Node<'_>) -> bool {
    function
        .child_by_field_name("return_type")
        .is_some_and(|ty| nodes::descendants(ty).any(|node| node.kind() == "reference_type"))
}

/// The return type with owned types for its references.
fn owned_return(spot: &Spot<'_>, function: Node<'_>) -> Option<(Edit, Shape)> {
    let ty = function.child_by_field_name("return_type")?;
    let mut edit = Edit::default();
    let mut shape = None;
    let mut end = 0;
    for node in nodes::descendants(ty).filter(|node| node.kind() == "reference_type") {
        if node.start_byte() < end {
            continue;
        }
        end = node.end_byte();
        let target = spot.text_of(node.child_by_field_name("type")?);
        if target == "str" {
            shape = Some(Shape::Text);
        }
        shape = shape.or(Some(Shape::Unknown));
        edit = edit.replace(spot, node.byte_range(), owned_type(target));
    }
    for lifetime in nodes::descendants(ty).filter(|node| node.kind() == "lifetime") {
        edit = edit.and(without(spot, function, ty, spot.text_of(lifetime)));
    }
    Some((edit, shape?))
}

/// The declaration of a lifetime taken away that only the return type of a function used.
fn without(spot: &Spot<'_>, function: Node<'_>, ty: Node<'_>, name: &str) -> Edit {
    let uses = nodes::descendants(function)
        .filter(|node| node.kind() == "lifetime" && spot.text_of(*node) == name)
        .filter(|node| !ty.byte_range().contains(&node.start_byte()));
    let declaration = function
        .child_by_field_name("type_parameters")
        .and_then(|list| {
            list.named_children(&mut list.walk())
                .find(|one| one.kind() == "lifetime_parameter" && spot.text_of(*one) == name)
        });
    match declaration {
        Some(declaration) if uses.count() == 1 => {
            declared::remove_entry(spot, declaration).unwrap_or_default()
        }
        _ => Edit::default(),
    }
}

/// The expressions whose values a function returns.
fn returned(function: Node<'_>) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    let Some(body) = function.child_by_field_name("body") else {
        return found;
    };
    for node in nodes::descendants(body).filter(|node| node.kind() == "return_expression") {
        let own = nodes::function(node) == Some(function);
        if let Some(value) = node.named_child(0).filter(|_| own) {
            tails(value, &mut found);
        }
    }
    tails(body, &mut found);
    found
}

/// The expressions that give an expression its value.
fn tails<'t>(node: Node<'t>, found: &mut Vec<Node<'t>>) {
    match node.kind() {
        "block" | "unsafe_block" | "expression_statement" | "else_clause" => {
            let mut children = node.named_children(&mut node.walk()).collect::<Vec<_>>();
            children.retain(|child| !child.is_extra());
            if let Some(last) = children.pop() {
                tails(last, found);
            }
        }
        "if_expression" => {
            for field in ["consequence", "alternative"] {
                if let Some(branch) = node.child_by_field_name(field) {
                    tails(branch, found);
                }
            }
        }
        "match_expression" => {
            let arms = node.child_by_field_name("body");
            for arm in arms
                .into_iter()
                .flat_map(|body| body.named_children(&mut body.walk()).collect::<Vec<_>>())
            {
                if let Some(value) = arm.child_by_field_name("value") {
                    tails(value, found);
                }
            }
        }
        "let_declaration" | "return_expression" | "macro_definition" | "function_item" => {}
        _ => found.push(node),
    }
}

/// An expression that owns what a returned one borrows; `None` where it may stay as it is.
fn owned_form(spot: &Spot<'_>, value: Node<'_>, shape: Shape) -> Option<String> {
    let text = spot.text_of(value);
    match value.kind() {
        "reference_expression" => {
            let inner = value.child_by_field_name("value")?;
            let text = spot.text_of(inner);
            Some(match inner.kind() {
                "index_expression" if text.contains("..") => format!("{text}.to_owned()"),
                "index_expression" | "field_expression" => format!("{text}.clone()"),
                _ => text.to_owned(),
            })
        }
        "call_expression" => {
            let called = value.child_by_field_name("function")?;
            if called.kind() != "field_expression" {
                // `Some(&text)`: what the constructor is given.
                let arguments = value.child_by_field_name("arguments")?;
                let only = arguments
                    .named_child(0)
                    .filter(|_| arguments.named_child_count() == 1)?;
                let inner = owned_form(spot, only, shape)?;
                return Some(format!("{}({inner})", spot.text_of(called)));
            }
            let name = spot.text_of(called.child_by_field_name("field")?);
            let receiver = called.child_by_field_name("value")?;
            Some(match name {
                "as_str" | "as_slice" | "as_ref" | "as_path" | "borrow" | "deref" => {
                    spot.text_of(receiver).to_owned()
                }
                "clone" | "to_owned" | "to_string" | "to_vec" => return None,
                "collect" => format!(
                    "{}.map(|one| one.to_owned()).collect()",
                    spot.text_of(receiver)
                ),
                "iter" => format!("{}.into_iter()", spot.text_of(receiver)),
                "unwrap_or" | "map_or" => return None,
                _ => format!("{text}.to_owned()"),
            })
        }
        "string_literal" | "identifier" if shape == Shape::Text => {
            Some(format!("{text}.to_string()"))
        }
        "field_expression" if shape == Shape::Text => Some(format!("{text}.to_string()")),
        "index_expression" => Some(format!("{text}.to_owned()")),
        _ => None,
    }
}
