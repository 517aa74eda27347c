//! The machine: one event in, effects out. The driver in `bowline` runs the effects and sends their answers back as events.
//!
//! Lives here: what the machine can be told and can want, and the way from one to the other. `machine/` holds the parts of
//! that way: `rounds` (propose, screen, accept), `consulting` (a language model is asked), `ending` (prove, finish), `retreat`
//! (a proof that does not hold), `drift` (a person types meanwhile).

mod consulting;
mod drift;
mod ending;
mod retreat;
mod rounds;
mod state;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::{
    consulting::Consulting,
    drift::Drift,
    ending::Keep,
    retreat::{Fork, Shelved},
    state::{Ground, State},
};
use crate::{
    action::Candidate,
    consult::{Consult, Consulted, ModelCall},
    context::ContextPack,
    evidence::Outcome,
    ids::{CandidateId, ContentHash, Ticket, WorkspacePath},
    intent::{Goal, Intent},
    observation::{CheckEnd, CheckReport, Level},
    patterns::{self, Pattern},
    search::{Contender, Ledger, history::History, round::Round},
    stop::{StopReason, Trouble, TroubleKind},
};

/// What the machine can be told. Closed: a new kind of knowledge is a new variant, matched everywhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "event")]
pub enum Event {
    /// Answers [`Effect::Gather`]: the text the loop works on.
    Gathered {
        /// The ticket of the effect that is answered.
        ticket: Ticket,
        /// The buffers taken, and the digest of the whole tree.
        context: ContextPack,
    },
    /// Answers [`Effect::Baseline`]: the check before any edit.
    Checked {
        /// The ticket of the effect that is answered.
        ticket: Ticket,
        /// What the check said.
        report: CheckReport,
    },
    /// Answers [`Effect::Propose`]. Candidates are numbered on from the highest number used so far.
    Proposed {
        /// The ticket of the effect that is answered.
        ticket: Ticket,
        /// The proposals, in the proposers' order of preference.
        candidates: Vec<Candidate>,
        /// What asking a language model came to; `None` where none was asked.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        consulted: Option<Consulted>,
    },
    /// Answers [`Effect::Screen`].
    Screened {
        /// The ticket of the effect that is answered.
        ticket: Ticket,
        /// The digest of the tree with the candidate applied.
        tree: ContentHash,
        /// What its check said.
        report: CheckReport,
    },
    /// Answers [`Effect::Prove`].
    Proved {
        /// The ticket of the effect that is answered.
        ticket: Ticket,
        /// The digest of the tree that was proved.
        tree: ContentHash,
        /// What its check said, and its tests where they ran.
        report: CheckReport,
    },
    /// Answers [`Effect::Rebase`].
    Rebased {
        /// The ticket of the effect that is answered.
        ticket: Ticket,
        /// What became of the accepted edits.
        rebase: Rebase,
    },
    /// Answers any effect that could not be carried out.
    Failed {
        /// The ticket of the effect that is answered.
        ticket: Ticket,
        /// Why; the loop ends with it.
        stop: StopReason,
    },
    /// The text under the loop is no longer what was gathered.
    Drifted {
        /// The files whose text differs.
        paths: Vec<WorkspacePath>,
    },
    /// The wall time of the intent is used up.
    TimeUp,
    /// A person or their editor asks the loop to stop.
    Cancel,
}

/// What became of the accepted edits when they were moved onto the text as it stands now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rebase {
    /// They fit, and the result must be proved again.
    Merged {
        /// The new ground: the text as the person has it, without the edits.
        context: ContextPack,
    },
    /// They do not fit.
    Conflict {
        /// The files in which they do not.
        paths: Vec<WorkspacePath>,
    },
}

