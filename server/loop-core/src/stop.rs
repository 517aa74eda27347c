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
    /// Tests to work on: none matches, or none ran.
    Tests(String),
    /// Code that compiles.
    Compiling(String),
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
    /// The external agent is missing, does not start, or does not keep to the protocol.
    Agent,
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

    /// What happened and what to do about it, for people: one or two full sentences.
    pub fn sentence(&self) -> String {
        match self {
            Self::Achieved => "The goal is met; review the edit.".into(),
            Self::NothingToDo => "There is nothing to do: the check shows nothing that the goal names.".into(),
            Self::Blocked(missing) => missing.sentence(),
            Self::ApprovalNeeded(what) => format!("The edit needs your word: {}", ended(what)),
            Self::TouchesOthersWork(paths) => {
                format!("Going on would touch work that is not this loop's: {}. Settle it first.", listed(paths))
            }
            Self::OutOfScope(paths) => format!(
                "Every edit that was found lies outside the scope, in {}. Start again with a wider scope to allow it.",
                listed(paths)
            ),
            Self::OutOfAttempts => {
                "The bound on attempts or candidates is used up. Raise `limits.attempts` or `limits.candidates`, or start again from here.".into()
            }
            Self::OutOfTime => {
                "The time is used up. Raise `limits.seconds` (for an agent, `agent.seconds`), or start again with a smaller scope.".into()
            }
            Self::OutOfTokens => "The model's tokens are used up. Raise the bound to go on.".into(),
            Self::OutOfMoney => "The money for the model is used up. Raise the bound to go on.".into(),
            Self::Thrash => {
                "The loop came back to a state it had been in and stopped. What is left needs a person.".into()
            }
            Self::NoProgress => {
                "Nothing that was tried made it any better. The report lists what was tried; what is left needs a person.".into()
            }
            Self::NothingToPropose => {
                "Nothing suggests an edit for what is left. It needs a person.".into()
            }
            Self::RefusedByGuard(guards) => format!(
                "Every edit that was found was refused ({}). The report names the reasons; the settings below `allow` lift some of them.",
                guards.join(", ")
            ),
            Self::Drift(paths) => format!(
                "The text changed while the loop ran, and the result no longer holds there ({}). Start it again.",
                listed(paths)
            ),
            Self::PolicyDenied(what) => format!("The policy forbids it: {}", ended(what)),
            Self::Cancelled => "It was stopped before its end.".into(),
            Self::Broke(trouble) => trouble.sentence(),
        }
    }

    /// Whether a bound of the intent ended the loop.
    pub fn is_limit(&self) -> bool {
        matches!(
            self,
            Self::OutOfAttempts | Self::OutOfTime | Self::OutOfTokens | Self::OutOfMoney
        )
    }
}

impl Missing {
    fn sentence(&self) -> String {
        match self {
            Self::Credentials(what) => format!("Credentials are missing: {}", ended(what)),
            Self::Data(what) => format!("Something is not on this machine: {}", ended(what)),
            Self::Judgement(what) => format!("A person must decide: {}", ended(what)),
            Self::Tests(what) => format!("There is no test to work on: {}", ended(what)),
            Self::Compiling(what) => format!(
                "The tests do not compile: {} Fix that first: `bowline fix --all-targets`.",
                ended(what)
            ),
        }
    }
}

impl Trouble {
    fn sentence(&self) -> String {
        let what = match self.kind {
            TroubleKind::Internal => format!("Bowline itself failed: {}", ended(&self.what)),
            TroubleKind::Manifest
            | TroubleKind::Toolchain
            | TroubleKind::Files
            | TroubleKind::DiskFull
            | TroubleKind::Build
            | TroubleKind::Hang
            | TroubleKind::Agent => ended(&self.what),
        };
        if self.hint.is_empty() {
            what
        } else {
            format!("{what} {}", ended(&self.hint))
        }
    }
}

/// A text as a sentence: with a full stop, unless it ends one already.
fn ended(text: &str) -> String {
    let text = text.trim();
    if text.ends_with(['.', '!', '?', ')']) || text.is_empty() {
        text.to_owned()
    } else {
        format!("{text}.")
    }
}

fn listed(paths: &[WorkspacePath]) -> String {
    let names: Vec<&str> = paths.iter().map(WorkspacePath::as_str).collect();
    if names.is_empty() {
        "the files it edits".into()
    } else {
        names.join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_ends_as_one_and_says_what_was_given() {
        let drift = StopReason::Drift(vec![WorkspacePath::new("src/a.rs")]).sentence();
        assert!(drift.contains("src/a.rs"), "{drift}");
        let broke = StopReason::Broke(Trouble {
            kind: TroubleKind::Files,
            what: "`src/a.rs` is not UTF-8".into(),
            hint: "Save it as UTF-8".into(),
        });
        assert_eq!(
            broke.sentence(),
            "`src/a.rs` is not UTF-8. Save it as UTF-8."
        );
        let word = StopReason::ApprovalNeeded("It edits a test.".into()).sentence();
        assert_eq!(word, "The edit needs your word: It edits a test.");
        let missing = StopReason::Blocked(Missing::Data("the source of `serde`".into())).sentence();
        assert_eq!(
            missing,
            "Something is not on this machine: the source of `serde`."
        );
    }

    #[test]
    fn only_bounds_are_limits() {
        assert!(StopReason::OutOfAttempts.is_limit() && StopReason::OutOfMoney.is_limit());
        assert!(!StopReason::Cancelled.is_limit() && !StopReason::NoProgress.is_limit());
    }
}
