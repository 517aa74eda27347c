//! A language model as the machine knows it: how far it may be asked, and what asking came to. Sizes, counts and digests;
//! neither a prompt nor a reply, and nothing of how they travel.

use serde::{Deserialize, Serialize};

use crate::{ids::ContentHash, stop::StopReason};

/// How far one loop may ask a language model. None of it is ever raised by the loop itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelBounds {
    /// Calls of one model for one and the same tree.
    pub samples: u32,
    /// Stronger models to go on to, one after another, where the one before fails.
    #[serde(default)]
    pub stronger: u32,
    /// Tokens, read and written, of the whole loop.
    pub tokens: u64,
    /// Money of the whole loop, in millionths of a US dollar; `None` where it is not counted.
    pub micros: Option<u64>,
    /// Prompts of the whole loop to an external agent, once the model has nothing left.
    #[serde(default)]
    pub agent_rounds: u32,
}

/// Who is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// The language model.
    #[default]
    Model,
    /// The external agent.
    Agent,
}

/// One question to the model or the agent, within what the bounds leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consult {
    /// Who is asked.
    #[serde(default)]
    pub whom: Whom,
    /// Which model is asked: 0 for the first, then the stronger ones in order.
    #[serde(default)]
    pub route: u32,
    /// The number of this call, from 1: of that model's for the tree at hand, of an agent's for the loop.
    pub sample: u32,
    /// Tokens that are left.
    pub tokens: u64,
    /// Millionths of a US dollar that are left.
    pub micros: Option<u64>,
}

/// What one question came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consulted {
    /// The call; `None` where none was made.
    pub call: Option<ModelCall>,
    /// Why no further question is worth it; the loop gives up with this unless a stronger model is left.
    pub stop: Option<StopReason>,
    /// Whether the model that was asked can do nothing for this tree: a stronger one, where there is one, goes next.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unfit: bool,
}

/// One call of a model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelCall {
    /// The provider.
    pub provider: String,
    /// The model, in the provider's own word.
    pub model: String,
    /// The digest of what was sent, as it was sent.
    pub prompt: ContentHash,
    /// Its size in bytes.
    pub prompt_bytes: u64,
    /// Tokens read, cached ones included.
    pub input_tokens: u64,
    /// Of those, tokens that the provider had kept.
    pub cached_tokens: u64,
    /// Tokens written.
    pub output_tokens: u64,
    /// Whether the counts are an estimate of our own.
    pub estimated: bool,
    /// What it cost, in millionths of a US dollar; zero where no price is known.
    pub micros: u64,
    /// Wall time, in milliseconds.
    pub millis: u64,
    /// `answered`, or the class of what went wrong, in a stable word.
    pub end: String,
    /// What went wrong, in a sentence; empty where nothing did.
    pub trouble: String,
    /// What the question was made from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub slices: Vec<Slice>,
}

/// A part of a question and where it was taken from; never its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slice {
    /// What it is, in a word or two.
    pub what: String,
    /// The file, the item or the tool it was taken from.
    pub source: String,
    /// About how many tokens it is.
    pub tokens: u64,
    /// Whether it was sent; else there was no room for it.
    pub sent: bool,
}

impl ModelCall {
    /// Tokens in all.
    pub fn tokens(&self) -> u64 {
        self.input_tokens + self.output_tokens
    }
}
