//! Asking a language model, and behind it an external agent: only when nothing else has anything left that helps, and only within its bounds.
//!
//! What a call used counts whatever came of it. The reason for giving up is the plainest of those met on the way: that
//! something was tried says more than that nothing was found.

use std::collections::BTreeSet;

use super::{Effect, Loop, state::State};
use crate::{
    action::{Candidate, Class},
    consult::{Consult, Consulted, ModelBounds, ModelCall, Whom},
    observation::{Level, Observation},
    patterns::Standing,
    search::{
        Group,
        round::{Passed, Round},
    },
    stop::StopReason,
};

/// What was asked of the model so far.
#[derive(Debug, Default)]
pub(super) struct Consulting {
    /// Every call, in order.
    pub(super) calls: Vec<ModelCall>,
    /// The model that is asked for the tree at hand: 0 for the first, then the stronger ones.
    route: u32,
    /// Models that can do nothing for this loop.
    lost: BTreeSet<u32>,
    /// Calls of that model for the tree at hand.
    samples: u32,
    /// Prompts to the agent.
    rounds: u32,
    /// Who was asked last.
    asked: Whom,
    /// Why the model is not asked any more, where the agent still is.
    refused: Option<StopReason>,
    /// Why the loop would have given up on the tree at hand.
    given_up: Option<StopReason>,
    /// An unfinished edit that helps with the tree at hand, should the model have nothing better.
    scaffold: Option<Box<(Passed, Round)>>,
}

impl Consulting {
    /// The tree is another one: the counts for it begin anew, those of the loop go on.
    pub(super) fn stand_elsewhere(&mut self) {
        self.route = 0;
        self.samples = 0;
        self.given_up = None;
        self.scaffold = None;
    }

    /// Whether a stronger model than the one at hand is left.
    fn has_stronger(&self, bounds: &ModelBounds) -> bool {
        (self.route + 1..=bounds.stronger).any(|route| !self.lost.contains(&route))
    }

    /// The next question, or which bound keeps it from being asked: the model's as long as it may be asked, then the agent's.
    fn next(&mut self, bounds: &ModelBounds) -> Result<Consult, Option<StopReason>> {
        match self.next_to_model(bounds) {
            Err(_) if self.rounds < bounds.agent_rounds => Ok(Consult {
                whom: Whom::Agent,
                route: 0,
                sample: self.rounds + 1,
                tokens: bounds.tokens,
                micros: bounds.micros,
            }),
            next => next,
        }
    }

    /// The next question to a model, to a stronger one where this one has had its turns.
    fn next_to_model(&mut self, bounds: &ModelBounds) -> Result<Consult, Option<StopReason>> {
        if let Some(stop) = &self.refused {
            return Err(Some(stop.clone()));
        }
        let tokens: u64 = self.calls.iter().map(ModelCall::tokens).sum();
        let micros: u64 = self.calls.iter().map(|call| call.micros).sum();
        let tokens = bounds.tokens.saturating_sub(tokens);
        let micros = bounds.micros.map(|most| most.saturating_sub(micros));
        while self.route <= bounds.stronger
            && (self.samples >= bounds.samples || self.lost.contains(&self.route))
        {
            self.route += 1;
            self.samples = 0;
        }
        if self.route > bounds.stronger {
            Err(None)
        } else if tokens == 0 {
            Err(Some(StopReason::OutOfTokens))
        } else if micros == Some(0) {
            Err(Some(StopReason::OutOfMoney))
        } else {
            Ok(Consult {
                whom: Whom::Model,
                route: self.route,
                sample: self.samples + 1,
                tokens,
                micros,
            })
        }
    }
}

