//! Rounds: ask for proposals, let the guards judge them, screen one at a time, accept the best.

use std::collections::BTreeSet;

use super::{
    Effect, Loop, consulting,
    ending::Keep,
    retreat::Fork,
    state::{Closing, State},
};
use crate::{
    action::{Candidate, FileEdit},
    evidence::Fate,
    guards::{self, Judgement, Setting},
    ids::{ContentHash, WorkspacePath},
    observation::{CheckEnd, CheckReport},
    patterns::{Aim, Edits, Footing, Reach, Standing, Track},
    search::{
        self, Contender,
        history::Course,
        round::{Passed, Round},
    },
    stop::StopReason,
};

/// Why proposals were refused, as far as the stop reason needs it.
#[derive(Default)]
struct Refusals {
    guards: BTreeSet<&'static str>,
    out_of_scope: BTreeSet<WorkspacePath>,
}

impl Loop {
    /// Begins a round, as long as the bounds allow one.
    pub(super) fn propose(&mut self) -> Vec<Effect> {
        let limits = &self.intent.limits;
        if self.attempt >= limits.attempts || self.ledger.screened >= limits.candidates {
            return self.conclude(StopReason::OutOfAttempts);
        }
        self.attempt += 1;
        let (ticket, attempt) = (self.ticket(), self.attempt);
        self.state = State::Proposing(ticket);
        vec![Effect::Propose {
            ticket,
            attempt,
            consult: None,
        }]
    }

    pub(super) fn proposed(&mut self, candidates: Vec<Candidate>) -> Vec<Effect> {
        if candidates.is_empty() {
            return self.give_up(StopReason::NothingToPropose);
        }
        let (contenders, refusals) = self.judge(candidates);
        if contenders.is_empty() {
            return self.give_up(refusals.into_stop());
        }
        let Some(ground) = &self.ground else {
            return self.conclude(StopReason::NothingToPropose);
        };
        let round = Round::new(
            contenders,
            self.intent.limits.candidates_per_round,
            ground.now.score.clone(),
        )
        .beside_the_first(self.pattern.rivals());
        self.screen_next(round)
    }

    fn judge(&mut self, candidates: Vec<Candidate>) -> (Vec<Contender>, Refusals) {
        let mut contenders = Vec::new();
        let mut refusals = Refusals::default();
        let mut proposed: BTreeSet<Vec<FileEdit>> = BTreeSet::new();
        for (order, candidate) in candidates.into_iter().enumerate() {
            let was_tried = |edits: &[FileEdit]| {
                proposed.contains(&search::sorted(edits))
                    || self
                        .ground
                        .as_ref()
                        .is_some_and(|g| self.ledger.was_tried(&g.tree, edits))
            };
            match guards::judge(
                &candidate,
                &Setting {
                    intent: &self.intent,
                    was_tried: &was_tried,
                },
            ) {
                Judgement::Admitted {
                    group,
                    words,
                    cautions,
                } => {
                    self.ledger.enter(&candidate, self.attempt, Fate::Untried);
                    proposed.insert(search::sorted(&candidate.edits));
                    contenders.push(Contender {
                        candidate,
                        order,
                        group,
                        words,
                        cautions,
                    });
                }
                Judgement::Refused { guard, reason } => {
                    refusals.note(guard, &candidate, |path| self.intent.scope.holds(path));
                    let fate = Fate::Refused {
                        guard: guard.to_owned(),
                        reason,
                    };
                    self.ledger.enter(&candidate, self.attempt, fate);
                }
            }
        }
        (contenders, refusals)
    }

    pub(super) fn screen_next(&mut self, mut round: Round) -> Vec<Effect> {
        let may_screen = self.ledger.screened < self.intent.limits.candidates;
        if let Some(trying) = may_screen.then(|| round.take_next()).flatten() {
            let (ticket, candidate) = (self.ticket(), trying.candidate.id);
            self.state = State::Screening {
                ticket,
                trying: Box::new(trying),
                round,
            };
            return vec![Effect::Screen { ticket, candidate }];
        }
        match round.best() {
            Some(best) => self.take_best(best, round),
            None if self.shelved.is_some() => self.take_up(),
            // What the bound of this round kept from being tried gets its turn in the next; the same proposals come again.
            None if round.has_more() => self.propose(),
            None => self.give_up(StopReason::NoProgress),
        }
    }

    pub(super) fn screened(
        &mut self,
        trying: Contender,
        mut round: Round,
        tree: ContentHash,
        report: CheckReport,
    ) -> Vec<Effect> {
        let standing = self.standing(&report, Some(&trying.candidate));
        let id = trying.candidate.id;
        let Some(ground) = &self.ground else {
            return self.screen_next(round);
        };
        self.ledger.try_on(&ground.tree, &trying.candidate.edits);
        let is_offered = self.intent.offered.iter().any(|one| one.tree == tree);
        let is_refuted = is_offered || self.ledger.is_refuted(&tree);
        let is_sound = standing.ground == Footing::Sound
            && !consulting::trades_errors(&trying.candidate, &ground.now, &standing);
        if is_sound && !is_refuted && ground.now.score.admits(&standing.score) {
            self.ledger.settle(id, Fate::Passed);
            round.pass(Passed {
                contender: trying,
                tree,
                standing,
                observations: report.observations,
            });
        } else {
            let first = if is_offered {
                "This result was offered before.".into()
            } else if is_refuted {
                "The proof of this result failed.".into()
            } else {
                first(&report, &standing)
            };
            self.ledger.settle(
                id,
                Fate::Rejected {
                    errors: standing.score.errors,
                    first,
                },
            );
        }
        self.screen_next(round)
    }

