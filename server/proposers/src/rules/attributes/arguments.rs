//! What stands between the brackets of an attribute.

use bowline_syntax::{TokenKind, lex, nodes};

use super::{ATTRIBUTES, Case, Edit, Fixes, Spot};

/// The first part of the name of a lint that is not rustc's.
const TOOLS: &[&str] = &["clippy", "rustdoc", "rustfmt", "miri"];

pub(super) fn mend(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary() else { return };
    if case.is(&["E0710"]) {
        return tool(&spot, fixes);
    }
    if case.is(&["E0703"]) {
        let edit = Edit::default().replace(&spot, spot.range.clone(), "\"C\"");
        return fixes.plausible("use the ABI of C", edit);
    }
    if !case.has_no_code() && !case.is(&["E0539", "E0565", "E0452", "E0692", "E0552"]) {
        return;
    }
    let Some(attribute) = nodes::enclosing(spot.node(), ATTRIBUTES) else {
        return;
    };
    let text = spot.text_of(attribute);
    let start = attribute.start_byte();
    let tokens = lex(text);
    let borrows = tokens
        .iter()
        .filter(|token| &text[token.start..token.end] == "&");
    let edit = borrows.fold(Edit::default(), |edit, token| {
        edit.replace(&spot, start + token.start..start + token.end, "")
    });
    fixes.keeps("remove the `&`", edit);
    if case.is(&["E0692"]) {
        let edit = Edit::default().replace(&spot, attribute.byte_range(), "#[repr(transparent)]");
        return fixes.plausible("keep `transparent` alone", edit);
    }
    if case.is(&["E0452"]) {
        let value = spot.text().find('=').map(|at| spot.range.start + at);
        if let Some(at) = value {
            let name = spot.syntax.text()[..at].trim_end().len();
            fixes.plausible(
                "leave the value away",
                Edit::default().replace(&spot, name..spot.range.end, ""),
            );
        }
        return;
    }
    if case.is(&["E0565", "E0552"]) || case.message().contains("must be an identifier") {
        let quoted = tokens
            .iter()
            .filter(|token| token.kind == TokenKind::Literal);
        let edit = quoted.fold(Edit::default(), |edit, token| {
            let plain = text[token.start..token.end].trim_matches('"');
            edit.replace(&spot, start + token.start..start + token.end, plain)
        });
        fixes.keeps("write it without quotes", edit);
    }
}

fn tool(spot: &Spot<'_>, fixes: &mut Fixes) {
    let written = spot.text();
    let common = |tool: &str| {
        written
            .chars()
            .zip(tool.chars())
            .take_while(|(one, other)| one == other)
            .count()
    };
    let Some(tool) = TOOLS
        .iter()
        .max_by_key(|tool| common(tool))
        .filter(|tool| common(tool) > 1)
    else {
        return;
    };
    let edit = Edit::default().replace(spot, spot.range.clone(), *tool);
    fixes.keeps(format!("write `{tool}`"), edit);
}
