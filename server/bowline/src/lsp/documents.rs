//! The open documents: their buffers, and where each lies on this machine. Changed only under the session's lock and before
//! any await (I8).

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use bowline_documents::{Buffer, Buffers, Change, Encoding, Position, SyncError};

use super::places;
use crate::engine::OpenBuffer;

/// Where an open document lies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    /// The file, absolute, without symlinks.
    pub(super) path: PathBuf,
    /// The root of its cargo workspace.
    pub(super) root: Option<PathBuf>,
}

/// All open documents, by the URI the client uses.
pub(super) struct Documents {
    buffers: Buffers,
    places: BTreeMap<String, Place>,
    encoding: Encoding,
}

/// The lines that one change took away and put in: 0-based, and how far it moves what stands behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shift {
    /// Where the change begins.
    pub(super) start: Position,
    /// Where what it replaced ended.
    pub(super) end: Position,
    /// Lines by which everything behind it moves.
    pub(super) lines: i64,
}

impl Documents {
    pub(super) fn new() -> Self {
        Self {
            buffers: Buffers::new(),
            places: BTreeMap::new(),
            encoding: Encoding::Utf16,
        }
    }

    pub(super) fn encoding(&self) -> Encoding {
        self.encoding
    }

    pub(super) fn set_encoding(&mut self, encoding: Encoding) {
        self.encoding = encoding;
    }

    /// Takes a document in; gives its place when it is a file.
    pub(super) fn open(&mut self, uri: &str, version: i32, text: &str) -> Option<Place> {
        self.buffers.open(uri, version, text);
        let path = places::path_of(uri)?;
        let place = Place {
            root: places::cargo_root(&path),
            path,
        };
        self.places.insert(uri.to_owned(), place.clone());
        Some(place)
    }

    /// Applies changes in order; a client that sends no version keeps the one it had. Gives how they move lines.
    pub(super) fn change(
        &mut self,
        uri: &str,
        version: Option<i32>,
        changes: &[Change],
    ) -> Result<Vec<Shift>, SyncError> {
        let version = version
            .or_else(|| self.buffers.get(uri).map(|buffer| buffer.version))
            .unwrap_or_default();
        self.buffers.change(uri, version, changes, self.encoding)?;
        Ok(changes.iter().filter_map(shift).collect())
    }

    pub(super) fn close(&mut self, uri: &str) {
        self.buffers.close(uri);
        self.places.remove(uri);
    }

    pub(super) fn get(&self, uri: &str) -> Option<&Buffer> {
        self.buffers.get(uri)
    }

    pub(super) fn place(&self, uri: &str) -> Option<&Place> {
        self.places.get(uri)
    }

    /// The open document that is this file.
    pub(super) fn at(&self, path: &Path) -> Option<(&str, &Buffer)> {
        let (uri, _) = self.places.iter().find(|(_, place)| place.path == path)?;
        Some((uri, self.buffers.get(uri)?))
    }

    /// Any open document of a cargo workspace, the first by name.
    pub(super) fn any_place(&self) -> Option<&Place> {
        self.places.values().find(|place| place.root.is_some())
    }

    /// The text of every open file, as the engine takes it.
    pub(super) fn open_buffers(&self) -> Vec<OpenBuffer> {
        let open = self.places.iter().filter_map(|(uri, place)| {
            let buffer = self.buffers.get(uri)?;
            Some(OpenBuffer {
                path: place.path.clone(),
                version: buffer.version,
                text: buffer.text.to_string(),
            })
        });
        open.collect()
    }
}

fn shift(change: &Change) -> Option<Shift> {
    let (start, end) = change.range?;
    let (start, end) = if start <= end {
        (start, end)
    } else {
        (end, start)
    };
    let text = change.text.replace("\r\n", "\n");
    let added = text.matches(['\n', '\r']).count() as i64;
    Some(Shift {
        start,
        end,
        lines: added - (i64::from(end.line) - i64::from(start.line)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_says_how_far_it_moves_what_stands_behind_it() {
        let mut documents = Documents::new();
        documents.open("untitled:1", 0, "a\nb\nc\n");
        let range = Some((Position::new(0, 1), Position::new(1, 0)));
        let changes = [Change {
            range,
            text: "\r\nx\ry\n".into(),
        }];
        let shifts = documents.change("untitled:1", Some(5), &changes).unwrap();
        assert_eq!(
            shifts,
            [Shift {
                start: Position::new(0, 1),
                end: Position::new(1, 0),
                lines: 2
            }]
        );
        assert_eq!(
            documents.get("untitled:1").unwrap().text.to_string(),
            "a\r\nx\ry\nb\nc\n"
        );
        assert!(documents.open_buffers().is_empty());
    }
}
