//! Screening by replay: instead of cargo, the compiler alone is asked about a candidate, with the calls that cargo made for
//! the crates whose files differ. It skips everything that stands on those crates, so its answer is no proof.
//!
//! Lives here: what a check leaves for that ([`Survey`]), when an answer can be had this way, and making it look like
//! cargo's. Does not live here: recording the calls (`wrapper`, `capture`), and what an answer means.

mod answer;
mod dependants;
mod plan;
mod run;
mod stamps;
mod survey;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use bowline_loop_core::{WorkspacePath, intent::Checks};
use tokio_util::sync::CancellationToken;

use crate::{
    cargo::Place,
    mirror::Mirror,
    overlay::Overlay,
    process::End,
    project::Project,
    shadow::{CargoRun, ShadowError},
};
use plan::Plan;
use run::Replayed;

pub use survey::Survey;

/// How many calls of one candidate run at once: a library and its test build read the same files.
pub(crate) const AT_ONCE: usize = 2;

/// Where one screening works, and how broadly. Those that run at the same time have different lanes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lane {
    /// Its number: each has state of the compiler of its own, which is kept for the next screening there.
    pub(crate) number: usize,
    /// How many calls run at once, one or two.
    pub(crate) at_once: usize,
}

/// The lane of a screening that is alone.
pub(crate) const ALONE: Lane = Lane {
    number: 0,
    at_once: AT_ONCE,
};

/// What came of asking for a screening.
#[derive(Clone, Debug)]
pub enum Screening {
    /// The compiler answered.
    Told(Told),
    /// Only a check can answer.
    Unfit(Unfit),
}

/// An answer of the compiler alone.
#[derive(Clone, Debug)]
pub struct Told {
    /// In the shape of a check, with a survey for screenings on top of this candidate.
    pub run: CargoRun,
    /// Whether the answer covers everything that a check would cover.
    pub dependants: Dependants,
}

/// The targets that stand on the crates of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dependants {
    /// There are none, or cargo would not come to them: a check would say the same.
    None,
    /// There are some. They were clean before the candidate, and the compiler did not look at them again.
    Unseen,
}

/// Why a screening cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The checks before were others.
    #[error("the last check was another one")]
    OtherChecks,
    /// Files were brought in step with the disk since.
    #[error("the files below the candidate may have changed since the last check")]
    Relaid,
    /// Something that the calls depend on is not as it was.
    #[error("{what} changed since the last check")]
    Outdated {
        /// What it is.
        what: String,
    },
    /// No recorded call reads this file.
    #[error("no recorded call reads {path}")]
    UnknownFile {
        /// The file.
        path: WorkspacePath,
    },
    /// cargo would run something anew.
    #[error("cargo would run {what} again")]
    Runs {
        /// What it would run.
        what: String,
    },
    /// A crate stands on one that changes too, or that has no artefact.
    #[error("{what} stands on a crate that must be built first")]
    Entangled {
        /// The crate.
        what: String,
    },
    /// The crates are clean, and what stands on them was not, or was never seen.
    #[error("what stands on the changed crates must be looked at")]
    DependantsMatter,
    /// The compiler ended badly without an error.
    #[error("the compiler ended badly")]
    Crashed,
}

/// What a shadow lends for a screening.
pub(crate) struct Ground<'a> {
    pub(crate) project: &'a Project,
    pub(crate) mirror: &'a Mirror,
    /// Where processes see the project.
    pub(crate) seen: Mirror,
    /// What lies over the person's target directory, where that is not left alone.
    pub(crate) overlay: Option<&'a Overlay>,
    /// Where bowline keeps its own in the slot.
    pub(crate) own: PathBuf,
    /// The records of the wrappers.
    pub(crate) calls: PathBuf,
    pub(crate) checks: &'a Checks,
    /// What differs from the tree that was laid.
    pub(crate) put: &'a BTreeMap<WorkspacePath, String>,
    /// A number for the tree that was laid.
    pub(crate) laid: u64,
    pub(crate) lane: Lane,
}

impl Ground<'_> {
    /// What the compiler calls a file.
    fn name_of(&self, path: &WorkspacePath) -> PathBuf {
        self.seen.of(&self.project.absolute(path))
    }

    /// Where a path that the compiler names lies for us.
    fn lies(&self, named: &Path) -> PathBuf {
        match self.overlay {
            Some(overlay) => overlay.seen(named),
            None => named.to_path_buf(),
        }
    }

    /// The one directory that a replay writes into.
    fn private(&self) -> PathBuf {
        match self.lane.number {
            0 => self.own.join("replay"),
            number => self.own.join(format!("replay-{number}")),
        }
    }
}

/// Answers for the tree as it stands, if that can be had.
pub(crate) async fn screen(
    ground: &Ground<'_>,
    built: &Survey,
    stands: &Survey,
    place: &Place<'_>,
    deadline: Duration,
    cancel: &CancellationToken,
) -> Result<Screening, ShadowError> {
    let plan = match Plan::make(ground, built, stands) {
        Ok(plan) => plan,
        Err(unfit) => return Ok(unfit.into()),
    };
    let began = Instant::now();
    let replayed = replay_all(&plan, ground, place, deadline, cancel).await?;
    let stopped = replayed
        .iter()
        .map(|one| one.end)
        .find(|end| matches!(end, End::Cancelled | End::TimedOut));
    if let Some(end) = stopped {
        return Ok(Screening::Told(Told {
            run: answer::stopped(ground, end, &replayed),
            dependants: Dependants::None,
        }));
    }
    Ok(match answer::of(ground, stands, &plan, &replayed) {
        Ok(mut told) => {
            told.run.output.elapsed = began.elapsed();
            Screening::Told(told)
        }
        Err(unfit) => Screening::Unfit(unfit),
    })
}

async fn replay_all(
    plan: &Plan<'_>,
    ground: &Ground<'_>,
    place: &Place<'_>,
    deadline: Duration,
    cancel: &CancellationToken,
) -> Result<Vec<Replayed>, ShadowError> {
    let private = &ground.private();
    let mut replayed = Vec::new();
    for some in plan.units.chunks(ground.lane.at_once) {
        let one =
            |unit: &survey::Unit| run::replay(unit.call.clone(), private, place, deadline, cancel);
        match some {
            [first, second] => {
                let (first, second) = tokio::join!(one(first), one(second));
                replayed.extend([first?, second?]);
            }
            rest => {
                for unit in rest {
                    replayed.push(one(unit).await?);
                }
            }
        }
    }
    Ok(replayed)
}

impl From<Unfit> for Screening {
    fn from(unfit: Unfit) -> Self {
        Self::Unfit(unfit)
    }
}
