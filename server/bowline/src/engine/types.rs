//! What goes into a loop and what comes out of it, in the words of both edges.

use std::{path::PathBuf, sync::Arc, time::Duration};

use bowline_loop_core::{
    CheckReport, ContentHash, LoopId, Outcome, Reach, Verdict, WorkspacePath,
    consult::ModelCall,
    intent::{Checks, Limits, Offered, Tradeoffs, Warnings},
};
use bowline_shadow::sandbox::Policy;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use crate::{
    agent,
    model::{Plan, Spending},
};

/// What a person asked for.
#[derive(Clone, Debug)]
pub struct Request {
    /// The loop's name, made by [`crate::journal::new_id`].
    pub id: LoopId,
    /// A directory of the workspace, absolute: the workspace is found from here upwards.
    pub directory: PathBuf,
    /// What to clear.
    pub aim: Aim,
    /// Whether warnings count.
    pub warnings: Warnings,
    /// What runs. `package` is set by the engine from the aim.
    pub checks: Checks,
    /// Hard bounds.
    pub limits: Limits,
    /// What is allowed beyond the default.
    pub tradeoffs: Tradeoffs,
    /// What the processes of the loop may touch.
    pub policy: Policy,
    /// On whose behalf it runs.
    pub behalf: Behalf,
    /// Results of earlier loops, where another one is wanted; see [`Finished::offered`].
    pub offered: Vec<Offered>,
    /// The language model to ask where nothing else helps; `None` for none. Never asked for anybody in the background.
    pub model: Option<Plan>,
    /// The external agent to ask behind the model; `None` for none. Never asked for anybody in the background.
    pub agent: Option<agent::Plan>,
    /// Which files of the scope may be edited.
    pub reach: Reach,
}

/// On whose behalf a loop runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behalf {
    /// A person waits for it.
    Person,
    /// Nobody waits for it: it gives way to whatever a person asks of the same workspace, and ends cancelled then.
    Background,
}

/// What a loop is pointed at. Paths are absolute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Aim {
    /// The diagnostic at one place; lines are 1-based and inclusive.
    Spot {
        /// The file.
        file: PathBuf,
        /// First line of the place.
        first_line: u32,
        /// Last line of the place.
        last_line: u32,
        /// Error code or lint name, where the editor passed one; a hint.
        code: Option<String>,
        /// First line of the message, where the editor passed one; a hint.
        message: Option<String>,
    },
    /// Every error in one file.
    File(PathBuf),
    /// Every error in the package of this name.
    Package(String),
    /// Every error in the package that holds this file.
    PackageOf(PathBuf),
    /// Every error in the workspace.
    Workspace,
    /// Every failing test.
    Tests {
        /// Those of this package alone.
        package: Option<String>,
        /// Those whose names hold one of these parts; all where there is none.
        filter: Vec<String>,
        /// Those of these whole names alone; all where there is none.
        named: Vec<String>,
    },
    /// A test that fails by what was reported, and no fix.
    FailingTest {
        /// The file whose tests it joins.
        beside: PathBuf,
        /// A sentence or a bug report.
        report: String,
    },
}

impl Aim {
    /// What a loop with this aim is called in journals, ids and notifications.
    pub fn pattern(&self) -> &'static str {
        match self {
            Self::Tests { .. } => "test",
            Self::FailingTest { .. } => "write",
            _ => "fix",
        }
    }

    /// Whether a loop with this aim can come to anything; `helped` is whether a model or an agent is set up.
    pub fn may_start(&self, helped: bool) -> bool {
        helped || !matches!(self, Self::FailingTest { .. })
    }
}

/// One open buffer, exactly as the editor has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenBuffer {
    /// The file, absolute.
    pub path: PathBuf,
    /// The editor's version.
    pub version: i32,
    /// The text.
    pub text: String,
}

/// The lines into and out of a running loop.
pub struct Controls {
    /// Cancels the loop; its processes die with it.
    pub cancel: CancellationToken,
    /// Takes news of the loop; a closed receiver is no error.
    pub progress: mpsc::UnboundedSender<Progress>,
    /// The open buffers as they stand now; the loop reads it at its start and notices changes. Headless: a channel whose
    /// sender holds an empty list.
    pub buffers: watch::Receiver<Arc<Vec<OpenBuffer>>>,
    /// Who gives the word for a question to a model that is dearer than it may be unasked.
    pub spending: Spending,
}

/// News of a running loop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Progress {
    /// The stage that begins.
    pub stage: Stage,
    /// The round, from 1; 0 before the first.
    pub attempt: u32,
    /// A few words for people.
    pub message: String,
    /// Since the loop began.
    pub elapsed: Duration,
    /// What was asked of a model so far.
    pub calls: Vec<ModelCall>,
}

/// The stages as a person sees them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// Reading buffers and the workspace.
    Context,
    /// Proposing and applying in the shadow.
    Action,
    /// cargo runs.
    Observation,
    /// Deciding.
    Adjustment,
    /// The end.
    Done,
}

/// A loop that has ended.
#[derive(Clone, Debug)]
pub struct Finished {
    /// Its name.
    pub id: LoopId,
    /// The workspace root, absolute; the requested directory where no workspace was found.
    pub root: PathBuf,
    /// How it ended.
    pub outcome: Outcome,
    /// The texts before and after, one for each edited file; empty when no edit is offered.
    pub files: Vec<ProvedFile>,
    /// Its journal, where one could be written.
    pub journal: Option<PathBuf>,
}

impl Finished {
    /// The result as a later loop is told of it that looks for another one; `None` where no edit was found.
    pub fn offered(&self) -> Option<Offered> {
        Some(Offered {
            tree: self.outcome.tree.clone()?,
            edits: self.outcome.steps.first()?.clone(),
        })
    }
}

/// One file of a result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvedFile {
    /// The file, relative to the workspace root.
    pub path: WorkspacePath,
    /// The file, absolute.
    pub absolute: PathBuf,
    /// The version of the buffer the loop took; `None` for a file that was not open.
    pub version: Option<i32>,
    /// The text the loop took.
    pub before: String,
    /// The digest of `before`.
    pub before_hash: ContentHash,
    /// The text that was proved.
    pub after: String,
}

/// What proving a picked or merged text gave.
#[derive(Clone, Debug)]
pub struct Proof {
    /// What it is worth.
    pub verdict: Verdict,
    /// The check of the tree without the edit.
    pub baseline: CheckReport,
    /// The check of the tree with it.
    pub report: CheckReport,
    /// What is new in `report`, as sentences.
    pub new: Vec<String>,
}

/// What [`super::Engine::observe`] found.
#[derive(Clone, Debug)]
pub struct Observed {
    /// The workspace root, absolute; the paths in `observations` are relative to it.
    pub root: PathBuf,
    /// What the check said.
    pub observations: Vec<bowline_loop_core::Observation>,
}
