//! Owns the loops: starts them, knows which run, holds the results that wait, and notices when one of their tasks panics.

use std::{
    collections::{BTreeMap, VecDeque},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use bowline_loop_core::{
    LoopId, Outcome, Reach, StopReason,
    intent::{Offered, Warnings},
    stop::{Trouble, TroubleKind},
};
use tokio::{sync::mpsc, time::Instant};
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use super::{observing, others, progress, review, session::Session, settings, spending};
use crate::{
    engine::{Aim, Behalf, Controls, Finished, Progress, Request},
    journal,
    model::Spending,
};

/// Results that are kept for review and report; older ones are forgotten, their journals stay.
const HELD: usize = 16;

/// What a person asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) aim: Aim,
    /// A directory of the workspace, absolute.
    pub(super) directory: PathBuf,
    /// What is asked, in a few words.
    pub(super) title: String,
    /// Whether warnings count as well as errors.
    pub(super) warnings: Warnings,
    /// Results found before, where another one is wanted.
    pub(super) offered: Vec<Offered>,
}

struct Running {
    asked: Asked,
    cancel: CancellationToken,
}

/// What became of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// A person has not decided yet.
    Waiting,
    /// It is on its way into the editor.
    Applying,
    /// It is in the editor, whole or in part.
    Applied,
    /// A person does not want it.
    Discarded,
}

/// The end of a loop, kept for review and report.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) finished: Arc<Finished>,
    pub(super) asked: Asked,
    /// On whose behalf it was found.
    pub(super) behalf: Behalf,
    pub(super) fate: Fate,
    /// Other results for the same question, found since.
    pub(super) others: Vec<LoopId>,
}

/// The loops of one connection.
pub(super) struct Loops {
    running: BTreeMap<LoopId, Running>,
    held: VecDeque<Held>,
}

impl Loops {
    pub(super) fn new() -> Self {
        Self {
            running: BTreeMap::new(),
            held: VecDeque::new(),
        }
    }

    /// The loop that already works on the same thing.
    fn same(&self, asked: &Asked) -> Option<LoopId> {
        self.running
            .iter()
            .find(|(_, running)| running.asked == *asked && !running.cancel.is_cancelled())
            .map(|(id, _)| id.clone())
    }

    /// Cancels one loop, or all.
    pub(super) fn cancel(&mut self, id: Option<&LoopId>) {
        for (running, state) in &self.running {
            if id.is_none_or(|id| running == id) {
                state.cancel.cancel();
            }
        }
    }

    /// Whether no loop runs.
    pub(super) fn is_idle(&self) -> bool {
        self.running.is_empty()
    }

    /// Whether this loop runs.
    pub(super) fn is_running(&self, id: &LoopId) -> bool {
        self.running.contains_key(id)
    }

    /// What the loops that run were asked for.
    pub(super) fn at_work(&self) -> impl Iterator<Item = &Asked> {
        self.running.values().map(|running| &running.asked)
    }

    /// The ends that are kept, the newest first.
    pub(super) fn ends(&self) -> impl Iterator<Item = &Held> {
        self.held.iter().rev()
    }

    /// The loops that run.
    pub(super) fn running(&self) -> impl Iterator<Item = &LoopId> {
        self.running.keys()
    }

    /// The loops whose edit waits for a person's decision.
    pub(super) fn waiting(&self) -> impl Iterator<Item = &LoopId> {
        let waiting = |held: &&Held| held.fate == Fate::Waiting && !held.finished.files.is_empty();
        self.held
            .iter()
            .filter(waiting)
            .map(|held| &held.finished.id)
    }

    /// The end of a loop.
    pub(super) fn held(&self, id: &LoopId) -> Option<&Held> {
        self.held.iter().find(|held| &held.finished.id == id)
    }

    /// The end that came last of what a person asked for.
    pub(super) fn last(&self) -> Option<&Held> {
        let mut newest = self.held.iter().rev();
        newest.find(|held| held.behalf == Behalf::Person)
    }

