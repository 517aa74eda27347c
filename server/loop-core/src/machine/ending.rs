//! Endings: the proof, and the one outcome. An edit is offered only with a proof of exactly the text it leaves (I9).

use super::{
    Effect, Loop,
    state::{Closing, Ground, State},
    trouble_of,
};
use crate::{
    action::Class,
    evidence::{Outcome, Verdict},
    ids::{ContentHash, Ticket},
    observation::CheckReport,
    patterns::{Edited, Finish, Footing, Worth},
    search::Contender,
    stop::StopReason,
};

/// Whether an ending offers what was proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keep {
    /// No edit.
    Nothing,
    /// The accepted edits, if there is a proof of them.
    Proved,
}

impl Loop {
    pub(super) fn prove(&mut self, closing: Closing) -> Vec<Effect> {
        let ticket = self.ticket();
        self.state = State::Proving { ticket, closing };
        vec![Effect::Prove { ticket }]
    }

    pub(super) fn proved(
        &mut self,
        closing: Closing,
        tree: ContentHash,
        report: CheckReport,
    ) -> Vec<Effect> {
        let now = self.standing(&report, None);
        let is_clear = now.is_clear();
        let trouble = if now.ground == Footing::Unsound {
            trouble_of(&report)
        } else {
            None
        };
        let mut is_nearer = false;
        let mut has_surprise = false;
        if let Some(ground) = &mut self.ground {
            // Errors elsewhere that no screening showed: another candidate may do without them.
            let is_worse =
                !report.wider.is_empty() || ground.now.uncovered.len() < now.uncovered.len();
            has_surprise = is_worse && self.fork.is_some() && !self.drift.is_merged();
            ground.now = now;
            ground.tree = tree.clone();
            ground.proof = trouble.is_none().then_some(report);
            is_nearer = ground.is_nearer();
        }
        match (closing, trouble) {
            (Closing::Goal, Some(trouble)) => {
                self.finish(StopReason::Broke(trouble), Keep::Nothing)
            }
            (Closing::Rest(stop), Some(_)) => self.finish(stop, Keep::Nothing),
            (Closing::Goal, None) if is_clear && !has_surprise => {
                self.settle(Closing::Goal, StopReason::Achieved)
            }
            // A merge that does not hold is not searched on from: its text is the person's, and still changing.
            (Closing::Goal, None) if self.drift.is_merged() => {
                self.finish(self.drift.stop(), Keep::Nothing)
            }
            (Closing::Goal, None) => {
                self.ledger.refute(tree);
                match self.retreat() {
                    Some(effects) => effects,
                    None => self.go_on(),
                }
            }
            (Closing::Rest(_), None) if is_clear => {
                self.settle(Closing::Goal, StopReason::Achieved)
            }
            (Closing::Rest(stop), None) if is_nearer => {
                self.settle(Closing::Rest(stop.clone()), stop)
            }
            (Closing::Rest(_), None) if self.drift.is_merged() => {
                self.finish(self.drift.stop(), Keep::Nothing)
            }
            (Closing::Rest(stop), None) => self.finish(stop, Keep::Nothing),
        }
    }

    /// Ends with what was just proved, or moves it onto the text as it is now.
    pub(super) fn settle(&mut self, closing: Closing, stop: StopReason) -> Vec<Effect> {
        if self.drift.is_pending() {
            self.rebase(closing)
        } else {
            self.finish(stop, Keep::Proved)
        }
    }

    /// Gives up for this reason; what was accepted is proved and offered if it is better than what was there.
    pub(super) fn conclude(&mut self, stop: StopReason) -> Vec<Effect> {
        let Some(ground) = &self.ground else {
            return self.finish(stop, Keep::Nothing);
        };
        if self.accepted.is_empty() || !ground.is_nearer() {
            return self.finish(stop, Keep::Nothing);
        }
        if ground.proof.is_some() {
            return self.settle(Closing::Rest(stop.clone()), stop);
        }
        self.prove(Closing::Rest(stop))
    }

    /// Ends at once. What runs is abandoned, so only a proof that is already there counts.
    pub(super) fn abort(
        &mut self,
        awaited: Ticket,
        state: &State,
        stop: StopReason,
    ) -> Vec<Effect> {
        let is_searching = matches!(state, State::Proposing(_) | State::Screening { .. });
        let is_nearer = self.ground.as_ref().is_some_and(Ground::is_nearer);
        let keep = if is_searching && is_nearer && !self.drift.is_pending() {
            Keep::Proved
        } else {
            Keep::Nothing
        };
        let mut effects = vec![Effect::Abandon { ticket: awaited }];
        effects.extend(self.finish(stop, keep));
        effects
    }

