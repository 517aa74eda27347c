//! Modes: named ways of working, each with a prompt, a route to a model, and what it may do, which is never more than the
//! settings allow. Five are built in; a repository and a person add theirs as files, and other tools' files are read too.
//!
//! Lives here: the catalogue, where each mode comes from, what is wrong with a file. Does not live here: what a verb does with
//! a mode (`cli`, `ask`, `plans`), and what a prompt holds besides (`bowline-proposers`).

mod built_in;
mod front;
mod legacy;
mod permissions;

use std::{
    fmt,
    path::{Path, PathBuf},
};

pub use self::permissions::{Permissions, Word};
use crate::{
    config::{
        Config, ConfigError,
        schema::{Dialect, ModelSettings, ProviderName},
    },
    directories::Directories,
    engine::Request,
    model::Manner,
};

/// The directory of a repository's own modes, in the workspace root.
const OWN: &str = ".bowline/modes";

/// The directories of agents of Kilo's.
const AGENTS: &[&str] = &[".kilo/agents", ".kilo/agent"];

/// Kilo's and Roo's older files, the weaker first.
const LEGACY: &[&str] = &[".roomodes", ".kilocodemodes"];

/// Bytes of a mode's file that are read.
const MOST_BYTES: u64 = 256 * 1024;

/// Tokens that the prompt of a mode should stay below: three bytes each.
const MOST_PROMPT: usize = 6_000;

/// A way of working.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mode {
    /// Its name, as it is asked for.
    pub name: String,
    /// What it is for, in a sentence.
    pub description: String,
    /// What a model is told besides the rules of the answer; empty for nothing.
    pub prompt: String,
    /// What it may do at the most.
    pub permissions: Permissions,
    /// Who is asked, where it is not the settings' model.
    pub route: Option<Route>,
    /// How freely a model chooses, in hundredths; `None` for what suits the question.
    pub temperature: Option<u8>,
    /// Rounds of a loop, or steps of a plan, at the most.
    pub steps: Option<u32>,
    /// Where it comes from.
    pub source: Source,
    /// What of its file has no effect here, a sentence each.
    pub notes: Vec<String>,
}

/// A model, and its provider where one was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The provider; the one of the settings without.
    pub provider: Option<ProviderName>,
    /// The model, in the provider's own word.
    pub model: String,
}

/// Where a mode comes from, the weakest first: of two with one name the later holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// This program.
    BuiltIn,
    /// A file in the repository, which can only take away.
    Repository(PathBuf),
    /// The person's own file.
    Person(PathBuf),
}

/// The modes of a workspace, by name.
#[derive(Clone, Debug)]
pub struct Catalogue {
    /// Every mode, the built-in ones first, then by name.
    pub modes: Vec<Mode>,
    /// Files that could not be used; each is left out.
    pub errors: Vec<ConfigError>,
}

impl Catalogue {
    /// Reads the modes of a workspace and of the person.
    pub fn load(directories: &Directories, workspace_root: Option<&Path>) -> Self {
        let mut catalogue = Self {
            modes: built_in::all(),
            errors: Vec::new(),
        };
        if let Some(root) = workspace_root {
            for name in LEGACY {
                catalogue.take_legacy(&root.join(name));
            }
            for directory in AGENTS.iter().chain([&OWN]) {
                catalogue.take_directory(&root.join(directory), Source::Repository);
            }
        }
        if let Some(own) = directories.user_config.parent() {
            catalogue.take_directory(&own.join("modes"), Source::Person);
        }
        let built_in = built_in::all().len();
        catalogue.modes[built_in..].sort_by(|one, other| one.name.cmp(&other.name));
        catalogue
    }

    /// The mode of this name, or a sentence that says which there are.
    pub fn named(&self, name: &str) -> Result<&Mode, String> {
        self.modes
            .iter()
            .find(|mode| mode.name == name)
            .ok_or_else(|| {
                let names: Vec<&str> = self.modes.iter().map(|mode| mode.name.as_str()).collect();
                format!("there is no mode `{name}`; there are: {}", names.join(", "))
            })
    }

    fn take_legacy(&mut self, path: &Path) {
        let Some(text) = self.read(path) else { return };
        let (modes, errors) = legacy::modes(path, &text);
        self.errors.extend(errors);
        modes.into_iter().for_each(|mode| self.take(mode));
    }