/// What the machine wants done. Closed, and every one that has an answer carries a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "effect")]
pub enum Effect {
    /// Take the open buffers and write them over the shadow.
    Gather {
        /// Comes back with [`Event::Gathered`].
        ticket: Ticket,
    },
    /// Check the tree as it stands, before any edit.
    Baseline {
        /// Comes back with [`Event::Checked`].
        ticket: Ticket,
    },
    /// Ask the proposers for candidates against the current tree and its last observations.
    Propose {
        /// Comes back with [`Event::Proposed`].
        ticket: Ticket,
        /// The round this begins, from 1.
        attempt: u32,
        /// Asks a language model in place of the proposers that cost nothing, which have no more to say to this tree.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        consult: Option<Consult>,
    },
    /// Apply one candidate to the current tree in the shadow, check, and take it back.
    Screen {
        /// Comes back with [`Event::Screened`].
        ticket: Ticket,
        /// The candidate, one of the last proposals.
        candidate: CandidateId,
    },
    /// Make one screened candidate part of the current tree. Has no answer.
    Accept {
        /// The candidate, screened on the tree at hand.
        candidate: CandidateId,
    },
    /// Take back the candidate that was accepted last. Has no answer.
    Retract {
        /// The candidate; it may be accepted again.
        candidate: CandidateId,
    },
    /// Run the full proof over the current tree.
    Prove {
        /// Comes back with [`Event::Proved`].
        ticket: Ticket,
    },
    /// Move the accepted edits onto the text as the person has it now.
    Rebase {
        /// Comes back with [`Event::Rebased`].
        ticket: Ticket,
    },
    /// Stop whatever runs for this ticket. Has no answer.
    Abandon {
        /// The ticket whose answer is no longer wanted.
        ticket: Ticket,
    },
    /// The loop has ended. Always the last effect.
    Finish {
        /// What came of it.
        outcome: Box<Outcome>,
    },
}

/// One running loop.
pub struct Loop {
    intent: Intent,
    pattern: Box<dyn Pattern>,
    state: State,
    /// The number of the last ticket.
    tickets: u64,
    /// The round, from 1.
    attempt: u32,
    /// What is known since the baseline; `None` before it.
    ground: Option<Ground>,
    ledger: Ledger,
    history: History,
    accepted: Vec<Contender>,
    consulting: Consulting,
    drift: Drift,
    /// The way back from the candidate accepted last.
    fork: Option<Fork>,
    /// A result that was taken back, for want of a better one.
    shelved: Option<Shelved>,
    /// What other candidates do that came as far as each accepted one.
    rivals: BTreeMap<CandidateId, Vec<String>>,
}

impl Loop {
    /// Starts a loop: the first effects to run.
    pub fn start(intent: Intent) -> (Self, Vec<Effect>) {
        let mut this = Self {
            pattern: patterns::for_goal(&intent),
            intent,
            state: State::Ended,
            tickets: 0,
            attempt: 0,
            ground: None,
            ledger: Ledger::default(),
            history: History::default(),
            accepted: Vec::new(),
            consulting: Consulting::default(),
            drift: Drift::default(),
            fork: None,
            shelved: None,
            rivals: BTreeMap::new(),
        };
        let effects = this.gather();
        (this, effects)
    }

    /// The round, from 1; 0 before the first.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// What was asked of a model so far.
    pub fn calls(&self) -> &[ModelCall] {
        &self.consulting.calls
    }

    /// The candidates that would be screened behind the one under way if none of them helped, in that order: a look ahead,
    /// which decides nothing.
    pub fn upcoming(&self) -> impl Iterator<Item = CandidateId> {
        let round = match &self.state {
            State::Screening { round, .. } => Some(round),
            _ => None,
        };
        let waiting = round.into_iter().flat_map(Round::waiting);
        waiting.map(|contender| contender.candidate.id)
    }

    /// Takes one event and answers with the effects to run. An event for a ticket that is not awaited changes nothing, and
    /// neither does any event behind [`Effect::Finish`].
    pub fn step(&mut self, event: Event) -> Vec<Effect> {
        let Some(awaited) = self.state.awaited() else {
            return Vec::new();
        };
        if ticket_of(&event).is_some_and(|ticket| ticket != awaited) {
            return Vec::new();
        }
        match (event, self.state.take()) {
            (Event::Cancel, state) => self.abort(awaited, &state, StopReason::Cancelled),
            (Event::TimeUp, state) => self.abort(awaited, &state, StopReason::OutOfTime),
            (Event::Drifted { paths }, state) => self.drifted(awaited, state, paths),
            (Event::Failed { stop, .. }, _) => self.finish(stop, Keep::Nothing),
            (Event::Gathered { context, .. }, State::Gathering(_)) => self.gathered(context),
            (Event::Checked { report, .. }, State::Baselining { tree, .. }) => {
                self.checked(tree, report)
            }
            (
                Event::Proposed {
                    candidates,
                    consulted,
                    ..
                },
                State::Proposing(_),
            ) => self.heard(candidates, consulted),
            (Event::Screened { tree, report, .. }, State::Screening { trying, round, .. }) => {
                self.screened(*trying, round, tree, report)
            }
            (Event::Proved { tree, report, .. }, State::Proving { closing, .. }) => {
                self.proved(closing, tree, report)
            }
            (Event::Rebased { rebase, .. }, State::Rebasing { closing, .. }) => {
                self.rebased(closing, rebase)
            }
            // The right ticket on the wrong kind of answer is a driver's slip; what was asked for is still awaited.
            (
                Event::Gathered { .. }
                | Event::Checked { .. }
                | Event::Proposed { .. }
                | Event::Screened { .. }
                | Event::Proved { .. }
                | Event::Rebased { .. },
                state,
            ) => {
                self.state = state;
                Vec::new()
            }
        }
    }

