//! The driver: carries out the machine's effects, one loop at a time on each workspace, and nothing else.
//!
//! Both edges (the language server and the command line), the evaluation commands and the benchmarks go through
//! [`Engine`]; there is no second way to run a loop.

mod aim;
mod checking;
mod comparison;
mod declarations;
mod driver;
mod ground;
mod handover;
mod lease;
mod lints;
pub mod seal;
mod types;
mod workbench;

pub use types::{
    Aim, Behalf, Controls, Finished, Observed, OpenBuffer, Progress, Proof, ProvedFile, Request,
    Stage,
};

pub use workbench::{
    looking::{Purpose, View},
    stepping::{Carried, Errand},
};

use std::{
    num::NonZeroU32,
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use bowline_loop_core::{
    CheckReport, Event, Intent, StopReason, Ticket, Verdict,
    stop::{Missing, Trouble, TroubleKind},
};
use bowline_shadow::{project::Project, sandbox::Policy};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::Instrument as _;

use self::{
    driver::Driver,
    ground::Ground,
    handover::HandOver,
    lease::{Desks, Lease},
    workbench::Workbench,
};
use crate::{
    agent::Seat,
    config::Config,
    directories::Directories,
    journal::{self, Header, Journal},
    model::{Consultant, Plan, Prepared, Spending},
};

/// Runs loops. One for each process; share it behind an `Arc`.
pub struct Engine {
    directories: Directories,
    desks: Desks,
    /// The project that the last background check was of, and when it ended: the loop that it begins asks cargo nothing anew.
    looked_at: Mutex<Option<(Arc<Project>, Instant)>>,
}

impl Engine {
    /// Makes an engine that keeps its files in `directories`.
    pub fn new(directories: Directories) -> Self {
        let desks = Desks::new(directories.shadows());
        Self {
            directories,
            desks,
            looked_at: Mutex::new(None),
        }
    }

    /// Where this engine keeps its files.
    pub fn directories(&self) -> &Directories {
        &self.directories
    }

    /// Lets go of every shadow that no loop uses, so that the next loop starts from a fresh look at the disk.
    pub fn close_idle_shadows(&self) {
        self.desks.close_idle();
    }

    /// Lets go of every shadow that was not asked for in this time.
    pub fn close_shadows_unused_for(&self, time: Duration) {
        self.desks.close_unused_for(time);
    }

    /// Runs one loop to its end. Never fails: whatever goes wrong is the outcome's stop reason.
    ///
    /// Tests that do not compile are made to by a compiler-driven loop first, where one can; the result is that of both.
    pub async fn run(&self, request: Request, controls: Controls) -> Finished {
        let hand_over = HandOver::of(&request, &controls);
        let finished = self.run_one(request, controls).await;
        match hand_over {
            Some(hand_over) => hand_over.after(self, finished).await,
            None => finished,
        }
    }

    async fn run_one(&self, request: Request, controls: Controls) -> Finished {
        let span = tracing::info_span!("loop", id = %request.id, pattern = request.aim.pattern());
        self.run_in_span(request, controls).instrument(span).await
    }

    async fn run_in_span(&self, request: Request, controls: Controls) -> Finished {
        let asked_on = controls.buffers.borrow().clone();
        let project = match self.project(&request, &controls.cancel).await {
            Ok(project) => match aim::objection(&request.aim, &project) {
                None => Ok(project),
                Some(what) => Err(misaimed(what)),
            },
            Err(stop) => Err(stop),
        };
        let (root, intent) = match &project {
            Ok(project) => (project.root.clone(), aim::intent(&request, project)),
            Err(_) => (
                request.directory.clone(),
                aim::intent_without_project(&request),
            ),
        };
        let journal = self.journal(&request, &root, &intent);
        let journal_path = journal.as_ref().map(|journal| journal.path().to_owned());
        let ground = project.as_ref().ok().cloned().map(Ground::new);
        let cancel = controls.cancel.clone();
        let (lease, gives_way) = tokio::select! {
            lease = self.lease(&root, &request.policy, request.behalf) => lease,
            () = cancel.cancelled() => (Err(StopReason::Cancelled), CancellationToken::new()),
        };
        let written = watch::Sender::new(0);
        let heard = written.subscribe();
        let hands = project.and_then(|project| {
            lease.map(|lease| {
                let mut bench = Workbench::new(project, intent.clone(), lease, &asked_on);
                if let Some(plan) = request.model.filter(|_| intent.model.is_some()) {
                    bench.consult_with(
                        Consultant::new(plan, request.id.clone(), controls.spending.clone())
                            .telling(written),
                    );
                }
                if let Some(plan) = request.agent.filter(|_| intent.model.is_some()) {
                    bench.delegate_to(Seat::new(plan, request.id.clone()));
                }
                bench
            })
        });
        let run = Driver::run(intent, hands, journal, ground, controls, heard);
        tokio::pin!(run);
        let (outcome, mut hands) = tokio::select! {
            ended = &mut run => ended,
            // Ended through its token rather than dropped: its process group is gone when the run returns.
            () = gives_way.cancelled() => {
                cancel.cancel();
                run.await
            }
        };
        if let Ok(bench) = &mut hands {
            bench.dismiss().await;
        }
        let files = match hands {
            Ok(bench) if outcome.verdict != Verdict::None => bench.files(),
            _ => Vec::new(),
        };
        tracing::info!(stop = outcome.stop.code(), verdict = ?outcome.verdict, files = files.len(), "ended");
        Finished {
            id: request.id,
            root,
            outcome,
            files,
            journal: journal_path,
        }
    }

    /// The project of a loop; for background work the one that the check before it has just looked at.
    async fn project(
        &self,
        request: &Request,
        cancel: &CancellationToken,
    ) -> Result<Arc<Project>, StopReason> {
        if request.behalf == Behalf::Background {
            let looked_at = self.looked_at.lock();
            let looked_at = looked_at.unwrap_or_else(PoisonError::into_inner).clone();
            if let Some((project, ended)) = looked_at
                && project.root == request.directory
                && ended.elapsed() < lease::STANDS
            {
                return Ok(project);
            }
        }
        Ok(Arc::new(
            Project::discover(&request.directory, cancel).await?,
        ))
    }

    /// Waits for the shadow of `root`, sealed as the policy asks, and gives the token that tells background work to stop.
    async fn lease(
        &self,
        root: &Path,
        policy: &Policy,
        behalf: Behalf,
    ) -> (Result<Lease, StopReason>, CancellationToken) {
        let mut policy = policy.clone();
        if behalf == Behalf::Background {
            // Nobody waits for it, so it does not take more of the machine than it must.
            policy.side_by_side = Some(NonZeroU32::MIN);
        }
        let sandbox = match seal::sandbox(&policy).await {
            Ok(sandbox) => sandbox,
            Err(stop) => return (Err(stop), CancellationToken::new()),
        };
        match behalf {
            Behalf::Person => (
                Ok(self.desks.foreground(root, sandbox).await),
                CancellationToken::new(),
            ),
            Behalf::Background => {
                let (lease, gives_way) = self.desks.background(root, sandbox).await;
                (Ok(lease), gives_way)
            }
        }
    }

    /// Proves texts that no loop has proved as they stand: a subset of hunks a person picked, or a merge with what they
    /// typed. `files` are laid over `buffers`, which are laid over the disk; the baseline is the tree without `files`.
    /// In each of `files`, `before` is the text without the edit and `after` the text with it. Where tests were what the loop
    /// aimed at, they are run again: without the edit, with it, without it and with it.
    pub async fn prove(
        &self,
        directory: &Path,
        aim: &Aim,
        config: &Config,
        buffers: &[OpenBuffer],
        files: &[ProvedFile],
        cancel: &CancellationToken,
    ) -> Result<Proof, StopReason> {
        let project = Arc::new(Project::discover(directory, cancel).await?);
        let policy = config.policy();
        let (lease, _) = self.lease(&project.root, &policy, Behalf::Person).await;
        let intent = aim::proof_intent(aim, config, &project);
        let mut bench = Workbench::new(project, intent, lease?, buffers);
        answered(bench.gather(Ticket(0), buffers).await)?;
        let baseline = report_of(bench.baseline(Ticket(1), cancel).await)?;
        if matches!(aim, Aim::Tests { .. }) && baseline.observations.is_empty() {
            return Err(passed_already());
        }
        bench.adopt(files);
        let report = report_of(bench.prove(Ticket(2), cancel).await)?;
        Ok(comparison::compare(baseline, report))
    }

    /// Checks the workspace of `directory` with `buffers` over it, and says what the check observed. Feeds the code
    /// actions; gives way to any loop of the same workspace, and answers [`StopReason::Cancelled`] then.
    pub async fn observe(
        &self,
        directory: &Path,
        config: &Config,
        buffers: &[OpenBuffer],
        cancel: &CancellationToken,
    ) -> Result<Observed, StopReason> {
        let project = Arc::new(Project::discover(directory, cancel).await?);
        let sandbox = seal::sandbox(&config.policy()).await?;
        let (lease, gives_way) = self.desks.background(&project.root, sandbox).await;
        let root = project.root.clone();
        let mut bench = Workbench::new(
            project.clone(),
            aim::proof_intent(&Aim::Workspace, config, &project),
            lease,
            buffers,
        );
        let stop = CancellationToken::new();
        let work = async {
            answered(bench.gather(Ticket(0), buffers).await)?;
            report_of(bench.baseline(Ticket(1), &stop).await)
        };
        tokio::pin!(work);
        let report = tokio::select! {
            report = &mut work => report?,
            () = async { tokio::select! { () = cancel.cancelled() => {}, () = gives_way.cancelled() => {} } } => {
                // The run is ended through its token rather than dropped: its process group is gone when this returns.
                stop.cancel();
                work.await?
            }
        };
        let looked_at = self.looked_at.lock();
        *looked_at.unwrap_or_else(PoisonError::into_inner) = Some((project, Instant::now()));
        Ok(Observed {
            root,
            observations: report.observations,
        })
    }

    /// Puts the question together that a model would be asked first about an error, with nothing tried before, and sends
    /// nothing. `None` where nothing is wrong there that may be shown.
    pub async fn question(
        &self,
        request: Request,
        plan: Plan,
        cancel: &CancellationToken,
    ) -> Result<Option<Prepared>, StopReason> {
        let project = Arc::new(Project::discover(&request.directory, cancel).await?);
        if let Some(what) = aim::objection(&request.aim, &project) {
            return Err(misaimed(what));
        }
        let intent = aim::intent(&request, &project);
        let (lease, _) = self
            .lease(&project.root, &request.policy, Behalf::Person)
            .await;
        let mut bench = Workbench::new(project, intent, lease?, &[]);
        answered(bench.gather(Ticket(0), &[]).await)?;
        report_of(bench.baseline(Ticket(1), cancel).await)?;
        let first = plan.bounds.first();
        Ok(bench.prepare(
            &Consultant::new(plan, request.id, Spending::Unattended),
            &first,
        ))
    }

    fn journal(&self, request: &Request, root: &Path, intent: &Intent) -> Option<Journal> {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let header = Header {
            version: journal::VERSION,
            id: request.id.clone(),
            started_unix_millis: u64::try_from(now.as_millis()).unwrap_or(u64::MAX),
            root: root.display().to_string(),
            pattern: request.aim.pattern().into(),
            intent: intent.clone(),
            bowline: env!("CARGO_PKG_VERSION").into(),
        };
        Journal::create(&self.directories.journals(), &header)
            .inspect_err(|error| tracing::warn!(%error, "this loop has no journal"))
            .ok()
    }
}

fn misaimed(what: String) -> StopReason {
    StopReason::Broke(Trouble {
        kind: TroubleKind::Manifest,
        what,
        hint: "Name a package or file of this workspace; `cargo metadata --no-deps` lists them."
            .into(),
    })
}

fn passed_already() -> StopReason {
    StopReason::Blocked(Missing::Judgement(
        "the tests pass without the edit as well, so they say nothing of it".into(),
    ))
}

fn answered(event: Event) -> Result<Event, StopReason> {
    match event {
        Event::Failed { stop, .. } => Err(stop),
        other => Ok(other),
    }
}

fn report_of(event: Event) -> Result<CheckReport, StopReason> {
    match answered(event)? {
        Event::Checked { report, .. }
        | Event::Screened { report, .. }
        | Event::Proved { report, .. } => Ok(report),
        other => Err(workbench::internal(format!(
            "a check was answered with {other:?}"
        ))),
    }
}
