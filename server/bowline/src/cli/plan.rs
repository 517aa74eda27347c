//! `bowline plan`: draws up a plan, and carries out one that was approved.

use std::path::{Path, PathBuf};

use bowline_loop_core::{StopReason, Verdict};
use clap::Args;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{
    Exit, apply,
    fix::model::named,
    loops::{self, Ground},
    output, signals,
};
use crate::{
    directories::Directories,
    engine::Engine,
    journal,
    model::{Estimate, Plan as Model},
    modes::Route,
    plans::{self, Plan as Drawn, Ran, State, StepResult, Store, Task},
    redact::Redacted,
    report::{FileDiff, words},
};

/// Write a plan with steps, checks and risks; edit only once it is approved, step by step
///
/// Without a model the steps are what the compiler and the tests say: errors grouped by cause, then failing tests. With one, a task in words
/// is planned too. A plan that was approved runs in the shadow, each step proved over what the steps before it left; `--apply` writes the result.
#[derive(Debug, Args)]
pub(super) struct Plan {
    /// A directory of the project, and the task in words, each optional
    #[arg(value_name = "DIR | TASK", num_args = 0..)]
    words: Vec<String>,
    /// Agree to a plan, so that it may run; `last` is the newest
    #[arg(long, value_name = "ID")]
    approve: Option<String>,
    /// Carry out a plan that was approved
    #[arg(long, value_name = "ID")]
    run: Option<String>,
    /// Show a plan
    #[arg(long, value_name = "ID", conflicts_with_all = ["approve", "run"])]
    show: Option<String>,
    /// List the plans
    #[arg(long, conflicts_with_all = ["approve", "run", "show"])]
    list: bool,
    /// Write what the steps left to disk; refused when a file changed meanwhile
    #[arg(long, requires = "run")]
    apply: bool,
    /// Plan in this mode; `bowline modes` lists them
    #[arg(long, value_name = "NAME", default_value = plans::MODE)]
    mode: String,
    /// Ask this model instead of the one of your settings
    #[arg(long, value_name = "PROVIDER/MODEL", value_parser = named)]
    model: Option<Route>,
    /// Ask no model
    #[arg(long, conflicts_with = "model")]
    no_model: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

impl Plan {
    pub(super) async fn run(self, directories: Directories) -> anyhow::Result<Exit> {
        let store = Store::of(&directories);
        if self.list {
            return self.list(&store);
        }
        if let Some(name) = &self.show {
            let plan = store.load(name)?;
            self.print(&plan)?;
            return Ok(Exit::Solved);
        }
        if let Some(name) = &self.approve {
            let mut plan = store.load(name)?;
            anyhow::ensure!(
                !plan.steps.is_empty(),
                "{} has no steps to agree to",
                plan.id
            );
            plan.state = State::Approved;
            store.save(&plan)?;
            output::note(&format!("{} is approved.", plan.id));
            if self.run.is_none() {
                return Ok(Exit::Solved);
            }
        }
        let cancel = CancellationToken::new();
        let signals = tokio::spawn(signals::heed(cancel.clone()));
        let exit = match &self.run {
            Some(name) => {
                let plan = store.load(name)?;
                self.carry_out(&store, plan, directories, &cancel).await
            }
            None => self.draw_up(&store, directories, &cancel).await,
        };
        signals.abort();
        exit
    }

    async fn draw_up(
        &self,
        store: &Store,
        directories: Directories,
        cancel: &CancellationToken,
    ) -> anyhow::Result<Exit> {
        let (directory, rest) = match self.words.split_first() {
            Some((first, rest)) if Path::new(first).is_dir() => (PathBuf::from(first), rest),
            _ => (PathBuf::from("."), self.words.as_slice()),
        };
        let ground = self
            .ground(&directory, &self.mode, &directories, cancel)
            .await?;
        let task = self.task(ground, rest.join(" "), &directories)?;
        let engine = Engine::new(directories);
        let drafted = plans::draft(&engine, &task, &told, cancel)
            .await
            .map_err(|stop| anyhow::anyhow!(stop.sentence()))?;
        let plan = drafted.plan;
        if !plan.steps.is_empty() {
            store.save(&plan)?;
        }
        self.print(&plan)?;
        // A task that nobody could plan is not solved.
        let is_open = plan.steps.is_empty() && !plan.task.is_empty();
        Ok(if is_open {
            Exit::Unsolved
        } else {
            Exit::Solved
        })
    }

    async fn carry_out(
        &self,
        store: &Store,
        plan: Drawn,
        directories: Directories,
        cancel: &CancellationToken,
    ) -> anyhow::Result<Exit> {
        let id = plan.id.clone();
        // One that has run may run again: what it left was not kept.
        anyhow::ensure!(
            plan.state != State::Draft,
            "{id} is not approved. Read it (`bowline plan --show {id}`), then `bowline plan --approve {id}`"
        );
        let ground = self
            .ground(&plan.root, &plan.mode, &directories, cancel)
            .await?;
        anyhow::ensure!(
            ground.mode.permissions.may_edit(),
            "the mode `{}` of {id} edits nothing",
            plan.mode
        );
        let budget = ground.config.journal_budget();
        let task = self.task(ground, plan.task.clone(), &directories)?;
        let journals = directories.journals();
        let engine = Engine::new(directories);
        let number = plan.steps.len();
        let note = |index: usize, result: &StepResult| {
            output::note(&format!(
                "step {} of {number}: {}: {}",
                index + 1,
                words::verdict(result.verdict),
                result.sentence
            ));
        };
        let ran = plans::run(&engine, &task, plan, &note, cancel).await;
        journal::tidy(&journals, budget);
        let ran = match ran {
            Err(StopReason::Cancelled) => return Ok(Exit::Cancelled),
            ran => ran.map_err(|stop| anyhow::anyhow!(stop.sentence()))?,
        };
        store.save(&ran.plan)?;
        self.conclude(&ran)
    }

