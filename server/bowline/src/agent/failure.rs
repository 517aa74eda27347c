//! What can go wrong with an agent, and what each means for the loop. No sentence here holds a word of the agent's own.

use bowline_loop_core::{
    StopReason, WorkspacePath,
    stop::{Missing, Trouble, TroubleKind},
};

use super::Plan;

/// Why a prompt to an agent came to nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AgentError {
    /// The program does not exist.
    #[error("the program was not found")]
    Missing,
    /// The program could not be started, or the copy could not be made.
    #[error("{0}")]
    Start(String),
    /// It speaks another version of the protocol.
    #[error("it speaks version {0} of the protocol, and version 1 is needed")]
    Version(u64),
    /// It does not keep to the protocol.
    #[error("it does not keep to the protocol: {0}")]
    Protocol(&'static str),
    /// It answered a request with an error of this number.
    #[error("it answered `{method}` with error {code}")]
    Declined {
        /// The request.
        method: &'static str,
        /// The number.
        code: i64,
    },
    /// A person must sign in first; the ways it names, cut to plain words.
    #[error("nobody is signed in")]
    SignIn(Vec<String>),
    /// Its process ended.
    #[error("it ended in the middle of its work")]
    Ended,
    /// Its time was used up.
    #[error("it did not end its turn within `agent.seconds`")]
    TimedOut,
    /// The loop was cancelled.
    #[error("the loop was cancelled")]
    Cancelled,
    /// It will not do it.
    #[error("it refused to do it")]
    Refused,
    /// It ended its turn and left every file as it was.
    #[error("it ended its turn without changing a file")]
    NoChange,
    /// It left something that is no edit of a text.
    #[error("it left what is no edit of a text of the workspace: {0}")]
    Unfit(#[from] Unfit),
}

/// What an agent left that cannot be taken as a proposal.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// A file that is not there in the workspace.
    #[error("a new file")]
    New,
    /// A file is gone.
    #[error("{0} is gone")]
    Gone(WorkspacePath),
    /// A symlink.
    #[error("a link")]
    Link,
    /// Something that is no UTF-8 text.
    #[error("{0} is no text")]
    Binary(WorkspacePath),
    /// A file, or all of it, is too large.
    #[error("{0} is too large")]
    TooLarge(WorkspacePath),
    /// A stretch was changed that was not shown, because it holds a secret.
    #[error("the edit of {0} touches what was hidden from it as a secret")]
    Hidden(WorkspacePath),
    /// It could not be read.
    #[error("{0} cannot be read")]
    Unreadable(WorkspacePath),
}

impl AgentError {
    /// A stable word for the ledger and the journal.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Missing => "missing",
            Self::Start(_) => "not_started",
            Self::Version(_) => "version",
            Self::Protocol(_) => "protocol",
            Self::Declined { .. } => "declined",
            Self::SignIn(_) => "sign_in",
            Self::Ended => "ended",
            Self::TimedOut => "timed_out",
            Self::Cancelled => "cancelled",
            Self::Refused => "refused",
            Self::NoChange => "no_change",
            Self::Unfit(_) => "unfit",
        }
    }

    /// The end of a loop for failures that no further prompt mends; `None` for those that cost one round.
    pub fn stop(&self, plan: &Plan) -> Option<StopReason> {
        let what = format!("the agent `{}`: {self}", plan.program());
        let broke = |hint: &str| {
            Some(StopReason::Broke(Trouble {
                kind: TroubleKind::Agent,
                what: what.clone(),
                hint: hint.to_owned(),
            }))
        };
        match self {
            Self::Missing => broke(
                "Install it, or name it by an absolute path in `agent.command`; `bowline doctor` says whether it is found.",
            ),
            Self::Start(_) | Self::Ended => broke(
                "Run the command of `agent.command` in a terminal to see what it says; `agent.paths` opens what it needs besides its copy.",
            ),
            Self::Version(_) | Self::Protocol(_) | Self::Declined { .. } => broke(
                "`agent.command` must start an agent that speaks the Agent Client Protocol, version 1.",
            ),
            Self::SignIn(ways) => {
                let ways = match ways.as_slice() {
                    [] => String::new(),
                    ways => format!(" (it knows: {})", ways.join(", ")),
                };
                Some(StopReason::Blocked(Missing::Credentials(format!(
                    "{what}{ways}. Start it once in a terminal and sign in, or pass its key with `agent.env`"
                ))))
            }
            Self::TimedOut => Some(StopReason::OutOfTime),
            Self::Cancelled => Some(StopReason::Cancelled),
            Self::Refused | Self::NoChange | Self::Unfit(_) => None,
        }
    }
}
