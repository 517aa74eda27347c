//! The keys of the external agent.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The external agent that is asked behind the model; without a command none is ever started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default = "AgentSettings::defaults")]
pub struct AgentSettings {
    /// The agent, which speaks the Agent Client Protocol on its standard input and output: a program and its arguments, without
    /// a shell, for instance `opencode acp`. The program is found on `PATH`, or named by an absolute path.
    pub command: Option<String>,
    /// Variables passed to the agent besides the plain ones, for instance the one of its key: names and spaces, `MY_*` for a
    /// kind.
    pub env: Option<String>,
    /// What the agent may read and write besides its copy of the workspace, for instance where it keeps its sign-in: absolute
    /// paths, listed as in `PATH`. The places of well-known agents are known.
    pub paths: Option<String>,
    /// Wall time of the agent in one loop, in seconds.
    #[schemars(range(min = 1, max = 86_400))]
    pub seconds: u32,
    /// Prompts to the agent in one loop.
    #[schemars(range(min = 1, max = 100))]
    pub rounds: u32,
}

impl AgentSettings {
    pub(super) fn defaults() -> Self {
        Self {
            command: None,
            env: None,
            paths: None,
            seconds: 300,
            rounds: 3,
        }
    }
}
