//! Who may propose beside the rules, as it is said on the command line: a model, an agent, and what a question may cost.

use clap::Args;

use super::loops::Ground;
use crate::{
    agent,
    config::Config,
    directories::Directories,
    model::{Plan, Spending},
    modes::Route,
};

/// Who may propose where nothing else helps.
#[derive(Debug, Args)]
pub(super) struct Proposers {
    /// Ask this model where nothing else helps, instead of the one of your settings
    #[arg(long, value_name = "PROVIDER/MODEL", value_parser = named)]
    model: Option<Route>,
    /// Ask no model and no agent
    #[arg(long, conflicts_with = "model")]
    no_model: bool,
    /// Give your word for questions to a model that are dearer than `model.ask_cents`
    #[arg(long)]
    allow_spending: bool,
}

impl Proposers {
    /// Puts the model that was named in place of that of the settings, as far as the mode lets it.
    pub(super) fn settle(&self, ground: &mut Ground) {
        if let Some(route) = &self.model {
            route.choose(&mut ground.config.settings);
            ground.mode.permissions.tighten(&mut ground.config);
        }
    }

    /// The model to ask.
    pub(super) fn plan(
        &self,
        config: &Config,
        directories: &Directories,
    ) -> anyhow::Result<Option<Plan>> {
        if self.no_model {
            return Ok(None);
        }
        Plan::of(&config.settings.model, directories.ledger()).map_err(anyhow::Error::msg)
    }

    /// The agent to ask.
    pub(super) fn agent(
        &self,
        config: &Config,
        directories: &Directories,
    ) -> anyhow::Result<Option<agent::Plan>> {
        if self.no_model {
            return Ok(None);
        }
        agent::Plan::of(&config.settings.agent, directories.ledger()).map_err(anyhow::Error::msg)
    }

    /// Who gives the word for dear questions: nobody, unless it was given.
    pub(super) fn spending(&self) -> Spending {
        match self.allow_spending {
            true => Spending::Granted,
            false => Spending::Unattended,
        }
    }
}

/// Takes `PROVIDER/MODEL` apart; a model's own name may hold slashes.
pub(super) fn named(text: &str) -> Result<Route, String> {
    let route = Route::read(text);
    if route.provider.is_some() {
        return Ok(route);
    }
    let (provider, _) = text
        .split_once('/')
        .filter(|(_, model)| !model.is_empty())
        .ok_or_else(|| {
            format!("`{text}` is not PROVIDER/MODEL, for instance ollama/qwen2.5-coder:7b")
        })?;
    Err(format!(
        "there is no provider `{provider}`; docs/models.md names them"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{Settings, schema::ProviderName};

    #[test]
    fn a_model_is_named_with_its_provider() {
        let found = named("openrouter/qwen/qwen3-coder").expect("it is one");
        assert_eq!(found.model, "qwen/qwen3-coder");
        let mut settings = Settings::defaults();
        settings.model.base_url = Some("https://a.example".into());
        found.choose(&mut settings);
        assert_eq!(
            (settings.model.provider, settings.model.base_url),
            (ProviderName::Openrouter, None)
        );
        assert!(named("gpt").is_err() && named("nobody/x").is_err() && named("ollama/").is_err());
    }
}
