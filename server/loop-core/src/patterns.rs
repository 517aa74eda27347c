//! What a kind of loop decides for the machine: what its goal is in a baseline, how far a later check is from it, and what a
//! proved result is worth. One file a pattern; the machine knows none of them by name.

pub mod compiler;
pub mod test_driven;
pub mod test_first;

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    action::FileEdit,
    evidence::Verdict,
    ids::WorkspacePath,
    intent::{Goal, Intent},
    observation::{CheckReport, Level, Observation, ObservationKey},
    search::score::Score,
    stop::StopReason,
};

/// The pattern that works towards the goal of this intent.
pub fn for_goal(intent: &Intent) -> Box<dyn Pattern> {
    match &intent.goal {
        Goal::ClearAt(_) | Goal::ClearAll { .. } => Box::new(compiler::Compiler::new(
            intent.goal.clone(),
            intent.scope.clone(),
        )),
        Goal::PassTests { filter, named } => {
            let asked = filter.iter().chain(named).cloned();
            Box::new(test_driven::TestDriven::new(asked.collect()))
        }
        Goal::WriteTest { .. } => Box::new(test_first::TestFirst),
    }
}

/// The decisions that differ between kinds of loops. Pure: everything it knows is handed to it.
pub trait Pattern: Send + Sync {
    /// Splits the baseline into what the loop is to clear and what it leaves to others.
    fn aim(&self, baseline: &CheckReport) -> Aim;

    /// How far a check after an edit is from the goal.
    fn standing(&self, aim: &Aim, after: &CheckReport, edits: &Edits<'_>) -> Standing;

    /// What a proved result that has reached the goal, or came nearer to it, is worth, and what a person should know.
    fn worth(&self, aim: &Aim, proof: &CheckReport, standing: &Standing, edited: &Edited) -> Worth;

    /// Why a loop ends whose baseline holds no goal.
    fn idle(&self, _baseline: &CheckReport) -> StopReason {
        StopReason::NothingToDo
    }

    /// How many more candidates are tried beside one that reaches the goal, to see whether others reach it as well.
    fn rivals(&self) -> u32 {
        0
    }

    /// What a person should know when the baseline holds no goal.
    fn nothing_to_do(&self, baseline: &CheckReport) -> Vec<String>;
}

/// The baseline, read for one goal.
#[derive(Clone, Debug, Default)]
pub struct Aim {
    /// What the loop is to clear, in the order in which it was said.
    pub goal: Vec<Observation>,
    /// How often each other observation was there before the first edit.
    pub others: BTreeMap<Likeness, usize>,
    /// The packages and targets that failed.
    pub failing: BTreeSet<(String, String)>,
    /// The package and target in which each file was seen to be compiled.
    pub homes: BTreeMap<WorkspacePath, BTreeSet<(String, String)>>,
}

/// Where a check stands in relation to the goal.
#[derive(Clone, Debug)]
pub struct Standing {
    /// What stands between the check and the goal: goal observations left and new errors, in the order they were said.
    pub left: Vec<Observation>,
    /// Errors that were there before the first edit and do not belong to the goal.
    pub others: Vec<Observation>,
    /// Errors that were not seen before and that the edit cannot have caused, outside the goal.
    pub uncovered: Vec<Observation>,
    /// The measure that search compares.
    pub score: Score,
    /// Whether the check came to an end that says something about the code.
    pub ground: Footing,
}

impl Standing {
    /// Whether nothing stands between the check and the goal.
    pub fn is_clear(&self) -> bool {
        self.ground == Footing::Sound && self.left.is_empty()
    }
}

/// Whether a check says anything about the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Footing {
    /// The compiler came to an end of its own, and its errors say why it failed.
    Sound,
    /// It was killed, it crashed, or it failed without an error: never progress.
    Unsound,
}

/// What lies between the baseline and the check at hand.
#[derive(Clone, Debug)]
pub struct Edits<'a> {
    /// Where the places of the baseline are now.
    pub track: Track<'a>,
    /// How far the edits reach.
    pub reach: Reach,
}

/// How far an edit can be felt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// It stays inside bodies, which no other target sees.
    Bodies,
    /// It changes what other targets see: a signature, a definition, an item that is gone.
    Everywhere,
}

/// How the text came from the baseline to the check at hand.
#[derive(Clone, Debug)]
pub enum Track<'a> {
    /// By these edits, each against the text that the one before left.
    Steps(Vec<&'a [FileEdit]>),
    /// A person typed as well: places of the baseline can no longer be followed.
    Lost,
}

/// What a result touches.
#[derive(Clone, Debug, Default)]
pub struct Edited {
    /// The files it edits.
    pub files: BTreeSet<WorkspacePath>,
    /// The paths of the items that hold its edits.
    pub items: BTreeSet<String>,
    /// Whether it leaves something that a person must finish.
    pub finish: Finish,
    /// Other edits that came as far, a few words each.
    pub rivals: Vec<String>,
}

/// Whether an edit leaves work to a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Finish {
    /// Nothing to fill in.
    #[default]
    Complete,
    /// It compiles whatever the value is that it takes for granted.
    Guessed,
    /// It holds `todo!()` or a placeholder.
    Unfinished,
}

/// What a result is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Worth {
    /// The verdict.
    pub verdict: Verdict,
    /// One sentence each.
    pub cautions: Vec<String>,
}

/// The identity of an observation without its ordinal: clearing the first of two equal ones renumbers the second, so what
/// is left is counted rather than matched one to one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Likeness(Level, ObservationKey);

impl Likeness {
    /// The likeness of an observation.
    pub fn of(observation: &Observation) -> Self {
        Self(
            observation.level,
            ObservationKey {
                ordinal: 0,
                ..observation.key.clone()
            },
        )
    }
}
