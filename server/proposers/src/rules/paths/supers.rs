//! Paths that begin further out than the crate goes.

use super::{Case, Edit, Fixes};

pub(super) fn too_many(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0433"]) || !case.message().starts_with("too many leading `super`") {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let text = spot.syntax.text();
    let mut start = spot.range.start;
    while let Some(before) = text[..start].strip_suffix("super::") {
        start = before.len();
    }
    let behind = &text[spot.range.end..];
    let more = behind.len() - behind.trim_start_matches("::super").len();
    let end = spot.range.end + more;
    let written = &text[start..end];
    let edit = |path: &str| Edit::default().replace(&spot, start..end, path);
    fixes.plausible("begin at the crate", edit("crate"));
    if let Some(fewer) = written.strip_prefix("super::") {
        fixes.plausible("go one module less far out", edit(fewer));
    }
}
