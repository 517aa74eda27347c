//! What the machine waits for, and what it stands on.

use crate::{
    ids::{ContentHash, Ticket},
    observation::CheckReport,
    patterns::{Aim, Edits, Footing, Pattern, Reach, Standing, Track},
    search::{Contender, round::Round},
    stop::StopReason,
};

/// What the machine waits for. Each state but the last awaits the answer of exactly one ticket.
pub(super) enum State {
    Gathering(Ticket),
    Baselining {
        ticket: Ticket,
        tree: ContentHash,
    },
    Proposing(Ticket),
    Screening {
        ticket: Ticket,
        trying: Box<Contender>,
        round: Round,
    },
    Proving {
        ticket: Ticket,
        closing: Closing,
    },
    Rebasing {
        ticket: Ticket,
        closing: Closing,
    },
    Ended,
}

/// What a proof is for.
#[derive(Clone, Debug)]
pub(super) enum Closing {
    /// The goal seems to be reached.
    Goal,
    /// The loop has given up for this reason, and what it has is better than nothing.
    Rest(StopReason),
}

impl State {
    /// The ticket whose answer is awaited.
    pub(super) fn awaited(&self) -> Option<Ticket> {
        match self {
            Self::Gathering(ticket)
            | Self::Baselining { ticket, .. }
            | Self::Proposing(ticket)
            | Self::Screening { ticket, .. }
            | Self::Proving { ticket, .. }
            | Self::Rebasing { ticket, .. } => Some(*ticket),
            Self::Ended => None,
        }
    }

    /// Takes the state out; whoever takes it puts the next one in.
    pub(super) fn take(&mut self) -> Self {
        std::mem::replace(self, Self::Ended)
    }
}

/// What is known since the baseline.
pub(super) struct Ground {
    /// The check before any edit.
    pub(super) baseline: CheckReport,
    /// The baseline, read for the goal.
    pub(super) aim: Aim,
    /// Where the loop started.
    pub(super) start: Standing,
    /// Where it is now.
    pub(super) now: Standing,
    /// The tree it is in now.
    pub(super) tree: ContentHash,
    /// The proof of exactly this tree, where there is one.
    pub(super) proof: Option<CheckReport>,
}

impl Ground {
    pub(super) fn new(pattern: &dyn Pattern, tree: ContentHash, baseline: CheckReport) -> Self {
        let aim = pattern.aim(&baseline);
        let edits = Edits {
            track: Track::Steps(Vec::new()),
            reach: Reach::Bodies,
        };
        let start = pattern.standing(&aim, &baseline, &edits);
        Self {
            baseline,
            aim,
            now: start.clone(),
            start,
            tree,
            proof: None,
        }
    }

    /// Whether the loop is nearer to its goal than it was: fewer errors, a later phase, or every target that failed
    /// compiles and only ones that the compiler had not reached fail.
    pub(super) fn is_nearer(&self) -> bool {
        let (start, now) = (&self.start.score, &self.now.score);
        self.now.ground == Footing::Sound
            && (start.is_lowered_by(now) || start.is_left_behind_by(now))
    }
}
