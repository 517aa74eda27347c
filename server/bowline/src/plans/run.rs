//! Carries an approved plan out, step by step: each runs over what the steps before it left, in the shadow, and what all of them
//! left is proved at the end. A person's files stay as they are.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use bowline_documents::{hunks, moved_line, text::content_hash};
use bowline_loop_core::{Reach, StopReason, Verdict, WorkspacePath, intent::Warnings};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{Plan, Spot, State, StepResult, Task, Work};
use crate::{
    engine::{
        Aim, Behalf, Controls, Engine, Errand, Finished, OpenBuffer, Proof, ProvedFile, Request,
    },
    journal,
    model::Spending,
};

/// What a plan came to.
#[derive(Clone, Debug)]
pub struct Ran {
    /// The plan, with the result of each step.
    pub plan: Plan,
    /// The texts before and after, one for each edited file.
    pub files: Vec<ProvedFile>,
    /// The proof of all of it; `None` where nothing was edited.
    pub proof: Option<Proof>,
}

/// What the steps left so far.
struct Ground<'a> {
    engine: &'a Engine,
    task: &'a Task,
    root: &'a Path,
    texts: BTreeMap<WorkspacePath, String>,
    cancel: &'a CancellationToken,
}

/// Runs a plan; `told` hears of each step that ended. Drift where the files it was drawn up on have changed since.
pub async fn run(
    engine: &Engine,
    task: &Task,
    mut plan: Plan,
    told: &(dyn Fn(usize, &StepResult) + Sync),
    cancel: &CancellationToken,
) -> Result<Ran, StopReason> {
    let root = plan.root.clone();
    let changed: Vec<WorkspacePath> = plan
        .hashes
        .iter()
        .filter(|(path, hash)| {
            on_disk(&root, path)
                .map(|text| content_hash(text.as_bytes()))
                .as_ref()
                != Some(hash)
        })
        .map(|(path, _)| path.clone())
        .collect();
    if !changed.is_empty() {
        return Err(StopReason::Drift(changed));
    }
    let mut ground = Ground {
        engine,
        task,
        root: &root,
        texts: BTreeMap::new(),
        cancel,
    };
    let mut steps = std::mem::take(&mut plan.steps);
    for (number, step) in steps.iter_mut().enumerate() {
        let result = match &step.work {
            Work::Errors(spots) => ground.clear(spots).await?,
            Work::Tests(names) => ground.pass(names).await?,
            Work::Words(words) => ground.carry_out(words, &step.files).await?,
        };
        told(number, &result);
        let is_needed = matches!(step.work, Work::Words(_)) && !result.is_done;
        step.result = Some(result);
        if is_needed {
            // What a model planned stands on the steps before it.
            break;
        }
    }
    plan.steps = steps;
    plan.state = State::Ran;
    let files = ground.files();
    let proof = match files.is_empty() {
        true => None,
        false => Some(
            engine
                .prove(
                    &task.directory,
                    &Aim::Workspace,
                    &task.config,
                    &[],
                    &files,
                    cancel,
                )
                .await?,
        ),
    };
    Ok(Ran { plan, files, proof })
}