    /// Lets go of a result that still waits; gives it.
    pub(super) fn forget_waiting(&mut self, id: &LoopId) -> Option<Held> {
        let is_it = |held: &Held| &held.finished.id == id && held.fate == Fate::Waiting;
        let at = self.held.iter().position(is_it)?;
        self.held.remove(at)
    }

    /// Says what became of a result; gives the fate before.
    pub(super) fn decide(&mut self, id: &LoopId, fate: Fate) -> Option<Fate> {
        let held = self.held.iter_mut().find(|held| &held.finished.id == id)?;
        Some(std::mem::replace(&mut held.fate, fate))
    }

    /// Adds a result to the others of an earlier one; gives all of them, or nothing where that one no longer waits.
    pub(super) fn add_other(&mut self, of: &LoopId, other: Held) -> Option<Vec<LoopId>> {
        let id = other.finished.id.clone();
        let held = self
            .held
            .iter_mut()
            .find(|held| &held.finished.id == of && held.fate == Fate::Waiting)?;
        held.others.push(id);
        let others = held.others.clone();
        self.keep(other);
        Some(others)
    }

    /// Takes a running loop for ended, and keeps its result.
    pub(super) fn ended(&mut self, held: Held) {
        self.running.remove(&held.finished.id);
        self.keep(held);
    }

    /// Keeps a result; the oldest goes where there are too many.
    pub(super) fn keep(&mut self, held: Held) {
        self.held.push_back(held);
        while self.held.len() > HELD {
            self.held.pop_front();
        }
    }
}

/// Starts a loop and gives its id at once; the loop that already works on the same thing where there is one.
pub(super) fn start(session: &Arc<Session>, asked: Asked) -> LoopId {
    let started = session.change(|state| {
        if let Some(same) = state.loops.same(&asked) {
            return Err(same);
        }
        let id = journal::new_id(asked.aim.pattern());
        let cancel = CancellationToken::new();
        state.loops.running.insert(
            id.clone(),
            Running {
                asked: asked.clone(),
                cancel: cancel.clone(),
            },
        );
        Ok((id, cancel))
    });
    match started {
        Err(same) => same,
        Ok((id, cancel)) => {
            tracing::info!(%id, title = asked.title, "started");
            tokio::spawn(supervise(session.clone(), id.clone(), asked, cancel));
            id
        }
    }
}

/// Waits until no loop, check or proof runs, up to `limit`.
pub(super) async fn all_ended(session: &Session, limit: Duration) -> bool {
    session.wait_until(limit, |state| state.is_idle()).await
}

async fn supervise(session: Arc<Session>, id: LoopId, asked: Asked, cancel: CancellationToken) {
    let began = Instant::now();
    let (sender, news) = mpsc::unbounded_channel();
    let reporter = tokio::spawn(progress::report(
        session.clone(),
        id.clone(),
        asked.title.clone(),
        news,
    ));
    let work = tokio::spawn(run(
        session.clone(),
        id.clone(),
        asked.clone(),
        Behalf::Person,
        cancel,
        sender,
    ));
    let finished = match work.await {
        Ok(finished) => finished,
        Err(error) => broke(&id, &asked, &error),
    };
    let finished = Arc::new(finished);
    let held = Held {
        finished: finished.clone(),
        asked: asked.clone(),
        behalf: Behalf::Person,
        fate: Fate::Waiting,
        others: Vec::new(),
    };
    session.change(|state| state.loops.ended(held));
    let span = tracing::info_span!("loop", %id, pattern = asked.aim.pattern());
    let after = async {
        let shown = reporter.await.unwrap_or_default();
        progress::end(&session, shown, &finished, began.elapsed()).await;
        review::present(&session, &finished, &asked.title).await;
    };
    after.instrument(span).await;
    others::search(&session, &finished, &asked).await;
}

