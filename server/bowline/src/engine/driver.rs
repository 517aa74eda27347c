//! Drives one loop: the machine's effects out to the workbench, its answers, the person's typing, the clock and the
//! cancel button back in as events. Every event reaches the journal before the machine.

use std::{
    panic::AssertUnwindSafe,
    sync::Arc,
    time::{Duration, Instant},
};

use bowline_loop_core::{
    Effect, Event, Intent, Loop, Outcome, StopReason, Ticket, consult::Whom, machine::Rebase,
};
use futures::{FutureExt as _, future::BoxFuture};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::{
    ground::Ground,
    types::{Controls, OpenBuffer, Progress, Stage},
    workbench::{Workbench, internal},
};
use crate::journal::Journal;

/// A workbench, or the reason why there is none; the machine hears of it as the answer to its first effect.
pub(super) type Hands = Result<Workbench, StopReason>;

/// What runs, and how to stop it.
struct Running {
    ticket: Ticket,
    cancel: CancellationToken,
    answer: BoxFuture<'static, (Hands, Event)>,
    /// What people are told that it does.
    doing: (Stage, String),
}

pub(super) struct Driver {
    machine: Loop,
    hands: Option<Hands>,
    running: Option<Running>,
    waiting: std::collections::VecDeque<Effect>,
    journal: Option<Journal>,
    ground: Option<Ground>,
    controls: Controls,
    /// Tokens that a model has written of the answer that is awaited.
    written: watch::Receiver<u64>,
    began: Instant,
}

impl Driver {
    /// Runs a loop to its end; gives the outcome and the hands that hold its texts.
    pub(super) async fn run(
        intent: Intent,
        hands: Hands,
        journal: Option<Journal>,
        ground: Option<Ground>,
        controls: Controls,
        written: watch::Receiver<u64>,
    ) -> (Outcome, Hands) {
        let limit = Duration::from_millis(intent.limits.millis);
        let (machine, effects) = Loop::start(intent);
        let mut driver = Self {
            machine,
            hands: Some(hands),
            running: None,
            waiting: Default::default(),
            journal,
            ground,
            controls,
            written,
            began: Instant::now(),
        };
        driver.queue(effects);
        driver.turn(limit).await
    }

    async fn turn(&mut self, limit: Duration) -> (Outcome, Hands) {
        let time_up = tokio::time::sleep(limit);
        tokio::pin!(time_up);
        let (mut timed_out, mut cancelled, mut watched) = (false, false, true);
        loop {
            if let Some(outcome) = self.start_waiting() {
                return (outcome, self.put_down().await);
            }
            let cancel = self.controls.cancel.clone();
            let event = tokio::select! {
                biased;
                () = cancel.cancelled(), if !cancelled => {
                    cancelled = true;
                    Some(Event::Cancel)
                }
                () = &mut time_up, if !timed_out => {
                    timed_out = true;
                    Some(Event::TimeUp)
                }
                answer = answer_of(&mut self.running) => Some(self.take_answer(answer)),
                changed = self.controls.buffers.changed(), if watched => {
                    watched = changed.is_ok();
                    self.drift()
                }
                Ok(()) = self.written.changed() => {
                    self.say_written();
                    None
                }
            };
            if let Some(event) = event {
                self.tell(event);
            }
        }
    }

    /// Writes the event down, then steps the machine.
    fn tell(&mut self, event: Event) {
        let at = self.began.elapsed();
        if let Some(journal) = &mut self.journal
            && let Err(error) = journal.event(at, &event)
        {
            tracing::warn!(%error, "the journal could not be written");
        }
        let gathered = match &event {
            Event::Gathered { context, .. }
            | Event::Rebased {
                rebase: Rebase::Merged { context },
                ..
            } => Some(context.clone()),
            _ => None,
        };
        let effects = self.machine.step(event);
        self.queue(effects);
        if let (Some(ground), Some(context)) = (&mut self.ground, gathered) {
            ground.stand_on(&context);
            // What was typed while the texts were being taken has woken nobody: there was no ground to compare with.
            if let Some(drifted) = self.drift() {
                self.tell(drifted);
            }
        }
    }

