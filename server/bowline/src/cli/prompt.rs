//! `bowline prompt`: what a model would be sent for an error, redacted as it would be, with where each part comes from.

use std::path::PathBuf;

use bowline_loop_core::{Reach, intent::Warnings};
use bowline_shadow::project::Project;
use clap::Args;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{
    Exit,
    fix::place::{self, Spot, existing},
    output, signals,
};
use crate::{
    config::{Config, schema::ProviderName},
    directories::Directories,
    engine::{Aim, Behalf, Engine, Request},
    journal,
    model::{Plan, Prepared},
};

/// Show what a model would be sent for an error; nothing is sent
#[derive(Debug, Args)]
pub(super) struct Prompt {
    /// The file and line of the error
    #[arg(value_name = "FILE:LINE", value_parser = place::spot)]
    at: Spot,
    /// A directory of the project
    #[arg(long, value_name = "DIR", default_value = ".")]
    directory: PathBuf,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Prompt {
    pub(super) async fn run(self, directories: Directories) -> anyhow::Result<Exit> {
        let cancel = CancellationToken::new();
        tokio::spawn(signals::heed(cancel.clone()));
        let directory = existing(&self.directory, None)?;
        let root = Project::discover(&directory, &cancel)
            .await
            .ok()
            .map(|project| project.root);
        let config = Config::load(&directories, root.as_deref(), None)?;
        let plan = plan(&config, &directories)?;
        let request = Request {
            id: journal::new_id("prompt"),
            aim: Aim::Spot {
                file: existing(&self.at.file, Some(&directory))?,
                first_line: self.at.line,
                last_line: self.at.line,
                code: None,
                message: None,
            },
            directory,
            warnings: Warnings::Clear,
            checks: config.checks(),
            limits: config.limits(),
            tradeoffs: config.tradeoffs(),
            policy: config.policy(),
            behalf: Behalf::Person,
            offered: Vec::new(),
            model: None,
            agent: None,
            reach: Reach::default(),
        };
        let engine = Engine::new(directories);
        let question = engine.question(request, plan, &cancel).await;
        match question.map_err(|stop| anyhow::anyhow!(stop.sentence()))? {
            Some(prepared) => self.show(&prepared)?,
            None => {
                output::note("The check says nothing about that line that may be shown to a model.")
            }
        }
        Ok(Exit::Solved)
    }

    fn show(&self, prepared: &Prepared) -> anyhow::Result<()> {
        let (ask, slices) = (&prepared.ask, &prepared.prompt.slices);
        if self.json {
            let slices = slices.iter().map(|slice| {
                json!({ "what": slice.what, "source": slice.source, "tokens": slice.tokens, "sent": slice.is_sent })
            });
            output::json(&json!({
                "version": 1,
                "system": ask.system,
                "user": ask.user,
                "tokens": ask.prompt_tokens(),
                "slices": slices.collect::<Vec<_>>(),
            }))?;
            return Ok(());
        }
        output::out(&format!("{}\n\n{}\n", ask.system, ask.user))?;
        output::note(&format!(
            "About {} tokens. Nothing was sent. Made from:",
            ask.prompt_tokens()
        ));
        for slice in slices {
            let left_out = if slice.is_sent {
                ""
            } else {
                " (left out: no room)"
            };
            output::note(&format!(
                "  {:<12} {:>5} tokens  {}{left_out}",
                slice.what, slice.tokens, slice.source
            ));
        }
        Ok(())
    }
}

/// The plan of the settings; where nobody is to be asked, one that shows what anybody would be sent.
fn plan(config: &Config, directories: &Directories) -> anyhow::Result<Plan> {
    let mut settings = config.settings.model.clone();
    if settings.provider == ProviderName::Off {
        settings.provider = ProviderName::Ollama;
        settings.base_url = None;
    }
    settings.model.get_or_insert_with(|| "any".to_owned());
    Plan::of(&settings, directories.ledger())
        .map_err(anyhow::Error::msg)?
        .ok_or_else(|| anyhow::anyhow!("no model is set up"))
}
