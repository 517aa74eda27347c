//! What a loop ends with: one stop reason, a verdict, and the observations that back it. Rendering lives in `bowline`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    action::{Cure, FileEdit},
    consult::ModelCall,
    ids::{CandidateId, ContentHash},
    observation::{CheckReport, Observation},
    stop::StopReason,
};

/// What a result is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// No edit is offered.
    None,
    /// Nearer than before and not done: fewer errors, or the compiler comes further.
    Improved,
    /// Compiles, unfinished: holds `todo!()` or a placeholder.
    Scaffold,
    /// Compiles; no test ran over it.
    Checked,
    /// Compiles, and the tests that ran passed.
    Proved,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "none",
            Self::Improved => "improved",
            Self::Scaffold => "scaffold",
            Self::Checked => "checked",
            Self::Proved => "proved",
        })
    }
}

/// The fate of one candidate, for the report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trial {
    /// The candidate.
    pub candidate: CandidateId,
    /// The round it was tried in, from 1.
    pub attempt: u32,
    /// What it does, in a few words.
    pub title: String,
    /// What came of it.
    pub fate: Fate,
    /// The diagnostics it was made for.
    #[serde(default)]
    pub cures: Vec<Cure>,
}

/// What came of a candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// A guard refused it before it was applied.
    Refused {
        /// The guard's name.
        guard: String,
        /// Its reason.
        reason: String,
    },
    /// It was screened and did not help: errors left, and the first of them.
    Rejected {
        /// Errors left.
        errors: u32,
        /// The message of the first.
        first: String,
    },
    /// It helped, and another one was better.
    Passed,
    /// It became part of the result.
    Accepted,
    /// It was not tried: the bound on candidates was reached or a better one was found first.
    Untried,
}

/// The end of a loop.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outcome {
    /// Why it ended.
    pub stop: StopReason,
    /// What the result is worth.
    pub verdict: Verdict,
    /// Rounds begun.
    pub attempts: u32,
    /// Candidates screened.
    pub candidates: u32,
    /// The accepted steps, in order; each against the tree that the one before left.
    pub steps: Vec<Vec<FileEdit>>,
    /// The digest of the tree that was proved; `None` when no edit is offered.
    pub tree: Option<ContentHash>,
    /// The check before the first edit.
    pub baseline: Option<CheckReport>,
    /// The check after the last edit: the proof.
    pub proof: Option<CheckReport>,
    /// Observations that the result leaves and the goal names.
    pub left: Vec<Observation>,
    /// Every candidate and what came of it.
    pub trials: Vec<Trial>,
    /// What a person should know before accepting, one sentence each (an edit in a test, a scaffold).
    pub cautions: Vec<String>,
    /// Every call of a language model, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calls: Vec<ModelCall>,
}

impl Outcome {
    /// The end of a loop that tried nothing and offers nothing.
    pub fn without_edit(stop: StopReason) -> Self {
        Self {
            stop,
            verdict: Verdict::None,
            attempts: 0,
            candidates: 0,
            steps: Vec::new(),
            tree: None,
            baseline: None,
            proof: None,
            left: Vec::new(),
            trials: Vec::new(),
            cautions: Vec::new(),
            calls: Vec::new(),
        }
    }
}
