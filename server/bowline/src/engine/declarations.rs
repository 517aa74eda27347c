//! What the workspace declares, kept from one loop to the next: only files whose content changed are parsed again.

use std::collections::BTreeMap;

use bowline_documents::text::content_hash;
use bowline_loop_core::WorkspacePath;
use bowline_shadow::Shadow;
use bowline_syntax::Index;

/// An index of the Rust sources of one workspace, and the contents it was made from.
#[derive(Default)]
pub(super) struct Declarations {
    index: Index,
    hashes: BTreeMap<WorkspacePath, String>,
}

impl Declarations {
    /// Brings the index in step with the shadow; `over` are texts that hold in place of the shadow's.
    pub(super) fn refresh(&mut self, shadow: &Shadow, over: &BTreeMap<WorkspacePath, String>) {
        let mut now: BTreeMap<WorkspacePath, String> = shadow
            .files()
            .filter(|(path, _)| path.as_str().ends_with(".rs"))
            .map(|(path, hash)| (path, hash.to_owned()))
            .collect();
        for (path, text) in over {
            now.insert(path.clone(), content_hash(text.as_bytes()).0);
        }
        for path in self.hashes.keys() {
            if !now.contains_key(path) {
                self.index.remove(path);
            }
        }
        for (path, hash) in &now {
            if self.hashes.get(path) == Some(hash) {
                continue;
            }
            match over.get(path) {
                Some(text) => self.index.update(path, text),
                None => match shadow.read(path) {
                    Ok(text) => self.index.update(path, &text),
                    Err(_) => self.index.remove(path),
                },
            }
        }
        self.hashes = now;
    }

    /// The index.
    pub(super) fn index(&self) -> &Index {
        &self.index
    }
}
