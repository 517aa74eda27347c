//! The machine: one event in, effects out. The driver in `bowline` runs the effects and sends their answers back as events.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::{
    action::{Candidate, Class},
    context::ContextPack,
    evidence::{Outcome, Verdict},
    ids::{CandidateId, ContentHash, Ticket, WorkspacePath},
    intent::{Goal, Intent},
    observation::{CheckEnd, CheckReport, Level, Observation, Phase},
    stop::StopReason,
};

/// What the machine can be told. Closed: a new kind of knowledge is a new variant, matched everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
#[allow(missing_docs)]
pub enum Event {
    /// Answers [`Effect::Gather`]: the text the loop works on.
    Gathered { ticket: Ticket, context: ContextPack },
    /// Answers [`Effect::Baseline`]: the check before any edit.
    Checked { ticket: Ticket, report: CheckReport },
    /// Answers [`Effect::Propose`]. Candidates are numbered on from the highest number used so far.
    Proposed { ticket: Ticket, candidates: Vec<Candidate> },
    /// Answers [`Effect::Screen`]: the digest of the tree with the candidate applied, and its check.
    Screened { ticket: Ticket, tree: ContentHash, report: CheckReport },
    /// Answers [`Effect::Prove`]: the digest of the tree that was proved, and its check (and tests).
    Proved { ticket: Ticket, tree: ContentHash, report: CheckReport },
    /// Answers [`Effect::Rebase`].
    Rebased { ticket: Ticket, rebase: Rebase },
    /// Answers any effect that could not be carried out.
    Failed { ticket: Ticket, stop: StopReason },
    /// A buffer of the context changed under the loop.
    Drifted { paths: Vec<WorkspacePath> },
    /// The wall time of the intent is used up.
    TimeUp,
    /// A person or their editor asks the loop to stop.
    Cancel,
}

/// What became of the accepted edits when they were moved onto the text as it stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs)]
pub enum Rebase {
    /// They fit; the context is the new ground, and the result must be proved again.
    Merged { context: ContextPack },
    /// They do not fit in these files.
    Conflict { paths: Vec<WorkspacePath> },
}

/// What the machine wants done. Closed, and every one that has an answer carries a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "effect")]
#[allow(missing_docs)]
pub enum Effect {
    /// Take the open buffers and write them over the shadow.
    Gather { ticket: Ticket },
    /// Check the tree as it stands, before any edit.
    Baseline { ticket: Ticket },
    /// Ask the proposers for candidates against the current tree and its last observations.
    Propose { ticket: Ticket, attempt: u32 },
    /// Apply one candidate to the current tree in the shadow, check, and take it back.
    Screen { ticket: Ticket, candidate: CandidateId },
    /// Make one screened candidate part of the current tree. Has no answer.
    Accept { candidate: CandidateId },
    /// Run the full proof over the current tree.
    Prove { ticket: Ticket },
    /// Move the accepted edits onto the text as the person has it now.
    Rebase { ticket: Ticket },
    /// Stop whatever runs for this ticket; its answer is no longer wanted.
    Abandon { ticket: Ticket },
    /// The loop has ended. Always the last effect.
    Finish { outcome: Box<Outcome> },
}

/// One running loop.
pub struct Loop {
    intent: Intent,
    state: State,
    next: u64,
    attempt: u32,
    screened: u32,
    baseline: Option<CheckReport>,
    now: Vec<Observation>,
    accepted: Vec<Candidate>,
    drifted: Vec<WorkspacePath>,
}

enum State {
    Gathering(Ticket),
    Baselining(Ticket),
    Proposing(Ticket),
    Screening { ticket: Ticket, trying: Candidate, queue: VecDeque<Candidate>, passed: Vec<(Candidate, Vec<Observation>)> },
    Proving(Ticket),
    Rebasing(Ticket),
    Ended,
}

impl Loop {
    /// Starts a loop: the first effects to run.
    pub fn start(intent: Intent) -> (Self, Vec<Effect>) {
        let mut this = Self {
            intent,
            state: State::Ended,
            next: 0,
            attempt: 0,
            screened: 0,
            baseline: None,
            now: Vec::new(),
            accepted: Vec::new(),
            drifted: Vec::new(),
        };
        let ticket = this.ticket();
        this.state = State::Gathering(ticket);
        (this, vec![Effect::Gather { ticket }])
    }

