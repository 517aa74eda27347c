//! The way back: edits read out of what a model wrote. Whatever form was asked for, JSON, search and replace, a patch and a
//! whole item are all understood. An edit fits exactly or but for its indentation, all of them fit or none is taken, and
//! one that fits nowhere is answered with the nearest text.

mod item;
mod locate;
mod patch;
mod written;

use std::collections::BTreeMap;

use bowline_documents::edit::minimal;
use bowline_loop_core::{FileEdit, WorkspacePath};

use super::prompt::Shown;

/// Edits that one reply may hold.
const MOST_EDITS: usize = 16;

/// What every mark of redaction begins with: a reply that writes one back would put it in place of a secret.
const MARK: &str = "[redacted:";

/// Why a reply gives no edit.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReplyError {
    /// It holds no edit in any form.
    #[error("the reply holds no edit in a form that can be read")]
    NoEdit,
    /// It names a file that was not shown and does not exist.
    #[error("`{0}` is not a file that can be edited")]
    NoFile(String),
    /// What it searches for is not there.
    #[error("the text to search for is not in {file}. The nearest text there is:\n{nearest}")]
    NotFound {
        /// The file.
        file: String,
        /// The nearest lines of it.
        nearest: String,
    },
    /// What it searches for is there more than once.
    #[error(
        "the text to search for stands more than once in {0}; more lines would tell which is meant"
    )]
    Ambiguous(String),
    /// Two of its edits meddle with each other.
    #[error("two of the edits overlap in {0}")]
    Overlap(String),
    /// It changes nothing.
    #[error("the edit changes nothing")]
    Unchanged,
    /// It writes back what was taken out as secret.
    #[error("the edit would write a mark of redaction into the code")]
    Mark,
    /// It holds more edits than anybody asked for.
    #[error("the reply holds too many edits")]
    TooMany,
}

impl ReplyError {
    /// A stable word for the ledger and the journal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoEdit => "no_edit",
            Self::NoFile(_) => "no_file",
            Self::NotFound { .. } => "not_found",
            Self::Ambiguous(_) => "ambiguous",
            Self::Overlap(_) => "overlap",
            Self::Unchanged => "unchanged",
            Self::Mark => "redaction_mark",
            Self::TooMany => "too_many",
        }
    }
}

/// One edit as a model writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Written {
    /// The file, where it was named.
    file: Option<String>,
    search: String,
    replace: String,
}

/// The edits of a reply, against the texts as they stand. `shown` is what the model was shown of them.
pub fn read(
    reply: &str,
    shown: &[Shown],
    text_of: &dyn Fn(&WorkspacePath) -> Option<String>,
) -> Result<Vec<FileEdit>, ReplyError> {
    let reply = without_thinking(reply);
    let found = written::json(reply)
        .or_else(|| written::blocks(reply))
        .or_else(|| patch::read(reply));
    let after = match found {
        Some(edits) => replaced(&edits, shown, text_of)?,
        None => item::replaced(reply, shown, text_of)?,
    };
    let mut edits = Vec::new();
    for (path, (before, after)) in after {
        if after.matches(MARK).count() > before.matches(MARK).count() {
            return Err(ReplyError::Mark);
        }
        let replacements = minimal(&before, &after);
        if !replacements.is_empty() {
            edits.push(FileEdit { path, replacements });
        }
    }
    if edits.is_empty() {
        return Err(ReplyError::Unchanged);
    }
    Ok(edits)
}

/// Whether a reply holds an edit in any form, fitting or not.
pub(super) fn has_edit(reply: &str) -> bool {
    written::json(reply).is_some_and(|edits| !edits.is_empty())
        || written::blocks(reply).is_some()
        || patch::read(reply).is_some()
}

/// Texts before and after, by file.
type Texts = BTreeMap<WorkspacePath, (String, String)>;

fn replaced(
    edits: &[Written],
    shown: &[Shown],
    text_of: &dyn Fn(&WorkspacePath) -> Option<String>,
) -> Result<Texts, ReplyError> {
    if edits.len() > MOST_EDITS {
        return Err(ReplyError::TooMany);
    }
    let mut found: BTreeMap<WorkspacePath, (String, Vec<locate::Place>)> = BTreeMap::new();
    for edit in edits {
        let path = file(edit, shown)?;
        let text = text_of(&path).ok_or_else(|| ReplyError::NoFile(path.to_string()))?;
        let ranges: Vec<_> = shown
            .iter()
            .filter(|one| one.path == path)
            .map(|one| one.range.clone())
            .collect();
        let place = locate::place(&text, &edit.search, &edit.replace, &ranges)
            .map_err(|miss| miss.into_error(path.as_str()))?;
        let entry = found.entry(path).or_insert_with(|| (text, Vec::new()));
        entry.1.push(place);
    }
    let mut texts = Texts::new();
    for (path, (before, mut places)) in found {
        places.sort_by_key(|place| place.range.start);
        places.dedup();
        let overlap = places
            .windows(2)
            .any(|pair| pair[1].range.start < pair[0].range.end);
        if overlap {
            return Err(ReplyError::Overlap(path.to_string()));
        }
        let mut after = before.clone();
        for place in places.iter().rev() {
            after.replace_range(place.range.clone(), &place.text);
        }
        texts.insert(path, (before, after));
    }
    Ok(texts)
}

/// The file of an edit: the one it names, by its whole path or by an unmistakable end of it; the only one shown otherwise.
fn file(edit: &Written, shown: &[Shown]) -> Result<WorkspacePath, ReplyError> {
    let named = edit
        .file
        .as_deref()
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let first = shown.first().map(|one| one.path.clone());
    let Some(named) = named else {
        return first.ok_or(ReplyError::NoEdit);
    };
    let path = WorkspacePath::new(named);
    let is_end = |one: &&Shown| {
        let whole = one.path.as_str();
        whole == path.as_str() || whole.ends_with(&format!("/{path}"))
    };
    Ok(shown
        .iter()
        .find(is_end)
        .map_or(path, |one| one.path.clone()))
}

/// A reply without what a model thinks aloud before it.
pub(super) fn without_thinking(reply: &str) -> &str {
    reply
        .rsplit_once("</think>")
        .map_or(reply, |(_, said)| said)
}

#[cfg(test)]
mod tests;
