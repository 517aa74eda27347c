//! The third stage: candidates. An edit is a value; what it touches arrives with it as facts, and guards judge the facts.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::{
    ids::{CandidateId, WorkspacePath},
    weakening::Weakening,
};

/// One replacement in one file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Replacement {
    /// First byte replaced, 0-based, into the UTF-8 text the candidate was made for.
    pub start: usize,
    /// The byte behind the last one replaced; equal to `start` for an insertion.
    pub end: usize,
    /// The new text.
    pub text: String,
}

impl Replacement {
    /// The bytes replaced.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// The replacements of one file: sorted by `start`, not overlapping, all against the same text.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct FileEdit {
    /// The file.
    pub path: WorkspacePath,
    /// Its replacements.
    pub replacements: Vec<Replacement>,
}

/// A proposal as the machine sees it: an identity, an edit, where it came from, and the facts that guards and ranking judge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Candidate {
    /// Its number in this loop.
    pub id: CandidateId,
    /// A few words for people: what the edit does.
    pub title: String,
    /// How far the proposer itself vouches for it.
    pub class: Class,
    /// The edit, against the tree of the round it was proposed in.
    pub edits: Vec<FileEdit>,
    /// What the edit touches.
    pub facts: EditFacts,
    /// The diagnostics it was made for, in no order.
    #[serde(default)]
    pub cures: Vec<Cure>,
}

/// A diagnostic that a candidate was made for, as it stands in the tree of its round.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Cure {
    /// Error code or lint name; empty where rustc gives none.
    pub code: String,
    /// The file of its primary place.
    pub path: WorkspacePath,
    /// The first byte of its primary place, 0-based.
    pub start: usize,
}

/// How far a proposer vouches for its candidate; the order is the order of preference. Derived from rustc's applicability
/// for rustc's own suggestions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// rustc's `MachineApplicable`.
    MachineApplicable,
    /// A deterministic rule that keeps the meaning of the program.
    KeepsMeaning,
    /// rustc's `MaybeIncorrect`.
    MaybeIncorrect,
    /// rustc's `Unspecified`.
    Unspecified,
    /// A deterministic rule whose result a person must read.
    Plausible,
    /// A language model's: nothing but the proof vouches for it.
    Sampled,
    /// rustc's `HasPlaceholders`, or any edit that leaves `todo!()` or a placeholder comment.
    Scaffold,
}

/// What an edit does to the syntax tree, counted by `bowline-syntax` on the text before and after.
///
/// Every count is of things *added* or *lost* by the edit over all its files; zero means the edit leaves them alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditFacts {
    /// Paths of the items that hold the replaced places, for instance `impl Stack::fn push`; sorted, without repeats.
    pub items: Vec<String>,
    /// Tokens deleted.
    pub tokens_deleted: u32,
    /// Tokens inserted.
    pub tokens_inserted: u32,
    /// Replacements that lie inside a `#[test]` function, a `#[cfg(test)]` module, or a file below `tests/`.
    pub in_tests: u32,
    /// Replacements that lie inside an `assert*!` invocation.
    pub in_asserts: u32,
    /// `assert*!` invocations lost.
    pub asserts_lost: u32,
    /// `#[test]` functions lost.
    pub tests_lost: u32,
    /// `#[ignore]`, `#[should_panic]` or `#[cfg]` attributes added to tests.
    pub tests_silenced: u32,
    /// Functions, types, traits, impls, modules, constants or statics lost.
    pub items_lost: u32,
    /// `let` statements lost.
    pub lets_lost: u32,
    /// `#[allow]`/`#[expect]` attributes added.
    pub allows_added: u32,
    /// `todo!`, `unimplemented!`, `unreachable!` or `panic!` invocations added.
    pub stubs_added: u32,
    /// Placeholder comments such as `/* value */` inserted, or other text that a person must fill in.
    pub placeholders_added: u32,
    /// `unsafe` keywords added.
    pub unsafe_added: u32,
    /// Lines of code turned into comments.
    pub commented_out: u32,
    /// Names that only gained a leading underscore.
    pub underscore_renames: u32,
    /// `.unwrap()` or `.expect(…)` calls added.
    pub unwraps_added: u32,
    /// `.clone()` calls added.
    pub clones_added: u32,
    /// `'static` lifetimes added.
    pub statics_added: u32,
    /// `pub` visibilities added.
    pub pubs_added: u32,
    /// Replacements inside a function signature or a type, trait or constant definition, rather than in a body.
    pub in_signatures: u32,
    /// String, number or character literals replaced inside asserts.
    pub assert_literals_changed: u32,
    /// Files that say they are generated (`@generated`, "DO NOT EDIT" in their first lines, or below `OUT_DIR`).
    pub generated_files: u32,
    /// Text that looks like a credential inserted.
    pub secrets_added: u32,
    /// Whether the text after the edit parses worse than before (more syntax-tree errors).
    pub syntax_errors_added: u32,
    /// What makes tests say less, or makes code answer a test instead of the task; sorted, without repeats.
    #[serde(default)]
    pub weakenings: Vec<Weakening>,
}