    fn queue(&mut self, effects: Vec<Effect>) {
        let at = self.began.elapsed();
        for effect in effects {
            if let Some(journal) = &mut self.journal
                && let Err(error) = journal.effect(at, &effect)
            {
                tracing::warn!(%error, "the journal could not be written");
            }
            match effect {
                // Heard at once: what runs must end before the effects behind it can start.
                Effect::Abandon { ticket } => self.abandon(ticket),
                other => self.waiting.push_back(other),
            }
        }
    }

    fn abandon(&mut self, ticket: Ticket) {
        if let Some(running) = &self.running
            && running.ticket == ticket
        {
            running.cancel.cancel();
        }
    }

    /// Starts what waits, as long as the hands are free. Gives the outcome when the loop has ended.
    fn start_waiting(&mut self) -> Option<Outcome> {
        if let Some(Effect::Finish { .. }) = self.waiting.front() {
            if let Some(running) = &self.running {
                running.cancel.cancel();
            }
            if let Some(Effect::Finish { outcome }) = self.waiting.pop_front() {
                self.say(Stage::Done, outcome.stop.sentence());
                return Some(*outcome);
            }
        }
        while self.running.is_none() {
            match self.waiting.front()? {
                Effect::Finish { .. } => return self.start_waiting(),
                Effect::Accept { candidate } => {
                    let candidate = *candidate;
                    if let Some(Ok(bench)) = &mut self.hands {
                        bench.accept(candidate);
                    }
                    self.waiting.pop_front();
                }
                Effect::Retract { candidate } => {
                    let candidate = *candidate;
                    if let Some(Ok(bench)) = &mut self.hands {
                        bench.retract(candidate);
                    }
                    self.waiting.pop_front();
                }
                _ => {
                    let effect = self.waiting.pop_front()?;
                    self.start(effect);
                }
            }
        }
        None
    }

    fn start(&mut self, effect: Effect) {
        let Some(ticket) = ticket_of(&effect) else {
            return;
        };
        let (stage, mut message) = words(&effect);
        if let (
            Effect::Propose {
                consult: Some(consult),
                ..
            },
            Some(Ok(bench)),
        ) = (&effect, &mut self.hands)
            && let Some(estimate) = bench.estimate(consult)
        {
            message = format!("{message}: {estimate}");
        }
        self.say(stage, message.clone());
        let cancel = CancellationToken::new();
        let mut hands = self
            .hands
            .take()
            .unwrap_or_else(|| Err(internal("the workbench is gone".into())));
        if let (Ok(bench), Effect::Screen { .. }) = (&mut hands, &effect) {
            bench.expect(self.machine.upcoming());
        }
        let buffers = self.controls.buffers.borrow_and_update().clone();
        let span = tracing::info_span!("attempt", n = self.machine.attempt());
        let work = carry_out(hands, effect, ticket, buffers, cancel.clone());
        let answer = async move {
            AssertUnwindSafe(work)
                .catch_unwind()
                .await
                .unwrap_or_else(|_| {
                    let stop = internal("a task of this loop panicked".into());
                    (Err(stop.clone()), Event::Failed { ticket, stop })
                })
        };
        self.running = Some(Running {
            ticket,
            cancel,
            answer: answer.instrument(span).boxed(),
            doing: (stage, message),
        });
    }

    fn take_answer(&mut self, (hands, event): (Hands, Event)) -> Event {
        self.hands = Some(hands);
        self.running = None;
        // What was written of the answer says nothing of what is done next.
        self.written.mark_unchanged();
        event
    }

    /// Waits for what still runs, so that no process outlives the loop.
    async fn put_down(&mut self) -> Hands {
        if let Some(running) = self.running.take() {
            running.cancel.cancel();
            self.hands = Some(running.answer.await.0);
        }
        let hands = self.hands.take();
        let mut hands = hands.unwrap_or_else(|| Err(internal("the workbench is gone".into())));
        if let Ok(bench) = &mut hands {
            bench.end_round().await;
        }
        hands
    }

    fn drift(&mut self) -> Option<Event> {
        let buffers = self.controls.buffers.borrow_and_update().clone();
        let paths = self.ground.as_ref()?.drifted(&buffers);
        (!paths.is_empty()).then_some(Event::Drifted { paths })
    }

