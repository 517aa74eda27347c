//! `bowline fix`: one loop without an editor, from arguments to diff, report and exit code.

pub(super) mod model;
pub(super) mod place;

use std::path::{Path, PathBuf};

use bowline_loop_core::{
    Reach, Verdict,
    intent::{Allowance, Targets, Tests, Tool, Tradeoffs, Warnings},
};
use clap::{Args, ValueEnum};
use tokio_util::sync::CancellationToken;

use self::place::Spot;
pub(super) use self::place::existing;
use super::{
    Exit,
    loops::{self, Ways, note_result, run_loop},
    signals,
};
use crate::{
    agent,
    config::Config,
    directories::Directories,
    engine::{Aim, Behalf, Engine, Finished, Request},
    journal,
    model::{Plan, Spending},
    modes::Route,
};

/// Fix compile errors and show the proved edit; nothing is written without --apply
///
/// Works in a copy of the project. Shows the edit as a diff, what proves it, and what it leaves; the full report stays
/// readable with `bowline report`.
#[derive(Debug, Args)]
#[command(after_help = super::EXIT_CODES)]
pub(super) struct Fix {
    /// A directory of the project
    #[arg(value_name = "DIR", default_value = ".")]
    directory: PathBuf,
    /// Fix one package
    #[arg(short, long, value_name = "NAME", group = "aim")]
    package: Option<String>,
    /// Fix one file
    #[arg(short, long, value_name = "FILE", group = "aim")]
    file: Option<PathBuf>,
    /// Fix the error at one line
    #[arg(long, value_name = "FILE:LINE", group = "aim", value_parser = place::spot)]
    at: Option<Spot>,
    /// Check tests, examples and benches too
    #[arg(long)]
    all_targets: bool,
    /// Check with clippy
    #[arg(long)]
    clippy: bool,
    /// Work on warnings as well as errors
    #[arg(long)]
    warnings: bool,
    /// Run the edited packages' tests as part of the proof
    #[arg(long)]
    test: bool,
    /// Give your word for what otherwise needs it; may be given several times
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    allow: Vec<Allow>,
    /// Ask this model where nothing else helps, instead of the one of your settings
    #[arg(long, value_name = "PROVIDER/MODEL", value_parser = model::named)]
    model: Option<Route>,
    /// Ask no model and no agent
    #[arg(long, conflicts_with = "model")]
    no_model: bool,
    /// Look for so many further fixes that hold too, and show them beside the first
    #[arg(long, value_name = "N", default_value_t = 0, conflicts_with = "diff")]
    others: u32,
    #[command(flatten)]
    ways: Ways,
}

/// What needs a person's word: kinds of edits, and money.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Allow {
    /// Edits that compile and are unfinished: `todo!()`, placeholders
    Scaffolds,
    /// Edits inside tests and asserts
    TestEdits,
    /// `unsafe`, silenced lints, deleted items
    Risky,
    /// Questions to a model that are dearer than `model.ask_cents`
    Spending,
}

impl Fix {
    pub(super) async fn run(self, directories: Directories) -> anyhow::Result<Exit> {
        let cancel = CancellationToken::new();
        let signals = tokio::spawn(signals::heed(cancel.clone()));
        let (request, config) = self.request(&directories, &cancel).await?;
        let allowed = request.tradeoffs;
        let journals = directories.journals();
        let engine = Engine::new(directories);
        let finished = run_loop(&engine, request.clone(), self.spending(), cancel.clone()).await;
        note_result(&finished);
        let others = self.further(&engine, request, &finished, cancel).await;
        signals.abort();
        journal::tidy(&journals, config.journal_budget());

        let others = (self.others > 0).then_some(others.as_slice());
        self.ways.conclude(&finished, others, allowed)
    }

    async fn request(
        &self,
        directories: &Directories,
        cancel: &CancellationToken,
    ) -> anyhow::Result<(Request, Config)> {
        let mut ground =
            loops::ground(&self.directory, &self.ways.mode, directories, cancel).await?;
        if let Some(route) = &self.model {
            route.choose(&mut ground.config.settings);
            ground.mode.permissions.tighten(&mut ground.config);
        }
        let config = &ground.config;
        let mut checks = config.checks();
        if self.all_targets {
            checks.targets = Targets::All;
        }
        if self.clippy {
            checks.tool = Tool::Clippy;
        }
        if self.test {
            checks.tests = Tests::Run;
        }
        let request = ground.bind(Request {
            id: journal::new_id("fix"),
            aim: self.aim(&ground.directory)?,
            warnings: if self.warnings {
                Warnings::Clear
            } else {
                Warnings::Leave
            },
            checks,
            limits: self.ways.limits(config.limits()),
            tradeoffs: self.tradeoffs(config.tradeoffs()),
            policy: config.policy(),
            behalf: Behalf::Person,
            offered: Vec::new(),
            model: self.plan(config, directories)?,
            agent: self.agent(config, directories)?,
            reach: Reach::default(),
            directory: ground.directory.clone(),
        })?;
        Ok((request, ground.config))
    }

    fn aim(&self, directory: &Path) -> anyhow::Result<Aim> {
        if let Some(name) = &self.package {
            return Ok(Aim::Package(name.clone()));
        }
        if let Some(file) = &self.file {
            return Ok(Aim::File(existing(file, Some(directory))?));
        }
        let Some(spot) = &self.at else {
            return Ok(Aim::Workspace);
        };
        let file = existing(&spot.file, Some(directory))?;
        Ok(Aim::Spot {
            file,
            first_line: spot.line,
            last_line: spot.line,
            code: None,
            message: None,
        })
    }

    fn plan(&self, config: &Config, directories: &Directories) -> anyhow::Result<Option<Plan>> {
        if self.no_model {
            return Ok(None);
        }
        Plan::of(&config.settings.model, directories.ledger()).map_err(anyhow::Error::msg)
    }

    fn agent(
        &self,
        config: &Config,
        directories: &Directories,
    ) -> anyhow::Result<Option<agent::Plan>> {
        if self.no_model {
            return Ok(None);
        }
        agent::Plan::of(&config.settings.agent, directories.ledger()).map_err(anyhow::Error::msg)
    }

    fn tradeoffs(&self, mut tradeoffs: Tradeoffs) -> Tradeoffs {
        for allow in &self.allow {
            match allow {
                Allow::Scaffolds => tradeoffs.scaffolds = Allowance::Allow,
                Allow::TestEdits => tradeoffs.test_edits = Allowance::Allow,
                Allow::Risky => tradeoffs.risky_edits = Allowance::Allow,
                // No kind of edit; see `spending`.
                Allow::Spending => {}
            }
        }
        tradeoffs
    }

    fn spending(&self) -> Spending {
        match self.allow.contains(&Allow::Spending) {
            true => Spending::Granted,
            false => Spending::Unattended,
        }
    }

    /// Further fixes of the same errors, each proved like the first.
    async fn further(
        &self,
        engine: &Engine,
        mut request: Request,
        first: &Finished,
        cancel: CancellationToken,
    ) -> Vec<Finished> {
        let mut found = Vec::new();
        request.offered.extend(first.offered());
        while found.len() < self.others as usize && !request.offered.is_empty() {
            request.id = journal::new_id("fix");
            (request.model, request.agent) = (None, None);
            let other = run_loop(
                engine,
                request.clone(),
                Spending::Unattended,
                cancel.clone(),
            )
            .await;
            note_result(&other);
            if other.outcome.verdict < Verdict::Checked {
                break;
            }
            request.offered.extend(other.offered());
            found.push(other);
        }
        found
    }
}