    /// Shows what a plan came to, and writes it where that was asked for.
    fn conclude(&self, ran: &Ran) -> anyhow::Result<Exit> {
        let verdict = ran
            .proof
            .as_ref()
            .map_or(Verdict::None, |proof| proof.verdict);
        let diffs: Vec<FileDiff> = crate::report::diffs_of(&ran.files);
        if self.json {
            let ended = json!({
                "version": 1,
                "plan": ran.plan,
                "verdict": verdict,
                "new": ran.proof.as_ref().map(|proof| &proof.new),
                "files": diffs,
            });
            output::json(&Redacted::of(ended).into_value())?;
        } else {
            let diff: String = diffs.iter().map(|file| file.diff.as_str()).collect();
            output::out(&output::coloured_diff(&diff))?;
            output::out(&plans::markdown(&ran.plan))?;
            let tests = ran
                .proof
                .as_ref()
                .and_then(|proof| proof.report.tests.as_ref());
            output::out(&format!(
                "All of it: {}\n",
                words::verdict_sentence(verdict, tests)
            ))?;
        }
        let is_done = ran.plan.is_done();
        if self.apply && !ran.files.is_empty() {
            return self.apply(ran, verdict);
        }
        if !ran.files.is_empty() {
            output::note("Nothing was written; `--run ID --apply` writes it.");
        }
        Ok(if is_done {
            Exit::Solved
        } else {
            Exit::Unsolved
        })
    }

    fn apply(&self, ran: &Ran, verdict: Verdict) -> anyhow::Result<Exit> {
        if let Some(word) = ran.plan.words().next() {
            output::error(&format!(
                "nothing was written: {word} Settings below `[allow]` give your word for such an edit"
            ));
            return Ok(Exit::Unsolved);
        }
        if verdict < Verdict::Improved {
            output::error("nothing was written: all steps together do not hold");
            return Ok(Exit::Unsolved);
        }
        match apply::write(&ran.files) {
            Ok(()) => {
                let number = u32::try_from(ran.files.len()).unwrap_or(u32::MAX);
                output::note(&format!("wrote {}", words::count(number, "file")));
                let is_done = ran.plan.is_done();
                Ok(if is_done {
                    Exit::Solved
                } else {
                    Exit::Unsolved
                })
            }
            Err(error) => {
                output::error(&error.to_string());
                Ok(Exit::Environment)
            }
        }
    }

    async fn ground(
        &self,
        directory: &Path,
        mode: &str,
        directories: &Directories,
        cancel: &CancellationToken,
    ) -> anyhow::Result<Ground> {
        let mut ground = loops::ground(directory, mode, directories, cancel).await?;
        if let Some(route) = &self.model {
            route.choose(&mut ground.config.settings);
            ground.mode.permissions.tighten(&mut ground.config);
        }
        Ok(ground)
    }

    fn task(
        &self,
        ground: Ground,
        words: String,
        directories: &Directories,
    ) -> anyhow::Result<Task> {
        let model = match self.no_model {
            true => None,
            false => Model::of(&ground.config.settings.model, directories.ledger())
                .map_err(anyhow::Error::msg)?,
        };
        Ok(Task {
            directory: ground.directory,
            words,
            mode: ground.mode,
            config: ground.config,
            model,
        })
    }

    fn print(&self, plan: &Drawn) -> anyhow::Result<()> {
        if self.json {
            output::json(&Redacted::of(json!(plan)).into_value())?;
        } else {
            output::out(&plans::markdown(plan))?;
        }
        Ok(())
    }

    fn list(&self, store: &Store) -> anyhow::Result<Exit> {
        let plans = store.list();
        if self.json {
            let all = json!({ "version": 1, "plans": plans });
            output::json(&Redacted::of(all).into_value())?;
            return Ok(Exit::Solved);
        }
        for plan in &plans {
            let state = match plan.state {
                State::Draft => "draft",
                State::Approved => "approved",
                State::Ran if plan.is_done() => "done",
                State::Ran => "ran",
            };
            let steps = u32::try_from(plan.steps.len()).unwrap_or(u32::MAX);
            output::out(&format!(
                "{}  {state:<8}  {:>8}  {}  {}\n",
                plan.id,
                words::count(steps, "step"),
                plan.root.display(),
                plan.task
            ))?;
        }
        if plans.is_empty() {
            output::note("There is no plan.");
        }
        Ok(Exit::Solved)
    }
}

/// Says whom a question goes to before it is sent.
pub(super) fn told(estimate: &Estimate) {
    output::note(&format!("Asking: {estimate}."));
}