    /// The round, from 1; 0 before the first.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    fn ticket(&mut self) -> Ticket {
        self.next += 1;
        Ticket(self.next)
    }

    fn awaited(&self) -> Option<Ticket> {
        match &self.state {
            State::Gathering(t) | State::Baselining(t) | State::Proposing(t) | State::Proving(t) | State::Rebasing(t) => Some(*t),
            State::Screening { ticket, .. } => Some(*ticket),
            State::Ended => None,
        }
    }

    /// Takes one event and answers with the effects to run. An event for a ticket that is not awaited changes nothing.
    pub fn step(&mut self, event: Event) -> Vec<Effect> {
        let Some(awaited) = self.awaited() else { return Vec::new() };
        match event {
            Event::Cancel => self.abort(awaited, StopReason::Cancelled),
            Event::TimeUp => self.abort(awaited, StopReason::OutOfTime),
            Event::Drifted { paths } => {
                self.drifted = paths;
                Vec::new()
            }
            Event::Failed { ticket, stop } if ticket == awaited => self.finish(stop, None),
            Event::Gathered { ticket, .. } if ticket == awaited => {
                let ticket = self.ticket();
                self.state = State::Baselining(ticket);
                vec![Effect::Baseline { ticket }]
            }
            Event::Checked { ticket, report } if ticket == awaited => {
                self.now = report.observations.clone();
                self.baseline = Some(report);
                if self.goal(&self.now).is_empty() { self.finish(StopReason::NothingToDo, None) } else { self.propose() }
            }
            Event::Proposed { ticket, candidates } if ticket == awaited => self.screen_next(candidates.into(), Vec::new()),
            Event::Screened { ticket, report, .. } if ticket == awaited => self.screened(report),
            Event::Proved { ticket, tree, report } if ticket == awaited => {
                if !self.drifted.is_empty() {
                    let ticket = self.ticket();
                    self.drifted.clear();
                    self.state = State::Rebasing(ticket);
                    return vec![Effect::Rebase { ticket }];
                }
                self.finish(StopReason::Achieved, Some((tree, report)))
            }
            Event::Rebased { ticket, rebase } if ticket == awaited => match rebase {
                Rebase::Merged { .. } => self.prove(),
                Rebase::Conflict { paths } => self.finish(StopReason::Drift(paths), None),
            },
            _ => Vec::new(),
        }
    }

    fn goal(&self, all: &[Observation]) -> Vec<Observation> {
        all.iter()
            .filter(|o| o.level == Level::Error)
            .filter(|o| match &self.intent.goal {
                Goal::ClearAt(spot) => o.site.as_ref().is_some_and(|s| s.path == spot.path && s.first_line <= spot.last_line && spot.first_line <= s.last_line),
                Goal::ClearAll { .. } => true,
            })
            .cloned()
            .collect()
    }

    fn abort(&mut self, awaited: Ticket, stop: StopReason) -> Vec<Effect> {
        let mut effects = vec![Effect::Abandon { ticket: awaited }];
        effects.extend(self.finish(stop, None));
        effects
    }

    fn propose(&mut self) -> Vec<Effect> {
        if self.attempt == self.intent.limits.attempts {
            return self.finish(StopReason::OutOfAttempts, None);
        }
        self.attempt += 1;
        let ticket = self.ticket();
        self.state = State::Proposing(ticket);
        vec![Effect::Propose { ticket, attempt: self.attempt }]
    }

    fn prove(&mut self) -> Vec<Effect> {
        let ticket = self.ticket();
        self.state = State::Proving(ticket);
        vec![Effect::Prove { ticket }]
    }

    fn score(&self, all: &[Observation]) -> (std::cmp::Reverse<Phase>, usize) {
        let errors: Vec<_> = all.iter().filter(|o| o.level == Level::Error).collect();
        let phase = errors.iter().map(|o| o.phase).min().unwrap_or(Phase::Clean);
        (std::cmp::Reverse(phase), errors.len())
    }

    fn screened(&mut self, report: CheckReport) -> Vec<Effect> {
        let State::Screening { trying, queue, mut passed, .. } = std::mem::replace(&mut self.state, State::Ended) else { return Vec::new() };
        self.screened += 1;
        let (p, n) = self.score(&self.now);
        let (p2, n2) = self.score(&report.observations);
        let fine = matches!(report.end, CheckEnd::Success | CheckEnd::Failure);
        let better = fine && (n2 == 0 || (p2 == p && n2 < n) || (p2 < p && n2 <= n));
        if better && n2 == 0 && trying.class != Class::Scaffold {
            return self.accept(trying, report.observations);
        }
        if better {
            passed.push((trying, report.observations));
        }
        self.screen_next(queue, passed)
    }

    fn accept(&mut self, candidate: Candidate, observations: Vec<Observation>) -> Vec<Effect> {
        let id = candidate.id;
        self.accepted.push(candidate);
        self.now = observations;
        let mut effects = vec![Effect::Accept { candidate: id }];
        effects.extend(if self.goal(&self.now).is_empty() { self.prove() } else { self.propose() });
        effects
    }

    fn screen_next(&mut self, mut queue: VecDeque<Candidate>, mut passed: Vec<(Candidate, Vec<Observation>)>) -> Vec<Effect> {
        if let Some(trying) = queue.pop_front() {
            let ticket = self.ticket();
            let candidate = trying.id;
            self.state = State::Screening { ticket, trying, queue, passed };
            return vec![Effect::Screen { ticket, candidate }];
        }
        passed.sort_by_key(|(c, o)| (self.score(o).1 > 0, self.score(o), c.class, c.id));
        if passed.is_empty() {
            return self.finish(StopReason::NothingToPropose, None);
        }
        let (candidate, observations) = passed.swap_remove(0);
        self.accept(candidate, observations)
    }

    fn finish(&mut self, stop: StopReason, proof: Option<(ContentHash, CheckReport)>) -> Vec<Effect> {
        self.state = State::Ended;
        let scaffold = self.accepted.iter().any(|c| c.class == Class::Scaffold);
        let verdict = match &proof {
            None => Verdict::None,
            Some(_) if scaffold => Verdict::Scaffold,
            Some((_, r)) if r.end == CheckEnd::Success => Verdict::Checked,
            Some(_) => Verdict::Improved,
        };
        let (tree, proof) = proof.map_or((None, None), |(t, r)| (Some(t), Some(r)));
        let steps = if proof.is_some() { self.accepted.iter().map(|c| c.edits.clone()).collect() } else { Vec::new() };
        let outcome = Outcome {
            stop,
            verdict,
            attempts: self.attempt,
            candidates: self.screened,
            steps,
            tree,
            baseline: self.baseline.clone(),
            left: self.goal(&self.now),
            proof,
            trials: Vec::new(),
            cautions: Vec::new(),
        };
        vec![Effect::Finish { outcome: Box::new(outcome) }]
    }
}
