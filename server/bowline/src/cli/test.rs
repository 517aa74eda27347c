//! `bowline test`: one test-driven loop without an editor.

mod writing;

use std::path::PathBuf;

use bowline_loop_core::{Reach, intent::Warnings};
use clap::Args;
use tokio_util::sync::CancellationToken;

use self::writing::Writing;
use super::{
    Exit,
    loops::{self, Ways, note_result, run_loop},
    proposers::Proposers,
    signals,
};
use crate::{
    directories::Directories,
    engine::{Aim, Behalf, Engine, Request},
    journal,
};

/// Make failing tests pass and show the proved edit; nothing is written without --apply
///
/// Works in a copy of the project, and never edits a test. An edit is proved when the tests fail without it and pass with it,
/// twice over, and every other test that passed before still does.
#[derive(Debug, Args)]
#[command(after_help = super::EXIT_CODES)]
pub(super) struct Test {
    /// A directory of the project
    #[arg(value_name = "DIR", default_value = ".")]
    directory: PathBuf,
    /// Work only on failing tests whose names hold this, as `cargo test` takes it
    #[arg(value_name = "FILTER")]
    filter: Option<String>,
    /// Work only on failing tests of one package
    #[arg(short, long, value_name = "NAME")]
    package: Option<String>,
    #[command(flatten)]
    writing: Writing,
    #[command(flatten)]
    proposers: Proposers,
    #[command(flatten)]
    ways: Ways,
}

impl Test {
    pub(super) async fn run(self, directories: Directories) -> anyhow::Result<Exit> {
        let cancel = CancellationToken::new();
        let signals = tokio::spawn(signals::heed(cancel.clone()));
        let mut ground =
            loops::ground(&self.directory, &self.ways.mode, &directories, &cancel).await?;
        self.proposers.settle(&mut ground);
        let config = &ground.config;
        if let Some(asked) = self.writing.asked() {
            let model = self.proposers.plan(config, &directories)?;
            let exit = writing::run(asked, &ground, model, directories, &self.ways, &cancel).await;
            signals.abort();
            return exit;
        }
        let journals = directories.journals();
        let request = ground.bind(Request {
            id: journal::new_id("test"),
            directory: ground.directory.clone(),
            aim: Aim::Tests {
                package: self.package,
                filter: self.filter.into_iter().collect(),
                named: Vec::new(),
            },
            warnings: Warnings::Leave,
            checks: config.checks(),
            limits: self.ways.limits(config.limits()),
            tradeoffs: config.tradeoffs(),
            policy: config.policy(),
            behalf: Behalf::Person,
            offered: Vec::new(),
            model: self.proposers.plan(config, &directories)?,
            agent: self.proposers.agent(config, &directories)?,
            reach: Reach::default(),
        })?;
        let finished = run_loop(
            &Engine::new(directories),
            request,
            self.proposers.spending(),
            cancel,
        )
        .await;
        note_result(&finished);
        signals.abort();
        journal::tidy(&journals, config.journal_budget());
        self.ways.conclude(&finished, None, config.tradeoffs())
    }
}
