//! What the verbs have in common that run a loop: how its result is shown, applied and turned into an exit code.

mod summary;

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use bowline_loop_core::{
    Outcome, StopReason, Verdict,
    intent::{Allowance, Limits, Tradeoffs},
};
use bowline_shadow::project::Project;
use clap::Args;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{Exit, apply, fix::existing, output, progress};
use crate::{
    config::Config,
    directories::Directories,
    engine::{Controls, Engine, Finished, Request},
    journal,
    model::Spending,
    modes::{Catalogue, Mode},
    redact,
    report::{self, Evidence, words},
};

/// What becomes of a result, and how long the loop may look for it.
#[derive(Debug, Args)]
pub(super) struct Ways {
    /// Print only the diff
    #[arg(long, conflicts_with = "json")]
    diff: bool,
    /// Print only the report, as JSON
    #[arg(long)]
    pub(super) json: bool,
    /// Write the edit to disk; refused when a file changed since it was read
    #[arg(long)]
    pub(super) apply: bool,
    /// Rounds of proposing and accepting at the most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max_attempts: Option<u32>,
    /// Seconds at the most
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    max_seconds: Option<u32>,
    /// Work in this mode; `bowline modes` lists them
    #[arg(long, value_name = "NAME", default_value = CODE)]
    pub(super) mode: String,
}

impl Ways {
    /// The limits of the settings, as far as nothing else was asked for.
    pub(super) fn limits(&self, limits: Limits) -> Limits {
        Limits {
            attempts: self.max_attempts.unwrap_or(limits.attempts),
            millis: self
                .max_seconds
                .map_or(limits.millis, |seconds| u64::from(seconds) * 1000),
            ..limits
        }
    }

    /// Writes the result where that was asked for, and shows it with the others that were looked for.
    pub(super) fn conclude(
        &self,
        finished: &Finished,
        others: Option<&[Finished]>,
        allowed: Tradeoffs,
    ) -> anyhow::Result<Exit> {
        let applied = if self.apply {
            self.apply(finished, allowed)
        } else {
            Applied::NotAsked
        };
        self.show(finished, others, &applied)?;
        Ok(match applied {
            Applied::Refused => Exit::Unsolved,
            Applied::Failed => Exit::Environment,
            Applied::NotAsked | Applied::NothingToWrite | Applied::Written => {
                Exit::of(&finished.outcome)
            }
        })
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
        others: Option<&[Finished]>,
        applied: &Applied,
    ) -> anyhow::Result<()> {
        let evidence = Evidence::of_finished(finished);
        if self.json {
            let mut value = evidence.json();
            if let Some(others) = others {
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
        let summary = redact::kept(&summary::summary(&evidence, finished));
        if self.diff {
            output::note(summary.lines().next().unwrap_or_default());
            return Ok(());
        }
        let gap = if diff.is_empty() { "" } else { "\n" };
        output::out(&format!("{gap}{summary}"))?;
        let others = others.unwrap_or_default();
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

/// Where a verb works: what was named, and what holds there.
pub(super) struct Ground {
    /// The directory that was named, absolute.
    pub(super) directory: PathBuf,
    /// The settings, held to the mode.
    pub(super) config: Config,
    /// The mode.
    pub(super) mode: Mode,
}

/// Finds the ground of a verb in a mode; warnings are shown.
pub(super) async fn ground(
    directory: &Path,
    mode: &str,
    directories: &Directories,
    cancel: &CancellationToken,
) -> anyhow::Result<Ground> {
    let directory = existing(directory, None)?;
    // Where there is no workspace the engine says so; the settings then come from the person alone.
    let root = Project::discover(&directory, cancel)
        .await
        .ok()
        .map(|project| project.root);
    let mut config = Config::load(directories, root.as_deref(), None)?;
    config
        .warnings
        .iter()
        .for_each(|warning| output::warning(warning));
    let catalogue = Catalogue::load(directories, root.as_deref());
    let known = catalogue.named(mode).cloned();
    if mode != CODE {
        catalogue
            .errors
            .iter()
            .for_each(|error| output::warning(&error.to_string()));
    }
    let mode = known.map_err(anyhow::Error::msg)?;
    mode.settle(&mut config);
    Ok(Ground {
        directory,
        config,
        mode,
    })
}

/// The mode of verbs that edit where none is named.
pub(super) const CODE: &str = "code";

impl Ground {
    /// Holds a request to the mode; refuses one that edits in a mode that reads.
    pub(super) fn bind(&self, mut request: Request) -> anyhow::Result<Request> {
        let name = &self.mode.name;
        anyhow::ensure!(
            self.mode.permissions.may_edit(),
            "the mode `{name}` edits nothing; `bowline ask --mode {name}` answers in it"
        );
        self.mode.bind(&mut request);
        Ok(request)
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

pub(super) async fn run_loop(
    engine: &Engine,
    request: Request,
    spending: Spending,
    cancel: CancellationToken,
) -> Finished {
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
                spending,
            },
        )
        .await;
    // The engine has dropped its sender, so the spinner clears its line before anything else is printed.
    let _ = shown.await;
    finished
}

pub(super) fn note_result(finished: &Finished) {
    if let Err(error) = journal::note_result(finished) {
        tracing::warn!(%error, "the journal could not be written");
    }
}
