//! The `?` operator where it does not fit: on values that hold no error, between `Option` and `Result`, in functions that return
//! neither, and with errors that do not convert.

use bowline_loop_core::Class;
use bowline_syntax::index::ItemKind;

use super::{Case, Edit, Rule, Spot, converting, edit::Fixes, types::Ty};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "needless-question-mark",
        class: Class::KeepsMeaning,
        about: "Takes a `?` away that stands behind a value which is neither an `Option` nor a `Result`.",
        propose: needless,
    },
    Rule {
        name: "question-mark-across",
        class: Class::Plausible,
        about: "Makes a `Result` of an `Option` before `?` (`.ok_or(…)`) or the other way round (`.ok()`), as the function's return \
                type asks for.",
        propose: across,
    },
    Rule {
        name: "convert-error",
        class: Class::Plausible,
        about: "Converts the error before `?` where no `From` does it: into text, or into the variant of an own error type that \
                holds it.",
        propose: convert,
    },
    Rule {
        name: "unwrap-for-question-mark",
        class: Class::Plausible,
        about: "Writes `.unwrap()` for a `?` in a function that returns neither an `Option` nor a `Result`. It panics where the \
                value is missing.",
        propose: unwrap,
    },
];

fn needless(case: &Case<'_>, fixes: &mut Fixes) {
    let words = "the `?` operator can only be applied to values that implement `Try`";
    let Some(spot) = case
        .primary()
        .filter(|_| case.is(&["E0277"]) && case.message() == words)
    else {
        return;
    };
    if spot.text().ends_with('?') {
        let mark = spot.range.end - 1..spot.range.end;
        fixes.keeps("remove the `?`", Edit::default().replace(&spot, mark, ""));
    }
}

/// The `?` that an error points at, alone.
fn mark<'a>(case: &Case<'a>) -> Option<Spot<'a>> {
    case.primary()
        .filter(|spot| case.is(&["E0277"]) && spot.text() == "?")
}

fn across(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(mark) = mark(case) else { return };
    let at = mark.range.start;
    if case
        .message()
        .starts_with("the `?` operator can only be used on `Result`s, not `Option`s")
    {
        let returned = mark.label.rsplit('`').nth(1).map(Ty::parse);
        let error = returned.and_then(|ty| ty.arg(1).map(converting::missing));
        let error = error.unwrap_or_else(|| "\"missing value\"".to_owned());
        let edit = Edit::default().insert(&mark, at, format!(".ok_or({error})"));
        fixes.plausible("name an error for what is missing: `.ok_or(…)`", edit);
    } else if case
        .message()
        .starts_with("the `?` operator can only be used on `Option`s, not `Result`s")
    {
        let edit = Edit::default().insert(&mark, at, ".ok()");
        fixes.plausible("drop the error: `.ok()`", edit);
    }
}

fn convert(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(mark) = mark(case) else { return };
    let Some(wanted) = case
        .message()
        .strip_prefix("`?` couldn't convert the error to `")
    else {
        return;
    };
    let wanted = Ty::parse(wanted.split('`').next().unwrap_or_default());
    // «the trait `From<ParseIntError>` is not implemented for `String`»
    let given = mark
        .label
        .split("`From<")
        .nth(1)
        .and_then(|rest| rest.split(">`").next())
        .map(Ty::parse);
    let mut offer = |title: String, text: String| {
        let edit = Edit::default().insert(&mark, mark.range.start, text);
        fixes.plausible(title, edit);
    };
    if let (Some(given), Some(own)) = (given.as_ref(), wanted.name()) {
        for variant in variants_holding(case, own, given) {
            offer(
                format!("put the error into `{own}::{variant}`"),
                format!(".map_err({own}::{variant})"),
            );
        }
    }
    match wanted.name() {
        Some("String") => offer(
            "make the error text".to_owned(),
            ".map_err(|error| error.to_string())".to_owned(),
        ),
        Some("Error") => offer(
            "make it an I/O error".to_owned(),
            ".map_err(std::io::Error::other)".to_owned(),
        ),
        _ if wanted.is_unit() => offer(
            "drop what the error says".to_owned(),
            ".map_err(|_| ())".to_owned(),
        ),
        _ => {}
    }
}

/// The variants of an enum of the workspace that hold one value of a type and nothing else.
fn variants_holding<'a>(case: &Case<'a>, own: &str, given: &Ty) -> Vec<&'a str> {
    let fits = |item: &&bowline_syntax::index::Item| {
        let [field] = item.fields.as_slice() else {
            return false;
        };
        item.kind == ItemKind::Variant
            && item.container.as_deref() == Some(own)
            && Ty::parse(&field.ty).fits(given)
            && field.name == "0"
    };
    case.index
        .items()
        .filter(fits)
        .map(|item| item.name.as_str())
        .collect()
}

fn unwrap(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(mark) = mark(case) else { return };
    let message = case.message();
    if message.starts_with("the `?` operator can only be used in ")
        && message.contains("that returns `Result` or `Option`")
    {
        fixes.plausible(
            "unwrap the value: `.unwrap()`",
            Edit::default().replace(&mark, mark.range.clone(), ".unwrap()"),
        );
    }
}
