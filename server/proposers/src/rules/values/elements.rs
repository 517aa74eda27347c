//! Elements of an iterator that are collected or summed, and are not what is wanted.

use bowline_loop_core::Class;

use super::{
    Case, Edit, Rule, Spot,
    calls::Call,
    collections::{element, elements},
    edit::Fixes,
    types::Ty,
};

pub(super) const RULES: &[Rule] = &[Rule {
    name: "convert-elements",
    class: Class::KeepsMeaning,
    about: "Converts the elements of an iterator before they are collected or summed: `.copied()`, `.cloned()`, \
                `.map(String::from)`, `.map(|x| x as T)`, `filter_map` for `map`, or a collection of `Result`s with `?`.",
    propose: convert_elements,
}];

fn convert_elements(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0277"]) {
        return;
    }
    let message = case.message();
    let collected = " cannot be built from an iterator over elements of type ";
    let summed = [
        " cannot be made by summing an iterator over elements of type ",
        " cannot be made by multiplying all elements of type ",
    ];
    let Some(method) = case.primary() else { return };
    let Some(call) = Call::of(&method) else {
        return;
    };
    let parts = |words: &str| {
        let (to, from) = message
            .strip_prefix("a value of type ")?
            .split_once(words)?;
        Some((Ty::parse(to), Ty::parse(from.split(" from an").next()?)))
    };
    if let Some((to, from)) = parts(collected) {
        let to_element = expected_element(case).or_else(|| elements(&to).cloned());
        let Some(wanted) = to_element else { return };
        collected_elements(&call, &to, &wanted, &from, fixes);
    } else if let Some((to, from)) = summed.iter().find_map(|words| parts(words)) {
        let by_value = to.fits(from.bare().0);
        if let Some(map) = element(&to, &from, false).filter(|_| !by_value) {
            fixes.plausible(format!("convert the elements: `{map}`"), call.before(&map));
        }
    }
}

/// The name of the method that the receiver of a call ends with, and where it is.
fn previous<'a>(call: &Call<'a>) -> Option<Spot<'a>> {
    let function = call
        .receiver()?
        .spot
        .node()
        .child_by_field_name("function")?;
    let name = function.child_by_field_name("field")?;
    Some(call.name.at(name.byte_range()))
}

/// «for that trait implementation, expected `String`, found `&str`»
fn expected_element(case: &Case<'_>) -> Option<Ty> {
    let note = &case
        .note("for that trait implementation, expected `")?
        .message;
    Some(Ty::parse(note.split('`').nth(1)?))
}

fn collected_elements(call: &Call<'_>, to: &Ty, wanted: &Ty, from: &Ty, fixes: &mut Fixes) {
    let previous = previous(call);
    let previous_name = previous.as_ref().map(Spot::text).unwrap_or_default();
    let rename = |name: &str| {
        let spot = previous.as_ref()?;
        Some(Edit::default().replace(spot, spot.range.clone(), name))
    };
    if previous_name == "clone" && from.referent().is_some_and(|of| wanted.fits(of)) {
        let edit = rename(if wanted.is_copy() { "copied" } else { "cloned" });
        fixes.keeps(
            "copy the elements, not the iterator",
            edit.unwrap_or_default(),
        );
    }
    if from.is("Option") && previous_name == "map" {
        fixes.keeps(
            "keep only what is there: `filter_map`",
            rename("filter_map").unwrap_or_default(),
        );
    }
    if from.is("Result") {
        let name = to.name().unwrap_or("Vec");
        let slots = if name.ends_with("Map") {
            "<_, _>"
        } else if name == "String" {
            ""
        } else {
            "<_>"
        };
        let typed = format!("collect::<Result<{name}{slots}, _>>()?");
        fixes.keeps(
            "return the first error: `?`",
            call.replaced(&format!(".{typed}")),
        );
        fixes.plausible("drop the errors: `.flatten()`", call.before(".flatten()"));
    }
    if let Some(map) = element(wanted, from, false) {
        fixes.keeps(format!("convert the elements: `{map}`"), call.before(&map));
    }
    if previous_name == "iter" && from.referent().is_some_and(|of| wanted.fits(of)) {
        fixes.keeps(
            "take the elements: `into_iter`",
            rename("into_iter").unwrap_or_default(),
        );
    }
}
