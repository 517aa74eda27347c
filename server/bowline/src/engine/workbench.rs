//! Carries out one effect at a time in the shadow of one workspace: the hands of the driver.
//!
//! Lives here: texts (as taken, as accepted, as tried) and the shadow they are laid in. Does not live here: any decision
//! about a candidate, and any write outside the shadow (I3).

mod consulting;
mod delegating;
pub(in crate::engine) mod looking;
mod proposing;
mod rebasing;
mod screening;
pub(in crate::engine) mod stepping;
mod testing;
#[cfg(test)]
mod tests;
mod wider;
mod writing;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use bowline_documents::text::content_hash;
use bowline_loop_core::{
    Candidate, CandidateId, Diagnostic, Event, Intent, StopReason, Ticket, WorkspacePath,
    context::{ContextPack, SourceStamp},
    intent::{Goal, Tests},
    observation::CheckEnd,
    stop::{Trouble, TroubleKind},
};
use bowline_shadow::{CargoRun, Shadow, Survey, process::End, project::Project};
use tokio_util::sync::CancellationToken;

use self::{
    screening::Surveys,
    testing::{Answer, Bed},
};
use super::{
    checking,
    ground::buffers_of,
    lease::Lease,
    types::{OpenBuffer, ProvedFile},
};
use crate::{agent::Seat, model::Consultant};

type Texts = BTreeMap<WorkspacePath, String>;

/// A candidate after its screening: what becomes current when it is accepted.
struct Tried {
    texts: Texts,
    diagnostics: Vec<Diagnostic>,
    survey: Option<Survey>,
}

/// What was accepted before a candidate.
struct Before {
    texts: Texts,
    diagnostics: Vec<Diagnostic>,
    survey: Option<Survey>,
    rounds: Option<CandidateId>,
    wide: Wide,
}

/// Whether the proof looks at tests, examples and benches too, where the check itself does not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wide {
    /// What was mended cannot be felt there.
    No,
    /// It may be: what they call was mended, or what calls what they call.
    Yes,
}

/// The hands of one loop.
pub(super) struct Workbench {
    project: Arc<Project>,
    intent: Intent,
    lease: Lease,
    /// The text of the goal's spot when the person pointed at it, where its file was open.
    pointed_at: Option<String>,
    /// The open buffers of this workspace as the loop took them.
    taken: BTreeMap<WorkspacePath, OpenBuffer>,
    /// The text the loop took of every file that a candidate edits.
    originals: Texts,
    /// The accepted texts.
    current: Texts,
    /// What the last check of the current tree said.
    diagnostics: Vec<Diagnostic>,
    candidates: BTreeMap<CandidateId, Candidate>,
    tried: BTreeMap<CandidateId, Tried>,
    surveys: Surveys,
    /// Asks a model, where this loop may.
    consultant: Option<Consultant>,
    /// Asks an agent, where this loop may.
    seat: Option<Seat>,
    /// What the model or the agent wrote the last time it was asked about the current tree.
    sampled: Vec<CandidateId>,
    /// Whether an accepted edit may change what a program does that compiled before.
    changes_behaviour: bool,
    wide: Wide,
    /// What stood before each accepted candidate of the current texts.
    steps: Vec<Before>,
    /// What a test-driven loop knows of the tests before its first edit.
    bed: Bed,
    /// What is known of candidates from a run of all of them in one build.
    answers: BTreeMap<CandidateId, Answer>,
}

impl Workbench {
    /// `asked_on` are the buffers as they stood when the loop was asked for; the intent's lines count in them.
    pub(super) fn new(
        project: Arc<Project>,
        intent: Intent,
        lease: Lease,
        asked_on: &[OpenBuffer],
    ) -> Self {
        let pointed_at = match &intent.goal {
            Goal::ClearAt(spot) => buffers_of(&project, asked_on)
                .remove(&spot.path)
                .map(|buffer| buffer.text),
            Goal::ClearAll { .. } | Goal::PassTests { .. } | Goal::WriteTest { .. } => None,
        };
        Self {
            project,
            intent,
            lease,
            pointed_at,
            taken: BTreeMap::new(),
            originals: Texts::new(),
            current: Texts::new(),
            diagnostics: Vec::new(),
            candidates: BTreeMap::new(),
            tried: BTreeMap::new(),
            surveys: Surveys::default(),
            consultant: None,
            seat: None,
            sampled: Vec::new(),
            changes_behaviour: false,
            wide: Wide::No,
            steps: Vec::new(),
            bed: Bed::default(),
            answers: BTreeMap::new(),
        }
    }

