//! One edit for one diagnostic, wherever it comes from, before it is put in order or joined with others.

use std::{collections::BTreeMap, ops::Range};

use bowline_loop_core::{Class, Diagnostic, FileEdit, Replacement, WorkspacePath};

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
    /// The name that its diagnostic says is missing, where it says so.
    pub missing: Option<String>,
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

/// The name that a diagnostic says is missing: the first word it quotes.
pub(crate) fn missing(diagnostic: &Diagnostic) -> Option<String> {
    const CODES: &[&str] = &[
        "E0026", "E0425", "E0432", "E0433", "E0412", "E0559", "E0560", "E0599", "E0609",
    ];
    let code = diagnostic.code.as_deref()?;
    let quoted = match code {
        // It quotes the type first.
        "E0026" | "E0559" | "E0560" => 3,
        _ => 1,
    };
    let name = diagnostic.message.split('`').nth(quoted)?;
    CODES.contains(&code).then(|| name.to_owned())
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