    /// Follows the spot to where it stands in the text that was taken, and checks that text.
    fn gathered(&mut self, context: ContextPack) -> Vec<Effect> {
        if let (Goal::ClearAt(spot), Some((first, last))) = (&mut self.intent.goal, context.spot) {
            (spot.first_line, spot.last_line) = (first, last);
            self.pattern = patterns::for_goal(&self.intent);
        }
        self.baseline(context.tree)
    }

    fn ticket(&mut self) -> Ticket {
        self.tickets += 1;
        Ticket(self.tickets)
    }

    fn gather(&mut self) -> Vec<Effect> {
        let ticket = self.ticket();
        self.state = State::Gathering(ticket);
        vec![Effect::Gather { ticket }]
    }

    fn baseline(&mut self, tree: ContentHash) -> Vec<Effect> {
        let ticket = self.ticket();
        self.state = State::Baselining { ticket, tree };
        vec![Effect::Baseline { ticket }]
    }

    /// Takes the baseline: everything after it is compared with it (I9).
    fn checked(&mut self, tree: ContentHash, report: CheckReport) -> Vec<Effect> {
        if let Some(trouble) = trouble_of(&report) {
            self.keep_report(tree, report);
            return self.finish(StopReason::Broke(trouble), Keep::Nothing);
        }
        let idle = self.pattern.idle(&report);
        self.history.start(&tree, &report.observations);
        self.keep_report(tree, report);
        if self
            .ground
            .as_ref()
            .is_none_or(|ground| ground.aim.goal.is_empty())
        {
            return self.finish(idle, Keep::Nothing);
        }
        self.propose()
    }

    fn keep_report(&mut self, tree: ContentHash, report: CheckReport) {
        self.ground = Some(Ground::new(self.pattern.as_ref(), tree, report));
    }
}

/// What keeps a check from saying anything about the code. A failure that gives no error is one: "nothing to do" would be
/// untrue.
fn trouble_of(report: &CheckReport) -> Option<Trouble> {
    let has_error = report.observations.iter().any(|o| o.level == Level::Error);
    let build = |what: &str| Trouble {
        kind: TroubleKind::Build,
        what: what.to_owned(),
        hint:
            "Run the same cargo command yourself and mend what it names; then start the loop again."
                .into(),
    };
    match &report.end {
        CheckEnd::TimedOut => Some(Trouble {
            kind: TroubleKind::Hang,
            what: "cargo ran into its deadline and was stopped.".into(),
            hint: "Raise the time one check may take, or find out what makes the build hang."
                .into(),
        }),
        CheckEnd::Broken(words) => Some(build(words)),
        CheckEnd::Failure if !has_error => Some(build("cargo failed without naming an error.")),
        CheckEnd::Failure | CheckEnd::Success => None,
    }
}

fn ticket_of(event: &Event) -> Option<Ticket> {
    match event {
        Event::Gathered { ticket, .. }
        | Event::Checked { ticket, .. }
        | Event::Proposed { ticket, .. }
        | Event::Screened { ticket, .. }
        | Event::Proved { ticket, .. }
        | Event::Rebased { ticket, .. }
        | Event::Failed { ticket, .. } => Some(*ticket),
        Event::Drifted { .. } | Event::TimeUp | Event::Cancel => None,
    }
}
