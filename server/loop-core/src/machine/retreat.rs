//! Going back: where a proof does not hold what the screening promised, the candidate is taken back, and the round it came
//! from goes on without it. What was taken back is shelved, and taken up again where nothing better is found.

use super::{
    Effect, Loop,
    state::{Closing, Ground},
};
use crate::{
    evidence::Fate,
    ids::ContentHash,
    observation::CheckReport,
    patterns::Standing,
    search::{Contender, round::Round},
    stop::StopReason,
};

/// The way back from an accepted candidate.
pub(super) struct Fork {
    round: Round,
    standing: Standing,
    tree: ContentHash,
}

/// A result whose proof showed more than its screening.
pub(super) struct Shelved {
    contender: Contender,
    standing: Standing,
    tree: ContentHash,
    proof: Option<CheckReport>,
}

impl Fork {
    /// The way back to where the loop stands.
    pub(super) fn new(round: Round, ground: &Ground) -> Self {
        Self {
            round,
            standing: ground.now.clone(),
            tree: ground.tree.clone(),
        }
    }
}

impl Loop {
    /// Takes the last accepted candidate back and goes on with the round it came from, or with what was shelved before; `None`
    /// where neither has more to give.
    pub(super) fn retreat(&mut self) -> Option<Vec<Effect>> {
        let fork = self.fork.take()?;
        let round = fork.round.reopen();
        if round.is_none() && self.shelved.is_none() {
            return None;
        }
        let ground = self.ground.as_mut()?;
        let contender = self.accepted.pop()?;
        let candidate = contender.candidate.id;
        let wider = ground.proof.iter().flat_map(|proof| &proof.wider);
        let mut shown = ground.now.left.iter().chain(&ground.now.uncovered);
        let fate = Fate::Rejected {
            errors: ground.now.score.errors,
            first: (shown.next().or(wider.clone().next()))
                .map_or_else(String::new, |shown| shown.message.clone()),
        };
        self.ledger.settle(candidate, fate);
        let shelved = Shelved {
            contender,
            standing: std::mem::replace(&mut ground.now, fork.standing),
            tree: std::mem::replace(&mut ground.tree, fork.tree),
            proof: ground.proof.take(),
        };
        self.shelved.get_or_insert(shelved);
        self.consulting.stand_elsewhere();
        let mut effects = vec![Effect::Retract { candidate }];
        effects.extend(match round {
            Some(round) => self.screen_next(round),
            None => self.take_up(),
        });
        Some(effects)
    }

    /// Goes on from the best result there is, though its proof did not hold.
    pub(super) fn take_up(&mut self) -> Vec<Effect> {
        let (Some(shelved), Some(ground)) = (self.shelved.take(), &mut self.ground) else {
            return self.conclude(StopReason::NoProgress);
        };
        let candidate = shelved.contender.candidate.id;
        ground.now = shelved.standing;
        ground.tree = shelved.tree;
        ground.proof = shelved.proof;
        self.accepted.push(shelved.contender);
        self.consulting.stand_elsewhere();
        self.ledger.settle(candidate, Fate::Accepted);
        let mut effects = vec![Effect::Accept { candidate }];
        effects.extend(self.go_on());
        effects
    }

    /// The accepted edits have a proof that does not hold all that was hoped for: it is worth what it shows, or works on.
    pub(super) fn go_on(&mut self) -> Vec<Effect> {
        let is_clear = self
            .ground
            .as_ref()
            .is_some_and(|ground| ground.now.is_clear());
        if is_clear {
            self.settle(Closing::Goal, StopReason::Achieved)
        } else {
            self.propose()
        }
    }
}
