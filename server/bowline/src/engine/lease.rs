//! Who may use a workspace's shadow: one loop or check at a time, and a person's loop before a background check.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use bowline_loop_core::{ContentHash, StopReason, WorkspacePath, intent::Checks};
use bowline_shadow::{CargoRun, Sandbox, Shadow, project::Project};
use bowline_syntax::Index;
use tokio::sync::OwnedMutexGuard;
use tokio_util::sync::CancellationToken;

use super::declarations::Declarations;

/// All shadows that this process has opened, by workspace root.
pub(super) struct Desks {
    shadows: PathBuf,
    desks: Mutex<BTreeMap<PathBuf, Desk>>,
}

/// One workspace's shadow, and the background work that gives way to a person's loop.
#[derive(Clone, Default)]
struct Desk {
    opened: Arc<tokio::sync::Mutex<Option<Opened>>>,
    background: CancellationToken,
}

/// A shadow, and what is known of the text in it.
struct Opened {
    shadow: Shadow,
    declarations: Declarations,
    recent: Option<Recent>,
    /// When it was last asked for.
    taken: Instant,
}

/// A check of the text as it was found, before any edit.
struct Recent {
    tree: ContentHash,
    checks: Checks,
    run: CargoRun,
    ended: Instant,
}

/// For how long the answer of a check stands for the next check of the same text: long enough for a loop that was begun for
/// what the check found, and too short for the world outside the workspace to change.
pub(super) const STANDS: Duration = Duration::from_secs(2);

/// The right to use a shadow, until dropped. Waiting for it is waiting in a queue: the guard is meant to be held over awaits.
pub(super) struct Lease {
    guard: OwnedMutexGuard<Option<Opened>>,
    shadows: PathBuf,
    sandbox: Sandbox,
}

impl Desks {
    pub(super) fn new(shadows: PathBuf) -> Self {
        Self {
            shadows,
            desks: Mutex::new(BTreeMap::new()),
        }
    }

    /// Waits for the shadow of `root` on behalf of a person; background work there is cancelled.
    pub(super) async fn foreground(&self, root: &Path, sandbox: Sandbox) -> Lease {
        let desk = self.desk(root, |desk| {
            desk.background.cancel();
            desk.background = CancellationToken::new();
        });
        Lease::new(
            desk.opened.lock_owned().await,
            self.shadows.clone(),
            sandbox,
        )
    }

    /// Waits for the shadow of `root` for background work, which must stop when the token is cancelled.
    pub(super) async fn background(
        &self,
        root: &Path,
        sandbox: Sandbox,
    ) -> (Lease, CancellationToken) {
        let waiting = self.desk(root, |_| {});
        let guard = waiting.opened.lock_owned().await;
        // Taken after the wait: what was cancelled while this waited was the work before it.
        let token = self.desk(root, |_| {}).background;
        (Lease::new(guard, self.shadows.clone(), sandbox), token)
    }

    /// Lets go of every shadow that is not in use.
    pub(super) fn close_idle(&self) {
        let mut desks = self.desks.lock().unwrap_or_else(PoisonError::into_inner);
        desks.retain(|_, desk| desk.opened.try_lock().is_err());
    }

    /// Lets go of every shadow that was not taken in this time and is not in use.
    pub(super) fn close_unused_for(&self, time: Duration) {
        let mut desks = self.desks.lock().unwrap_or_else(PoisonError::into_inner);
        desks.retain(|_, desk| match desk.opened.try_lock() {
            Ok(opened) => opened
                .as_ref()
                .is_some_and(|opened| opened.taken.elapsed() < time),
            Err(_) => true,
        });
    }

    fn desk(&self, root: &Path, touch: impl FnOnce(&mut Desk)) -> Desk {
        let mut desks = self.desks.lock().unwrap_or_else(PoisonError::into_inner);
        let desk = desks.entry(root.to_owned()).or_default();
        touch(desk);
        desk.clone()
    }
}

impl Lease {
    /// A shadow that is open already is sealed anew: the settings may have changed since.
    fn new(mut guard: OwnedMutexGuard<Option<Opened>>, shadows: PathBuf, sandbox: Sandbox) -> Self {
        if let Some(opened) = guard.as_mut() {
            opened.shadow.seal(sandbox.clone());
            opened.taken = Instant::now();
        }
        Self {
            guard,
            shadows,
            sandbox,
        }
    }

    /// The shadow, once it has been opened.
    pub(super) fn shadow(&mut self) -> Option<&mut Shadow> {
        self.guard.as_mut().map(|opened| &mut opened.shadow)
    }

    /// The shadow for reading.
    pub(super) fn peek(&self) -> Option<&Shadow> {
        self.guard.as_ref().map(|opened| &opened.shadow)
    }

    /// Brings what is known of the workspace's declarations in step; `over` are texts that hold in place of the shadow's.
    pub(super) fn refresh_declarations(&mut self, over: &BTreeMap<WorkspacePath, String>) {
        if let Some(Opened {
            shadow,
            declarations,
            ..
        }) = self.guard.as_mut()
        {
            declarations.refresh(shadow, over);
        }
    }

    /// What the workspace declared at the last refresh; `None` without an open shadow.
    pub(super) fn declarations(&self) -> Option<&Index> {
        self.guard
            .as_ref()
            .map(|opened| opened.declarations.index())
    }

    /// Whether there was code at the last refresh that a plain `cargo check` does not compile.
    pub(super) fn has_code_apart(&self) -> bool {
        self.guard
            .as_ref()
            .is_some_and(|opened| opened.declarations.has_code_apart())
    }

    /// Keeps a check of the text as it was found.
    pub(super) fn remember(&mut self, tree: ContentHash, checks: &Checks, run: &CargoRun) {
        if let Some(opened) = self.guard.as_mut() {
            opened.recent = Some(Recent {
                tree,
                checks: checks.clone(),
                run: run.clone(),
                ended: Instant::now(),
            });
        }
    }

    /// The same check of the very same text, where it has just ended. It is given once.
    pub(super) fn recent(&mut self, tree: &ContentHash, checks: &Checks) -> Option<CargoRun> {
        let recent = self.guard.as_mut()?.recent.take()?;
        let is_same = recent.tree == *tree && recent.checks == *checks;
        (is_same && recent.ended.elapsed() < STANDS).then_some(recent.run)
    }

    /// The files with such code.
    pub(super) fn with_code_apart(&self) -> impl Iterator<Item = &WorkspacePath> {
        let opened = self.guard.as_ref();
        opened
            .into_iter()
            .flat_map(|opened| opened.declarations.with_code_apart())
    }

    /// Opens the shadow of a project.
    pub(super) async fn open(&mut self, project: &Project) -> Result<(), StopReason> {
        let mut shadow = Shadow::open(project, &self.shadows, self.sandbox.policy().base).await?;
        shadow.seal(self.sandbox.clone());
        *self.guard = Some(Opened {
            shadow,
            declarations: Declarations::default(),
            recent: None,
            taken: Instant::now(),
        });
        Ok(())
    }
}
