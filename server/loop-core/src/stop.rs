//! Why a loop ended, as data: one typed reason, with a code for machines and a sentence for people.

use serde::{Deserialize, Serialize};

use crate::ids::WorkspacePath;

/// The one reason a loop ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "code", content = "detail")]
pub enum StopReason {
    /// The goal is met, with an observation after the last apply that says so (I9).
    Achieved,
    /// The check was clean before anything was tried, or nothing in the scope matched the goal.
    NothingToDo,
    /// Something only a person can supply is missing.
    Blocked(Missing),
    /// An edit that needs a person's word would do; it is named.
    ApprovalNeeded(String),
    /// Going on would touch work that is not this loop's.
    TouchesOthersWork(Vec<WorkspacePath>),
    /// Every edit that would help lies outside the scope.
    OutOfScope(Vec<WorkspacePath>),
    /// The bound on attempts or candidates was reached.
    OutOfAttempts,
    /// The bound on wall time was reached.
    OutOfTime,
    /// The bound on a model's tokens was reached.
    OutOfTokens,
    /// The bound on money was reached.
    OutOfMoney,
    /// The loop came back to a state it had been in.
    Thrash,
    /// Attempts no longer made anything better.
    NoProgress,
    /// No proposer had anything to offer for what is left.
    NothingToPropose,
    /// Every proposal was refused by a guard; the guards are named.
    RefusedByGuard(Vec<String>),
    /// The text under the loop changed in a way that could not be merged.
    Drift(Vec<WorkspacePath>),
    /// The policy forbids what the loop would have to run.
    PolicyDenied(String),
    /// A person or their editor stopped it.
    Cancelled,
    /// Something broke that is not the loop's subject: cargo missing, disk full, a build script failing.
    Broke(Trouble),
}

/// What a blocked loop lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Missing {
    /// Credentials.
    Credentials(String),
    /// Data, for instance registry sources that are not on this machine.
    Data(String),
    /// A person's judgement.
    Judgement(String),
}

/// What broke, and what a person can do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// What kind of trouble.
    pub kind: TroubleKind,
    /// What happened, in one or a few lines.
    pub what: String,
    /// What to do, in one sentence; empty where there is nothing to say.
    pub hint: String,
}

/// Kinds of trouble that a client may want to tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TroubleKind {
    /// There is no `Cargo.toml`, or it does not parse.
    Manifest,
    /// cargo or the named toolchain is missing.
    Toolchain,
    /// A file could not be read or written: permissions, encoding, a vanished directory.
    Files,
    /// The disk is full.
    DiskFull,
    /// A build script or proc macro failed, or cargo failed without a compiler error.
    Build,
    /// cargo ran into its deadline.
    Hang,
    /// Anything else, a panic of a task included.
    Internal,
}

impl StopReason {
    /// A stable code for machines.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Achieved => "achieved",
            Self::NothingToDo => "nothing_to_do",
            Self::Blocked(_) => "blocked",
            Self::ApprovalNeeded(_) => "approval_needed",
            Self::TouchesOthersWork(_) => "touches_others_work",
            Self::OutOfScope(_) => "out_of_scope",
            Self::OutOfAttempts => "out_of_attempts",
            Self::OutOfTime => "out_of_time",
            Self::OutOfTokens => "out_of_tokens",
            Self::OutOfMoney => "out_of_money",
            Self::Thrash => "thrash",
            Self::NoProgress => "no_progress",
            Self::NothingToPropose => "nothing_to_propose",
            Self::RefusedByGuard(_) => "refused_by_guard",
            Self::Drift(_) => "drift",
            Self::PolicyDenied(_) => "policy_denied",
            Self::Cancelled => "cancelled",
            Self::Broke(_) => "broke",
        }
    }

    /// One sentence for people.
    pub fn sentence(&self) -> String {
        format!("The loop ended: {}.", self.code())
    }

    /// Whether a bound of the intent ended the loop.
    pub fn is_limit(&self) -> bool {
        matches!(self, Self::OutOfAttempts | Self::OutOfTime | Self::OutOfTokens | Self::OutOfMoney)
    }
}
