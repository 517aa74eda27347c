//! The places of a format string.

use bowline_syntax::Syntax;

use super::{Case, Edit, Fixes, call::Call};

/// An expression within braces becomes an argument.
pub(super) fn expression(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.has_no_code()
        || !case
            .message()
            .starts_with("invalid format string: expected `}`, found")
    {
        return;
    }
    let (Some(call), Some(open)) = (
        Call::of(case),
        case.labelled("because of this opening brace"),
    ) else {
        return;
    };
    let holes = call.holes();
    let Some(at) = holes
        .iter()
        .position(|hole| hole.range.start == open.range.start)
    else {
        return;
    };
    let text = open.syntax.text();
    let hole = &holes[at];
    let value = text[hole.name.clone()].trim();
    let function = format!("fn f() {{ let _ = {value}; }}");
    if value.is_empty() || value.contains(['"', '\\']) || Syntax::parse(&function).error_count() > 0
    {
        return;
    }
    let unnamed = holes[..at]
        .iter()
        .filter(|hole| hole.name.is_empty())
        .count();
    let edit = Edit::default().replace(&call.spot, hole.name.clone(), "");
    let edit = match call.arguments.get(unnamed) {
        Some(next) => edit.insert(&call.spot, next.start, format!("{value}, ")),
        None => edit.and(call.with_arguments(&[value])),
    };
    fixes.keeps(format!("pass `{value}` as an argument"), edit);
}

/// Braces without a partner, and formats that there are not.
pub(super) fn braces(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.has_no_code() {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let text = spot.syntax.text();
    let message = case.message();
    if message.starts_with("unknown format trait") {
        let edit = |with: &str| Edit::default().replace(&spot, spot.range.clone(), with);
        // Letters of C for what Rust shows without any.
        match spot.text() {
            "d" | "i" | "u" | "s" | "f" | "g" | "c" | "v" => {
                fixes.keeps("leave the format away", edit(""))
            }
            "r" | "debug" | "Debug" => fixes.keeps("print it with `{:?}`", edit("?")),
            "display" | "Display" => fixes.keeps("leave the format away", edit("")),
            _ => {}
        }
        if !fixes.is_empty()
            && let Some(before) = spot
                .range
                .start
                .checked_sub(1)
                .filter(|at| &text[*at..=*at] == ":")
            && text[spot.range.end..].starts_with('}')
        {
            let edit = Edit::default().replace(&spot, before..spot.range.end, "");
            fixes.keeps("leave the format away", edit);
        }
        return;
    }
    if !message.starts_with("invalid format string") {
        return;
    }
    if message.contains("unmatched `}`") {
        let name = text[..spot.range.start].len()
            - text[..spot.range.start]
                .chars()
                .rev()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .map(char::len_utf8)
                .sum::<usize>();
        if name < spot.range.start {
            fixes.plausible(
                "open the brace: `{`",
                Edit::default().insert(&spot, name, "{"),
            );
        }
        fixes.plausible(
            "print the brace: `}}`",
            Edit::default().insert(&spot, spot.range.start, "}"),
        );
    } else if message.contains("expected `}`") {
        let Some(open) = case.labelled("because of this opening brace") else {
            return;
        };
        let behind = &text[open.range.end..];
        let name = behind.len()
            - behind
                .trim_start_matches(|c: char| {
                    c.is_alphanumeric() || "_:?#<>^.0123456789".contains(c)
                })
                .len();
        let close = open.range.end + name;
        fixes.plausible(
            "close the brace: `}`",
            Edit::default().insert(&spot, close, "}"),
        );
        fixes.plausible(
            "print the brace: `{{`",
            Edit::default().insert(&spot, open.range.start, "{"),
        );
    }
}
