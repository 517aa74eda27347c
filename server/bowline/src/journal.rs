//! The record a loop leaves: one JSON-lines file, redacted, from which the loop can be read, shown and run again.
//!
//! Line 1 is the [`Header`]; each further line is an event the machine was told, an effect it asked for, or a note made
//! afterwards. Lives here: writing, reading and finding journals. Does not live here: what they mean to people
//! (`report`), and the decision what to write (`engine`).

mod id;
mod keep;
mod read;
mod replay;

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use bowline_loop_core::{Effect, Event, Intent, LoopId};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

pub use self::{
    id::{civil, new_id},
    keep::{FindError, Summary, find, list, prune, tidy},
    read::{JournalError, Line, Record, read},
    replay::{Divergence, replay},
};
use crate::{engine::Finished, redact::Redacted};

/// The version of the format that this program writes, and the newest it reads.
pub const VERSION: u32 = 1;

/// The kind of the note that holds the text of a result; made by [`note_result`].
pub const RESULT_NOTE: &str = "result";

/// The first line of a journal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// The version of the format.
    pub version: u32,
    /// The loop.
    pub id: LoopId,
    /// When it began, in milliseconds since 1970-01-01 UTC.
    pub started_unix_millis: u64,
    /// The workspace root, absolute.
    pub root: String,
    /// The loop pattern.
    pub pattern: String,
    /// What the loop was told.
    pub intent: Intent,
    /// The version of the program.
    pub bowline: String,
}

/// A journal that is being written. Every line is with the operating system when the call that wrote it returns, so a
/// killed program leaves all of it.
#[derive(Debug)]
pub struct Journal {
    file: File,
    path: PathBuf,
    /// Bytes written as whole lines.
    length: u64,
    /// Set by the first failure: a journal with a hole in it could not be replayed, so it ends there.
    ended: bool,
}

impl Journal {
    /// Makes `<dir>/<id>.jsonl`, readable by its owner alone, and writes the header.
    pub fn create(dir: &Path, header: &Header) -> io::Result<Self> {
        std::fs::create_dir_all(dir)?;
        let path = dir.join(format!("{}.jsonl", header.id));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut journal = Self {
            file: options.open(&path)?,
            path,
            length: 0,
            ended: false,
        };
        journal.line(serde_json::to_value(header)?)?;
        Ok(journal)
    }

    /// Writes an event down; called before the machine sees it. `at` counts from the beginning of the loop.
    pub fn event(&mut self, at: Duration, event: &Event) -> io::Result<()> {
        self.line(json!({ "at": millis(at), "event": serde_json::to_value(event)? }))
    }

    /// Writes an effect down.
    pub fn effect(&mut self, at: Duration, effect: &Effect) -> io::Result<()> {
        self.line(json!({ "at": millis(at), "effect": serde_json::to_value(effect)? }))
    }

    /// Writes a note: something neither told to the machine nor asked by it.
    pub fn note(&mut self, at: Duration, kind: &str, detail: Value) -> io::Result<()> {
        self.line(json!({ "at": millis(at), "note": kind, "detail": detail }))
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn line(&mut self, value: Value) -> io::Result<()> {
        if self.ended {
            return Err(io::Error::other(
                "an earlier line of this journal could not be written",
            ));
        }
        let line = line_of(value);
        let written = self.file.write_all(line.as_bytes());
        if let Err(error) = written {
            self.ended = true;
            // A half line is cut off again; where even that fails, a reader takes it for the cut-off end it is.
            let _ = self.file.set_len(self.length);
            return Err(error);
        }
        self.length += line.len() as u64;
        Ok(())
    }
}

/// Adds a note to a journal whose loop has ended: applied, partly applied, not applied. A half line that a killed writer
/// left is cut off first.
pub fn append_note(path: &Path, kind: &str, detail: Value) -> io::Result<()> {
    let mut file = OpenOptions::new().read(true).write(true).open(path)?;
    let end = end_of_whole_lines(&mut file)?;
    file.set_len(end)?;
    file.seek(SeekFrom::Start(end))?;
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    file.write_all(
        line_of(json!({ "unix_millis": millis(now), "note": kind, "detail": detail })).as_bytes(),
    )
}

/// Adds the texts of a result to its journal, as unified diffs: events carry edits and hashes, never whole files, so a
/// report made from the journal shows what changed out of this note. Does nothing for a loop without journal or result.
pub fn note_result(finished: &Finished) -> io::Result<()> {
    let Some(path) = finished
        .journal
        .as_ref()
        .filter(|_| !finished.files.is_empty())
    else {
        return Ok(());
    };
    let files: Vec<Value> = crate::report::diffs(finished)
        .into_iter()
        .map(|file| json!({ "path": file.path, "diff": file.diff }))
        .collect();
    append_note(path, RESULT_NOTE, json!({ "files": files }))
}

fn line_of(value: Value) -> String {
    let mut line = Redacted::of(value).into_value().to_string();
    line.push('\n');
    line
}

/// The length of the file up to and with its last line break.
fn end_of_whole_lines(file: &mut File) -> io::Result<u64> {
    let mut end = file.seek(SeekFrom::End(0))?;
    let mut block = vec![0; 64 * 1024];
    while end > 0 {
        let start = end.saturating_sub(block.len() as u64);
        let Ok(size) = usize::try_from(end - start) else {
            return Ok(end);
        };
        let part = &mut block[..size];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(part)?;
        if let Some(last) = part.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start + last as u64 + 1);
        }
        end = start;
    }
    Ok(0)
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
