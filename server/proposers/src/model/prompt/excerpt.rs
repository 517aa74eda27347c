//! The code around an error: a small file whole, else the item that holds the error, else the lines around it.

use std::ops::Range;

use bowline_loop_core::{Diagnostic, observation::DiagnosticSpan};
use bowline_syntax::{Node, Syntax, nodes};

use super::{Case, Offer, Shown, offer};
use crate::model::usage::estimate;

/// Tokens up to which a file is shown whole.
const SMALL_FILE: u64 = 700;

/// Tokens up to which an item is shown whole.
const SMALL_ITEM: u64 = 900;

/// Lines above and below an error, where its item is too large.
const AROUND: usize = 16;

const ITEMS: &[&str] = &[
    "function_item",
    "function_signature_item",
    "struct_item",
    "enum_item",
    "union_item",
    "trait_item",
    "impl_item",
    "const_item",
    "static_item",
    "type_item",
    "macro_definition",
    "macro_invocation",
    "use_declaration",
];

/// A stretch of code and how it is shown.
pub(super) struct Excerpt {
    pub(super) shown: Shown,
    pub(super) text: String,
}

/// The place of a diagnostic in a person's own code.
pub(super) fn place(diagnostic: &Diagnostic) -> Option<&DiagnosticSpan> {
    let span = diagnostic.primary()?;
    let span = span.expansion.as_deref().unwrap_or(span);
    (!span.path.is_outside()).then_some(span)
}

/// The code that these diagnostics are about; stretches that overlap are one.
pub(super) fn excerpts(case: &Case<'_>, chosen: &[usize]) -> Vec<Excerpt> {
    let mut found: Vec<Shown> = Vec::new();
    for index in chosen {
        let Some(span) = place(&case.diagnostics[*index]) else {
            continue;
        };
        let Some(text) = (case.text_of)(&span.path) else {
            continue;
        };
        let range = around(&text, span.start..span.end);
        let overlapping = found.iter_mut().find(|shown| {
            shown.path == span.path
                && range.start <= shown.range.end
                && shown.range.start <= range.end
        });
        match overlapping {
            Some(shown) => {
                shown.range = shown.range.start.min(range.start)..shown.range.end.max(range.end);
            }
            None => found.push(Shown {
                path: span.path.clone(),
                range,
            }),
        }
    }
    found.sort_by(|a, b| (&a.path, a.range.start).cmp(&(&b.path, b.range.start)));
    let shown = found.into_iter().filter_map(|shown| {
        let text = (case.text_of)(&shown.path)?;
        Some(Excerpt {
            text: write(&shown, &text),
            shown,
        })
    });
    shown.collect()
}

pub(super) fn write(shown: &Shown, text: &str) -> String {
    let code = text.get(shown.range.clone()).unwrap_or_default();
    let is_whole = shown.range.len() >= text.trim_end().len();
    let within = Syntax::parse(text).item_path(shown.range.start);
    let place = if is_whole {
        ", the whole file".to_owned()
    } else {
        let line = text[..shown.range.start].matches('\n').count() + 1;
        let holder = within
            .rsplit_once("::")
            .map(|(holder, _)| format!(", in `{holder}`"));
        format!(", from line {line}{}", holder.unwrap_or_default())
    };
    let gap = if code.ends_with('\n') { "" } else { "\n" };
    format!("{}{place}:\n```rust\n{code}{gap}```\n", shown.path)
}

/// The bytes to show around a place; whole lines.
pub(super) fn around(text: &str, span: Range<usize>) -> Range<usize> {
    if estimate(text) <= SMALL_FILE {
        return 0..text.len();
    }
    let syntax = Syntax::parse(text);
    let node = syntax.node_at(span.clone());
    let item = nodes::enclosing(node, ITEMS);
    // Code that does not parse has no items to trust.
    let item = item.filter(|item| !item.parent().is_some_and(|parent| parent.is_error()));
    if let Some(item) = item {
        let range = lines(text, with_attributes(item));
        if estimate(&text[range.clone()]) <= SMALL_ITEM {
            return range;
        }
    }
    let mut start = lines(text, span.start..span.start).start;
    let mut end = lines(text, span.end..span.end).end;
    for _ in 0..AROUND {
        start = lines(text, start.saturating_sub(1)..start).start;
        end = lines(text, end..(end + 1).min(text.len())).end;
    }
    start..end
}

fn with_attributes(item: Node<'_>) -> Range<usize> {
    let above = std::iter::successors(Some(item), |node| {
        node.prev_sibling()
            .filter(|node| node.kind() == "attribute_item")
    });
    let first = above.last().unwrap_or(item);
    first.start_byte()..item.end_byte()
}

/// The whole lines that hold these bytes, the last line break included.
pub(super) fn lines(text: &str, range: Range<usize>) -> Range<usize> {
    let bytes = text.as_bytes();
    let clamp = |at: usize| at.min(bytes.len());
    let start = bytes[..clamp(range.start)]
        .iter()
        .rposition(|byte| *byte == b'\n');
    // An end behind a line break is at the end of that line, not at the start of the next.
    let from = clamp(if range.end > range.start {
        range.end - 1
    } else {
        range.end
    });
    let end = bytes[from..].iter().position(|byte| *byte == b'\n');
    start.map_or(0, |at| at + 1)..end.map_or(bytes.len(), |at| from + at + 1)
}

/// The imports of the files shown that are not in what is shown.
pub(super) fn imports(case: &Case<'_>, shown: &[Shown]) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    for one in shown {
        let Some(text) = (case.text_of)(&one.path) else {
            continue;
        };
        let mut ranges: Vec<Range<usize>> = case
            .index
            .imports_of(&one.path)
            .iter()
            .map(|import| import.range.clone())
            .filter(|range| range.end <= one.range.start || one.range.end <= range.start)
            .collect();
        ranges.dedup();
        let written: Vec<&str> = ranges
            .iter()
            .filter_map(|range| text.get(range.clone()))
            .collect();
        let source = one.path.as_str().to_owned();
        if !written.is_empty() && offers.iter().all(|offer| offer.source != source) {
            offers.push(offer("imports", source, written.join("\n") + "\n"));
        }
    }
    offers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_whole_whatever_is_asked_for() {
        let text = "one\ntwo\nthree";
        assert_eq!(lines(text, 5..6), 4..8);
        assert_eq!(lines(text, 4..8), 4..8);
        assert_eq!(lines(text, 0..0), 0..4);
        assert_eq!(lines(text, 13..13), 8..13);
        assert_eq!(lines("", 0..0), 0..0);
    }

    #[test]
    fn an_item_is_shown_whole_and_a_huge_one_in_part() {
        let filler = "// filler that makes the file too large to be shown whole\n".repeat(60);
        let item = "#[inline]\nfn broken() -> u8 {\n    \"x\"\n}\n";
        let text = format!("{filler}{item}{filler}");
        let at = text.find("\"x\"").expect("it is there");
        assert_eq!(&text[around(&text, at..at + 3)], item);
        let body = "    let a = 1;\n".repeat(400);
        let text = format!("fn long() {{\n{body}    broken\n{body}}}\n");
        let at = text.find("broken").expect("it is there");
        let range = around(&text, at..at + 6);
        assert_eq!(text[range].lines().count(), 2 * AROUND + 1);
    }
}
