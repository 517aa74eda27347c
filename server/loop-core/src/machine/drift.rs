//! Drift: a person types while the loop runs, and what they typed always wins (I11).
//!
//! Before the baseline stands, the loop starts over on the new text. Later it works on with the text it took; a result
//! that holds there is moved onto the new text and proved again, or not offered at all.

use std::collections::BTreeSet;

use super::{
    Effect, Loop, Rebase,
    ending::Keep,
    state::{Closing, State},
};
use crate::{
    ids::{Ticket, WorkspacePath},
    stop::StopReason,
};

/// Fresh starts, and moves onto new text, that one loop makes at the most.
const PATIENCE: u32 = 5;

/// What a person typed under the loop.
#[derive(Debug, Default)]
pub(super) struct Drift {
    /// Files that changed since the loop's text was taken.
    pending: BTreeSet<WorkspacePath>,
    /// Every file that ever changed under it.
    all: BTreeSet<WorkspacePath>,
    gathered_anew: u32,
    rebased: u32,
}

impl Drift {
    /// Whether the text has changed since it was taken.
    pub(super) fn is_pending(&self) -> bool {
        !self.pending.is_empty()
    }

    /// Whether the result was moved onto text that a person typed meanwhile.
    pub(super) fn is_merged(&self) -> bool {
        self.rebased > 0
    }

    /// Every file that changed under the loop.
    pub(super) fn stop(&self) -> StopReason {
        StopReason::Drift(self.all.iter().cloned().collect())
    }
}

impl Loop {
    pub(super) fn drifted(
        &mut self,
        awaited: Ticket,
        state: State,
        paths: Vec<WorkspacePath>,
    ) -> Vec<Effect> {
        if paths.is_empty() {
            self.state = state;
            return Vec::new();
        }
        self.drift.all.extend(paths.iter().cloned());
        match state {
            State::Gathering(_) | State::Baselining { .. } => self.gather_anew(awaited),
            later @ (State::Proposing(_)
            | State::Screening { .. }
            | State::Proving { .. }
            | State::Rebasing { .. }) => {
                self.drift.pending.extend(paths);
                self.state = later;
                Vec::new()
            }
            State::Ended => Vec::new(),
        }
    }

    fn gather_anew(&mut self, awaited: Ticket) -> Vec<Effect> {
        let mut effects = vec![Effect::Abandon { ticket: awaited }];
        self.drift.gathered_anew += 1;
        effects.extend(if self.drift.gathered_anew > PATIENCE {
            self.finish(self.drift.stop(), Keep::Nothing)
        } else {
            self.gather()
        });
        effects
    }

    pub(super) fn rebase(&mut self, closing: Closing) -> Vec<Effect> {
        if self.drift.rebased >= PATIENCE {
            return self.finish(self.drift.stop(), Keep::Nothing);
        }
        self.drift.rebased += 1;
        self.drift.pending.clear();
        let ticket = self.ticket();
        self.state = State::Rebasing { ticket, closing };
        vec![Effect::Rebase { ticket }]
    }

    pub(super) fn rebased(&mut self, closing: Closing, rebase: Rebase) -> Vec<Effect> {
        match rebase {
            Rebase::Conflict { paths } => self.finish(StopReason::Drift(paths), Keep::Nothing),
            Rebase::Merged { context } => {
                if let Some(ground) = &mut self.ground {
                    ground.tree = context.tree;
                    ground.proof = None;
                }
                if self.drift.is_pending() {
                    self.rebase(closing)
                } else {
                    self.prove(closing)
                }
            }
        }
    }
}
