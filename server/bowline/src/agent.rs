//! Asking an external agent on behalf of a loop, over the Agent Client Protocol (version 1): it works in a copy of the workspace,
//! and what it proposes is the difference that it leaves there, whatever it says. Lives here: whom to start and how far, the
//! protocol, the copy, and what the agent may do. Does not live here: starting its process (`bowline-shadow`), when it is asked
//! (`bowline-loop-core`), and any judgement of what it left.

mod consent;
mod failure;
mod seat;
mod session;
mod tree;
mod wire;
mod words;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

pub use self::{
    failure::AgentError,
    seat::{Asked, Brief, Seat},
};
use crate::{config::schema, model::Manner};

/// What calls of an agent are filed under in reports and the ledger, where a model's have their provider.
pub const PROVIDER: &str = "agent";

/// Where well-known agents keep their settings and their sign-in, below the home directory, by a part of the program's name.
const PLACES: &[(&str, &[&str])] = &[
    ("claude", &[".claude", ".claude.json"]),
    ("codex", &[".codex"]),
    ("gemini", &[".gemini"]),
    (
        "goose",
        &[".config/goose", ".local/share/goose", ".local/state/goose"],
    ),
    (
        "opencode",
        &[
            ".cache/opencode",
            ".config/opencode",
            ".local/share/opencode",
            ".local/state/opencode",
        ],
    ),
];

/// Variables that programs need to reach a network as this machine does.
const WAY_OUT: &[&str] = &[
    "ALL_PROXY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NODE_EXTRA_CA_CERTS",
    "NO_PROXY",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "all_proxy",
    "http_proxy",
    "https_proxy",
    "no_proxy",
];

/// Whom to start and how far, as the settings say. Made without a look at the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The program and its arguments.
    pub command: Vec<String>,
    /// Variables passed on besides the plain ones.
    pub env: Vec<String>,
    /// What it may read and write besides its copy; absolute.
    pub paths: Vec<PathBuf>,
    /// Wall time in one loop.
    pub limit: Duration,
    /// Prompts in one loop.
    pub rounds: u32,
    /// The ledger that calls are written down in.
    pub ledger: PathBuf,
    /// How the mode has it work.
    pub manner: Manner,
}

impl Plan {
    /// The plan of these settings; `None` where no agent is to be asked, an error in a sentence where the command cannot be used.
    pub fn of(settings: &schema::AgentSettings, ledger: PathBuf) -> Result<Option<Self>, String> {
        let command = words(settings.command.as_deref());
        let Some(program) = command.first() else {
            return Ok(None);
        };
        let path = Path::new(program);
        if !path.is_absolute() && path.components().count() != 1 {
            return Err(format!(
                "`agent.command` is `{program}`, and must be a name on PATH or an absolute path"
            ));
        }
        let mut env = words(settings.env.as_deref());
        env.extend(WAY_OUT.iter().map(|name| (*name).to_owned()));
        let named = std::env::split_paths(settings.paths.as_deref().unwrap_or_default());
        let named = named.filter(|path| path.is_absolute());
        Ok(Some(Self {
            env,
            paths: named.chain(places(path)).collect(),
            limit: Duration::from_secs(settings.seconds.into()),
            rounds: settings.rounds,
            command,
            ledger,
            manner: Manner::plain(),
        }))
    }

    /// The program's name, for people.
    pub fn program(&self) -> &str {
        self.command.first().map(String::as_str).unwrap_or_default()
    }
}

fn words(text: Option<&str>) -> Vec<String> {
    let words = text.unwrap_or_default().split_whitespace();
    words.map(str::to_owned).collect()
}

fn places(program: &Path) -> Vec<PathBuf> {
    let name = program.file_name().unwrap_or_default().to_string_lossy();
    let Some(home) = std::env::home_dir() else {
        return Vec::new();
    };
    let known = PLACES.iter().filter(|(part, _)| name.contains(part));
    known
        .flat_map(|(_, places)| places.iter().map(|place| home.join(place)))
        .collect()
}

#[cfg(test)]
mod tests;
