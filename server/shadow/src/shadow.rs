//! One shadow workspace: a mirrored copy of a project in a slot of its own, what is laid over it, and cargo runs in it.

use std::{
    collections::BTreeMap,
    io,
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
    cargo::{self, Place, TestRun},
    environment::Changes,
    mirror::Mirror,
    process::{Output, ProcessError},
    project::Project,
    replay::{self, Ground, Screening, Survey},
    sandbox::Sandbox,
    seed,
    slot::Slot,
    tree::{SlotAge, Tree},
    wrapper::{self, Wrappers},
};

/// Why a shadow could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ShadowError {
    /// A file could not be read or written.
    #[error("{} could not be {action}: {source}", .path.display())]
    Files {
        /// The file.
        path: PathBuf,
        /// `read`, `written`, …
        action: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The workspace root is gone.
    #[error("the workspace {} is gone", .root.display())]
    Vanished {
        /// The root.
        root: PathBuf,
    },
    /// A file is not UTF-8 text.
    #[error("{path} is not UTF-8 text")]
    NotText {
        /// The file.
        path: WorkspacePath,
    },
    /// No such file in the shadow.
    #[error("there is no {path} in the workspace")]
    NoFile {
        /// The file.
        path: WorkspacePath,
    },
    /// The disk of the shadows is full.
    #[error("the disk that holds {} is full", .directory.display())]
    DiskFull {
        /// The directory of the shadow.
        directory: PathBuf,
    },
    /// Sources of dependencies are not on this machine, and the shadow runs offline.
    #[error("sources of dependencies are missing: {message}")]
    NeedsNetwork {
        /// What cargo said.
        message: String,
    },
    /// The toolchain lacks a subcommand of cargo.
    #[error("{message}")]
    NoTool {
        /// What rustup or cargo said.
        message: String,
    },
    /// Every slot of this workspace is taken by a living process.
    #[error("all {slots} shadow slots of this workspace are in use")]
    Busy {
        /// How many there are.
        slots: u32,
    },
    /// A process could not be run.
    #[error(transparent)]
    Process(#[from] ProcessError),
    /// A worker thread ended before its work was done.
    #[error("internal: {0}")]
    Internal(String),
}

/// One cargo run.
#[derive(Clone, Debug)]
pub struct CargoRun {
    /// What it left.
    pub output: Output,
    /// The command for people, argument by argument, starting with `cargo`; with `screening` where no cargo ran.
    pub command: Vec<String>,
    /// What screenings after it need; `None` where it says too little for them.
    pub survey: Option<Survey>,
}

impl ShadowError {
    pub(crate) fn files(path: &Path, action: &'static str, source: io::Error) -> Self {
        Self::in_shadow(path, path, action, source)
    }

    /// For a write below the shadow at `prefix`.
    pub(crate) fn in_shadow(
        prefix: &Path,
        path: &Path,
        action: &'static str,
        source: io::Error,
    ) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull {
                directory: prefix.to_path_buf(),
            },
            _ => Self::Files {
                path: path.to_path_buf(),
                action,
                source,
            },
        }
    }
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
}

impl Shadow {
    /// Takes the first free slot of the project below `shadows`, makes it ready and seeds its target once.
    pub async fn open(project: &Project, shadows: &Path) -> Result<Shadow, ShadowError> {
        let (project, shadows) = (project.clone(), shadows.to_path_buf());
        blocking(move || Self::open_here(project, shadows)).await?
    }

    fn open_here(project: Project, shadows: PathBuf) -> Result<Shadow, ShadowError> {
        let slot = Slot::take(&project, &shadows)?;
        let mirror = Mirror {
            prefix: slot.directory.clone(),
            root: project.root.clone(),
        };
        let age = seed::seed(&project, &slot)?;
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
        })
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
        &self,
        checks: &Checks,
        deadline: Duration,
        cancel: &CancellationToken,
    ) -> Result<CargoRun, ShadowError> {
        let place = self.place(self.wrappers.environment(checks.tool));
        let ground = self.ground(checks);
        let before = capture::written(&ground.calls);
        let mut run = cargo::run(&place, cargo::check(checks), deadline, cancel).await?;
        run.survey = Survey::of(&run.output, &ground, &before);
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
        let place = self.place(Changes::new());
        let ground = self.ground(checks);
        replay::screen(&ground, built, stands, &place, deadline, cancel).await
    }

    /// Runs the tests of these packages, or of the whole workspace when none is named.
    pub async fn test(
        &self,
        packages: &[String],
        deadline: Duration,
        cancel: &CancellationToken,
    ) -> Result<CargoRun, ShadowError> {
        let place = self.place(self.wrappers.environment(Tool::Check));
        cargo::run(&place, cargo::test(packages), deadline, cancel).await
    }

    /// Runs some tests, and says what the compiler said of them in the words of a [`check`](Self::check).
    pub async fn run_tests(
        &self,
        tests: &TestRun,
        deadline: Duration,
        cancel: &CancellationToken,
    ) -> Result<CargoRun, ShadowError> {
        let place = self.place(self.wrappers.environment(Tool::Check));
        cargo::run(&place, cargo::some_tests(tests), deadline, cancel).await
    }

    pub(crate) fn place(&self, wrapper: Changes) -> Place<'_> {
        Place {
            project: &self.project,
            directory: self.mirror.shadow_root(),
            target: self.slot.target(),
            wrapper,
            sandbox: &self.sandbox,
            slot: &self.slot.directory,
        }
    }

    fn ground<'a>(&'a self, checks: &'a Checks) -> Ground<'a> {
        Ground {
            project: &self.project,
            mirror: &self.mirror,
            own: self.slot.own(),
            calls: wrapper::calls(&self.slot),
            checks,
            put: &self.put,
            laid: self.laid,
        }
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
