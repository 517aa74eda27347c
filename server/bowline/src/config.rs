//! Settings: four layers (defaults, the repository's file, the person's file, their editor) become one [`Config`].
//!
//! Lives here: reading and merging the layers, and what the rest of the program asks of the result. Does not live here: the
//! keys themselves (`config/schema.rs`), what a layer may say (`config/layer.rs`), generated documentation
//! (`config/generate.rs`).

pub mod generate;
mod keys;
mod layer;
pub mod schema;

use std::{
    fmt,
    num::NonZeroU32,
    path::{Path, PathBuf},
    time::Duration,
};

use bowline_loop_core::intent::{Allowance, Checks, Limits, Targets, Tests, Tool, Tradeoffs};
use bowline_shadow::{
    Base, life,
    sandbox::{Demand, Network, Pace, Policy},
};
use serde_json::Value;

use self::layer::{Layer, Origin};
pub use self::schema::Settings;
use crate::{agent, directories::Directories, model::Plan};

/// The name of the repository's own file, in the workspace root.
pub const FILE_NAME: &str = "bowline.toml";

/// The settings that hold, with every layer taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// The value of every key.
    pub settings: Settings,
    /// What a layer asked for and did not get, one sentence each: a repository that asks for more than the defaults allow.
    pub warnings: Vec<String>,
}

/// Something in one layer that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// The file, or «the editor's settings».
    pub file: String,
    /// The line in the file, 1-based, where it is known.
    pub line: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// What to do; empty where there is nothing to say.
    pub hint: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}", self.message)?;
        if self.hint.is_empty() {
            Ok(())
        } else {
            write!(f, "; {}", self.hint)
        }
    }
}

impl std::error::Error for ConfigError {}

impl Config {
    /// The settings of somebody who has set nothing.
    pub fn defaults() -> Self {
        Self {
            settings: Settings::defaults(),
            warnings: Vec::new(),
        }
    }

    /// Takes every layer in, or names the first thing that cannot be used. `workspace_root` is the root of the cargo
    /// workspace; `editor` the object of settings as the editor sent it (bare, or below a key `bowline`).
    pub fn load(
        directories: &Directories,
        workspace_root: Option<&Path>,
        editor: Option<&Value>,
    ) -> Result<Self, ConfigError> {
        let (config, errors) = Self::load_lenient(directories, workspace_root, editor);
        match errors.into_iter().next() {
            None => Ok(config),
            Some(error) => Err(error),
        }
    }

    /// Takes in all that can be used and lists the rest: a server runs on whatever somebody is typing into a file of
    /// settings. A bad value leaves the layer below it standing; a file that is not TOML is left out whole.
    pub fn load_lenient(
        directories: &Directories,
        workspace_root: Option<&Path>,
        editor: Option<&Value>,
    ) -> (Self, Vec<ConfigError>) {
        let mut layers = Vec::new();
        if let Some(root) = workspace_root {
            layers.push(Layer::from_file(&root.join(FILE_NAME), Origin::Workspace));
        }
        layers.push(Layer::from_file(&directories.user_config, Origin::User));
        layers.extend(editor.map(Layer::from_editor));
        let mut errors = Vec::new();
        let (settings, mut warnings) = layer::merge(layers, &mut errors);
        warnings.extend(Plan::of(&settings.model, directories.ledger()).err());
        warnings.extend(agent::Plan::of(&settings.agent, directories.ledger()).err());
        (Self { settings, warnings }, errors)
    }

    /// What runs as screening and as proof; the package is left to the engine.
    pub fn checks(&self) -> Checks {
        Checks {
            package: None,
            targets: if self.settings.check.all_targets {
                Targets::All
            } else {
                Targets::Default
            },
            tool: match self.settings.check.tool {
                schema::CheckTool::Check => Tool::Check,
                schema::CheckTool::Clippy => Tool::Clippy,
            },
            tests: match self.settings.proof.tests {
                schema::TestRuns::Skip => Tests::Skip,
                schema::TestRuns::Run => Tests::Run,
            },
        }
    }

