//! The texts an edit is to lead to: what a person picked, moved onto the text of this moment.

use std::path::PathBuf;

use bowline_documents::{content_hash, hunks, merge3, pick};
use bowline_loop_core::WorkspacePath;

use super::Chosen;
use crate::{
    engine::{Finished, ProvedFile},
    lsp::{places, session::Session, session::State},
};

/// One file as a person wants it, against the text the loop took. No byte order marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct WantedFile {
    path: WorkspacePath,
    absolute: PathBuf,
    before: String,
    after: String,
}

/// What a person wants of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) files: Vec<WantedFile>,
    /// Whether some hunk was left out or some text rewritten: then the whole is not what the loop proved.
    pub(super) is_changed: bool,
}

/// One file on its way: from the text of this moment to the one that is proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) path: WorkspacePath,
    pub(super) absolute: PathBuf,
    /// The version of the buffer; `None` for a file that is not open.
    pub(super) version: Option<i32>,
    /// The text of this moment, without byte order mark.
    pub(super) base: String,
    /// The text it becomes.
    pub(super) goal: String,
    /// Whether the text has changed since the loop took it.
    pub(super) is_moved: bool,
}

impl Target {
    pub(super) fn as_proved_file(&self) -> ProvedFile {
        ProvedFile {
            path: self.path.clone(),
            absolute: self.absolute.clone(),
            version: self.version,
            before: self.base.clone(),
            before_hash: content_hash(self.base.as_bytes()),
            after: self.goal.clone(),
        }
    }
}

/// What is left of a result when only the chosen hunks count; all of it without a choice.
pub(super) fn wanted(session: &Session, finished: &Finished, chosen: Option<&[Chosen]>) -> Wanted {
    let mut wanted = Wanted {
        files: Vec::new(),
        is_changed: false,
    };
    for file in &finished.files {
        let before = places::without_bom(&file.before).to_owned();
        let mut after = places::without_bom(&file.after).to_owned();
        if let Some(chosen) = chosen {
            let chosen = of_file(session, file, chosen);
            let picked = match chosen.iter().find_map(|one| one.text.as_deref()) {
                Some(rewritten) => with_endings_of(rewritten, &after),
                None => {
                    let hunks = hunks(&before, &after);
                    let indexes = chosen.iter().flat_map(|one| one.indexes.iter().copied());
                    pick(&before, &hunks, &indexes.collect())
                }
            };
            wanted.is_changed |= picked != after;
            after = picked;
        }
        if before != after {
            let (path, absolute) = (file.path.clone(), file.absolute.clone());
            wanted.files.push(WantedFile {
                path,
                absolute,
                before,
                after,
            });
        }
    }
    wanted
}

/// What was picked in one file.
fn of_file<'c>(session: &Session, file: &ProvedFile, chosen: &'c [Chosen]) -> Vec<&'c Chosen> {
    let open = session.with(|state| {
        state
            .documents
            .at(&file.absolute)
            .map(|(uri, _)| uri.to_owned())
    });
    let is_this = |uri: &str| {
        open.as_deref() == Some(uri) || places::path_of(uri).as_ref() == Some(&file.absolute)
    };
    chosen.iter().filter(|one| is_this(&one.uri)).collect()
}

/// A text as an editor shows it, with the line endings and the last line break that the proposed text has.
fn with_endings_of(shown: &str, proposed: &str) -> String {
    let mut text = shown.replace("\r\n", "\n");
    if proposed.ends_with('\n') && !text.ends_with('\n') && !text.is_empty() {
        text.push('\n');
    }
    if proposed.contains("\r\n") {
        text = text.replace('\n', "\r\n");
    }
    text
}

/// Moves what is wanted onto the texts of this moment; files that have it already are left out. An error is a sentence
/// that names the place where a person has typed over the edit.
pub(super) fn rebase(session: &Session, files: &[WantedFile]) -> Result<Vec<Target>, String> {
    let mut targets = Vec::new();
    for file in files {
        let (version, base) = session
            .with(|state| text_now(state, &file.absolute))
            .ok_or_else(|| {
                format!(
                    "{} cannot be read any more, so the edit no longer fits.",
                    file.path
                )
            })?;
        let is_moved = base != file.before;
        let goal = merge3(&file.before, &base, &file.after).map_err(|conflict| {
            let line = conflict.base_lines.start + 1;
            format!("{} was changed at line {line}, where the edit changes it too; nothing was changed.", file.path)
        })?;
        if goal != base {
            let (path, absolute) = (file.path.clone(), file.absolute.clone());
            targets.push(Target {
                path,
                absolute,
                version,
                base,
                goal,
                is_moved,
            });
        }
    }
    Ok(targets)
}

/// The text of a file as a person has it now, with its version when it is open; no byte order mark.
pub(super) fn text_now(state: &State, absolute: &std::path::Path) -> Option<(Option<i32>, String)> {
    if let Some((_, buffer)) = state.documents.at(absolute) {
        let text = buffer.text.to_string();
        return Some((Some(buffer.version), places::without_bom(&text).to_owned()));
    }
    let text = std::fs::read_to_string(absolute).ok()?;
    Some((None, places::without_bom(&text).to_owned()))
}
