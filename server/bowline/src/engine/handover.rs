//! Tests that do not compile: the compiler-driven loop goes first and hands back to the tests, whose loop starts on its result.
//! Does not live here: how either of them runs.

use std::{collections::BTreeMap, sync::Arc};

use bowline_loop_core::{
    Outcome, StopReason, Verdict,
    intent::{Allowance, Checks, Targets, Tests, Tradeoffs},
    stop::Missing,
};
use serde_json::json;
use tokio::sync::watch;

use super::{Aim, Controls, Engine, Finished, OpenBuffer, ProvedFile, Request};
use crate::journal;

/// What a compiler-driven loop is begun with.
pub(super) struct HandOver {
    request: Request,
    controls: Controls,
}

impl HandOver {
    /// Keeps what a loop over tests was asked for; `None` for loops of other kinds.
    pub(super) fn of(request: &Request, controls: &Controls) -> Option<Self> {
        matches!(request.aim, Aim::Tests { .. }).then(|| Self {
            request: request.clone(),
            controls: with_buffers(controls, controls.buffers.clone()),
        })
    }

    /// The result of both loops where the tests did not compile and something makes them; else what the first loop ended with.
    pub(super) async fn after(self, engine: &Engine, blocked: Finished) -> Finished {
        let StopReason::Blocked(Missing::Compiling(error)) = &blocked.outcome.stop else {
            return blocked;
        };
        let error = error.clone();
        let buffers = self.controls.buffers.borrow().clone();
        let compiling = with_buffers(&self.controls, self.controls.buffers.clone());
        let fixed = engine.run_one(self.compiling(), compiling).await;
        if fixed.files.is_empty() || fixed.outcome.verdict < Verdict::Checked {
            return blocked;
        }
        let (_kept, on_top) = watch::channel(Arc::new(laid_over(&buffers, &fixed.files)));
        let request = Request {
            id: journal::new_id("test"),
            ..self.request
        };
        let again = engine
            .run_one(request, with_buffers(&self.controls, on_top))
            .await;
        let loops = json!({ "compiling": fixed.id, "tests": again.id });
        if let Some(path) = &blocked.journal
            && let Err(error) = journal::append_note(path, "handed_over", loops)
        {
            tracing::warn!(%error, "the journal could not be written");
        }
        joined(blocked, fixed, again, &error)
    }

    /// Everything that keeps tests from compiling; the tests themselves are no more edited than by the loop over them.
    fn compiling(&self) -> Request {
        let request = self.request.clone();
        Request {
            id: journal::new_id("fix"),
            aim: Aim::Workspace,
            checks: Checks {
                targets: Targets::All,
                tests: Tests::Skip,
                ..request.checks.clone()
            },
            tradeoffs: Tradeoffs {
                test_edits: Allowance::Refuse,
                ..request.tradeoffs
            },
            ..request
        }
    }
}

fn with_buffers(controls: &Controls, buffers: watch::Receiver<Arc<Vec<OpenBuffer>>>) -> Controls {
    Controls {
        cancel: controls.cancel.clone(),
        progress: controls.progress.clone(),
        buffers,
        spending: controls.spending.clone(),
    }
}

/// The buffers as they are with an edit. A file that is not open stands among them as if it were.
fn laid_over(buffers: &[OpenBuffer], files: &[ProvedFile]) -> Vec<OpenBuffer> {
    let edited = |buffer: &&OpenBuffer| !files.iter().any(|file| file.absolute == buffer.path);
    let mut all: Vec<OpenBuffer> = buffers.iter().filter(edited).cloned().collect();
    all.extend(files.iter().map(|file| OpenBuffer {
        path: file.absolute.clone(),
        version: file.version.unwrap_or_default(),
        text: file.after.clone(),
    }));
    all
}

fn joined(blocked: Finished, fixed: Finished, again: Finished, error: &str) -> Finished {
    let mut cautions = vec![format!(
        "The tests did not compile before ({error}); a part of the edit mends that."
    )];
    let mut outcome = if again.files.is_empty() {
        without_a_second_edit(&fixed.outcome, &again.outcome)
    } else {
        with_a_second_edit(&fixed.outcome, &again.outcome)
    };
    cautions.append(&mut outcome.cautions);
    outcome.cautions = cautions;
    if let StopReason::ApprovalNeeded(_) = &fixed.outcome.stop {
        outcome.stop = fixed.outcome.stop.clone();
    }
    Finished {
        id: blocked.id,
        root: blocked.root,
        outcome,
        files: both(fixed.files, again.files),
        journal: again.journal,
    }
}

/// Some tests pass with the second edit: what they were before it is what its loop saw.
fn with_a_second_edit(fixed: &Outcome, again: &Outcome) -> Outcome {
    let chained = |one: &[_], other: &[_]| [one, other].concat();
    Outcome {
        attempts: fixed.attempts + again.attempts,
        candidates: fixed.candidates + again.candidates,
        steps: chained(&fixed.steps, &again.steps),
        trials: [fixed.trials.clone(), again.trials.clone()].concat(),
        cautions: [fixed.cautions.clone(), again.cautions.clone()].concat(),
        calls: [fixed.calls.clone(), again.calls.clone()].concat(),
        ..again.clone()
    }
}

/// The tests compile, and they pass, or nothing was found that makes them.
fn without_a_second_edit(fixed: &Outcome, again: &Outcome) -> Outcome {
    let tests = again.baseline.as_ref().and_then(|one| one.tests.clone());
    let ran = tests.clone().unwrap_or_default();
    let passes = again.stop == StopReason::NothingToDo && ran.passed > 0;
    let (verdict, caution) = match passes {
        true => (
            Verdict::Proved,
            format!("With it the tests compile, and {} passed.", ran.passed),
        ),
        false => (
            Verdict::Improved,
            format!(
                "With it the tests compile, and no edit was found for those that fail: {}.",
                ran.failed.join(", ")
            ),
        ),
    };
    let mut outcome = fixed.clone();
    if let Some(proof) = &mut outcome.proof {
        proof.tests = tests;
    }
    Outcome {
        verdict,
        stop: match passes {
            true => fixed.stop.clone(),
            false => again.stop.clone(),
        },
        cautions: [outcome.cautions.clone(), vec![caution]].concat(),
        ..outcome
    }
}

/// Each file from the text that the person has to the last one.
fn both(first: Vec<ProvedFile>, second: Vec<ProvedFile>) -> Vec<ProvedFile> {
    let mut all: BTreeMap<_, ProvedFile> = BTreeMap::new();
    for file in first {
        all.insert(file.path.clone(), file);
    }
    for file in second {
        let after = file.after.clone();
        all.entry(file.path.clone()).or_insert(file).after = after;
    }
    all.into_values().collect()
}