    /// Takes the buffers and lays them over a copy of the disk.
    pub(super) async fn gather(&mut self, ticket: Ticket, buffers: &[OpenBuffer]) -> Event {
        self.originals.clear();
        self.current.clear();
        match self.take(buffers).await {
            Ok(context) => Event::Gathered { ticket, context },
            Err(stop) => Event::Failed { ticket, stop },
        }
    }

    pub(super) async fn baseline(&mut self, ticket: Ticket, cancel: &CancellationToken) -> Event {
        let checked = match &self.intent.goal {
            Goal::PassTests { .. } => self.run_before(cancel).await,
            Goal::WriteTest { .. } => self.run_unshown(cancel).await,
            Goal::ClearAt(_) | Goal::ClearAll { .. } => self.check_as_found(cancel).await,
        };
        match checked {
            Ok(checked) => {
                self.settle(checked.survey, checked.diagnostics);
                Event::Checked {
                    ticket,
                    report: checked.report,
                }
            }
            Err(stop) => Event::Failed { ticket, stop },
        }
    }

    /// The full proof over the accepted texts, on the disk as it is now.
    pub(super) async fn prove(&mut self, ticket: Ticket, cancel: &CancellationToken) -> Event {
        let changed = self.changed_on_disk();
        if !changed.is_empty() {
            return Event::Failed {
                ticket,
                stop: StopReason::Drift(changed),
            };
        }
        let proved = match &self.intent.goal {
            Goal::PassTests { .. } => Some(self.green_red_green(cancel).await),
            Goal::WriteTest { .. } => Some(self.red_twice(cancel).await),
            Goal::ClearAt(_) | Goal::ClearAll { .. } => None,
        };
        match proved {
            Some(Ok((tree, report))) => {
                return Event::Proved {
                    ticket,
                    tree,
                    report,
                };
            }
            Some(Err(stop)) => return Event::Failed { ticket, stop },
            None => {}
        }
        let texts = self.current.clone();
        // Laid as one, so that a file which already holds its accepted text keeps its time and is not compiled twice.
        let mut laid = self.overlays();
        laid.extend(texts.clone());
        let proof = async {
            self.shadow()?.lay(&laid).await?;
            let (tree, mut checked) = self.check_texts(&texts, cancel).await?;
            if self.wide == Wide::Yes && checked.report.end == CheckEnd::Success {
                self.look_wider(&mut checked.report, cancel).await?;
            }
            let wants_tests = self.intent.checks.tests == Tests::Run || self.changes_behaviour;
            let is_clean =
                checked.report.end == CheckEnd::Success && checked.report.wider.is_empty();
            if wants_tests && is_clean {
                let run = self.run_tests(cancel).await?;
                checking::add_tests(&mut checked.report, &run);
            }
            Ok::<_, StopReason>((tree, checked))
        };
        match proof.await {
            Ok((tree, checked)) => {
                self.settle(checked.survey, checked.diagnostics);
                Event::Proved {
                    ticket,
                    tree,
                    report: checked.report,
                }
            }
            Err(stop) => Event::Failed { ticket, stop },
        }
    }

    /// What the loop leaves: every file whose accepted text differs from the one it took.
    pub(super) fn files(&self) -> Vec<ProvedFile> {
        self.current
            .iter()
            .filter_map(|(path, after)| {
                let before = self.originals.get(path)?;
                (before != after).then(|| ProvedFile {
                    path: path.clone(),
                    absolute: self.project.absolute(path),
                    version: self.taken.get(path).map(|buffer| buffer.version),
                    before: before.clone(),
                    before_hash: content_hash(before.as_bytes()),
                    after: after.clone(),
                })
            })
            .collect()
    }

