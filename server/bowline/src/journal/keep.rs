//! The directory of journals: listing, finding by a part of the name, and keeping it within its budget.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader},
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use bowline_loop_core::{Effect, LoopId, Outcome, StopReason, Verdict, consult::ModelCall};

use super::read::{self, Line};
use crate::report;

/// A journal without an end that was written to this recently may belong to a running loop.
const MAY_RUN: Duration = Duration::from_secs(60 * 60);

/// One journal in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The loop.
    pub id: LoopId,
    /// When it began, in milliseconds since 1970-01-01 UTC.
    pub started_unix_millis: u64,
    /// The workspace root.
    pub root: String,
    /// The loop pattern.
    pub pattern: String,
    /// What was asked, in a few words.
    pub title: String,
    /// Why it ended; `None` for a loop that runs or was killed.
    pub stop: Option<StopReason>,
    /// What its result is worth; `None` for a loop that runs or was killed.
    pub verdict: Option<Verdict>,
    /// What a model was asked; empty for a loop that runs or was killed.
    pub calls: Vec<ModelCall>,
    /// The file.
    pub path: PathBuf,
    /// Its size.
    pub bytes: u64,
    /// When it was last written to.
    pub modified: SystemTime,
}

impl Summary {
    fn may_run(&self, now: SystemTime) -> bool {
        self.stop.is_none()
            && now
                .duration_since(self.modified)
                .is_ok_and(|age| age < MAY_RUN)
    }
}

/// Every readable journal in `dir`, newest first. A directory that does not exist is an empty one; a file that is no
/// journal, or one of a newer program, is left out.
pub fn list(dir: &Path) -> Vec<Summary> {
    let mut summaries: Vec<Summary> = files(dir).filter_map(|path| summary(&path)).collect();
    summaries.sort_by(|a, b| (b.started_unix_millis, &b.id).cmp(&(a.started_unix_millis, &a.id)));
    summaries
}

/// Why no journal could be found by a name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FindError {
    /// There are no journals.
    #[error("there is no loop yet; `bowline fix` runs one")]
    Empty,
    /// None has this name.
    #[error("there is no loop `{0}`; `bowline history` lists them")]
    Unknown(String),
    /// Several begin with it.
    #[error("`{name}` could be any of {}; write more of it, or see `bowline history`", ids.join(", "))]
    Ambiguous {
        /// What was asked for.
        name: String,
        /// The loops that fit.
        ids: Vec<String>,
    },
}

/// The journal of a loop by its id, by the beginning or the end of its id where that fits one alone, or `last`.
pub fn find(dir: &Path, name: &str) -> Result<PathBuf, FindError> {
    if name == "last" {
        return list(dir)
            .into_iter()
            .next()
            .map(|summary| summary.path)
            .ok_or(FindError::Empty);
    }
    let named: Vec<(String, PathBuf)> = files(dir)
        .filter_map(|path| Some((path.file_stem()?.to_str()?.to_owned(), path)))
        .filter(|(id, _)| !name.is_empty() && (id.starts_with(name) || id.ends_with(name)))
        .collect();
    match named.as_slice() {
        [] => Err(FindError::Unknown(name.to_owned())),
        [(_, path)] => Ok(path.clone()),
        several => match several.iter().find(|(id, _)| id == name) {
            Some((_, path)) => Ok(path.clone()),
            None => {
                let mut ids: Vec<String> = several.iter().map(|(id, _)| id.clone()).collect();
                ids.sort();
                ids.truncate(5);
                Err(FindError::Ambiguous {
                    name: name.to_owned(),
                    ids,
                })
            }
        },
    }
}

/// Removes journals, oldest first, until those that stay fit into `budget` bytes. The newest one stays, and so does one
/// that may still be written to.
/// Gives the number removed.
pub fn prune(dir: &Path, budget: u64) -> io::Result<usize> {
    let now = SystemTime::now();
    let summaries = list(dir);
    let mut total: u64 = summaries.iter().map(|summary| summary.bytes).sum();
    let mut removed = 0;
    for summary in summaries.iter().skip(1).rev() {
        if total <= budget {
            break;
        }
        if summary.may_run(now) {
            continue;
        }
        match std::fs::remove_file(&summary.path) {
            Ok(()) => removed += 1,
            // Another process tidies up as well.
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        total -= summary.bytes;
    }
    Ok(removed)
}

/// As [`prune`], for those who have nothing better to do about a failure than to log it.
pub fn tidy(dir: &Path, budget: u64) {
    match prune(dir, budget) {
        Ok(0) => {}
        Ok(removed) => tracing::info!(removed, "old journals were removed"),
        Err(error) => tracing::warn!(%error, "old journals could not be removed"),
    }
}

fn files(dir: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = std::fs::read_dir(dir).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).filter(|path| {
        path.extension()
            .is_some_and(|extension| extension == "jsonl")
    })
}

fn summary(path: &Path) -> Option<Summary> {
    let file = File::open(path).ok()?;
    let metadata = file.metadata().ok()?;
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line).ok()?;
    let header = read::header(path, &line)
        .inspect_err(|error| tracing::debug!(%error, "left out of the list"))
        .ok()?;
    let outcome = outcome(reader);
    Some(Summary {
        title: report::title(&header.intent),
        id: header.id,
        started_unix_millis: header.started_unix_millis,
        root: header.root,
        pattern: header.pattern,
        verdict: outcome.as_ref().map(|outcome| outcome.verdict),
        calls: outcome
            .as_ref()
            .map(|outcome| outcome.calls.clone())
            .unwrap_or_default(),
        stop: outcome.map(|outcome| outcome.stop),
        path: path.to_owned(),
        bytes: metadata.len(),
        modified: metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH),
    })
}

/// The outcome in the lines after the header. Only the line that can hold it is parsed: journals are long, lists are read
/// often.
fn outcome(mut reader: BufReader<File>) -> Option<Outcome> {
    let mut found = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if reader.read_until(b'\n', &mut line).ok()? == 0 {
            return found;
        }
        let text = String::from_utf8_lossy(&line);
        if !text.contains(r#""effect":"finish""#) {
            continue;
        }
        if let Ok(Line::Effect { effect, .. }) = serde_json::from_slice(&line)
            && let Effect::Finish { outcome } = *effect
        {
            found = Some(*outcome);
        }
    }
}
