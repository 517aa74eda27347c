//! The second stage: the exact text a loop works on, as stamps. The texts themselves stay with the driver.

use serde::{Deserialize, Serialize};

use crate::ids::{ContentHash, WorkspacePath};

/// One open buffer as it stood when the loop took it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceStamp {
    /// The file.
    pub path: WorkspacePath,
    /// The editor's version of the buffer; `None` for a file read from disk.
    pub version: Option<i32>,
    /// The digest of its text.
    pub hash: ContentHash,
}

/// What a loop works on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContextPack {
    /// The digest of the tree the loop starts from: disk plus open buffers.
    pub tree: ContentHash,
    /// The open buffers that differ from disk or may be edited.
    pub sources: Vec<SourceStamp>,
}
