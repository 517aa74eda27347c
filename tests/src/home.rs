//! A home for one `bowline`: its own cache, state and configuration in a temporary directory, and a mark by which every
//! process that it starts is found again.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use tempfile::TempDir;

use crate::{processes, server::Server};

/// The environment variable that marks the processes of one home.
pub const MARK: &str = "BOWLINE_TEST_HOME";

/// Directories for Bowline's own files, deleted on drop.
#[derive(Debug)]
pub struct Home {
    holder: TempDir,
}

impl Home {
    /// A new, empty home.
    pub fn new() -> Self {
        let holder = TempDir::with_prefix("bowline-home-").expect("a temporary directory");
        Self { holder }
    }

    /// A home whose person has set these settings (TOML).
    pub fn with_settings(toml: &str) -> Self {
        let home = Self::new();
        fs::write(home.user_config(), toml).expect("the settings can be written");
        home
    }

    /// The directory itself.
    pub fn path(&self) -> &Path {
        self.holder.path()
    }

    /// Bowline's cache.
    pub fn cache(&self) -> PathBuf {
        self.path().join("cache")
    }

    /// Bowline's state.
    pub fn state(&self) -> PathBuf {
        self.path().join("state")
    }

    /// The person's settings.
    pub fn user_config(&self) -> PathBuf {
        self.path().join("bowline.toml")
    }

    /// Every journal, sorted by name and so by time.
    pub fn journals(&self) -> Vec<PathBuf> {
        let directory = self.state().join("journal");
        let entries = fs::read_dir(directory).into_iter().flatten().flatten();
        let mut journals: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
        journals.retain(|path| {
            path.extension()
                .is_some_and(|extension| extension == "jsonl")
        });
        journals.sort();
        journals
    }

    /// Points a command at this home.
    pub fn adopt<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command
            .env(MARK, self.path())
            .env("BOWLINE_CACHE_DIR", self.cache())
            .env("BOWLINE_STATE_DIR", self.state())
            .env("BOWLINE_CONFIG", self.user_config())
            .env_remove("BOWLINE_LOG")
            // A test runs below cargo, whose variables a person's shell does not have.
            .env_remove("CARGO")
            .env_remove("CARGO_MANIFEST_DIR")
            .env_remove("CARGO_TARGET_DIR")
            .env_remove("RUSTC_WRAPPER")
            .env_remove("RUSTFLAGS")
            .env_remove("RUSTUP_TOOLCHAIN")
            .env("NO_COLOR", "1")
            .env("RUSTUP_AUTO_INSTALL", "0")
    }

    /// Panics where a process of this home lives on; a dying one is given a moment.
    #[track_caller]
    pub fn assert_nobody_lives(&self) {
        self.assert_alone(None);
    }

    /// Panics where a process of this home other than a server lives on.
    #[track_caller]
    pub fn assert_nobody_but(&self, server: &Server) {
        self.assert_alone(Some(server.pid()));
    }

    #[track_caller]
    fn assert_alone(&self, except: Option<u32>) {
        let living = processes::survivors_but(self.path(), except);
        assert!(living.is_empty(), "processes live on: {living:#?}");
    }

    /// Panics where a journal cannot be read, or does not replay to the same effects.
    pub fn assert_journals_replay(&self) {
        for path in self.journals() {
            let record = bowline::journal::read(&path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            if let Err(divergence) = bowline::journal::replay(&record) {
                panic!("{}: {divergence}", path.display());
            }
        }
    }
}

impl Default for Home {
    fn default() -> Self {
        Self::new()
    }
}
