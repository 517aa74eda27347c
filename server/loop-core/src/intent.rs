//! The first stage: what a person wants, how far it may reach, and when to give up. Plain data; nothing here acts.

use serde::{Deserialize, Serialize};

use crate::{
    action::FileEdit,
    consult::ModelBounds,
    ids::{ContentHash, WorkspacePath},
    reach::Reach,
};

/// Everything a loop is told before it starts; the journal holds it as its first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Intent {
    /// What must be true for the loop to have achieved its end.
    pub goal: Goal,
    /// Which files an edit may touch.
    pub scope: Scope,
    /// What runs as screening and as proof.
    pub checks: Checks,
    /// Hard bounds; none of them is ever raised by the loop itself.
    pub limits: Limits,
    /// What a person has allowed beyond the safe default.
    pub tradeoffs: Tradeoffs,
    /// Results that earlier loops found for the same goal: another one is wanted.
    #[serde(default)]
    pub offered: Vec<Offered>,
    /// How far a language model may be asked; `None` for not at all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<ModelBounds>,
    /// Which files of the scope may be edited.
    #[serde(default, skip_serializing_if = "Reach::is_open")]
    pub reach: Reach,
}

/// A result of an earlier loop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// The digest of its tree.
    pub tree: ContentHash,
    /// Its first step, against the text that both loops start from.
    pub edits: Vec<FileEdit>,
}

/// The end that a loop works towards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Goal {
    /// Clear the diagnostic at one place.
    ClearAt(Spot),
    /// Clear every error (and, where asked, every warning) whose primary place lies in the scope.
    ClearAll {
        /// Whether warnings count as well as errors.
        warnings: Warnings,
    },
    /// Make failing tests pass, with no test made any weaker.
    PassTests {
        /// Parts of names, as `cargo test` takes them; every failing test where there is none.
        filter: Vec<String>,
        /// Whole names, as libtest writes them, each with the cases below it; none means that the parts decide alone.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        named: Vec<String>,
    },
    /// Write a test that fails by what was reported, and change nothing else.
    WriteTest {
        /// The file whose tests it joins.
        beside: WorkspacePath,
        /// A sentence or a bug report.
        report: String,
    },
}

/// Whether warnings belong to the goal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Warnings {
    /// Only errors are worked on.
    Leave,
    /// Warnings are worked on too.
    Clear,
}

/// The place a person pointed at, and what their editor said about it. The editor's words are a hint: the loop finds the
/// diagnostic itself in its own check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// The file.
    pub path: WorkspacePath,
    /// First line of the place, 1-based.
    pub first_line: u32,
    /// Last line of the place, 1-based, inclusive.
    pub last_line: u32,
    /// Error code or lint name, where the editor passed one.
    pub code: Option<String>,
    /// First line of the message, where the editor passed one.
    pub message: Option<String>,
}

/// Which files an edit may touch. Files outside the workspace root are out of every scope.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// One file.
    File(WorkspacePath),
    /// Every file below a package's directory (relative to the workspace root; empty for the root package).
    Package {
        /// The package's name.
        name: String,
        /// Its directory.
        directory: WorkspacePath,
    },
    /// Every file of the workspace.
    Workspace,
}

impl Scope {
    /// Whether an edit may touch this file. Nothing outside the workspace root is in any scope.
    pub fn holds(&self, path: &WorkspacePath) -> bool {
        let is_below = |directory: &str| {
            directory.is_empty()
                || directory == "."
                || path
                    .as_str()
                    .strip_prefix(directory)
                    .is_some_and(|rest| rest.starts_with('/'))
        };
        !path.is_outside()
            && match self {
                Self::File(file) => path == file,
                Self::Package { directory, .. } => {
                    is_below(directory.as_str().trim_end_matches('/'))
                }
                Self::Workspace => true,
            }
    }
}

/// What is run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checks {
    /// Check only this package while screening, or look only here for failing tests; the whole workspace otherwise.
    pub package: Option<String>,
    /// Which targets cargo is asked for.
    pub targets: Targets,
    /// `check` or `clippy`.
    pub tool: Tool,
    /// Whether the packages' tests run once the check is clean.
    pub tests: Tests,
}

/// Which targets of a package are checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Targets {
    /// What `cargo check` takes by itself: libraries and binaries.
    Default,
    /// `--all-targets`: tests, examples and benches too.
    All,
}

/// Which cargo subcommand checks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tool {
    /// `cargo check`.
    Check,
    /// `cargo clippy`.
    Clippy,
}

/// Whether tests are part of the proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tests {
    /// Tests are not run; a clean result is *checked*.
    Skip,
    /// The edited packages' tests run; a clean result with at least one passed test is *proved*.
    Run,
}

/// Hard bounds of one loop.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Rounds of propose and accept at the most.
    pub attempts: u32,
    /// Candidates screened in one round at the most.
    pub candidates_per_round: u32,
    /// Candidates screened in the whole loop at the most.
    pub candidates: u32,
    /// Wall time of the whole loop, in milliseconds; the driver keeps it and sends `Event::TimeUp`.
    pub millis: u64,
    /// Wall time of one cargo run, in milliseconds; the driver kills the process group at the end of it.
    pub check_millis: u64,
}

/// What a person allows beyond the safe default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tradeoffs {
    /// Edits that compile but are unfinished (`todo!()`, placeholders).
    pub scaffolds: Allowance,
    /// Edits inside tests and asserts.
    pub test_edits: Allowance,
    /// Edits that need a person's judgement: `unsafe`, silenced lints, deleted items.
    pub risky_edits: Allowance,
}

/// How far a kind of edit may go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allowance {
    /// Never.
    Refuse,
    /// The loop may find such an edit, but shows it as one that needs a person's word.
    Ask,
    /// As any other edit.
    Allow,
}
