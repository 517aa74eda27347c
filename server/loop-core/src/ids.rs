//! Names of things: loops, tickets, candidates, paths and contents. No behaviour beyond making and showing them.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The name of one run of a loop, unique on this machine; made by the driver, opaque to the core.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LoopId(pub String);

/// Ties an answer to the effect that asked for it, so that a late answer is told apart from the one awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ticket(pub u64);

/// A candidate within one loop, numbered from 1 in the order in which proposals came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CandidateId(pub u32);

/// The digest of a text or of a whole tree, in hexadecimal; the driver computes it, the core only compares it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ContentHash(pub String);

/// A file as the workspace knows it: relative to the workspace root, `/`-separated, UTF-8.
///
/// A file outside the root (a path dependency, the standard library) is named by its absolute path, so it starts with `/`
/// or a drive letter; no edit is ever accepted there.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WorkspacePath(String);

impl WorkspacePath {
    /// Takes a path in either separator; leading `./` is dropped. Does not touch the file system.
    pub fn new(path: impl AsRef<str>) -> Self {
        let slashed = path.as_ref().replace('\\', "/");
        let mut rest = slashed.as_str();
        while let Some(shorter) = rest.strip_prefix("./") {
            rest = shorter;
        }
        Self(rest.to_owned())
    }

    /// The path as text, `/`-separated.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the file lies outside the workspace root.
    pub fn is_outside(&self) -> bool {
        let bytes = self.0.as_bytes();
        bytes.first() == Some(&b'/')
            || bytes.get(1) == Some(&b':')
            || self.0.split('/').any(|part| part == "..")
    }

    /// The last part of the path, or the whole when there is only one.
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }
}

macro_rules! shown_as_its_content {
    ($($name:ident),*) => {
        $(impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        })*
    };
}

shown_as_its_content!(LoopId, Ticket, CandidateId, ContentHash, WorkspacePath);
