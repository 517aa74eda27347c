//! Open buffers, positions in their encodings, edits as values, and the three-way merge. No protocol types, no files, no
//! syntax: everything here works on text alone.

pub mod buffers;
pub mod edit;
pub mod hunk;
pub mod merge;
pub mod text;

mod diff;
mod pieces;

pub use buffers::{Buffer, Buffers, Change, SyncError};
pub use edit::{EditError, apply, apply_all, minimal};
pub use hunk::{Hunk, hunks, moved_line, pick, unified};
pub use merge::{Conflict, merge3};
pub use ropey::Rope;
pub use text::{Encoding, Position, content_hash, offset_of, position_of};
