//! `bowline fix`: one loop without an editor, from arguments to diff, report and exit code.

mod model;
pub(super) mod place;
mod summary;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use bowline_loop_core::{
    Outcome, StopReason, Verdict,
    intent::{Allowance, Limits, Targets, Tests, Tool, Tradeoffs, Warnings},
};
use bowline_shadow::project::Project;
use clap::{Args, ValueEnum};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use self::place::{Spot, existing};
use super::{Exit, apply, output, progress, signals};
use crate::{
    config::Config,
    directories::Directories,
    engine::{Aim, Behalf, Controls, Engine, Finished, Request},
    journal,
    model::Plan,
    report::{self, Evidence, words},
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
    /// Accept a kind of edit that otherwise needs your word; may be given several times
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    allow: Vec<Allow>,
    /// Ask this model where nothing else helps, instead of the one of your settings
    #[arg(long, value_name = "PROVIDER/MODEL", value_parser = model::named)]
    model: Option<model::Named>,
    /// Ask no model
    #[arg(long, conflicts_with = "model")]
    no_model: bool,
    /// Look for so many further fixes that hold too, and show them beside the first
    #[arg(long, value_name = "N", default_value_t = 0, conflicts_with = "diff")]
    others: u32,
    /// Print only the diff
    #[arg(long, conflicts_with = "json")]
    diff: bool,
    /// Print only the report, as JSON
    #[arg(long)]
    json: bool,
    /// Write the edit to disk; refused when a file changed since it was read
    #[arg(long)]
    apply: bool,
    /// Rounds of proposing and accepting at the most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max_attempts: Option<u32>,
    /// Seconds at the most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max_seconds: Option<u32>,
}

/// A kind of edit that needs a person's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Allow {
    /// Edits that compile and are unfinished: `todo!()`, placeholders
    Scaffolds,
    /// Edits inside tests and asserts
    TestEdits,
    /// `unsafe`, silenced lints, deleted items
    Risky,
}

impl Fix {
    pub(super) async fn run(self, directories: Directories) -> anyhow::Result<Exit> {
        let cancel = CancellationToken::new();
        let signals = tokio::spawn(signals::heed(cancel.clone()));
        let (request, config) = self.request(&directories, &cancel).await?;
        let journals = directories.journals();
        let engine = Engine::new(directories);
        let finished = run_loop(&engine, request.clone(), cancel.clone()).await;
        note_result(&finished);
        let others = self.further(&engine, request, &finished, cancel).await;
        signals.abort();
        journal::tidy(&journals, config.journal_budget());

        let applied = if self.apply {
            self.apply(&finished, self.tradeoffs(config.tradeoffs()))
        } else {
            Applied::NotAsked
        };
        self.show(&finished, &others, &applied)?;
        Ok(match applied {
            Applied::Refused => Exit::Unsolved,
            Applied::Failed => Exit::Environment,
            Applied::NotAsked | Applied::NothingToWrite | Applied::Written => {
                Exit::of(&finished.outcome)
            }
        })
    }

    async fn request(
        &self,
        directories: &Directories,
        cancel: &CancellationToken,
    ) -> anyhow::Result<(Request, Config)> {
        let directory = existing(&self.directory, None)?;
        // Where there is no workspace the engine says so; the settings then come from the person alone.
        let root = Project::discover(&directory, cancel)
            .await
            .ok()
            .map(|project| project.root);
        let mut config = Config::load(directories, root.as_deref(), None)?;
        if let Some(named) = &self.model {
            model::choose(&mut config.settings, named);
        }
        config
            .warnings
            .iter()
            .for_each(|warning| output::warning(warning));

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
        let request = Request {
            id: journal::new_id("fix"),
            aim: self.aim(&directory)?,
            warnings: if self.warnings {
                Warnings::Clear
            } else {
                Warnings::Leave
            },
            checks,
            limits: self.limits(config.limits()),
            tradeoffs: self.tradeoffs(config.tradeoffs()),
            policy: config.policy(),
            behalf: Behalf::Person,
            offered: Vec::new(),
            model: self.plan(&config, directories)?,
            directory,
        };
        Ok((request, config))
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

    fn limits(&self, limits: Limits) -> Limits {
        Limits {
            attempts: self.max_attempts.unwrap_or(limits.attempts),
            millis: self
                .max_seconds
                .map_or(limits.millis, |seconds| u64::from(seconds) * 1000),
            ..limits
        }
    }

    fn tradeoffs(&self, mut tradeoffs: Tradeoffs) -> Tradeoffs {
        for allow in &self.allow {
            match allow {
                Allow::Scaffolds => tradeoffs.scaffolds = Allowance::Allow,
                Allow::TestEdits => tradeoffs.test_edits = Allowance::Allow,
                Allow::Risky => tradeoffs.risky_edits = Allowance::Allow,
            }
        }
        tradeoffs
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
            request.model = None;
            let other = run_loop(engine, request.clone(), cancel.clone()).await;
            note_result(&other);
            if other.outcome.verdict < Verdict::Checked {
                break;
            }
            request.offered.extend(other.offered());
            found.push(other);
        }
        found
    }