/// Runs one loop to its end and notes its result in the journal.
pub(super) async fn run(
    session: Arc<Session>,
    id: LoopId,
    asked: Asked,
    behalf: Behalf,
    cancel: CancellationToken,
    progress: mpsc::UnboundedSender<Progress>,
) -> Finished {
    let config = settings::load(&session, &asked.directory).await;
    let (is_first, directories) = (asked.offered.is_empty(), session.engine.directories());
    let request = Request {
        id,
        directory: asked.directory.clone(),
        aim: asked.aim,
        warnings: asked.warnings,
        checks: config.checks(),
        limits: config.limits(),
        tradeoffs: config.tradeoffs(),
        policy: config.policy(),
        behalf,
        // The search for other fixes costs nothing: nobody has asked for them yet.
        model: is_first.then(|| config.model(directories)).flatten(),
        agent: is_first.then(|| config.agent(directories)).flatten(),
        offered: asked.offered,
        reach: Reach::default(),
    };
    let buffers = session.watch_buffers();
    let spending = match behalf {
        Behalf::Person => spending::attended(&session),
        Behalf::Background => Spending::Unattended,
    };
    let finished = session
        .engine
        .run(
            request,
            Controls {
                cancel,
                progress,
                buffers,
                spending,
            },
        )
        .await;
    if let Err(error) = journal::note_result(&finished) {
        tracing::warn!(%error, "the result could not be written to the journal");
    }
    if behalf == Behalf::Person && session.with(|state| state.knowledge.has_begun(&finished.root)) {
        observing::schedule(&session, &asked.directory);
    }
    finished
}

/// The end of a loop whose task panicked: told like any other end.
fn broke(id: &LoopId, asked: &Asked, error: &tokio::task::JoinError) -> Finished {
    let stop = StopReason::Broke(Trouble {
        kind: TroubleKind::Internal,
        what: format!("the task of this loop ended unexpectedly: {error}"),
        hint: "This is a defect in Bowline; the log and the journal of this loop show more.".into(),
    });
    Finished {
        id: id.clone(),
        root: asked.directory.clone(),
        outcome: Outcome::without_edit(stop),
        files: Vec::new(),
        journal: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(file: &str) -> Asked {
        Asked {
            aim: Aim::File(file.into()),
            directory: "/p".into(),
            title: "fix".into(),
            warnings: Warnings::Leave,
            offered: Vec::new(),
        }
    }

    #[test]
    fn results_are_kept_within_bounds_and_their_fate_is_known() {
        let mut loops = Loops::new();
        for n in 0..20 {
            let finished = Finished {
                id: LoopId(format!("fix-{n}")),
                ..broke_for_test()
            };
            loops.ended(Held {
                finished: Arc::new(finished),
                asked: asked("/p/a.rs"),
                behalf: Behalf::Person,
                fate: Fate::Waiting,
                others: Vec::new(),
            });
        }
        assert!(loops.held(&LoopId("fix-3".into())).is_none());
        assert_eq!(loops.last().unwrap().finished.id.0, "fix-19");
        let id = LoopId("fix-10".into());
        assert_eq!(loops.decide(&id, Fate::Applying), Some(Fate::Waiting));
        assert_eq!(loops.held(&id).unwrap().fate, Fate::Applying);
    }

    #[test]
    fn asking_twice_is_one_loop_until_it_is_cancelled() {
        let mut loops = Loops::new();
        let cancel = CancellationToken::new();
        let id = LoopId("fix-1".into());
        loops.running.insert(
            id.clone(),
            Running {
                asked: asked("/p/a.rs"),
                cancel,
            },
        );
        assert_eq!(loops.same(&asked("/p/a.rs")), Some(id.clone()));
        assert_eq!(loops.same(&asked("/p/b.rs")), None);
        loops.cancel(None);
        assert_eq!(loops.same(&asked("/p/a.rs")), None);
    }

    fn broke_for_test() -> Finished {
        Finished {
            id: LoopId(String::new()),
            root: "/p".into(),
            outcome: Outcome::without_edit(StopReason::Cancelled),
            files: Vec::new(),
            journal: None,
        }
    }
}