    fn take_directory(&mut self, directory: &Path, source: fn(PathBuf) -> Source) {
        let Ok(entries) = std::fs::read_dir(directory) else {
            return;
        };
        let paths = entries.flatten().map(|entry| entry.path());
        let mut paths: Vec<PathBuf> = paths
            .filter(|path| path.extension().is_some_and(|end| end == "md"))
            .collect();
        paths.sort();
        for path in paths {
            let Some(text) = self.read(&path) else {
                continue;
            };
            match front::mode(&path, &text, source(path.clone())) {
                Ok(Some(mode)) => self.take(mode),
                Ok(None) => {}
                Err(error) => self.errors.push(error),
            }
        }
    }

    fn read(&mut self, path: &Path) -> Option<String> {
        let size = std::fs::metadata(path).ok()?.len();
        let read = match size {
            size if size > MOST_BYTES => Err(format!("has {size} bytes, more than {MOST_BYTES}")),
            _ => std::fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}")),
        };
        read.map_err(|message| {
            self.errors.push(ConfigError {
                file: path.display().to_string(),
                line: None,
                message,
                hint: "a mode is a short UTF-8 text".into(),
            });
        })
        .ok()
    }

    /// Takes a mode in place of one with its name. A repository's cannot do what the one before could not, nor choose who is
    /// asked.
    fn take(&mut self, mut mode: Mode) {
        let before = self.modes.iter().position(|one| one.name == mode.name);
        if matches!(mode.source, Source::Repository(_)) {
            if let Some(before) = before {
                mode.permissions = mode.permissions.and(&self.modes[before].permissions);
            }
            if let Some(route) = mode.route.take() {
                mode.notes.push(format!(
                    "`model: {route}` is not for a repository to choose; pass `--model`, or keep a mode of this name in your own `modes` directory"
                ));
            }
        }
        match before {
            Some(before) => self.modes[before] = mode,
            None => self.modes.push(mode),
        }
    }
}

impl Mode {
    /// Holds settings to the mode, and lets it choose the model where it may.
    pub fn settle(&self, config: &mut Config) {
        if let Some(route) = &self.route {
            route.choose(&mut config.settings);
        }
        self.permissions.tighten(config);
    }

    /// Holds a loop to the mode.
    pub fn bind(&self, request: &mut Request) {
        request.tradeoffs = self.permissions.hold(request.tradeoffs);
        request.reach = self.permissions.edit.clone();
        if let Some(steps) = self.steps {
            request.limits.attempts = request.limits.attempts.min(steps);
        }
        if let Some(plan) = &mut request.model {
            plan.manner = self.manner();
        }
        if let Some(plan) = &mut request.agent {
            plan.manner = self.manner();
        }
    }

    /// How it has a model work.
    pub fn manner(&self) -> Manner {
        Manner {
            mode: self.name.clone(),
            prompt: self.prompt.clone(),
            temperature: self.temperature,
        }
    }
}

impl Route {
    /// Takes `PROVIDER/MODEL` apart, or takes the whole as a model of the settings' provider.
    pub fn read(text: &str) -> Self {
        let named = text.split_once('/').and_then(|(provider, model)| {
            let provider = serde_json::from_value::<ProviderName>(provider.into()).ok()?;
            (!model.is_empty()).then(|| (provider, model.to_owned()))
        });
        match named {
            Some((provider, model)) => Self {
                provider: Some(provider),
                model,
            },
            None => Self {
                provider: None,
                model: text.to_owned(),
            },
        }
    }

    /// Sets what was named, and nobody else is asked: whoever names one model for a run means that one.
    pub fn choose(&self, settings: &mut crate::config::Settings) {
        self.set(&mut settings.model);
        settings.model.stronger = Vec::new();
    }

    /// Sets what was named; the address, the key and the prices of another provider do not fit it.
    pub fn set(&self, model: &mut ModelSettings) {
        if let Some(provider) = self.provider
            && provider != model.provider
        {
            (model.base_url, model.key_env, model.key_command) = (None, None, None);
            (model.price_input, model.price_output) = (0, 0);
            model.dialect = Dialect::Auto;
            model.provider = provider;
        }
        model.model = Some(self.model.clone());
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let provider = self.provider.and_then(ProviderName::name);
        match provider {
            Some(provider) => write!(f, "{provider}/{}", self.model),
            None => f.write_str(&self.model),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn => f.write_str("built in"),
            Self::Repository(path) | Self::Person(path) => write!(f, "{}", path.display()),
        }
    }
}

#[cfg(test)]
mod tests;
