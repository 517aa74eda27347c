//! `bowline test`: one test-driven loop without an editor.

use std::path::PathBuf;

use bowline_loop_core::{Reach, intent::Warnings};
use clap::Args;
use tokio_util::sync::CancellationToken;

use super::{
    Exit,
    fix::existing,
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
    /// Have a model write a failing test for this sentence or bug report, and look for no fix
    #[arg(long, value_name = "TEXT", requires = "beside", conflicts_with_all = ["filter", "package"])]
    write: Option<String>,
    /// The file whose tests it joins
    #[arg(long, value_name = "FILE", requires = "write")]
    beside: Option<PathBuf>,
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
        let aim = match (self.write, self.beside) {
            (Some(report), Some(beside)) => Aim::FailingTest {
                beside: existing(&beside, Some(&ground.directory))?,
                report,
            },
            _ => Aim::Tests {
                package: self.package,
                filter: self.filter.into_iter().collect(),
                named: Vec::new(),
            },
        };
        let model = self.proposers.plan(config, &directories)?;
        let agent = self.proposers.agent(config, &directories)?;
        anyhow::ensure!(
            aim.may_start(model.is_some() || agent.is_some()),
            "a test is written out of a sentence by a model, and none is set up: `--model PROVIDER/MODEL` names one, docs/models.md says more"
        );
        let journals = directories.journals();
        let request = ground.bind(Request {
            id: journal::new_id(aim.pattern()),
            directory: ground.directory.clone(),
            aim,
            warnings: Warnings::Leave,
            checks: config.checks(),
            limits: self.ways.limits(config.limits()),
            tradeoffs: config.tradeoffs(),
            policy: config.policy(),
            behalf: Behalf::Person,
            offered: Vec::new(),
            model,
            agent,
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
