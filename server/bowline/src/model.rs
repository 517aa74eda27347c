//! Asking a language model on behalf of a loop: who is asked, with which key, within which bounds, what may be shown, and what
//! it used. Does not live here: the wire, the prompt and the reply (`bowline-proposers`), and when a model is asked
//! (`bowline-loop-core`).

pub mod ledger;

mod closed;
mod consultant;
mod foreign;
mod instructions;
mod key;
mod looking;
mod outgoing;
mod spending;

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use bowline_loop_core::consult::ModelBounds;
use bowline_proposers::model::{Dialect, Form, Prices, Provider};

pub use self::{
    closed::{Closed, IGNORE_FILE},
    consultant::{Consultant, Estimate, Prepared, Question, Reply, goes_on, is_unfit},
    foreign::facts as foreign_facts,
    instructions::instructions,
    outgoing::Outgoing,
    spending::{SpendRequest, Spending, Word},
};
use crate::{config::schema, modes::Route};

/// Millionths of a dollar in a cent.
const CENT: u64 = 10_000;

/// Whom to ask and how far, as the settings say. Made without a look at keys or the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The provider.
    pub provider: Provider,
    /// The model, in the provider's own word.
    pub model: String,
    /// A command that prints the key, word by word; empty for none.
    pub key_command: Vec<String>,
    /// How far a loop may go.
    pub bounds: ModelBounds,
    /// Tokens of a day.
    pub day_tokens: u64,
    /// Money of a day, in millionths of a US dollar.
    pub day_micros: u64,
    /// Prices, where they are known.
    pub prices: Prices,
    /// Money that one question may cost at the most without a person's word, in millionths of a US dollar.
    pub unasked_micros: u64,
    /// Tokens that a prompt may have.
    pub prompt_tokens: u32,
    /// Tokens that a reply may have.
    pub reply_tokens: u32,
    /// Wall time of one call.
    pub limit: Duration,
    /// The ledger that calls are written down in.
    pub ledger: PathBuf,
    /// Whether the model is asked before or behind what costs nothing.
    pub turn: Turn,
    /// How the mode has it work.
    pub manner: Manner,
    /// Whom to ask where this one fails, in order; bounds and manner are those of the first.
    pub stronger: Vec<Plan>,
}

/// How a mode has a model work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manner {
    /// The mode's name, for the ledger.
    pub mode: String,
    /// What the model is told besides the rules of the answer; empty for nothing.
    pub prompt: String,
    /// How freely it chooses, in hundredths; `None` for what suits the question.
    pub temperature: Option<u8>,
}

impl Manner {
    /// That of a loop in no special mode.
    pub fn plain() -> Self {
        Self {
            mode: "code".into(),
            prompt: String::new(),
            temperature: None,
        }
    }
}

/// When the model is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Once nothing that costs nothing helps.
    AfterRules,
    /// At once, and nothing else: to measure what it does by itself.
    Alone,
}

impl Plan {
    /// The plan of these settings; `None` where no model is to be asked, an error in a sentence where they do not say enough.
    pub fn of(settings: &schema::ModelSettings, ledger: PathBuf) -> Result<Option<Self>, String> {
        let Some(name) = settings.provider.name() else {
            return Ok(None);
        };
        let provider =
            Provider::named(name).ok_or_else(|| format!("there is no provider `{name}`"))?;
        let provider = adjusted(provider, settings);
        if !provider.is_safe() {
            return Err(format!(
                "`model.base_url` is `{}`, and must be https or on this machine",
                provider.base_url
            ));
        }
        let Some(model) = settings.model.clone() else {
            return Err(format!(
                "`model.provider` is `{name}`, and `model.model` names no model"
            ));
        };
        let stronger = stronger(settings, &ledger)?;
        let words = settings.key_command.as_deref().unwrap_or_default();
        Ok(Some(Self {
            provider,
            model,
            key_command: words.split_whitespace().map(str::to_owned).collect(),
            bounds: ModelBounds {
                samples: settings.samples,
                lookups: settings.lookups,
                stronger: u32::try_from(stronger.len()).unwrap_or(u32::MAX),
                tokens: settings.loop_tokens.into(),
                micros: Some(u64::from(settings.loop_cents) * CENT),
                agent_rounds: 0,
            },
            day_tokens: settings.day_tokens.into(),
            day_micros: u64::from(settings.day_cents) * CENT,
            prices: Prices {
                input: settings.price_input,
                output: settings.price_output,
            },
            unasked_micros: u64::from(settings.ask_cents) * CENT,
            prompt_tokens: settings.prompt_tokens,
            reply_tokens: settings.reply_tokens,
            limit: Duration::from_secs(settings.seconds.into()),
            ledger,
            turn: Turn::AfterRules,
            manner: Manner::plain(),
            stronger,
        }))
    }
}

/// The plans of the stronger models.
fn stronger(settings: &schema::ModelSettings, ledger: &Path) -> Result<Vec<Plan>, String> {
    let plans = settings.stronger.iter().map(|text| {
        let mut further = settings.clone();
        further.stronger = Vec::new();
        Route::read(text).set(&mut further);
        if further.provider != settings.provider {
            further.form = schema::Form::Auto;
        }
        further.price_input = settings.stronger_price_input;
        further.price_output = settings.stronger_price_output;
        match Plan::of(&further, ledger.to_owned()) {
            Ok(Some(plan)) => Ok(plan),
            Ok(None) => Err(format!("`model.stronger` names nobody with `{text}`")),
            Err(error) => Err(format!("`model.stronger`, `{text}`: {error}")),
        }
    });
    plans.collect()
}

fn adjusted(mut provider: Provider, settings: &schema::ModelSettings) -> Provider {
    if let Some(url) = &settings.base_url {
        provider.base_url = url.trim_end_matches('/').to_owned();
    }
    if let Some(name) = &settings.key_env {
        provider.key_env = vec![name.clone()];
    }
    match settings.dialect {
        schema::Dialect::Auto => {}
        schema::Dialect::Chat => provider.dialect = Dialect::Chat,
        schema::Dialect::Messages => provider.dialect = Dialect::Messages,
        schema::Dialect::Ollama => provider.dialect = Dialect::Ollama,
        schema::Dialect::Responses => provider.dialect = Dialect::Responses,
    }
    match settings.form {
        schema::Form::Auto => {}
        schema::Form::Json => provider.form = Form::Json,
        schema::Form::Blocks => provider.form = Form::Blocks,
        schema::Form::Item => provider.form = Form::Item,
    }
    provider
}

#[cfg(test)]
mod tests;
