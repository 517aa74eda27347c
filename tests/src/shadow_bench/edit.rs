//! Edits: real changes of content that compile, or do not. No two texts of one run are the same.

use std::{fs, path::Path};

use anyhow::Context as _;
use bowline_loop_core::WorkspacePath;

use super::members::Place;

/// Makes the texts of one file.
pub struct Edits {
    /// The file, relative to the workspace.
    pub path: WorkspacePath,
    original: String,
    made: u32,
}

/// Whether a text compiles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quality {
    /// It does.
    Good,
    /// It holds one type error.
    Bad,
}

impl Edits {
    /// Of the file at a place, as it stands in the copy at `root`.
    pub fn of(root: &Path, place: &Place) -> anyhow::Result<Self> {
        let file = root.join(&place.file);
        let original = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        let path = place.file.to_str().context("a file name in UTF-8")?;
        Ok(Self {
            path: WorkspacePath::new(path),
            original,
            made: 0,
        })
    }

    /// The text as the project has it.
    pub fn original(&self) -> &str {
        &self.original
    }

    /// A text that was never seen before: one more private function, which no lint minds.
    pub fn next(&mut self, quality: Quality) -> String {
        self.made += 1;
        let number = self.made;
        let body = match quality {
            Quality::Good => format!("{number}"),
            Quality::Bad => format!("\"{number}\""),
        };
        let original = self.original.trim_end();
        format!("{original}\n\nfn _measured_{number}() -> u64 {{\n    {body}\n}}\n")
    }
}
