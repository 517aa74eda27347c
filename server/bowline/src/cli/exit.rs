//! Exit codes, and which end of a loop gives which. `bowline --help` documents them.

use std::process::ExitCode;

use bowline_loop_core::{Outcome, StopReason, Verdict, stop::TroubleKind};

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// Proved or checked, or nothing to do.
    Solved,
    /// Not solved.
    Unsolved,
    /// Bad usage or a bad environment.
    Environment,
    /// Stopped by a limit.
    Limit,
    /// Cancelled.
    Cancelled,
}

impl Exit {
    /// The code for how a loop ended.
    pub(super) fn of(outcome: &Outcome) -> Self {
        match &outcome.stop {
            StopReason::Achieved
                if matches!(outcome.verdict, Verdict::Proved | Verdict::Checked) =>
            {
                Self::Solved
            }
            StopReason::NothingToDo => Self::Solved,
            StopReason::Cancelled => Self::Cancelled,
            StopReason::Broke(trouble) => match trouble.kind {
                TroubleKind::Manifest
                | TroubleKind::Toolchain
                | TroubleKind::Files
                | TroubleKind::DiskFull
                | TroubleKind::Agent => Self::Environment,
                TroubleKind::Build | TroubleKind::Hang | TroubleKind::Internal => Self::Unsolved,
            },
            StopReason::OutOfAttempts
            | StopReason::OutOfTime
            | StopReason::OutOfTokens
            | StopReason::OutOfMoney => Self::Limit,
            StopReason::Achieved
            | StopReason::Blocked(_)
            | StopReason::ApprovalNeeded(_)
            | StopReason::TouchesOthersWork(_)
            | StopReason::OutOfScope(_)
            | StopReason::Thrash
            | StopReason::NoProgress
            | StopReason::NothingToPropose
            | StopReason::RefusedByGuard(_)
            | StopReason::Drift(_)
            | StopReason::PolicyDenied(_) => Self::Unsolved,
        }
    }

    /// The number.
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Solved => 0,
            Self::Unsolved => 1,
            Self::Environment => 2,
            Self::Limit => 3,
            Self::Cancelled => 130,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}
