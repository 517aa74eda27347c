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
    /// The open buffers of the workspace.
    pub sources: Vec<SourceStamp>,
    /// First and last line (1-based, inclusive) where the goal's spot stands in this text, when typing has moved it since
    /// the person pointed at it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spot: Option<(u32, u32)>,
}
