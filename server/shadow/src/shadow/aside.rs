//! A screening beside others: it owns all that it needs and leaves the tree alone, so that several candidates are looked at at the
//! same time. Each compiler sees the files of its candidate at their own paths, in a mount namespace of its own.
//!
//! Lives here: making and running one. Does not live here: which candidates are worth it, and how many at once ([`budget`]).

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use bowline_loop_core::{ContentHash, WorkspacePath, intent::Checks};
use tokio_util::sync::CancellationToken;

use super::{Shadow, ShadowError, Standing, built_under_us, unlaid};
use crate::{
    budget,
    cargo::{Over, Place},
    environment::Changes,
    mirror::Mirror,
    overlay::{self, Apart, Overlay},
    project::Project,
    replay::{self, Ground, Lane, Screening, Survey},
    sandbox::Sandbox,
    view::View,
    wrapper,
};

/// Where the files of views lie among bowline's own in a slot.
pub(crate) const VIEWS: &str = "views";

/// One screening. What it says is worth nothing once the shadow it came from was laid, written to or built in meanwhile.
pub struct Aside {
    tree: ContentHash,
    texts: BTreeMap<WorkspacePath, String>,
    files: BTreeMap<PathBuf, Vec<u8>>,
    project: Project,
    mirror: Mirror,
    seen: Mirror,
    /// The layer of the slot, and the one of this run.
    over: Option<(Overlay, Apart)>,
    tops: Vec<PathBuf>,
    target: PathBuf,
    sandbox: Sandbox,
    slot: PathBuf,
    own: PathBuf,
    calls: PathBuf,
    laid: u64,
    view: View,
    lane: Lane,
}

impl Shadow {
    /// How many screenings may run at once now: what the policy and the machine allow, and one alone while the person's own cargo
    /// is at work.
    pub fn lanes(&self) -> usize {
        let is_possible = cfg!(target_os = "linux");
        match is_possible && !overlay::is_building(&self.project.target_directory) {
            true => budget::lanes(self.sandbox.policy().side_by_side),
            false => 1,
        }
    }

    /// A screening of the tree in which exactly `texts` differ from what was laid, as [`put`](Self::put) and
    /// [`screen`](Self::screen) would make it. `lane` is a number that no other running one has, from 0. Nothing where the
    /// candidate makes or removes a file.
    pub fn aside(
        &self,
        texts: &BTreeMap<WorkspacePath, String>,
        lane: usize,
    ) -> Result<Option<Aside>, ShadowError> {
        let tree = self.tree.as_ref().ok_or_else(unlaid)?;
        let Some(sketch) = tree.sketch(texts)? else {
            return Ok(None);
        };
        let (seen, own) = (self.seen(), self.slot.own());
        let shown = sketch.files.iter();
        let shown = shown.map(|(path, bytes)| (seen.of(path), bytes.clone()));
        let rooms = own.join(VIEWS);
        let view = View::make(&rooms, shown.collect()).map_err(|source| {
            ShadowError::in_shadow(&self.slot.directory, &rooms, "written", source)
        })?;
        let place = self.place(Changes::new())?;
        let over = match &self.standing {
            Standing::Portable { .. } => None,
            Standing::Overlay(overlay) => self.apart()?.map(|apart| (overlay.clone(), apart)),
        };
        Ok(Some(Aside {
            tree: sketch.tree,
            texts: texts.clone(),
            files: sketch.files.into_iter().collect(),
            tops: place.over.map(|over| over.tops).unwrap_or_default(),
            target: place.target,
            project: self.project.clone(),
            mirror: self.mirror.clone(),
            seen,
            over,
            sandbox: self.sandbox.clone(),
            slot: self.slot.directory.clone(),
            calls: wrapper::calls(&self.slot),
            own,
            laid: self.laid,
            view,
            lane: Lane {
                number: lane,
                at_once: 1,
            },
        }))
    }
}

impl Aside {
    /// The digest of the tree that it is about.
    pub fn tree(&self) -> &ContentHash {
        &self.tree
    }

    /// The text of a file in that tree, where it is not the text that stands in the shadow.
    pub fn text(&self, path: &WorkspacePath) -> Option<String> {
        let bytes = self.files.get(&self.project.absolute(path))?;
        String::from_utf8(bytes.clone()).ok()
    }

    /// Asks the compiler alone, as [`Shadow::screen`] does.
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
        let place = self.place();
        let ground = self.ground(checks);
        let told = replay::screen(&ground, built, stands, &place, deadline, cancel).await?;
        match self.is_on_the_layer_below() {
            true => Ok(told),
            false => Ok(built_under_us()),
        }
    }

    fn is_on_the_layer_below(&self) -> bool {
        let layer = self.over.as_ref().map(|(layer, _)| layer);
        layer.is_none_or(|layer| layer.is_begun_on(&layer.look()))
    }

    fn place(&self) -> Place<'_> {
        Place {
            project: &self.project,
            seen: self.seen.clone(),
            target: self.target.clone(),
            wrapper: Changes::new(),
            sandbox: &self.sandbox,
            slot: &self.slot,
            over: self.over.as_ref().map(|(_, apart)| Over {
                overlay: &apart.overlay,
                tops: self.tops.clone(),
            }),
            view: Some(&self.view),
        }
    }

    fn ground<'a>(&'a self, checks: &'a Checks) -> Ground<'a> {
        Ground {
            project: &self.project,
            mirror: &self.mirror,
            seen: self.seen.clone(),
            overlay: self.over.as_ref().map(|(layer, _)| layer),
            own: self.own.clone(),
            calls: self.calls.clone(),
            checks,
            put: &self.texts,
            laid: self.laid,
            lane: self.lane,
        }
    }
}