impl Loop {
    /// Takes the answer to a question, or to a call for proposals that cost nothing.
    pub(super) fn heard(
        &mut self,
        candidates: Vec<Candidate>,
        consulted: Option<Consulted>,
    ) -> Vec<Effect> {
        let (Some(consulted), Some(bounds)) = (consulted, self.intent.model) else {
            return self.proposed(candidates);
        };
        let was_made = consulted.call.is_some();
        self.consulting.calls.extend(consulted.call);
        let has_stronger = self.consulting.has_stronger(&bounds);
        let of_model = self.consulting.asked == Whom::Model;
        let agent_is_left = self.consulting.rounds < bounds.agent_rounds;
        match consulted.stop {
            Some(stop) if of_model && has_stronger && is_of_the_model(&stop, was_made) => {
                self.consulting.lost.insert(self.consulting.route);
                self.give_up(stop)
            }
            Some(stop) if of_model && agent_is_left => {
                self.consulting.refused = Some(stop.clone());
                self.give_up(stop)
            }
            Some(stop) => self.rest_content(stop),
            None => {
                if of_model && consulted.unfit && has_stronger {
                    self.consulting.samples = bounds.samples;
                }
                self.proposed(candidates)
            }
        }
    }

    /// Takes the best of a round. One that a person would have to finish waits until the model has been asked.
    pub(super) fn take_best(&mut self, best: Passed, round: Round) -> Vec<Effect> {
        let may_ask = self.intent.model.is_some()
            && self.consulting.scaffold.is_none()
            && self.shelved.is_none();
        if best.contender.group != Group::Scaffold || !may_ask {
            return self.accept(best, round);
        }
        self.consulting.scaffold = Some(Box::new((best, round)));
        self.give_up(StopReason::NoProgress)
    }

    /// No question is left: takes the unfinished edit that was found before, or ends.
    fn rest_content(&mut self, stop: StopReason) -> Vec<Effect> {
        match self.consulting.scaffold.take() {
            Some(scaffold) => {
                let (best, round) = *scaffold;
                self.accept(best, round)
            }
            None => self.conclude(stop),
        }
    }

    /// Nothing that is left helps with the tree at hand: asks the model, or ends.
    pub(super) fn give_up(&mut self, stop: StopReason) -> Vec<Effect> {
        let Some(bounds) = self.intent.model else {
            return self.rest_content(stop);
        };
        let stop = plainer(self.consulting.given_up.take(), stop);
        let consult = match self.consulting.next(&bounds) {
            Ok(consult) => consult,
            Err(bound) => return self.rest_content(bound.unwrap_or(stop)),
        };
        let limits = &self.intent.limits;
        if self.attempt >= limits.attempts || self.ledger.screened >= limits.candidates {
            return self.rest_content(StopReason::OutOfAttempts);
        }
        self.consulting.given_up = Some(stop);
        self.consulting.asked = consult.whom;
        match consult.whom {
            Whom::Model => self.consulting.samples = consult.sample,
            Whom::Agent => self.consulting.rounds = consult.sample,
        }
        self.attempt += 1;
        let (ticket, attempt) = (self.ticket(), self.attempt);
        self.state = State::Proposing(ticket);
        vec![Effect::Propose {
            ticket,
            attempt,
            consult: Some(consult),
        }]
    }
}

/// Whether a model's edit only puts an error of its own in place of the one it was asked about: a call of something that does
/// not exist lets the compiler come further, and is no progress. Errors elsewhere may have stood behind the first.
pub(super) fn trades_errors(candidate: &Candidate, now: &Standing, after: &Standing) -> bool {
    let is_own = |error: &Observation| {
        error.level == Level::Error && candidate.facts.items.contains(&error.key.item)
    };
    candidate.class == Class::Sampled
        && after.score.errors >= now.score.errors
        && after.left.iter().any(is_own)
}

/// Whether a stop says something of the model that was asked, and nothing of the loop: a key that is refused, a model that is not
/// there, a spent quota. Without a call, money is short by the loop's own bound.
fn is_of_the_model(stop: &StopReason, was_made: bool) -> bool {
    match stop {
        StopReason::Blocked(_) => true,
        StopReason::OutOfMoney => was_made,
        _ => false,
    }
}

/// The reason that says more.
fn plainer(before: Option<StopReason>, now: StopReason) -> StopReason {
    let weight = |stop: &StopReason| match stop {
        StopReason::NoProgress => 2,
        StopReason::NothingToPropose => 0,
        _ => 1,
    };
    match before {
        Some(before) if weight(&before) >= weight(&now) => before,
        _ => now,
    }
}
