//! Attributes that lack some of their brackets.

use super::{Case, Edit, Fixes, Trial};

pub(super) fn mend(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.has_no_code() || !case.message().starts_with("expected ") {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let text = spot.syntax.text();
    let start = spot.syntax.line_start(spot.range.start);
    let line = &text[start..spot.syntax.line_end(start)];
    let code = line.trim();
    let inside = match code.strip_prefix(['#', '@']) {
        Some(inside) => inside
            .strip_prefix('[')
            .unwrap_or(inside)
            .trim_end_matches(']')
            .trim(),
        None => return,
    };
    let length = inside
        .find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':'))
        .unwrap_or(inside.len());
    let (name, arguments) = inside.split_at(length);
    let arguments = arguments.trim();
    if name.is_empty() {
        return;
    }
    let with = match arguments.is_empty() || arguments.starts_with(['(', '=', '[', '{']) {
        true => format!(
            "#[{name}{}{arguments}]",
            if arguments.starts_with('=') { " " } else { "" }
        ),
        false => format!("#[{name}({arguments})]"),
    };
    let at = start + line.len() - line.trim_start().len();
    let edit = Edit::default().replace(&spot, at..at + code.len(), with.as_str());
    if with != code && Trial::of(&spot).helps(&edit) {
        fixes.keeps(format!("write `{with}`"), edit);
    }
}
