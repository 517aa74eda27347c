//! What a rule hands over: replacements in files, under a title and a class.

use std::ops::Range;

use bowline_loop_core::{Class, Replacement, WorkspacePath};
use bowline_syntax::Syntax;

use super::Spot;
use crate::{
    composite,
    group::{Edits, Hull},
};

/// One edit over any number of files.
#[derive(Default)]
pub(crate) struct Edit {
    pub(crate) edits: Edits,
    /// Whether two of its replacements fell into each other; such an edit is dropped.
    collides: bool,
    /// Whether it stands for whole files, so that no other edit is joined with it there.
    alone: bool,
}

impl Edit {
    /// Puts text in place of a stretch of the file of `spot`.
    #[must_use]
    pub(crate) fn replace(
        mut self,
        spot: &Spot<'_>,
        range: Range<usize>,
        text: impl Into<String>,
    ) -> Self {
        self.add(spot.path, range, text.into());
        self
    }

    /// Puts text before a byte of the file of `spot`.
    #[must_use]
    pub(crate) fn insert(self, spot: &Spot<'_>, at: usize, text: impl Into<String>) -> Self {
        self.replace(spot, at..at, text)
    }

    /// Takes a stretch of the file of `spot` away, and with it the lines that this would leave empty.
    #[must_use]
    pub(crate) fn delete(self, spot: &Spot<'_>, range: Range<usize>) -> Self {
        let range = with_emptied_lines(spot.syntax, range);
        self.replace(spot, range, "")
    }

    /// Adds everything of another edit.
    #[must_use]
    pub(crate) fn and(mut self, other: Edit) -> Self {
        self.collides |= other.collides;
        for (path, replacements) in other.edits {
            for replacement in replacements {
                self.add(&path, replacement.range(), replacement.text);
            }
        }
        self
    }

    /// Keeps other edits of the same files away from it: for an error that makes the compiler misread everything behind it.
    #[must_use]
    pub(crate) fn alone(mut self) -> Self {
        self.alone = true;
        self
    }

    fn add(&mut self, path: &WorkspacePath, range: Range<usize>, text: String) {
        let replacement = Replacement {
            start: range.start,
            end: range.end,
            text,
        };
        self.collides |= !composite::add(&mut self.edits, path, &[replacement]);
    }

    pub(super) fn hulls(&self) -> Vec<Hull> {
        let hull = |(path, replacements): (&WorkspacePath, &Vec<Replacement>)| {
            if self.alone {
                return Some((path.clone(), 0..usize::MAX));
            }
            let start = replacements.first()?.start;
            let end = replacements.last()?.end;
            Some((path.clone(), start..end))
        };
        self.edits.iter().filter_map(hull).collect()
    }
}

/// A stretch to delete, widened to whole lines where nothing else stands on them.
fn with_emptied_lines(syntax: &Syntax<'_>, range: Range<usize>) -> Range<usize> {
    let text = syntax.text();
    let (start, end) = (syntax.line_start(range.start), syntax.line_end(range.end));
    let blank = |stretch: &str| stretch.chars().all(char::is_whitespace);
    if range.is_empty() || !blank(&text[start..range.start]) || !blank(&text[range.end..end]) {
        return range;
    }
    let rest = &text[end..];
    let line_break = if rest.starts_with("\r\n") {
        2
    } else {
        usize::from(!rest.is_empty())
    };
    start..end + line_break
}

/// One edit of a rule for one diagnostic.
pub(crate) struct Fix {
    pub(super) title: String,
    pub(super) class: Class,
    pub(super) edit: Edit,
}

/// What a rule hands over for one diagnostic, best first.
#[derive(Default)]
pub(crate) struct Fixes {
    pub(super) list: Vec<Fix>,
}

impl Fixes {
    /// An edit after which the program means what it was meant to mean.
    pub(crate) fn keeps(&mut self, title: impl Into<String>, edit: Edit) {
        self.push(title.into(), Class::KeepsMeaning, edit);
    }

    /// An edit that a person must read.
    pub(crate) fn plausible(&mut self, title: impl Into<String>, edit: Edit) {
        self.push(title.into(), Class::Plausible, edit);
    }

    /// An edit that compiles and is unfinished.
    pub(crate) fn scaffold(&mut self, title: impl Into<String>, edit: Edit) {
        self.push(title.into(), Class::Scaffold, edit);
    }

    /// Whether there is none yet.
    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    fn push(&mut self, title: String, class: Class, edit: Edit) {
        let changes = edit
            .edits
            .values()
            .flatten()
            .any(|one| !one.text.is_empty() || one.start < one.end);
        let known = self.list.iter().any(|fix| fix.edit.edits == edit.edits);
        if changes && !edit.collides && !known {
            self.list.push(Fix { title, class, edit });
        }
    }
}
