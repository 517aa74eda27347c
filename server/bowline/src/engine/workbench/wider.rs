//! The last rung of the proof: tests, examples and benches, which `cargo check` does not compile. What calls a function from there
//! tells a mended call from a call that was right, with the function in the wrong.

use std::time::Duration;

use bowline_loop_core::{
    Candidate, CandidateId, CheckReport, Cure, Diagnostic, Replacement, StopReason, WorkspacePath,
    intent::{Checks, Targets},
};
use bowline_shadow::{ShadowError, process::End};
use tokio_util::sync::CancellationToken;

use super::{
    Workbench,
    screening::{Reach, read},
};
use crate::engine::checking;

/// Errors of types and borrows that are about one body alone, whatever is called from there.
const OF_ONE_BODY: &[&str] = &[
    "E0282", "E0283", "E0381", "E0384", "E0499", "E0502", "E0506", "E0596", "E0716",
];

impl Workbench {
    /// Whether code that the check does not compile may tell something of this candidate: it changes what others see, or it
    /// settles a disagreement of types in which the other side may be wrong.
    pub(super) fn is_felt_wider(&self, id: CandidateId) -> bool {
        let Some(candidate) = self.candidates.get(&id) else {
            return false;
        };
        Reach::of(candidate) == Reach::Everywhere
            || candidate.cures.iter().any(|cure| {
                let code = cure.code.as_str();
                let is_late = bowline_observers::phase::is_late(code);
                is_late && !OF_ONE_BODY.contains(&code) || self.is_given_up(candidate, cure)
            })
    }

    /// Whether another name goes where one is that code apart from the check uses too: then the definition may have been renamed.
    fn is_given_up(&self, candidate: &Candidate, cure: &Cure) -> bool {
        let replaced = candidate.edits.iter().any(|edit| {
            let mut ranges = edit.replacements.iter().map(Replacement::range);
            edit.path == cure.path && ranges.any(|range| range.contains(&cure.start))
        });
        let text = self.text_of(&cure.path).filter(|_| replaced);
        let Some(name) = text
            .as_deref()
            .and_then(|text| words(text.get(cure.start..)?).next())
        else {
            return false;
        };
        let count = |path: &WorkspacePath| {
            let text = self.text_of(path);
            text.map_or(0, |text| words(&text).filter(|word| *word == name).count())
        };
        let missed = |one: &&Diagnostic| one.message.contains(&format!("`{name}`"));
        let known = self.diagnostics.iter().filter(missed).count();
        self.lease.with_code_apart().map(count).sum::<usize>() > known
    }

    /// Checks all targets, and adds what is wrong there to a clean check.
    pub(super) async fn look_wider(
        &mut self,
        report: &mut CheckReport,
        cancel: &CancellationToken,
    ) -> Result<(), StopReason> {
        if self.intent.checks.targets == Targets::All || !self.lease.has_code_apart() {
            return Ok(());
        }
        let checks = Checks {
            targets: Targets::All,
            ..self.intent.checks.clone()
        };
        let deadline = Duration::from_millis(self.intent.limits.check_millis);
        let shadow = self.shadow()?;
        let run = match shadow.check(&checks, deadline, cancel).await {
            Ok(run) => run,
            Err(ShadowError::NeedsNetwork { .. }) => {
                report.unseen.push(
                    "Tests, examples and benches were not compiled: sources that they need are missing; `cargo fetch` brings them."
                        .into(),
                );
                return Ok(());
            }
            Err(error) => return Err(error.into()),
        };
        if run.output.end == End::Cancelled {
            return Err(StopReason::Cancelled);
        }
        let wider = read(shadow, &run);
        checking::add_targets(report, wider);
        Ok(())
    }
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let in_word = |one: char| one.is_alphanumeric() || one == '_';
    text.split(move |one| !in_word(one))
        .filter(|word| !word.is_empty())
}