    /// Writes the result, and notes in the journal what came of it.
    fn apply(&self, finished: &Finished, allowed: Tradeoffs) -> Applied {
        if finished.files.is_empty() {
            return Applied::NothingToWrite;
        }
        let (kind, message, applied) = if let Some(what) = word_needed(&finished.outcome, allowed) {
            let message = format!("nothing was written: {what}. {APPROVE}");
            ("not_applied", message, Applied::Refused)
        } else {
            match apply::write(&finished.files) {
                Ok(()) => {
                    let number = u32::try_from(finished.files.len()).unwrap_or(u32::MAX);
                    (
                        "applied",
                        format!("wrote {}", words::count(number, "file")),
                        Applied::Written,
                    )
                }
                Err(error @ apply::ApplyError::Changed(_)) => {
                    ("not_applied", error.to_string(), Applied::Refused)
                }
                Err(error @ apply::ApplyError::Write { .. }) => {
                    ("not_applied", error.to_string(), Applied::Failed)
                }
                Err(error @ apply::ApplyError::Partly { .. }) => {
                    ("partly", error.to_string(), Applied::Failed)
                }
            }
        };
        match applied {
            Applied::Written => output::note(&message),
            _ => output::error(&message),
        }
        if let Some(path) = &finished.journal
            && let Err(error) =
                journal::append_note(path, kind, serde_json::json!({ "message": message }))
        {
            tracing::warn!(%error, "the journal could not be written");
        }
        applied
    }

    fn show(
        &self,
        finished: &Finished,
        others: &[Finished],
        applied: &Applied,
    ) -> anyhow::Result<()> {
        let evidence = Evidence::of_finished(finished);
        if self.json {
            let mut value = evidence.json();
            if self.others > 0 {
                let others = others
                    .iter()
                    .map(|other| Evidence::of_finished(other).json());
                value["others"] = others.collect();
            }
            output::json(&value)?;
            return Ok(());
        }
        let diff: String = evidence
            .files
            .iter()
            .map(|file| file.diff.as_str())
            .collect();
        if !diff.is_empty() {
            output::out(&output::coloured_diff(&diff))?;
        }
        let summary = summary::summary(&evidence, finished);
        if self.diff {
            output::note(summary.lines().next().unwrap_or_default());
            return Ok(());
        }
        let gap = if diff.is_empty() { "" } else { "\n" };
        output::out(&format!("{gap}{summary}"))?;
        for (index, other) in others.iter().enumerate() {
            let diffs = report::diffs(other);
            let diff: String = diffs.iter().map(|file| file.diff.as_str()).collect();
            let (number, id) = (index + 1, &other.id);
            output::out(&format!(
                "\nother fix {number} of {}: {} (bowline report {id})\n{}",
                others.len(),
                words::verdict(other.outcome.verdict),
                output::coloured_diff(&diff)
            ))?;
        }
        if *applied == Applied::NotAsked && !finished.files.is_empty() {
            output::note("Nothing was written; `--apply` writes it.");
        }
        Ok(())
    }
}

/// How a person gives their word on the command line.
const APPROVE: &str =
    "`--allow scaffolds`, `--allow test-edits` or `--allow risky` gives your word for such an edit";

/// What keeps a result from being written without a person's word: nobody reviews it here.
fn word_needed(outcome: &Outcome, allowed: Tradeoffs) -> Option<String> {
    if let StopReason::ApprovalNeeded(what) = &outcome.stop {
        return Some(what.clone());
    }
    let unfinished = outcome.verdict == Verdict::Scaffold && allowed.scaffolds != Allowance::Allow;
    unfinished.then(|| "the edit leaves a placeholder for a person to fill in".to_owned())
}

/// What came of `--apply`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Applied {
    NotAsked,
    NothingToWrite,
    Written,
    Refused,
    Failed,
}

async fn run_loop(engine: &Engine, request: Request, cancel: CancellationToken) -> Finished {
    let (sender, news) = mpsc::unbounded_channel();
    // Held until the loop has ended: a closed channel of buffers would read as the end of the editor.
    let (_buffers, buffers) = watch::channel(Arc::new(Vec::new()));
    let shown = tokio::spawn(progress::show(news));
    let finished = engine
        .run(
            request,
            Controls {
                cancel,
                progress: sender,
                buffers,
            },
        )
        .await;
    // The engine has dropped its sender, so the spinner clears its line before anything else is printed.
    let _ = shown.await;
    finished
}

fn note_result(finished: &Finished) {
    if let Err(error) = journal::note_result(finished) {
        tracing::warn!(%error, "the journal could not be written");
    }
}
