//! A signature that changed while its callers, or its body, stayed as they were.

use bowline_loop_core::{Class, Diagnostic, observation::Level};
use bowline_syntax::{
    Node,
    index::{Item, ItemKind},
    nodes,
};

use crate::rules::{
    Case, Edit, Rule, Spot, edit::Fixes, fill, scope::takes_self, values::types::Ty,
};

pub(super) const PARAMETER_BACK: Rule = Rule {
    name: "lost-parameter",
    class: Class::Plausible,
    about: "Gives a function a parameter back: its callers pass one argument more than it takes, and its body uses a name that \
            nothing declares.",
    propose: parameter_back,
};

pub(super) const PARAMETER_AWAY: Rule = Rule {
    name: "unused-parameter",
    class: Class::Plausible,
    about: "Takes a parameter away that the function's body does not use and that its calls do not pass.",
    propose: parameter_away,
};

/// The function of the workspace that the note at the definition points at, with its place.
pub(super) fn definition<'a>(case: &Case<'a>) -> Option<(&'a Item, Spot<'a>)> {
    let spot = case.noted(" defined here")?;
    let item = case
        .index
        .items_of(spot.path)
        .iter()
        .find(|item| item.kind == ItemKind::Function && item.name_range == spot.range)?;
    Some((item, spot))
}

pub(super) fn node_of<'a>(spot: &Spot<'a>) -> Option<Node<'a>> {
    nodes::enclosing(spot.node(), &["function_item", "function_signature_item"])
}

fn parameter_back(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0061"]) {
        return;
    }
    let Some(extra) = case.labelled("unexpected argument") else {
        return;
    };
    let Some((item, spot)) = definition(case) else {
        return;
    };
    let Some(function) = node_of(&spot) else {
        return;
    };
    let names = unknown_names(case, &spot, function);
    let Some(name) = names.first() else { return };
    let given = extra.label.split('`').nth(1).unwrap_or_default();
    let Some(list) = function.child_by_field_name("parameters") else {
        return;
    };
    let Some(at) = argument_number(&extra) else {
        return;
    };
    let at = at + usize::from(takes_self(item) && extra_is_behind_dot(&extra));
    let parameters: Vec<Node<'_>> = list.named_children(&mut list.walk()).collect();
    for ty in types(case, &spot, name, given) {
        let parameter = format!("{name}: {ty}");
        let edit = match parameters.get(at) {
            Some(next) => {
                Edit::default().insert(&spot, next.start_byte(), format!("{parameter}, "))
            }
            None => match parameters.last() {
                Some(last) => {
                    Edit::default().insert(&spot, last.end_byte(), format!(", {parameter}"))
                }
                None => Edit::default().insert(&spot, list.start_byte() + 1, parameter.clone()),
            },
        };
        fixes.plausible(format!("add the parameter `{parameter}`"), edit);
    }
}

/// The names that errors of the same round miss within a function, each once.
pub(super) fn unknown_names(case: &Case<'_>, spot: &Spot<'_>, function: Node<'_>) -> Vec<String> {
    let within = |one: &&Diagnostic| {
        one.code.as_deref() == Some("E0425")
            && one.message.starts_with("cannot find value")
            && one.primary().is_some_and(|span| {
                span.path == *spot.path
                    && function.start_byte() <= span.start
                    && span.end <= function.end_byte()
            })
    };
    let mut found: Vec<String> = Vec::new();
    for one in case.all.iter().filter(within) {
        let name = one.message.split('`').nth(1).unwrap_or_default().to_owned();
        if !name.is_empty() && !found.contains(&name) {
            found.push(name);
        }
    }
    found
}

/// Types that a parameter may have which callers give a value of this type: that of parameters of its name elsewhere in the file,
/// then the value's own, widened where only a borrow is needed.
fn types(case: &Case<'_>, spot: &Spot<'_>, name: &str, given: &str) -> Vec<String> {
    let items = case.index.items_of(spot.path);
    let mut found: Vec<String> = items
        .iter()
        .flat_map(|item| &item.parameters)
        .filter(|parameter| parameter.name.trim_start_matches("mut ") == name)
        .map(|parameter| parameter.ty.clone())
        .collect();
    let aliases = items.iter().filter(|item| {
        item.kind == ItemKind::Type
            && item
                .ty
                .as_deref()
                .is_some_and(|ty| Ty::parse(ty).is_integer())
    });
    match given {
        "{integer}" => {
            found.extend(aliases.map(|item| item.name.clone()).take(2));
            found.extend(["i32".to_owned(), "usize".to_owned()]);
        }
        "{float}" => found.push("f64".to_owned()),
        "&String" => found.extend(["&str".to_owned(), "&String".to_owned()]),
        given if !given.contains('_') || !Ty::parse(given).to_string().contains('_') => {
            found.push(given.replace("&'static ", "&"));
        }
        _ => {}
    }
    found.sort_by_key(|ty| usize::from(ty.contains("impl ")));
    let mut seen = Vec::new();
    found.retain(|ty| {
        !seen.contains(ty) && {
            seen.push(ty.clone());
            true
        }
    });
    found.truncate(4);
    found
}

/// The place of an argument in its call, from 0.
fn argument_number(argument: &Spot<'_>) -> Option<usize> {
    let node = argument.node();
    let list = node
        .parent()
        .filter(|parent| parent.kind() == "arguments")?;
    list.named_children(&mut list.walk())
        .position(|one| one == node)
}

fn extra_is_behind_dot(argument: &Spot<'_>) -> bool {
    nodes::enclosing(argument.node(), &["call_expression"])
        .and_then(|call| call.child_by_field_name("function"))
        .is_some_and(|function| function.kind() == "field_expression")
}

fn parameter_away(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0061"]) || case.note("provide the argument").is_none() {
        return;
    }
    let Some((item, spot)) = definition(case) else {
        return;
    };
    // One of the calls alone may be the one that is wrong.
    let calls = case.all.iter().filter(|one| {
        one.level == Level::Error
            && one.code == case.diagnostic.code
            && one.message == *case.message()
    });
    let note = case.note(" defined here");
    let Some(function) = node_of(&spot) else {
        return;
    };
    let (Some(list), Some(body)) = (
        function.child_by_field_name("parameters"),
        function.child_by_field_name("body"),
    ) else {
        return;
    };
    let several = calls.count() > 1;
    let marked = note
        .iter()
        .flat_map(|note| &note.spans)
        .filter(|span| !span.is_primary);
    let mut edit = Edit::default();
    let mut names = Vec::new();
    for span in marked {
        let Some(parameter) = case.spot(span).map(|spot| spot.node()) else {
            return;
        };
        let pattern = parameter.child_by_field_name("pattern");
        let Some(name) = pattern.map(|pattern| spot.text_of(pattern)) else {
            return;
        };
        if parameter.parent() != Some(list)
            || fill::mentioned(spot.text_of(body))
                .iter()
                .any(|one| one == name)
        {
            return;
        }
        let range = match (
            parameter.next_named_sibling(),
            parameter.prev_named_sibling(),
        ) {
            (Some(next), _) => parameter.start_byte()..next.start_byte(),
            (None, Some(before)) => before.end_byte()..parameter.end_byte(),
            _ => parameter.byte_range(),
        };
        edit = edit.replace(&spot, range, "");
        names.push(name);
    }
    if names.is_empty()
        || item.of_trait.is_some()
        || !(several || names.iter().any(|name| !name.starts_with('_')))
    {
        return;
    }
    fixes.plausible(
        format!("take away the unused parameter `{}`", names.join("`, `")),
        edit,
    );
}
