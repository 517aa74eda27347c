//! Where Bowline keeps its own files: never in a person's project.

use std::path::PathBuf;

/// Bowline's own directories, absolute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Directories {
    /// Shadow workspaces and report documents; safe to delete while no server runs.
    pub cache: PathBuf,
    /// Journals.
    pub state: PathBuf,
    /// The user's configuration file, whether or not it exists.
    pub user_config: PathBuf,
}

impl Directories {
    /// Takes `BOWLINE_CACHE_DIR`, `BOWLINE_STATE_DIR` and `BOWLINE_CONFIG` where set, else the platform's own places
    /// (the XDG base directories on Linux). Errors when there is no home directory to derive them from.
    pub fn from_env() -> anyhow::Result<Self> {
        use etcetera::BaseStrategy as _;
        let var = |name: &str| {
            std::env::var_os(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let base = || {
            etcetera::choose_base_strategy().map_err(|error| {
                anyhow::anyhow!("no home directory ({error}); set BOWLINE_CACHE_DIR, BOWLINE_STATE_DIR and BOWLINE_CONFIG")
            })
        };
        let cache = match var("BOWLINE_CACHE_DIR") {
            Some(path) => path,
            None => base()?.cache_dir().join("bowline"),
        };
        let state = match var("BOWLINE_STATE_DIR") {
            Some(path) => path,
            None => {
                let base = base()?;
                base.state_dir()
                    .unwrap_or_else(|| base.data_dir())
                    .join("bowline")
            }
        };
        let user_config = match var("BOWLINE_CONFIG") {
            Some(path) => path,
            None => base()?.config_dir().join("bowline").join("bowline.toml"),
        };
        Ok(Self {
            cache: std::path::absolute(cache)?,
            state: std::path::absolute(state)?,
            user_config,
        })
    }

    /// Where the journals are.
    pub fn journals(&self) -> PathBuf {
        self.state.join("journal")
    }

    /// Where the shadows are.
    pub fn shadows(&self) -> PathBuf {
        self.cache.join("shadows")
    }

    /// The ledger of model calls.
    pub fn ledger(&self) -> PathBuf {
        self.state.join("usage.jsonl")
    }

    /// Where rendered reports are.
    pub fn reports(&self) -> PathBuf {
        self.cache.join("reports")
    }
}
