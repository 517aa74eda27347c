//! One suggested replacement as replacements of our own: checked against the text, with its line ends, as small as can be.

use std::ops::Range;

use bowline_documents::minimal;
use bowline_loop_core::{Replacement, observation::DiagnosticSpan};

use super::placeholder;
use crate::derive;

/// What became of one suggested replacement.
pub(super) struct Part {
    /// Sorted and not overlapping; empty for a suggestion that changes nothing.
    pub replacements: Vec<Replacement>,
    /// From the first byte changed to the last: what lies between belongs to this suggestion too.
    pub hull: Range<usize>,
    /// Whether a person must complete the new text.
    pub placeholder: bool,
}

impl Part {
    fn new(replacements: Vec<Replacement>, placeholder: bool) -> Self {
        let start = replacements.first().map_or(0, |first| first.start);
        let end = replacements.last().map_or(start, |last| last.end);
        Self {
            replacements,
            hull: start..end,
            placeholder,
        }
    }
}

/// Reads a suggested replacement against the text of its file; `None` where the span does not fit the text.
pub(super) fn read(text: &str, span: &DiagnosticSpan) -> Option<Part> {
    let suggested = span.replacement.as_deref()?;
    let replaced = text.get(span.start..span.end)?;
    let suggested = with_line_ends_of(text, &with_prelude_names(text, suggested));
    let suggested = on_own_line(text, span, suggested);
    let placeholder = placeholder::adds_placeholder(replaced, &suggested);
    if let Some(merged) = derive::merge(text, span.start..span.end, &suggested) {
        return Some(Part::new(merged, placeholder));
    }
    let mut replacements = minimal(replaced, &suggested);
    for replacement in &mut replacements {
        replacement.start += span.start;
        replacement.end += span.start;
    }
    if let [only] = replacements.as_mut_slice() {
        take_emptied_lines(text, only);
    }
    Some(Part::new(replacements, placeholder))
}

/// rustc reads `\r\n` as `\n` and suggests the latter; in a file with the former, so are the lines we insert.
fn with_line_ends_of(text: &str, suggested: &str) -> String {
    let breaks = text.matches('\n').count();
    if text.matches("\r\n").count() * 2 > breaks {
        suggested.replace("\r\n", "\n").replace('\n', "\r\n")
    } else {
        suggested.to_owned()
    }
}

/// One step of indentation, where a line has to be made.
const INDENT: &str = "    ";

/// rustc inserts a missing item before the `}` of its block, at that brace's indentation and be it on the line of the `{`. Here
/// it gets a line of its own, one step further in.
fn on_own_line(text: &str, span: &DiagnosticSpan, suggested: String) -> String {
    let item = suggested.trim();
    let ends_line = suggested.trim_end_matches([' ', '\t']).ends_with('\n');
    let closes = span.start == span.end && text[span.end..].starts_with('}');
    if !ends_line || !closes || item.contains('\n') {
        return suggested;
    }
    let line_break = if suggested.contains('\r') {
        "\r\n"
    } else {
        "\n"
    };
    let line = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    let head = &text[line..span.start];
    let indent = &head[..head.len() - head.trim_start().len()];
    if head.len() == indent.len() {
        format!("{INDENT}{item}{line_break}{indent}")
    } else {
        format!("{line_break}{indent}{INDENT}{item}{line_break}{indent}")
    }
}

/// Traits of the prelude that rustc spells with their whole path in bounds.
const PRELUDE: &[&str] = &[
    "std::marker::Copy",
    "std::marker::Send",
    "std::marker::Sync",
    "std::marker::Sized",
    "std::clone::Clone",
    "std::default::Default",
    "std::cmp::PartialEq",
    "std::cmp::PartialOrd",
    "std::cmp::Eq",
    "std::cmp::Ord",
    "std::iter::Iterator",
];

/// Spells traits of the prelude as a person would: `T: Copy`. Left alone in imports, and where the file has a name of its own
/// like it.
fn with_prelude_names(text: &str, suggested: &str) -> String {
    if suggested.trim_start().starts_with("use ") || text.contains("no_implicit_prelude") {
        return suggested.to_owned();
    }
    PRELUDE.iter().fold(suggested.to_owned(), |shorter, path| {
        let name = path.rsplit("::").next().unwrap_or(path);
        let own = [format!("trait {name}"), format!("as {name};")];
        if !shorter.contains(path) || own.iter().any(|definition| text.contains(definition)) {
            return shorter;
        }
        whole_words(&shorter, path, name)
    })
}

/// Replaces `path` by `name` where no longer path holds it: not in `std::cmp::Ordering`, not in `::std::cmp::Ord`.
fn whole_words(suggested: &str, path: &str, name: &str) -> String {
    let mut out = String::with_capacity(suggested.len());
    let mut rest = suggested;
    while let Some(at) = rest.find(path) {
        let (before, behind) = (&rest[..at], &rest[at + path.len()..]);
        let inner = before.ends_with("::")
            || behind.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == ':');
        out.push_str(before);
        out.push_str(if inner { path } else { name });
        rest = behind;
    }
    out.push_str(rest);
    out
}

/// Where a deletion leaves a line with nothing but blanks, the line goes too.
fn take_emptied_lines(text: &str, deletion: &mut Replacement) {
    if !deletion.text.is_empty() || text[deletion.range()].trim().is_empty() {
        return;
    }
    let before = &text[..deletion.start];
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let Some(rest) = text[deletion.end..].find('\n') else {
        return;
    };
    let after = &text[deletion.end..deletion.end + rest];
    if before[line..].trim().is_empty() && after.trim().is_empty() {
        deletion.start = line;
        deletion.end += rest + 1;
    }
}
