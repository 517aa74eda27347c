//! Candidates for the loop, never verdicts.
//!
//! Lives here: edits that may cure a diagnostic, made from what the compiler itself suggests. Does not live here: whether a
//! candidate is any good; guards, screening and proof decide that.

mod suggestions;

use bowline_loop_core::{Class, FileEdit};

pub use suggestions::propose;

/// A candidate before it has a number and facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// A few words for people: what the edit does.
    pub title: String,
    /// How far the proposer vouches for it.
    pub class: Class,
    /// The edit, against the texts that were handed over.
    pub edits: Vec<FileEdit>,
}
