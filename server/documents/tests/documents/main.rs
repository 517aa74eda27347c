//! The crate through its public face: tables of texts in and out, and seeded random texts.

mod buffers;
mod chance;
mod edits;
mod hunks;
mod merging;
mod positions;
