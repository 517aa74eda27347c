//! What changed of late in the files that failing tests lead to: since the last commit, or else by it.

use std::collections::BTreeSet;

use bowline_loop_core::WorkspacePath;
use bowline_proposers::behaviour::Hunk;
use bowline_shadow::history;
use tokio_util::sync::CancellationToken;

use crate::engine::workbench::Workbench;

/// Files that are compared with what they were.
const MOST_FILES: usize = 12;
/// Changes beyond which a commit tells nothing of where a fault came from.
const MOST_CHANGES: usize = 40;
/// Lines of one change beyond which taking it back is no small edit.
const MOST_LINES: usize = 30;

impl Workbench {
    /// Changes of the texts as they stand, open buffers included; none where there is no history.
    pub(super) async fn recent_changes(&mut self, cancel: &CancellationToken) -> Vec<Hunk> {
        let places = self.places().into_iter().map(|place| place.path);
        let files: BTreeSet<WorkspacePath> = places.take(MOST_FILES * 4).collect();
        let files: Vec<WorkspacePath> = files.into_iter().take(MOST_FILES).collect();
        for revision in ["HEAD", "HEAD~1"] {
            let found = self.changes_since(revision, &files, cancel).await;
            if !found.is_empty() && found.len() <= MOST_CHANGES {
                return found;
            }
        }
        Vec::new()
    }

    async fn changes_since(
        &self,
        revision: &str,
        files: &[WorkspacePath],
        cancel: &CancellationToken,
    ) -> Vec<Hunk> {
        let mut found = Vec::new();
        for path in files {
            let Some(now) = self.text_of(path) else {
                continue;
            };
            let was = history::text_at(&self.project.root, revision, path, cancel).await;
            // A file that is new came with all its faults.
            let Some(was) = was.filter(|was| *was != now) else {
                continue;
            };
            let back = bowline_documents::hunks(&now, &was).into_iter();
            let small = back.filter(|hunk| hunk.before_lines.len() <= MOST_LINES);
            found.extend(small.map(|hunk| Hunk {
                path: path.clone(),
                lines: hunk.before_lines.start + 1..hunk.before_lines.end + 1,
                old: hunk.replacement.text,
            }));
        }
        found
    }
}
