//! Declarations in a form that does not do what is asked of them: functions that capture, names bound twice, structs called like
//! functions, visibilities that reach nowhere.

use bowline_loop_core::Class;
use bowline_syntax::{Node, index::ItemKind, nodes};

use super::{Case, Edit, Rule, Spot, edit::Fixes, scope::Scope};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "function-to-closure",
        class: Class::KeepsMeaning,
        about: "Makes a closure of an inner function that uses a local of the function around it.",
        propose: to_closure,
    },
    Rule {
        name: "bound-twice",
        class: Class::Plausible,
        about: "Renames the second of two parameters, or of two bindings in one pattern, that have the same name.",
        propose: bound_twice,
    },
    Rule {
        name: "struct-called",
        class: Class::Plausible,
        about: "Builds a struct by its fields where it is called like a function with as many arguments.",
        propose: struct_called,
    },
    Rule {
        name: "narrow-visibility",
        class: Class::Plausible,
        about: "Writes `pub(crate)` for a visibility that names a module which does not hold the item.",
        propose: narrow,
    },
];

fn to_closure(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0434"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(function) = nodes::enclosing(spot.node(), &["function_item"]) else {
        return;
    };
    let (Some(name), Some(list), Some(body)) = (
        function.child_by_field_name("name"),
        function.child_by_field_name("parameters"),
        function.child_by_field_name("body"),
    ) else {
        return;
    };
    if function.child_by_field_name("type_parameters").is_some()
        || function.child(0).is_none_or(|first| first.kind() != "fn")
    {
        return;
    }
    let parameters = spot
        .text_of(list)
        .trim_start_matches('(')
        .trim_end_matches(')');
    let result = function
        .child_by_field_name("return_type")
        .map(|ty| format!(" -> {}", spot.text_of(ty)))
        .unwrap_or_default();
    let closure = format!(
        "let {} = |{parameters}|{result} {};",
        spot.text_of(name),
        spot.text_of(body)
    );
    let edit = Edit::default().replace(&spot, function.byte_range(), closure);
    fixes.keeps("make a closure of the function", edit);
}

fn bound_twice(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0415", "E0416"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let name = spot.text();
    let Some(function) = nodes::enclosing(spot.node(), &["function_item", "closure_expression"])
    else {
        return;
    };
    let taken = spot.text_of(function);
    let Some(fresh) = (2..10)
        .map(|number| format!("{name}{number}"))
        .find(|one| !taken.contains(one.as_str()))
    else {
        return;
    };
    let edit = Edit::default().replace(&spot, spot.range.clone(), fresh.clone());
    fixes.plausible(format!("name the second one `{fresh}`"), edit);
}

fn struct_called(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0423"]) || !case.message().contains("found struct") {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let spot = case.opened(&spot);
    // The error is at the name or at the whole call.
    let Some(call) = nodes::enclosing(spot.node(), &["call_expression"]) else {
        return;
    };
    let (Some(function), Some(list)) = (
        call.child_by_field_name("function"),
        call.child_by_field_name("arguments"),
    ) else {
        return;
    };
    let path = spot.text_of(function);
    let scope = Scope::of(case, &spot);
    let Some(item) = scope.item(super::declared::bare(path), &[ItemKind::Struct]) else {
        return;
    };
    let arguments: Vec<Node<'_>> = list.named_children(&mut list.walk()).collect();
    if function.start_byte() > spot.range.start
        || arguments.is_empty()
        || arguments.len() != item.fields.len()
    {
        return;
    }
    let fields: Vec<String> = item
        .fields
        .iter()
        .zip(arguments)
        .map(|(field, value)| match spot.text_of(value) {
            text if text == field.name => text.to_owned(),
            text => format!("{}: {text}", field.name),
        })
        .collect();
    let text = format!("{path} {{ {} }}", fields.join(", "));
    let edit = Edit::default().replace(&spot, call.byte_range(), text);
    fixes.plausible("name the fields", edit);
}

fn narrow(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0742"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(written) = visibility(&spot) else {
        return;
    };
    let edit = Edit::default().replace(&spot, written.byte_range(), "pub(crate)");
    fixes.plausible("make it visible in the crate", edit);
}

fn visibility<'a>(spot: &Spot<'a>) -> Option<Node<'a>> {
    nodes::enclosing(spot.node(), &["visibility_modifier"])
}
