//! The texts a loop stands on, as digests: tells when a person has typed since.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use bowline_documents::text::content_hash;
use bowline_loop_core::{ContentHash, WorkspacePath, context::ContextPack};
use bowline_shadow::project::Project;

use super::types::OpenBuffer;

/// What the loop took last. Empty until the first gathering has ended.
pub(super) struct Ground {
    project: Arc<Project>,
    taken: Option<BTreeMap<WorkspacePath, ContentHash>>,
}

impl Ground {
    pub(super) fn new(project: Arc<Project>) -> Self {
        Self {
            project,
            taken: None,
        }
    }

    /// The loop now stands on this context.
    pub(super) fn stand_on(&mut self, context: &ContextPack) {
        self.taken = Some(
            context
                .sources
                .iter()
                .map(|source| (source.path.clone(), source.hash.clone()))
                .collect(),
        );
    }

    /// The files whose text is another now. A buffer that was closed, or opened since, counts when the disk differs.
    pub(super) fn drifted(&self, buffers: &[OpenBuffer]) -> Vec<WorkspacePath> {
        let Some(taken) = &self.taken else {
            return Vec::new();
        };
        let now = buffers_of(&self.project, buffers);
        let on_disk = |path: &WorkspacePath| {
            std::fs::read(self.project.absolute(path))
                .ok()
                .map(|bytes| content_hash(&bytes))
        };
        let paths: BTreeSet<&WorkspacePath> = taken.keys().chain(now.keys()).collect();
        paths
            .into_iter()
            .filter(|path| {
                let then = taken.get(*path).cloned().or_else(|| on_disk(path));
                let is = now
                    .get(*path)
                    .map(|buffer| content_hash(buffer.text.as_bytes()));
                then != is.or_else(|| on_disk(path))
            })
            .cloned()
            .collect()
    }
}

/// The buffers that belong to a project.
pub(super) fn buffers_of(
    project: &Project,
    buffers: &[OpenBuffer],
) -> BTreeMap<WorkspacePath, OpenBuffer> {
    buffers
        .iter()
        .map(|buffer| (project.workspace_path(&buffer.path), buffer.clone()))
        .filter(|(path, _)| !path.is_outside())
        .collect()
}
