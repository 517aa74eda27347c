//! The keys of the language model.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The language model that is asked where nothing else helps; without a provider nothing ever leaves this machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default = "ModelSettings::defaults")]
pub struct ModelSettings {
    /// Who is asked. Off means off: no socket is opened.
    pub provider: ProviderName,
    /// The model, in the provider's own word.
    pub model: Option<String>,
    /// Stronger models, `PROVIDER/MODEL` or a model of the same provider, asked in this order where the one before fails: all of its
    /// calls led to nothing, its context is too small, its key is refused, it is not there.
    pub stronger: Vec<String>,
    /// Another address than the provider's own, for instance of a proxy; https, or this machine.
    pub base_url: Option<String>,
    /// The environment variable that holds the key, where it is not the provider's usual one.
    pub key_env: Option<String>,
    /// A command that prints the key, for instance of a password manager: a program and its arguments, without a shell.
    pub key_command: Option<String>,
    /// How the provider speaks, where it is not what its name says.
    pub dialect: Dialect,
    /// The form in which edits are asked for; `item` suits small models.
    pub form: Form,
    /// Calls for one and the same state of the code.
    #[schemars(range(min = 1, max = 16))]
    pub samples: u32,
    /// Rounds in which a model may ask to see more of the project (an item, a file, where a text stands, what a directory holds) before it
    /// answers, for one and the same state of the code; 0 for none.
    #[schemars(range(min = 0, max = 16))]
    pub lookups: u32,
    /// Tokens that a prompt may have.
    #[schemars(range(min = 500, max = 200_000))]
    pub prompt_tokens: u32,
    /// Tokens that a reply may have.
    #[schemars(range(min = 100, max = 64_000))]
    pub reply_tokens: u32,
    /// Tokens, read and written, of one loop.
    #[schemars(range(min = 1, max = 100_000_000))]
    pub loop_tokens: u32,
    /// Tokens, read and written, of one day (UTC), over all loops and projects.
    #[schemars(range(min = 1, max = 1_000_000_000))]
    pub day_tokens: u32,
    /// US cents of one loop, where the provider says what a call cost or prices are set.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub loop_cents: u32,
    /// US cents of one day (UTC), over all loops and projects.
    #[schemars(range(min = 1, max = 10_000_000))]
    pub day_cents: u32,
    /// US cents that one question of a loop may cost at the most before a person is asked, where prices are set: 0 asks before each paid
    /// question, and as much as `loop_cents` never asks. Editors ask by a message, once a loop; the command line sends nothing dearer
    /// without `--allow spending`.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub ask_cents: u32,
    /// US cents for a million tokens read; 0 where the price is not known.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub price_input: u32,
    /// US cents for a million tokens written; 0 where the price is not known.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub price_output: u32,
    /// US cents for a million tokens that the stronger models read; 0 where the price is not known.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub stronger_price_input: u32,
    /// US cents for a million tokens that the stronger models write; 0 where the price is not known.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub stronger_price_output: u32,
    /// Wall time of one call, in seconds.
    #[schemars(range(min = 1, max = 3600))]
    pub seconds: u32,
}

/// Who is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ProviderName {
    /// Nobody.
    Off,
    /// OpenAI; key in `OPENAI_API_KEY`.
    Openai,
    /// Anthropic; key in `ANTHROPIC_API_KEY`.
    Anthropic,
    /// OpenRouter; key in `OPENROUTER_API_KEY`.
    Openrouter,
    /// Kilo's gateway; key in `KILO_API_KEY`.
    Kilo,
    /// Google's Gemini; key in `GEMINI_API_KEY`.
    Gemini,
    /// Mistral; key in `MISTRAL_API_KEY`.
    Mistral,
    /// Groq; key in `GROQ_API_KEY`.
    Groq,
    /// vLLM on this machine, port 8000.
    Vllm,
    /// LM Studio on this machine, port 1234.
    Lmstudio,
    /// llama.cpp's server on this machine, port 8080.
    Llamacpp,
    /// Ollama on this machine, port 11434.
    Ollama,
    /// Any other server: set `model.base_url`, and `model.dialect` where it is not chat completions.
    Custom,
}

impl ProviderName {
    /// Its name in the table of providers; `None` for nobody.
    pub fn name(self) -> Option<&'static str> {
        Some(match self {
            Self::Off => return None,
            Self::Openai => "openai",
            Self::Anthropic => "anthropic",
            Self::Openrouter => "openrouter",
            Self::Kilo => "kilo",
            Self::Gemini => "gemini",
            Self::Mistral => "mistral",
            Self::Groq => "groq",
            Self::Vllm => "vllm",
            Self::Lmstudio => "lmstudio",
            Self::Llamacpp => "llamacpp",
            Self::Ollama => "ollama",
            Self::Custom => "custom",
        })
    }
}

/// How a provider speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Dialect {
    /// As its name says.
    Auto,
    /// OpenAI's chat completions.
    Chat,
    /// Anthropic's messages.
    Messages,
    /// Ollama's own.
    Ollama,
    /// OpenAI's responses, for models that answer there alone.
    Responses,
}

/// The form in which edits are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// What suits the provider.
    Auto,
    /// JSON, held to a schema.
    Json,
    /// Blocks of search and replace.
    Blocks,
    /// The whole item.
    Item,
}

impl ModelSettings {
    pub(super) fn defaults() -> Self {
        Self {
            provider: ProviderName::Off,
            model: None,
            stronger: Vec::new(),
            base_url: None,
            key_env: None,
            key_command: None,
            dialect: Dialect::Auto,
            form: Form::Auto,
            samples: 3,
            lookups: 3,
            prompt_tokens: 3_000,
            reply_tokens: 2_000,
            loop_tokens: 40_000,
            day_tokens: 400_000,
            loop_cents: 50,
            day_cents: 500,
            ask_cents: 50,
            price_input: 0,
            price_output: 0,
            stronger_price_input: 0,
            stronger_price_output: 0,
            seconds: 120,
        }
    }
}
