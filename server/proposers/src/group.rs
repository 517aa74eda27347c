//! One edit for one diagnostic, wherever it comes from, before it is put in order or joined with others.

use std::{collections::BTreeMap, ops::Range};

use bowline_loop_core::{Class, FileEdit, Replacement, WorkspacePath};

use crate::Draft;

/// Replacements by file.
pub(crate) type Edits = BTreeMap<WorkspacePath, Vec<Replacement>>;

/// A stretch of one file.
pub(crate) type Hull = (WorkspacePath, Range<usize>);

/// One edit for one diagnostic.
pub(crate) struct Group {
    /// The index of its diagnostic, so that a composite takes one for each.
    pub diagnostic: usize,
    /// Whether the loop wants its diagnostic gone.
    pub goal: bool,
    /// The rule that made it; `None` for what rustc suggests.
    pub rule: Option<&'static str>,
    pub title: String,
    pub class: Class,
    pub edits: Edits,
    /// Where its spans lie, from the first byte changed to the last; nothing else may meddle in between.
    pub hulls: Vec<Hull>,
    pub extent: Extent,
}

/// How much of what belongs together a group is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Extent {
    /// Everything that belongs together.
    Full,
    /// The suggestion of another file, put where it may belong.
    Aimed,
    /// One of several replacements, for the case that they do not belong together after all.
    Part,
}

impl Group {
    /// The group as a candidate of its own.
    pub(crate) fn draft(&self) -> Draft {
        Draft {
            title: self.title.clone(),
            class: self.class,
            edits: file_edits(&self.edits),
            diagnostics: vec![self.diagnostic],
        }
    }
}

/// Edits by file as the core wants them.
pub(crate) fn file_edits(edits: &Edits) -> Vec<FileEdit> {
    edits
        .iter()
        .map(|(path, replacements)| FileEdit {
            path: path.clone(),
            replacements: replacements.clone(),
        })
        .collect()
}
