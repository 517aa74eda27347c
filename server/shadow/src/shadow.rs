//! One shadow workspace: a mirrored copy of a project in a slot of its own, what is laid over it, and cargo runs in it.

mod agent;
mod aside;
mod error;
mod standing;

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
};

use bowline_loop_core::{
    ContentHash, WorkspacePath,
    intent::{Checks, Tool},
};
use tokio_util::sync::CancellationToken;

use crate::{
    capture,
    cargo::{self, TestRun},
    environment::Changes,
    life::disk,
    mirror::Mirror,
    overlay::{self, Base, Overlay},
    process::Output,
    project::Project,
    replay::{self, Screening, Survey, Unfit},
    sandbox::Sandbox,
    seed,
    slot::Slot,
    tree::{SlotAge, Tree},
    wrapper::{self, Wrappers},
};

pub(crate) use agent::AGENT;
pub use agent::Guest;
pub use aside::Aside;
pub(crate) use aside::VIEWS;
pub use error::ShadowError;
pub(crate) use standing::{Asked, Standing};

/// One cargo run.
#[derive(Clone, Debug)]
pub struct CargoRun {
    /// What it left.
    pub output: Output,
    /// The command for people, argument by argument, starting with `cargo`; with `screening` where no cargo ran.
    pub command: Vec<String>,
    /// What screenings after it need; `None` where it says too little for them.
    pub survey: Option<Survey>,
    /// Where it saw the project: file names in its output are to be read with this.
    pub seen: Mirror,
}

/// A shadow workspace. Holds its slot until dropped.
pub struct Shadow {
    pub(crate) project: Project,
    mirror: Mirror,
    pub(crate) slot: Slot,
    shadows: PathBuf,
    /// `None` where a [`lay`](Self::lay) was dropped before its end: the next one starts from what the slot holds.
    tree: Option<Tree>,
    pub(crate) wrappers: Wrappers,
    /// What [`put`](Self::put) wrote last.
    put: BTreeMap<WorkspacePath, String>,
    /// How often the tree below the candidates may have changed.
    laid: u64,
    sandbox: Sandbox,
    standing: Standing,
}

impl Shadow {
    /// Takes the first free slot of the project below `shadows` and makes it ready for one of the bases.
    pub async fn open(
        project: &Project,
        shadows: &Path,
        base: Base,
    ) -> Result<Shadow, ShadowError> {
        let objection = match base {
            Base::Portable => Some("the settings say so".to_owned()),
            Base::Auto | Base::Overlay => overlay::objection(project, shadows).await,
        };
        if let (Base::Overlay, Some(why)) = (base, &objection) {
            return Err(ShadowError::NoOverlay { why: why.clone() });
        }
        let (project, shadows) = (project.clone(), shadows.to_path_buf());
        blocking(move || Self::open_here(project, shadows, objection)).await?
    }

    fn open_here(
        project: Project,
        shadows: PathBuf,
        objection: Option<String>,
    ) -> Result<Shadow, ShadowError> {
        let slot = Slot::take(&project, &shadows)?;
        let mirror = Mirror {
            prefix: slot.directory.clone(),
            root: project.root.clone(),
        };
        // Of an owner that was killed.
        if let Err(error) = disk::remove(&slot.own().join(VIEWS)) {
            tracing::debug!(%error, "what an earlier owner left stays");
        }
        let (standing, age) = match objection {
            None => {
                let overlay = Overlay::new(&project, &slot, &mirror);
                overlay.remove_left_ones();
                (Standing::Overlay(overlay), slot.age())
            }
            Some(why) => (Standing::Portable { why }, seed::seed(&project, &slot)?),
        };
        let tree = Tree::load(&project, &mirror, &shadows, &slot.own(), age)?;
        let wrappers = wrapper::make(&project, &slot)?;
        Ok(Self {
            project,
            mirror,
            slot,
            shadows,
            tree: Some(tree),
            wrappers,
            put: BTreeMap::new(),
            laid: 0,
            sandbox: Sandbox::off(),
            standing,
        })
    }

    /// The name of the base that it stands on, and why it is no better one.
    pub fn base(&self) -> (&'static str, Option<&str>) {
        match &self.standing {
            Standing::Portable { why } => ("portable", Some(why)),
            Standing::Overlay(_) => ("overlay", None),
        }
    }

    /// From here on everything that runs in this shadow runs in this sandbox; before that it runs in none.
    pub fn seal(&mut self, sandbox: Sandbox) {
        self.sandbox = sandbox;
    }