    /// Tells how much of an answer has come.
    fn say_written(&mut self) {
        let tokens = *self.written.borrow_and_update();
        // A call begins with none, and says so as well.
        if let Some(running) = self.running.as_ref().filter(|_| tokens > 0) {
            let (stage, message) = &running.doing;
            self.say(*stage, format!("{message}: about {tokens} written"));
        }
    }

    fn say(&self, stage: Stage, message: String) {
        let news = Progress {
            stage,
            attempt: self.machine.attempt(),
            message,
            elapsed: self.began.elapsed(),
            calls: self.machine.calls().to_vec(),
        };
        // Nobody listening is no error: headless callers drop the receiver.
        let _ = self.controls.progress.send(news);
    }
}

/// Runs one effect with the hands it needs, and gives them back with the answer.
async fn carry_out(
    mut hands: Hands,
    effect: Effect,
    ticket: Ticket,
    buffers: Arc<Vec<OpenBuffer>>,
    cancel: CancellationToken,
) -> (Hands, Event) {
    let bench = match &mut hands {
        Ok(bench) => bench,
        Err(stop) => {
            let stop = stop.clone();
            return (hands, Event::Failed { ticket, stop });
        }
    };
    if !matches!(effect, Effect::Screen { .. }) {
        bench.end_round().await;
    }
    let event = match effect {
        Effect::Gather { .. } => bench.gather(ticket, &buffers).await,
        Effect::Baseline { .. } => bench.baseline(ticket, &cancel).await,
        Effect::Propose { consult: None, .. } => bench.propose(ticket, &cancel).await,
        Effect::Propose {
            consult: Some(consult),
            ..
        } => bench.consult(ticket, &consult, &cancel).await,
        Effect::Screen { candidate, .. } => bench.screen(ticket, candidate, &cancel).await,
        Effect::Prove { .. } => bench.prove(ticket, &cancel).await,
        Effect::Rebase { .. } => bench.rebase(ticket, &buffers).await,
        Effect::Accept { .. }
        | Effect::Retract { .. }
        | Effect::Abandon { .. }
        | Effect::Finish { .. } => Event::Failed {
            ticket,
            stop: internal("an effect without an answer was run as one with".into()),
        },
    };
    (hands, event)
}

/// The answer of what runs; never, when nothing does. The future stays where it is when another branch is taken.
async fn answer_of(running: &mut Option<Running>) -> (Hands, Event) {
    match running {
        Some(running) => (&mut running.answer).await,
        None => std::future::pending().await,
    }
}

fn ticket_of(effect: &Effect) -> Option<Ticket> {
    match effect {
        Effect::Gather { ticket }
        | Effect::Baseline { ticket }
        | Effect::Propose { ticket, .. }
        | Effect::Screen { ticket, .. }
        | Effect::Prove { ticket }
        | Effect::Rebase { ticket }
        | Effect::Abandon { ticket } => Some(*ticket),
        Effect::Accept { .. } | Effect::Retract { .. } | Effect::Finish { .. } => None,
    }
}

fn words(effect: &Effect) -> (Stage, String) {
    match effect {
        Effect::Gather { .. } => (Stage::Context, "reading the workspace".into()),
        Effect::Baseline { .. } => (Stage::Observation, "checking the text as it stands".into()),
        Effect::Propose { consult: None, .. } => (Stage::Action, "looking for an edit".into()),
        Effect::Propose {
            consult: Some(consult),
            ..
        } if consult.whom == Whom::Agent => (
            Stage::Action,
            format!("asking the agent, round {}", consult.sample),
        ),
        Effect::Propose {
            consult: Some(consult),
            ..
        } => (
            Stage::Action,
            format!(
                "asking {}, question {} ({} tokens left)",
                match consult.route {
                    0 => "the model",
                    _ => "a stronger model",
                },
                consult.sample,
                consult.tokens
            ),
        ),
        Effect::Screen { candidate, .. } => {
            (Stage::Observation, format!("trying candidate {candidate}"))
        }
        Effect::Prove { .. } => (Stage::Observation, "proving the result".into()),
        Effect::Rebase { .. } => (Stage::Adjustment, "merging with what was typed".into()),
        Effect::Accept { .. }
        | Effect::Retract { .. }
        | Effect::Abandon { .. }
        | Effect::Finish { .. } => (Stage::Adjustment, "deciding".into()),
    }
}