    pub(super) fn finish(&mut self, stop: StopReason, keep: Keep) -> Vec<Effect> {
        self.state = State::Ended;
        let proof = match (&mut self.ground, keep) {
            (Some(ground), Keep::Proved) => ground
                .proof
                .take()
                .map(|report| (ground.tree.clone(), report)),
            _ => None,
        };
        let outcome = match proof {
            Some((tree, report)) => self.offer(stop, tree, report),
            None => self.empty_handed(stop),
        };
        vec![Effect::Finish {
            outcome: Box::new(outcome),
        }]
    }

    fn offer(&self, stop: StopReason, tree: ContentHash, proof: CheckReport) -> Outcome {
        let Some(ground) = &self.ground else {
            return self.empty_handed(stop);
        };
        let worth = self
            .pattern
            .worth(&ground.aim, &proof, &ground.now, &self.edited());
        let (stop, cautions) = self.needing_words(stop, &worth);
        Outcome {
            verdict: worth.verdict,
            steps: self
                .accepted
                .iter()
                .map(|contender| contender.candidate.edits.clone())
                .collect(),
            tree: Some(tree),
            left: ground.now.left.clone(),
            proof: Some(proof),
            cautions,
            ..self.empty_handed(stop)
        }
    }

    fn empty_handed(&self, stop: StopReason) -> Outcome {
        let cautions = match (&stop, &self.ground) {
            (StopReason::NothingToDo, Some(ground)) => self.pattern.nothing_to_do(&ground.baseline),
            _ => Vec::new(),
        };
        Outcome {
            stop,
            verdict: Verdict::None,
            attempts: self.attempt,
            candidates: self.ledger.screened,
            steps: Vec::new(),
            tree: None,
            baseline: self.ground.as_ref().map(|ground| ground.baseline.clone()),
            proof: None,
            // Without an edit, what is left is what was there.
            left: self
                .ground
                .as_ref()
                .map(|ground| ground.start.left.clone())
                .unwrap_or_default(),
            trials: self.ledger.trials.clone(),
            cautions,
            calls: self.consulting.calls.clone(),
        }
    }

    fn edited(&self) -> Edited {
        let candidates = || self.accepted.iter().map(|contender| &contender.candidate);
        let is_unfinished = candidates().any(|candidate| {
            let facts = &candidate.facts;
            candidate.class == Class::Scaffold
                || facts.stubs_added > 0
                || facts.placeholders_added > 0
        });
        // What a rule vouches for is no guess: a lock that is taken, a number that fits.
        let is_guessed = candidates().any(|candidate| {
            candidate.facts.unwraps_added > 0 && candidate.class > Class::KeepsMeaning
        });
        Edited {
            items: candidates()
                .flat_map(|candidate| candidate.facts.items.iter().cloned())
                .collect(),
            files: candidates()
                .flat_map(|c| &c.edits)
                .map(|edit| edit.path.clone())
                .collect(),
            finish: if is_unfinished {
                Finish::Unfinished
            } else if is_guessed {
                Finish::Guessed
            } else {
                Finish::Complete
            },
            rivals: candidates()
                .filter_map(|candidate| self.rivals.get(&candidate.id))
                .flatten()
                .cloned()
                .collect(),
        }
    }

    /// The stop reason and cautions of an offer: one that holds an edit which needs a person's word says so before all else.
    fn needing_words(&self, stop: StopReason, worth: &Worth) -> (StopReason, Vec<String>) {
        let all = |list: fn(&Contender) -> &Vec<String>| {
            let mut sentences: Vec<String> = Vec::new();
            for sentence in self.accepted.iter().flat_map(list) {
                if !sentences.contains(sentence) {
                    sentences.push(sentence.clone());
                }
            }
            sentences
        };
        let words = all(|contender| &contender.words);
        let mut cautions = words.clone();
        cautions.extend(all(|contender| &contender.cautions));
        cautions.extend(worth.cautions.iter().cloned());
        if self.drift.is_merged() {
            cautions.push("The text changed while the loop ran; the edit was merged with it and proved again.".into());
        }
        if words.is_empty() {
            return (stop, cautions);
        }
        if stop != StopReason::Achieved {
            cautions.push(stop.sentence());
        }
        (StopReason::ApprovalNeeded(words.join(" ")), cautions)
    }
}