    /// Brings the shadow in step with the disk, takes back what [`put`](Self::put) wrote, and writes `overlays` on top.
    /// Overlays of files that are not mirrored are passed over. Answers the digest of the whole tree.
    pub async fn lay(
        &mut self,
        overlays: &BTreeMap<WorkspacePath, String>,
    ) -> Result<ContentHash, ShadowError> {
        self.laid += 1;
        self.put.clear();
        let tree = self.tree.take();
        let (project, mirror, shadows, own) = (
            self.project.clone(),
            self.mirror.clone(),
            self.shadows.clone(),
            self.slot.own(),
        );
        let overlays = overlays.clone();
        let (tree, laid) = blocking(move || {
            let mut tree = match tree {
                Some(tree) => tree,
                None => Tree::load(&project, &mirror, &shadows, &own, SlotAge::Used)?,
            };
            let laid = tree.lay(&overlays);
            Ok::<_, ShadowError>((tree, laid))
        })
        .await??;
        self.tree = Some(tree);
        laid
    }

    /// Makes exactly these files differ from what was laid; files of the call before are taken back. Answers the digest of
    /// the whole tree.
    pub fn put(
        &mut self,
        texts: &BTreeMap<WorkspacePath, String>,
    ) -> Result<ContentHash, ShadowError> {
        let tree = self.tree.as_mut().ok_or_else(unlaid)?;
        self.put.clone_from(texts);
        // Where it fails, nobody knows what stands there now.
        tree.put(texts).inspect_err(|_| self.laid += 1)
    }

    /// The text of a file as it stands in the shadow.
    pub fn read(&self, path: &WorkspacePath) -> Result<String, ShadowError> {
        let bytes = self.tree.as_ref().ok_or_else(unlaid)?.read(path)?;
        let bytes = bytes.ok_or_else(|| ShadowError::NoFile { path: path.clone() })?;
        String::from_utf8(bytes).map_err(|_| ShadowError::NotText { path: path.clone() })
    }

    /// The files below the workspace root with the hashes of their contents as they stand in the shadow.
    pub fn files(&self) -> impl Iterator<Item = (WorkspacePath, &str)> {
        self.tree.iter().flat_map(Tree::files)
    }

    /// Runs `cargo check` or `cargo clippy` over the tree as it stands. However cargo ends is an answer, unless it could not
    /// even begin (sources missing, disk full).
    pub async fn check(
        &mut self,
        checks: &Checks,
        deadline: Duration,
        cancel: &CancellationToken,
    ) -> Result<CargoRun, ShadowError> {
        let before = capture::written(&wrapper::calls(&self.slot));
        let asked = Asked::new(checks.tool, cargo::check(checks), deadline);
        let mut run = self.cargo(asked, cancel).await?;
        run.survey = Survey::of(&run.output, &self.ground(checks), &before);
        Ok(run)
    }

    /// Asks the compiler alone about the tree as it stands: the calls that cargo made for the crates with changed files are
    /// made once more, with an output directory of their own. `built` is of the last [`check`](Self::check), `stands` of the
    /// last answer for the tree that the candidate changes. Never a proof: what the answer says of the targets that stand
    /// on the changed ones is what `stands` said.
    pub async fn screen(
        &self,
        built: &Survey,
        stands: &Survey,
        checks: &Checks,
        deadline: Duration,
        cancel: &CancellationToken,
    ) -> Result<Screening, ShadowError> {
        if !self.is_on_the_layer_below() {
            return Ok(built_under_us());
        }
        let place = self.place(Changes::new())?;
        let ground = self.ground(checks);
        let told = replay::screen(&ground, built, stands, &place, deadline, cancel).await?;
        match self.is_on_the_layer_below() {
            true => Ok(told),
            false => Ok(built_under_us()),
        }
    }

    /// Runs the tests of these packages, or of the whole workspace when none is named.
    pub async fn test(
        &mut self,
        packages: &[String],
        deadline: Duration,
        cancel: &CancellationToken,
    ) -> Result<CargoRun, ShadowError> {
        let asked = Asked::new(Tool::Check, cargo::test(packages), deadline);
        self.cargo(asked, cancel).await
    }

    /// Runs some tests, and says what the compiler said of them in the words of a [`check`](Self::check).
    pub async fn run_tests(
        &mut self,
        tests: &TestRun,
        deadline: Duration,
        cancel: &CancellationToken,
    ) -> Result<CargoRun, ShadowError> {
        let asked = Asked::new(Tool::Check, cargo::some_tests(tests), deadline);
        self.cargo(asked, cancel).await
    }

    /// The two ends of this shadow.
    pub fn mirror(&self) -> &Mirror {
        &self.mirror
    }

    /// What the last [`lay`](Self::lay) could not mirror, as sentences for people; a check may still be fine without it.
    pub fn notes(&self) -> &[String] {
        self.tree.as_ref().map(Tree::notes).unwrap_or_default()
    }
}

fn built_under_us() -> Screening {
    Screening::Unfit(Unfit::Outdated {
        what: "the target directory below".to_owned(),
    })
}

fn unlaid() -> ShadowError {
    ShadowError::Internal("the shadow was used after a sync that was broken off".to_owned())
}

/// Runs file work on a thread where it may block.
async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ShadowError> {
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| ShadowError::Internal(error.to_string()))
}
