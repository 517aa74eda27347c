//! A parameter whose type is not written.

use bowline_loop_core::Class;

use crate::rules::{Case, Edit, Rule, edit::Fixes};

pub(super) const PARAMETER_TYPE: Rule = Rule {
    name: "parameter-type",
    class: Class::Plausible,
    about: "Writes the type of a parameter that lacks one: that of parameters and fields of the same name, else, as a guess, one of \
            the common ones with which the function compiles.",
    propose: parameter_type,
};

/// What is guessed where nothing of the name is declared.
const COMMON: &[&str] = &["&str", "usize", "String", "u32", "i32", "f64", "bool"];

/// Types of namesakes that are tried at most.
const MOST: usize = 4;

fn parameter_type(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case
        .noted("if this is a parameter name, give it a type")
        .filter(|_| case.has_no_code())
    else {
        return;
    };
    let at = spot.range.start;
    let before = &spot.syntax.text()[..at];
    let is_part = |one: char| one.is_alphanumeric() || one == '_';
    let start = before.trim_end_matches(is_part).len();
    let name = &before[start..];
    if name.is_empty() {
        return;
    }
    let mut namesakes: Vec<(usize, &str)> = Vec::new();
    for item in case.index.items() {
        let parameters = item.parameters.iter();
        let parameters =
            parameters.map(|one| (one.name.trim_start_matches("mut "), one.ty.as_str()));
        let fields = item
            .fields
            .iter()
            .map(|one| (one.name.as_str(), one.ty.as_str()));
        for (_, ty) in parameters
            .chain(fields)
            .filter(|(known, ty)| *known == name && !ty.is_empty())
        {
            match namesakes.iter_mut().find(|(_, one)| *one == ty) {
                Some((count, _)) => *count += 1,
                None => namesakes.push((1, ty)),
            }
        }
    }
    namesakes.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let edit = |ty: &str| Edit::default().insert(&spot, at, format!(": {ty}"));
    for (_, ty) in namesakes.iter().take(MOST) {
        fixes.plausible(format!("give `{name}` the type `{ty}`"), edit(ty));
        // A field's value is often lent to a function.
        if !ty.starts_with('&') && *ty != "String" && ty.contains(char::is_uppercase) {
            fixes.plausible(
                format!("give `{name}` the type `&{ty}`"),
                edit(&format!("&{ty}")),
            );
        }
    }
    for ty in COMMON
        .iter()
        .filter(|ty| namesakes.iter().all(|(_, known)| known != *ty))
    {
        fixes.scaffold(format!("give `{name}` the type `{ty}`, a guess"), edit(ty));
    }
}