    /// Where a check stands, `trying` applied on top of what was accepted.
    pub(super) fn standing(&self, report: &CheckReport, trying: Option<&Candidate>) -> Standing {
        let made = || {
            self.accepted
                .iter()
                .map(|contender| &contender.candidate)
                .chain(trying)
        };
        let track = if self.drift.is_merged() {
            Track::Lost
        } else {
            Track::Steps(made().map(|candidate| candidate.edits.as_slice()).collect())
        };
        let is_felt_elsewhere = made()
            .map(|candidate| &candidate.facts)
            .any(|facts| facts.in_signatures > 0 || facts.items_lost > 0 || facts.pubs_added > 0);
        let reach = if is_felt_elsewhere {
            Reach::Everywhere
        } else {
            Reach::Bodies
        };
        let nothing = Aim::default();
        let aim = self.ground.as_ref().map_or(&nothing, |ground| &ground.aim);
        self.pattern.standing(aim, report, &Edits { track, reach })
    }

    pub(super) fn accept(&mut self, passed: Passed, round: Round) -> Vec<Effect> {
        let Passed {
            contender,
            tree,
            standing,
            observations,
        } = passed;
        let candidate = contender.candidate.id;
        self.ledger.settle(candidate, Fate::Accepted);
        let mut course = Course::Fine;
        let is_clear = standing.is_clear();
        if self.pattern.rivals() > 0 {
            self.rivals.insert(candidate, round.rivals(&standing));
        }
        if let Some(ground) = &mut self.ground {
            self.fork = Some(Fork::new(round, ground));
            let items = &contender.candidate.facts.items;
            course = self.history.accept(
                &tree,
                &observations,
                items,
                &ground.now.score,
                &standing.score,
            );
            ground.now = standing;
            ground.tree = tree;
            ground.proof = None;
        }
        self.consulting.stand_elsewhere();
        self.accepted.push(contender);
        let mut effects = vec![Effect::Accept { candidate }];
        effects.extend(match course {
            _ if is_clear => self.prove(Closing::Goal),
            Course::Fine => self.propose(),
            Course::Circling => self.finish(StopReason::Thrash, Keep::Nothing),
            Course::Stalled => self.stall(),
        });
        effects
    }
}

impl Loop {
    /// Ends a search that wanders. Having come past the first target is no merit then: the way may have broken what is left.
    fn stall(&mut self) -> Vec<Effect> {
        let is_lower = self
            .ground
            .as_ref()
            .is_some_and(|g| g.start.score.is_lowered_by(&g.now.score));
        if is_lower {
            self.conclude(StopReason::NoProgress)
        } else {
            self.finish(StopReason::NoProgress, Keep::Nothing)
        }
    }
}

impl Refusals {
    fn note(
        &mut self,
        guard: &'static str,
        candidate: &Candidate,
        holds: impl Fn(&WorkspacePath) -> bool,
    ) {
        self.guards.insert(guard);
        if guard == guards::SCOPE {
            let paths = candidate.edits.iter().map(|edit| &edit.path);
            self.out_of_scope
                .extend(paths.filter(|path| !holds(path)).cloned());
        }
    }

    /// Why a round without a single contender ends the loop. A repeated proposal was heard before and decides
    /// nothing, as does one that the person asked for another than.
    fn into_stop(mut self) -> StopReason {
        self.guards.remove(guards::DUPLICATES);
        self.guards.remove(guards::OFFERED);
        let is_scope_alone = self.guards.len() == 1 && self.guards.contains(guards::SCOPE);
        if self.guards.is_empty() {
            StopReason::NoProgress
        } else if is_scope_alone {
            StopReason::OutOfScope(self.out_of_scope.into_iter().collect())
        } else {
            StopReason::RefusedByGuard(self.guards.into_iter().map(str::to_owned).collect())
        }
    }
}

/// What to show of a check that did not help.
fn first(report: &CheckReport, standing: &Standing) -> String {
    match (&report.end, standing.left.first()) {
        (CheckEnd::TimedOut, _) => "The check ran into its deadline.".into(),
        (CheckEnd::Broken(words), _) => {
            format!(
                "The check broke: {}",
                words.lines().next().unwrap_or_default()
            )
        }
        (CheckEnd::Success | CheckEnd::Failure, Some(left)) => left.message.clone(),
        (CheckEnd::Success | CheckEnd::Failure, None) => {
            "The check failed without an error.".into()
        }
    }
}
