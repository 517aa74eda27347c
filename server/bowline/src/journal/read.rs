//! Reads a journal back, a cut-off end and an unknown future included.

use std::{
    io,
    path::{Path, PathBuf},
};

use bowline_loop_core::{Effect, Event, Outcome};
use serde::Deserialize;
use serde_json::Value;

use super::{Header, VERSION};

/// A journal as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The first line.
    pub header: Header,
    /// The lines after it, in order.
    pub lines: Vec<Line>,
    /// Whether the last line was cut off and left out: its writer was killed.
    pub cut: bool,
}

/// One line after the header.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Line {
    /// What the machine was told.
    Event {
        /// Milliseconds since the loop began.
        at: u64,
        /// The event.
        event: Box<Event>,
    },
    /// What the machine asked for.
    Effect {
        /// Milliseconds since the loop began.
        at: u64,
        /// The effect.
        effect: Box<Effect>,
    },
    /// A note.
    Note {
        /// When it was made, in milliseconds since 1970-01-01 UTC, for a note made after the loop.
        unix_millis: Option<u64>,
        /// Its kind, for instance `applied`.
        note: String,
        /// What it says.
        detail: Value,
    },
}

impl Record {
    /// What the loop ended with; `None` for one that runs or was killed.
    pub fn outcome(&self) -> Option<&Outcome> {
        self.lines.iter().rev().find_map(|line| match line {
            Line::Effect { effect, .. } => match effect.as_ref() {
                Effect::Finish { outcome } => Some(outcome.as_ref()),
                _ => None,
            },
            Line::Event { .. } | Line::Note { .. } => None,
        })
    }
}

/// Why a journal cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum JournalError {
    /// The file itself cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The first line is not a header.
    #[error("{} is not a journal: its first line is no header ({source})", path.display())]
    Header {
        /// The file.
        path: PathBuf,
        /// What is wrong with the line.
        source: serde_json::Error,
    },
    /// A newer program wrote it.
    #[error(
        "{} has journal format {found}, and this bowline reads up to {VERSION}; update bowline to read it",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its version.
        found: u32,
    },
    /// A line in the middle is damaged.
    #[error("{}:{line}: this line of the journal is damaged ({source})", path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line, 1-based.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

/// Reads a journal. A last line that is cut off is left out and flagged; damage anywhere else is an error.
pub fn read(path: &Path) -> Result<Record, JournalError> {
    let owned = || path.to_owned();
    let bytes = std::fs::read(path).map_err(|source| JournalError::File {
        path: owned(),
        source,
    })?;
    let mut lines = bytes.split_inclusive(|byte| *byte == b'\n');
    let header = header(path, lines.next().unwrap_or_default())?;
    let mut record = Record {
        header,
        lines: Vec::new(),
        cut: false,
    };
    for (index, line) in lines.enumerate() {
        let whole = line.last() == Some(&b'\n');
        match serde_json::from_slice(line) {
            Ok(line) => record.lines.push(line),
            Err(_) if !whole => record.cut = true,
            Err(source) => {
                return Err(JournalError::Line {
                    path: owned(),
                    line: index + 2,
                    source,
                });
            }
        }
    }
    Ok(record)
}

/// Reads a first line; the version is looked at before anything else, so that a newer format is told from damage.
pub(super) fn header(path: &Path, line: &[u8]) -> Result<Header, JournalError> {
    let wrong = |source| JournalError::Header {
        path: path.to_owned(),
        source,
    };
    let Version { version } = serde_json::from_slice(line).map_err(wrong)?;
    if version > VERSION {
        return Err(JournalError::Newer {
            path: path.to_owned(),
            found: version,
        });
    }
    serde_json::from_slice(line).map_err(wrong)
}
