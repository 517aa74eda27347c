//! Types where they may not stand.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot, declared};

pub(super) fn impl_trait(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0562", "E0666"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(ty) = nodes::enclosing(spot.node(), &["abstract_type"]) else {
        return;
    };
    if case.is(&["E0666"]) {
        return lifted(&spot, ty, fixes);
    }
    let behind = spot.text_of(ty)["impl".len()..].trim_start();
    let holder = nodes::enclosing(
        ty,
        &[
            "let_declaration",
            "field_declaration",
            "type_item",
            "abstract_type_bounds",
            "closure_expression",
        ],
    );
    match holder.map(|holder| (holder.kind(), holder)) {
        Some(("let_declaration", binding)) => {
            let pattern = binding
                .child_by_field_name("pattern")
                .map(|node| node.end_byte());
            let annotation = binding
                .child_by_field_name("type")
                .map(|node| node.end_byte());
            if let (Some(start), Some(end)) = (pattern, annotation) {
                let edit = Edit::default().replace(&spot, start..end, "");
                fixes.keeps("let the type be inferred", edit);
            }
        }
        Some(("field_declaration" | "type_item", _)) => {
            let edit =
                Edit::default().replace(&spot, ty.byte_range(), format!("Box<dyn {behind}>"));
            fixes.plausible(format!("box `dyn {behind}`"), edit);
        }
        _ => {
            let edit = Edit::default().replace(&spot, ty.byte_range(), format!("&dyn {behind}"));
            fixes.plausible(format!("take `&dyn {behind}`"), edit);
            let edit =
                Edit::default().replace(&spot, ty.byte_range(), format!("Box<dyn {behind}>"));
            fixes.plausible(format!("box `dyn {behind}`"), edit);
        }
    }
}

/// A nested `impl Trait` as a type parameter of the function.
fn lifted(spot: &Spot<'_>, ty: Node<'_>, fixes: &mut Fixes) {
    let Some(function) = nodes::enclosing(ty, &["function_item", "function_signature_item"]) else {
        return;
    };
    let bound = spot.text_of(ty)["impl".len()..].trim_start();
    let text = spot.syntax.text();
    let taken = |letter: &char| declared::words(text).any(|word| word == letter.to_string());
    let Some(name) = ('T'..='Z').find(|letter| !taken(letter)) else {
        return;
    };
    let Some(declaration) = declared::declare(spot, function, &format!("{name}: {bound}")) else {
        return;
    };
    let edit = declaration.replace(spot, ty.byte_range(), name.to_string());
    fixes.keeps(format!("declare `{name}: {bound}`"), edit);
}

pub(super) fn unsized_type(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0277"])
        || !case
            .message()
            .contains("cannot be known at compilation time")
    {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let named = case.message().split('`').nth(1).unwrap_or_default();
    let short = |text: &str| {
        text == "str" || text.starts_with('[') && !text.contains(';') || text.starts_with("dyn ")
    };
    let ty = if short(spot.text()) {
        Some(spot.node())
    } else {
        nodes::descendants(spot.node()).find(|node| spot.text_of(*node) == named && short(named))
    };
    let Some(node) = ty else { return };
    let text = spot.text_of(node);
    let owned = match text {
        "str" => "String".to_owned(),
        _ => match text
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
        {
            Some(element) => format!("Vec<{element}>"),
            None => format!("Box<{text}>"),
        },
    };
    let mut edit = Edit::default().replace(&spot, node.byte_range(), owned.clone());
    let function = node.parent().filter(|parent| {
        parent.kind() == "function_item" && parent.child_by_field_name("return_type") == Some(node)
    });
    let last = function
        .and_then(|function| function.child_by_field_name("body"))
        .and_then(|body| body.named_children(&mut body.walk()).last());
    if let Some(last) = last.filter(|last| last.kind() != "let_declaration") {
        let value = spot.text_of(last);
        let with = match owned.as_str() {
            "String" => Some(format!("{}.to_string()", value.trim_start_matches('*'))),
            _ if owned.starts_with("Box") => Some(format!("Box::new({value})")),
            _ => None,
        };
        if let Some(with) = with {
            edit = edit.replace(&spot, last.byte_range(), with);
        }
    }
    fixes.plausible(format!("write `{owned}`"), edit);
    let reference = node
        .parent()
        .is_none_or(|parent| parent.kind() != "reference_type");
    let local = nodes::enclosing(node, &["let_declaration", "parameter"]).is_some();
    if reference && local {
        let edit = Edit::default().insert(&spot, node.start_byte(), "&");
        fixes.plausible(format!("write `&{text}`"), edit);
    }
}