impl Ground<'_> {
    /// Clears the errors of one cause, each by a loop of its own; those that vanished with another one are done.
    async fn clear(&mut self, spots: &[Spot]) -> Result<StepResult, StopReason> {
        let mut result = nothing();
        let mut left = 0;
        for spot in spots {
            let lines = self.moved(spot);
            let aim = Aim::Spot {
                file: self.root.join(spot.path.as_str()),
                first_line: lines.0,
                last_line: lines.1,
                code: Some(spot.code.clone()).filter(|code| !code.is_empty()),
                message: None,
            };
            let finished = self.run_loop(aim).await?;
            let stop = &finished.outcome.stop;
            match stop {
                StopReason::Achieved => self.take(&finished, &mut result),
                StopReason::NothingToDo => {}
                _ => {
                    left += 1;
                    result.sentence = stop.sentence();
                }
            }
        }
        result.is_done = left == 0;
        if result.is_done {
            result.sentence = match result.loops.is_empty() {
                true => "It was gone already.".into(),
                false => "The errors of this cause are gone.".into(),
            };
        } else if spots.len() > 1 {
            result.sentence = format!(
                "{left} of {} places are left: {}",
                spots.len(),
                result.sentence
            );
        }
        Ok(result)
    }

    /// Makes tests pass.
    async fn pass(&mut self, names: &[String]) -> Result<StepResult, StopReason> {
        let mut result = nothing();
        let finished = self
            .run_loop(Aim::Tests {
                package: None,
                filter: names.to_vec(),
                named: Vec::new(),
            })
            .await?;
        let stop = &finished.outcome.stop;
        result.sentence = stop.sentence();
        match stop {
            StopReason::Achieved => self.take(&finished, &mut result),
            StopReason::NothingToDo => result.is_done = true,
            _ => {}
        }
        result.is_done |= *stop == StopReason::Achieved;
        Ok(result)
    }

    /// Does what a model wrote that it would do.
    async fn carry_out(
        &mut self,
        words: &str,
        files: &[WorkspacePath],
    ) -> Result<StepResult, StopReason> {
        let mut result = nothing();
        let config = &self.task.config;
        let Some(mut model) = self.task.model.clone() else {
            result.sentence =
                "This step is in words, and no model is set up to carry it out.".into();
            return Ok(result);
        };
        model.manner = self.task.mode.manner();
        let errand = Errand {
            id: journal::new_id("step"),
            directory: self.task.directory.clone(),
            config: config.clone(),
            model,
            words: words.to_owned(),
            files: files.to_vec(),
            tradeoffs: self.task.mode.permissions.hold(config.tradeoffs()),
            reach: self.task.mode.permissions.edit.clone(),
        };
        let carried = self
            .engine
            .carry_out(&errand, &self.buffers(), self.cancel)
            .await?;
        result.sentence = carried.sentence;
        result.words = carried.words;
        result.verdict = carried.verdict;
        result.loops.push(errand.id.to_string());
        result.is_done = carried.verdict >= Verdict::Checked;
        if result.is_done {
            self.texts.extend(
                carried
                    .files
                    .into_iter()
                    .map(|file| (file.path, file.after)),
            );
        }
        Ok(result)
    }

    /// One loop over what the steps before left.
    async fn run_loop(&self, aim: Aim) -> Result<Finished, StopReason> {
        let config = &self.task.config;
        let mut request = Request {
            id: journal::new_id("plan"),
            directory: self.task.directory.clone(),
            aim,
            warnings: Warnings::Leave,
            checks: config.checks(),
            limits: config.limits(),
            tradeoffs: config.tradeoffs(),
            policy: config.policy(),
            behalf: Behalf::Person,
            offered: Vec::new(),
            model: self.task.model.clone(),
            agent: None,
            reach: Reach::default(),
        };
        let steps = request.limits.attempts;
        self.task.mode.bind(&mut request);
        // A mode's steps bound the plan, not the rounds of each of its loops.
        request.limits.attempts = steps;
        // Nobody listens to its progress, and the buffers stay as they are.
        let (progress, _) = mpsc::unbounded_channel();
        let (_held, buffers) = watch::channel(Arc::new(self.buffers()));
        let controls = Controls {
            cancel: self.cancel.clone(),
            progress,
            buffers,
            spending: Spending::Granted,
        };
        let finished = self.engine.run(request, controls).await;
        if let Err(error) = journal::note_result(&finished) {
            tracing::warn!(%error, "the journal could not be written");
        }
        match finished.outcome.stop {
            StopReason::Cancelled => Err(StopReason::Cancelled),
            _ => Ok(finished),
        }
    }

    fn take(&mut self, finished: &Finished, result: &mut StepResult) {
        for file in &finished.files {
            self.texts.insert(file.path.clone(), file.after.clone());
        }
        result.verdict = result.verdict.max(finished.outcome.verdict);
        result.loops.push(finished.id.to_string());
        if finished.outcome.verdict == Verdict::Scaffold {
            result
                .words
                .push("An edit leaves a placeholder for a person to fill in.".into());
        }
    }

    /// The texts so far, as if they were open in an editor.
    fn buffers(&self) -> Vec<OpenBuffer> {
        let buffer = |(path, text): (&WorkspacePath, &String)| OpenBuffer {
            path: self.root.join(path.as_str()),
            version: 1,
            text: text.clone(),
        };
        self.texts.iter().map(buffer).collect()
    }

    /// Where a spot's lines stand now.
    fn moved(&self, spot: &Spot) -> (u32, u32) {
        let texts = on_disk(self.root, &spot.path).zip(self.texts.get(&spot.path));
        let Some((then, now)) = texts else {
            return (spot.first_line, spot.last_line);
        };
        let hunks = hunks(&then, now);
        let moved = |line: u32| moved_line(&hunks, line.saturating_sub(1)) + 1;
        (moved(spot.first_line), moved(spot.last_line))
    }

    /// What all steps together change.
    fn files(&self) -> Vec<ProvedFile> {
        let file = |(path, after): (&WorkspacePath, &String)| {
            let before = on_disk(self.root, path)?;
            (&before != after).then(|| ProvedFile {
                path: path.clone(),
                absolute: self.root.join(path.as_str()),
                version: None,
                before_hash: content_hash(before.as_bytes()),
                before,
                after: after.clone(),
            })
        };
        self.texts.iter().filter_map(file).collect()
    }
}

fn nothing() -> StepResult {
    StepResult {
        is_done: false,
        verdict: Verdict::None,
        sentence: String::new(),
        loops: Vec::new(),
        words: Vec::new(),
    }
}

fn on_disk(root: &Path, path: &WorkspacePath) -> Option<String> {
    std::fs::read_to_string(root.join(path.as_str())).ok()
}