    /// The bounds of one loop.
    pub fn limits(&self) -> Limits {
        let limits = &self.settings.limits;
        Limits {
            attempts: limits.attempts,
            candidates_per_round: limits.candidates_per_round,
            candidates: limits.candidates,
            millis: u64::from(limits.seconds) * 1000,
            check_millis: u64::from(limits.check_seconds) * 1000,
        }
    }

    /// What is allowed beyond the safe default.
    pub fn tradeoffs(&self) -> Tradeoffs {
        let word = |setting| match setting {
            schema::AllowanceSetting::Refuse => Allowance::Refuse,
            schema::AllowanceSetting::Ask => Allowance::Ask,
            schema::AllowanceSetting::Allow => Allowance::Allow,
        };
        let allow = &self.settings.allow;
        Tradeoffs {
            scaffolds: word(allow.scaffolds),
            test_edits: word(allow.test_edits),
            risky_edits: word(allow.risky_edits),
        }
    }

    /// What processes in the shadow may touch.
    pub fn policy(&self) -> Policy {
        let sandbox = &self.settings.sandbox;
        let demand = match sandbox.mode {
            schema::SandboxMode::Required => Demand::Required,
            schema::SandboxMode::Preferred => Demand::Preferred,
            schema::SandboxMode::Off => Demand::Off,
        };
        let network = match sandbox.network {
            true => Network::Granted,
            false => Network::Denied,
        };
        let pace = match self.settings.shadow.nice {
            true => Pace::Yielding,
            false => Pace::Full,
        };
        let base = match self.settings.shadow.base {
            schema::ShadowBase::Auto => Base::Auto,
            schema::ShadowBase::Portable => Base::Portable,
            schema::ShadowBase::Overlay => Base::Overlay,
        };
        let names = sandbox.env.as_deref().unwrap_or_default();
        let read = sandbox.read.as_deref().unwrap_or_default();
        Policy {
            demand,
            network,
            pace,
            env: names.split_whitespace().map(str::to_owned).collect(),
            read: std::env::split_paths(read)
                .filter(|path| path.is_absolute())
                .collect(),
            base,
            side_by_side: NonZeroU32::new(self.settings.shadow.side_by_side),
        }
    }

    /// Whom to ask where nothing else helps; `None` for nobody, and where the settings do not say enough, which is among the
    /// warnings then.
    pub fn model(&self, directories: &Directories) -> Option<Plan> {
        Plan::of(&self.settings.model, directories.ledger()).unwrap_or_default()
    }

    /// The external agent that is asked behind the model; `None` for none, and where its command cannot be used, which is
    /// among the warnings then.
    pub fn agent(&self, directories: &Directories) -> Option<agent::Plan> {
        agent::Plan::of(&self.settings.agent, directories.ledger()).unwrap_or_default()
    }

    /// What is done before anybody asks.
    pub fn background(&self) -> &schema::BackgroundSettings {
        &self.settings.background
    }

    /// Whether a check runs in the background when a file is opened or saved.
    pub fn checks_on_save(&self) -> bool {
        self.settings.check.on_save
    }

    /// How long, and how many bytes of, shadows are kept that nobody uses.
    pub fn shadow_limits(&self) -> life::Limits {
        let shadow = &self.settings.shadow;
        life::Limits {
            max_age: Some(Duration::from_secs(
                u64::from(shadow.max_age_days) * 24 * 60 * 60,
            )),
            max_bytes: Some(u64::from(shadow.budget_mb) * 1_000_000),
        }
    }

    /// How many bytes of journals are kept.
    pub fn journal_budget(&self) -> u64 {
        u64::from(self.settings.journal.budget_mb) * 1024 * 1024
    }

    /// The file that takes the log instead of standard error.
    pub fn log_file(&self) -> Option<PathBuf> {
        self.settings.log.file.as_ref().map(PathBuf::from)
    }
}

#[cfg(test)]
mod tests;
