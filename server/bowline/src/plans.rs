//! Plans: what would be done, in steps with checks and risks, written down before anything is. A person approves one; then its
//! steps run one by one, each proved in the shadow, over what the steps before it left.
//!
//! Lives here: the plan as a value, where it is kept, how it is drawn up and carried out. Does not live here: the loops
//! (`engine`), guards (`bowline-loop-core`), and writing a person's files (`cli`).

mod draft;
mod page;
mod reply;
mod run;
mod store;

use std::{collections::BTreeMap, path::PathBuf};

use bowline_loop_core::{ContentHash, Verdict, WorkspacePath};
use serde::{Deserialize, Serialize};

pub use self::{
    draft::{Drafted, draft},
    page::markdown,
    run::{Ran, run},
    store::{Store, StoreError},
};
use crate::{config::Config, model::Plan as ModelPlan, modes::Mode};

/// The mode of a plan for which none is named.
pub const MODE: &str = "plan";

/// The version of the kept form.
const VERSION: u32 = 1;

/// What somebody wants planned.
#[derive(Clone, Debug)]
pub struct Task {
    /// A directory of the workspace, absolute.
    pub directory: PathBuf,
    /// The task in words; to make it compile and pass its tests where it is empty.
    pub words: String,
    /// The mode.
    pub mode: Mode,
    /// The settings, held to the mode.
    pub config: Config,
    /// Whom to ask; `None` for nobody.
    pub model: Option<ModelPlan>,
}

/// A plan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The version of this form.
    pub version: u32,
    /// Its name.
    pub id: String,
    /// The workspace root, absolute.
    pub root: PathBuf,
    /// The task in words; empty for none.
    pub task: String,
    /// The mode it was drawn up in; its steps run in it too.
    pub mode: String,
    /// Who drew it up: a model as `provider/model`, or nobody.
    pub author: Option<String>,
    /// What it stands on, and what it leaves out, a sentence each.
    pub notes: Vec<String>,
    /// What is done, in order.
    pub steps: Vec<Step>,
    /// What may go wrong with all of it, a sentence each.
    pub risks: Vec<String>,
    /// The texts that its places were found in.
    pub hashes: BTreeMap<WorkspacePath, ContentHash>,
    /// Whether a person has agreed, and what came of it.
    pub state: State,
}

/// How far a plan has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Nobody has agreed to it yet.
    Draft,
    /// A person has: it may run.
    Approved,
    /// It has run.
    Ran,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// What it does, in a few words.
    pub title: String,
    /// What is to be done.
    pub work: Work,
    /// Files it is about.
    pub files: Vec<WorkspacePath>,
    /// What shows that it is done.
    pub check: String,
    /// What may go wrong; empty for nothing that is known.
    pub risk: String,
    /// What came of it, once it ran.
    #[serde(default)]
    pub result: Option<StepResult>,
}

/// What a step does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// Clears errors of one cause, place by place.
    Errors(Vec<Spot>),
    /// Makes tests pass whose names hold one of these parts; all failing ones where there is none.
    Tests(Vec<String>),
    /// Does what a model wrote that it would do: needs one to carry it out.
    Words(String),
}

/// A place with an error.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spot {
    /// The file.
    pub path: WorkspacePath,
    /// First line, 1-based, in the text that was planned on.
    pub first_line: u32,
    /// Last line, 1-based, inclusive.
    pub last_line: u32,
    /// The error code; empty without.
    pub code: String,
}

/// What came of a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StepResult {
    /// Whether it did what it was for.
    pub is_done: bool,
    /// What its edit is worth.
    pub verdict: Verdict,
    /// What came of it, as a sentence.
    pub sentence: String,
    /// The loops that ran for it.
    pub loops: Vec<String>,
    /// What needs a person's word before it is written, a sentence each.
    #[serde(default)]
    pub words: Vec<String>,
}

impl Plan {
    /// Whether every step of it did what it was for.
    pub fn is_done(&self) -> bool {
        let is_done = |step: &Step| step.result.as_ref().is_some_and(|result| result.is_done);
        self.steps.iter().all(is_done)
    }

    /// What needs a person's word in what was done.
    pub fn words(&self) -> impl Iterator<Item = &String> {
        let results = self.steps.iter().filter_map(|step| step.result.as_ref());
        results.flat_map(|result| &result.words)
    }
}
