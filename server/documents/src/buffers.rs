//! The buffers an editor has open, kept in step with its change notifications. One owner mutates them; everyone else works
//! on a clone of a [`Buffer`], which shares its text.

use std::collections::BTreeMap;

use ropey::Rope;

use crate::text::{Encoding, Position, offset_of};

/// One change of a notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// What is replaced, from the first position up to the second; `None` for the whole text.
    pub range: Option<(Position, Position)>,
    /// The new text.
    pub text: String,
}

/// One open buffer. Cloning is cheap: the text is shared until one of the two changes.
#[derive(Clone, Debug)]
pub struct Buffer {
    /// The editor's version of it.
    pub version: i32,
    /// Its text.
    pub text: Rope,
}

/// Why a change was not taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SyncError {
    /// The buffer was never opened, or is closed.
    #[error("{uri} is not open")]
    NotOpen {
        /// The buffer's name.
        uri: String,
    },
    /// The change belongs to an older version than the one at hand.
    #[error("{uri} is at version {have}, and the change is for version {got}")]
    Stale {
        /// The buffer's name.
        uri: String,
        /// The version at hand.
        have: i32,
        /// The version of the change.
        got: i32,
    },
}

/// All open buffers, by the URI that the editor uses.
#[derive(Clone, Debug, Default)]
pub struct Buffers {
    open: BTreeMap<String, Buffer>,
    generation: u64,
}

impl Buffers {
    /// No buffer open.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes a buffer in; one that is open already under this name is replaced.
    pub fn open(&mut self, uri: &str, version: i32, text: &str) {
        self.open.insert(
            uri.to_owned(),
            Buffer {
                version,
                text: Rope::from_str(text),
            },
        );
        self.generation += 1;
    }

    /// Applies the changes in their order, each against the text that the one before left.
    ///
    /// Versions only have to grow, by any step; the same version again is taken too. On an error nothing changes.
    pub fn change(
        &mut self,
        uri: &str,
        version: i32,
        changes: &[Change],
        encoding: Encoding,
    ) -> Result<(), SyncError> {
        let Some(buffer) = self.open.get_mut(uri) else {
            return Err(SyncError::NotOpen {
                uri: uri.to_owned(),
            });
        };
        if version < buffer.version {
            return Err(SyncError::Stale {
                uri: uri.to_owned(),
                have: buffer.version,
                got: version,
            });
        }
        for change in changes {
            replace(&mut buffer.text, change, encoding);
        }
        buffer.version = version;
        self.generation += 1;
        Ok(())
    }

    /// Forgets a buffer and hands it back; `None` when it was not open.
    pub fn close(&mut self, uri: &str) -> Option<Buffer> {
        let closed = self.open.remove(uri)?;
        self.generation += 1;
        Some(closed)
    }

    /// The buffer of this name.
    pub fn get(&self, uri: &str) -> Option<&Buffer> {
        self.open.get(uri)
    }

    /// Every open buffer, ordered by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Buffer)> {
        self.open.iter().map(|(uri, buffer)| (uri.as_str(), buffer))
    }

    /// A counter that grows with every open, change and close: equal numbers mean equal buffers.
    pub fn generation(&self) -> u64 {
        self.generation
    }
}

/// Applies one change. A range given backwards is taken forwards, as editors' own libraries do.
fn replace(text: &mut Rope, change: &Change, encoding: Encoding) {
    let Some((start, end)) = change.range else {
        *text = Rope::from_str(&change.text);
        return;
    };
    let (start, end) = if start <= end {
        (start, end)
    } else {
        (end, start)
    };
    let first = text.byte_to_char(offset_of(text, start, encoding));
    let last = text.byte_to_char(offset_of(text, end, encoding));
    text.remove(first..last);
    text.insert(first, &change.text);
}