    /// Makes these texts the accepted ones, for proving what no loop has proposed.
    pub(super) fn adopt(&mut self, files: &[ProvedFile]) {
        self.wide = Wide::Yes;
        for file in files {
            self.originals
                .insert(file.path.clone(), file.before.clone());
            self.current.insert(file.path.clone(), file.after.clone());
        }
    }

    fn shadow(&mut self) -> Result<&mut Shadow, StopReason> {
        self.lease
            .shadow()
            .ok_or_else(|| internal("the shadow workspace is gone".into()))
    }

    async fn take(&mut self, buffers: &[OpenBuffer]) -> Result<ContextPack, StopReason> {
        self.taken = buffers_of(&self.project, buffers);
        let overlays = self.overlays();
        if self.lease.shadow().is_none() {
            self.lease.open(&self.project).await?;
        }
        let tree = self.shadow()?.lay(&overlays).await?;
        let sources = self
            .taken
            .iter()
            .map(|(path, buffer)| SourceStamp {
                path: path.clone(),
                version: Some(buffer.version),
                hash: content_hash(buffer.text.as_bytes()),
            })
            .collect();
        let spot = self.follow_spot();
        Ok(ContextPack {
            tree,
            sources,
            spot,
        })
    }

    /// Moves the goal's spot to where its lines stand in the text just taken; gives them when they moved.
    fn follow_spot(&mut self) -> Option<(u32, u32)> {
        let Goal::ClearAt(spot) = &mut self.intent.goal else {
            return None;
        };
        let now = &self.taken.get(&spot.path)?.text;
        let then = self.pointed_at.replace(now.clone())?;
        if then == *now {
            return None;
        }
        let hunks = bowline_documents::hunks(&then, now);
        let moved = |line: u32| bowline_documents::moved_line(&hunks, line.saturating_sub(1)) + 1;
        (spot.first_line, spot.last_line) = (moved(spot.first_line), moved(spot.last_line));
        Some((spot.first_line, spot.last_line))
    }

    async fn run_tests(&mut self, cancel: &CancellationToken) -> Result<CargoRun, StopReason> {
        let packages: BTreeSet<String> = self
            .current
            .keys()
            .filter_map(|path| self.project.package_of(path))
            .map(|package| package.name.clone())
            .collect();
        let packages: Vec<String> = packages.into_iter().collect();
        let deadline = Duration::from_millis(self.intent.limits.check_millis);
        let run = self.shadow()?.test(&packages, deadline, cancel).await?;
        if run.output.end == End::Cancelled {
            Err(StopReason::Cancelled)
        } else {
            Ok(run)
        }
    }

    /// The text of the current tree: accepted, else as taken.
    ///
    /// A file that only a rejected candidate touched still has that candidate's text in the shadow, so `originals` is
    /// asked before the shadow is.
    fn text_of(&self, path: &WorkspacePath) -> Option<String> {
        if let Some(text) = self.current.get(path).or_else(|| self.originals.get(path)) {
            return Some(text.clone());
        }
        if let Some(buffer) = self.taken.get(path) {
            return Some(buffer.text.clone());
        }
        self.lease.peek()?.read(path).ok()
    }

    fn overlays(&self) -> Texts {
        self.taken
            .iter()
            .map(|(path, buffer)| (path.clone(), buffer.text.clone()))
            .collect()
    }

    /// Edited files that are not open and no longer hold on disk what the loop took.
    fn changed_on_disk(&self) -> Vec<WorkspacePath> {
        self.current
            .keys()
            .filter(|path| !self.taken.contains_key(*path))
            .filter(|path| {
                let Some(original) = self.originals.get(*path) else {
                    return false;
                };
                std::fs::read(self.project.absolute(path))
                    .map_or(true, |disk| disk != original.as_bytes())
            })
            .cloned()
            .collect()
    }
}

/// A stop for what should not happen.
pub(super) fn internal(what: String) -> StopReason {
    StopReason::Broke(Trouble {
        kind: TroubleKind::Internal,
        what,
        hint: "This is a defect in Bowline; the journal of this loop shows how it came about."
            .into(),
    })
}
