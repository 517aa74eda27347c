//! What a shadow stands on, and cargo's runs there: on the overlay only as long as what cargo says is of the shadow's tree
//! alone, else on the portable base.

use std::time::Duration;

use bowline_loop_core::intent::{Checks, Tool};
use tokio_util::sync::CancellationToken;

use super::{CargoRun, Shadow, ShadowError, blocking, unlaid};
use crate::{
    cargo::{self, Over, Place},
    environment::Changes,
    life::disk,
    mirror::Mirror,
    overlay::{Apart, Overlay, Stamp},
    process::End,
    replay::{self, Ground},
    seed, wrapper,
};

/// What a shadow stands on.
#[derive(Debug)]
pub(crate) enum Standing {
    /// A target directory of its own, below the mirror's own path.
    Portable {
        /// Why not on the other.
        why: String,
    },
    /// A layer over the person's target directory, at their path.
    Overlay(Overlay),
}

/// How often a run is made again because the person built under it.
const TRIES: u32 = 3;

/// One run of cargo.
pub(crate) struct Asked {
    tool: Tool,
    arguments: Vec<String>,
    deadline: Duration,
}

impl Asked {
    pub(crate) fn new(tool: Tool, arguments: Vec<String>, deadline: Duration) -> Self {
        Self {
            tool,
            arguments,
            deadline,
        }
    }
}

impl Shadow {
    /// Runs cargo, on the overlay only as long as what it says is of this tree alone.
    pub(crate) async fn cargo(
        &mut self,
        asked: Asked,
        cancel: &CancellationToken,
    ) -> Result<CargoRun, ShadowError> {
        for _ in 0..TRIES {
            let Standing::Overlay(overlay) = &self.standing else {
                break;
            };
            let overlay = overlay.clone();
            overlay.let_them_finish(cancel).await;
            let stamp = overlay.look();
            if !overlay.is_begun_on(&stamp) {
                self.begin_layer(&overlay, &stamp)?;
            }
            match self.run(&asked, cancel).await {
                Err(ShadowError::NoOverlay { why }) => self.stand_alone(why).await?,
                Ok(run) if overlay.look() != stamp && run.output.end != End::Cancelled => {
                    tracing::debug!("the person built under a run");
                }
                ended => return ended,
            }
        }
        if let Standing::Overlay(_) = &self.standing {
            self.stand_alone("the project is built again and again meanwhile".to_owned())
                .await?;
        }
        self.run(&asked, cancel).await
    }

    async fn run(
        &self,
        asked: &Asked,
        cancel: &CancellationToken,
    ) -> Result<CargoRun, ShadowError> {
        let place = self.place(self.wrappers.environment(asked.tool, &self.standing))?;
        cargo::run(&place, asked.arguments.clone(), asked.deadline, cancel).await
    }

    /// Begins a layer over the person's target directory as it is now. All times are set to what they are on the person's disk,
    /// so nothing that was built by later ones may be left, be it of the other base.
    fn begin_layer(&mut self, overlay: &Overlay, stamp: &Stamp) -> Result<(), ShadowError> {
        let prefix = self.slot.directory.clone();
        let fail = |source| ShadowError::in_shadow(&prefix, &prefix, "emptied", source);
        overlay.empty().map_err(fail)?;
        disk::remove(&self.slot.target()).map_err(fail)?;
        self.tree.as_mut().ok_or_else(unlaid)?.take_disk_times()?;
        overlay.begin(stamp).map_err(fail)
    }

    /// From here on this shadow stands on the portable base.
    async fn stand_alone(&mut self, why: String) -> Result<(), ShadowError> {
        tracing::info!(why, "the overlay base is given up");
        let (project, slot) = (self.project.clone(), self.slot.target());
        let directory = self.slot.directory.clone();
        blocking(move || seed::seed_at(&project, &directory, &slot)).await??;
        self.standing = Standing::Portable { why };
        self.laid += 1;
        Ok(())
    }

    /// Whether what was built so far still lies over what it was built on.
    pub(super) fn is_on_the_layer_below(&self) -> bool {
        match &self.standing {
            Standing::Portable { .. } => true,
            Standing::Overlay(overlay) => overlay.is_begun_on(&overlay.look()),
        }
    }

    /// A layer of its own for one run beside others; none on the portable base.
    pub(crate) fn apart(&self) -> Result<Option<Apart>, ShadowError> {
        let Standing::Overlay(overlay) = &self.standing else {
            return Ok(None);
        };
        let made = overlay.apart().map_err(|source| {
            let slot = &self.slot.directory;
            ShadowError::in_shadow(slot, slot, "written", source)
        });
        made.map(Some)
    }

    pub(crate) fn place(&self, wrapper: Changes) -> Result<Place<'_>, ShadowError> {
        let (over, target) = match &self.standing {
            Standing::Portable { .. } => (None, self.slot.target()),
            Standing::Overlay(overlay) => {
                let made = overlay.make_mount_point();
                made.map_err(|source| {
                    ShadowError::in_shadow(
                        &self.slot.directory,
                        &self.slot.directory,
                        "written",
                        source,
                    )
                })?;
                let tops = self.tree.as_ref().ok_or_else(unlaid)?.tops();
                let over = Over { overlay, tops };
                (Some(over), self.project.target_directory.clone())
            }
        };
        Ok(Place {
            project: &self.project,
            seen: self.seen(),
            target,
            wrapper,
            sandbox: &self.sandbox,
            slot: &self.slot.directory,
            over,
            view: None,
        })
    }

    pub(super) fn seen(&self) -> Mirror {
        match &self.standing {
            Standing::Portable { .. } => self.mirror.clone(),
            Standing::Overlay(_) => Mirror::in_place(&self.project.root),
        }
    }

    pub(super) fn ground<'a>(&'a self, checks: &'a Checks) -> Ground<'a> {
        Ground {
            project: &self.project,
            mirror: &self.mirror,
            seen: self.seen(),
            overlay: match &self.standing {
                Standing::Portable { .. } => None,
                Standing::Overlay(overlay) => Some(overlay),
            },
            own: self.slot.own(),
            calls: wrapper::calls(&self.slot),
            checks,
            put: &self.put,
            laid: self.laid,
            lane: replay::ALONE,
        }
    }
}
