//! What operators hand over: a replacement or several, and how likely it undoes a slip beside the others.

use std::ops::Range;

use bowline_loop_core::{Class, FileEdit, Replacement};
use bowline_syntax::Node;

use super::site::Opened;
use crate::Draft;

/// One edit of one file.
pub(super) struct Found {
    pub(super) operator: &'static str,
    /// Against the file's text, not overlapping.
    pub(super) edits: Vec<(Range<usize>, String)>,
    /// How likely it is beside the edits of other operators at the same place; 1 for the likeliest.
    pub(super) prior: f64,
}

/// Collects what operators find.
#[derive(Default)]
pub(super) struct Finds {
    pub(super) operator: &'static str,
    pub(super) list: Vec<Found>,
}

impl Finds {
    /// Puts a text in place of a stretch.
    pub(super) fn put(&mut self, prior: f64, range: Range<usize>, text: impl Into<String>) {
        self.put_all(prior, vec![(range, text.into())]);
    }

    /// Puts a text in place of a node.
    pub(super) fn replace(&mut self, prior: f64, node: Node<'_>, text: impl Into<String>) {
        self.put(prior, node.byte_range(), text);
    }

    /// Several replacements at once.
    pub(super) fn put_all(&mut self, prior: f64, mut edits: Vec<(Range<usize>, String)>) {
        edits.sort_by_key(|(range, _)| (range.start, range.end));
        let overlap = edits.windows(2).any(|two| two[0].0.end > two[1].0.start);
        if !overlap {
            self.list.push(Found {
                operator: self.operator,
                edits,
                prior,
            });
        }
    }

    /// Exchanges two nodes.
    pub(super) fn swap(&mut self, prior: f64, file: &Opened, one: Node<'_>, other: Node<'_>) {
        let (first, second) = (one.byte_range(), other.byte_range());
        let (a, b) = (&file.text[first.clone()], &file.text[second.clone()]);
        if a != b {
            self.put_all(prior, vec![(first, b.to_owned()), (second, a.to_owned())]);
        }
    }
}

impl Found {
    /// The first byte it changes.
    pub(super) fn at(&self) -> usize {
        self.edits.first().map_or(0, |(range, _)| range.start)
    }

    /// A stretch of the file with it, given the stretch's text and its first byte.
    pub(super) fn applied(&self, text: &str, first: usize) -> String {
        let mut out = String::with_capacity(text.len() + 32);
        let mut from = 0;
        for (range, new) in &self.edits {
            out.push_str(&text[from..range.start - first]);
            out.push_str(new);
            from = range.end - first;
        }
        out.push_str(&text[from..]);
        out
    }

    pub(super) fn draft(&self, file: &Opened) -> Draft {
        let replacements = self.edits.iter().map(|(range, text)| Replacement {
            start: range.start,
            end: range.end,
            text: text.clone(),
        });
        Draft {
            title: self.title(file),
            class: Class::Plausible,
            edits: vec![FileEdit {
                path: file.path.clone(),
                replacements: replacements.collect(),
            }],
            diagnostics: Vec::new(),
        }
    }

    fn title(&self, file: &Opened) -> String {
        let (range, new) = &self.edits[0];
        let old = short(&file.text[range.clone()]);
        let new = short(new);
        match (old.is_empty(), new.is_empty()) {
            (true, _) => format!("add `{new}`"),
            (_, true) => format!("remove `{old}`"),
            _ => format!("`{old}` becomes `{new}`"),
        }
    }
}

/// A text on one line, cut where it is long.
fn short(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(48) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
