//! Carries out the effects of a loop that writes a failing test: the edit must add tests and nothing else, the new ones must fail by
//! what they assert or by what the code does, twice over, and everything else must end as before. Decides nothing about a candidate.

use bowline_documents::text::content_hash;
use bowline_loop_core::{
    CheckReport, ContentHash, Diagnostic, StopReason, WorkspacePath,
    intent::Goal,
    observation::{CheckEnd, Level, Observation, ObservationKey, Phase},
    patterns::test_first::UNSHOWN,
};
use bowline_observers::libtest::suite::{Failing, Kind, Suite};
use bowline_shadow::TestRun;
use bowline_syntax::{TestKind, code_without_tests, tests_of};
use tokio_util::sync::CancellationToken;

use super::{
    Texts, Workbench,
    testing::{Ran, follow, note},
};
use crate::engine::checking::{Checked, last_words};

/// What is said of a report before anything is tried.
const NO_TEST: &str = "No test shows it.";

/// The new tests that fail, by name, each with how; else why the edit is none that was asked for.
type Shown = Result<Vec<(String, Failing)>, String>;

impl Workbench {
    /// Runs the whole suite before any edit.
    pub(super) async fn run_unshown(
        &mut self,
        cancel: &CancellationToken,
    ) -> Result<Checked, StopReason> {
        self.make_bed(cancel).await?;
        let whole = self
            .run_tests_over(&Texts::new(), TestRun::default(), cancel)
            .await?;
        if !whole.is_complete() {
            return Ok(whole.unread());
        }
        let report = said(&whole, Err(NO_TEST.into()));
        self.stand_before(&whole);
        Ok(Checked {
            report,
            ..whole.checked
        })
    }

    /// Runs the whole suite with a candidate, where it adds tests and nothing else.
    pub(super) async fn run_new_test(
        &mut self,
        texts: &Texts,
        cancel: &CancellationToken,
    ) -> Result<(ContentHash, Checked), StopReason> {
        if let Some(why) = self.beyond_a_test(texts) {
            let tree = self.shadow()?.put(texts)?;
            return Ok((tree, not_run(why)));
        }
        let whole = self
            .run_tests_over(texts, TestRun::default(), cancel)
            .await?;
        let shown = self.shown(&whole);
        let diagnostics = match &shown {
            Err(why) => vec![diagnostic(why)],
            Ok(_) => Vec::new(),
        };
        let checked = Checked {
            report: said(&whole, shown),
            diagnostics,
            survey: None,
        };
        Ok((whole.tree, checked))
    }

    /// The whole suite with the edit, and the new tests alone once more, which must fail as they did.
    pub(super) async fn red_twice(
        &mut self,
        cancel: &CancellationToken,
    ) -> Result<(ContentHash, CheckReport), StopReason> {
        let overlays = self.overlays();
        self.shadow()?.lay(&overlays).await?;
        let texts = self.current.clone();
        if let Some(why) = self.beyond_a_test(&texts) {
            let tree = self.shadow()?.put(&texts)?;
            return Ok((tree, not_run(why).report));
        }
        let whole = self
            .run_tests_over(&texts, TestRun::default(), cancel)
            .await?;
        let new = match self.shown(&whole) {
            Ok(new) => new,
            Err(why) => return Ok((whole.tree.clone(), said(&whole, Err(why)))),
        };
        let names: Vec<String> = new.iter().map(|(name, _)| name.clone()).collect();
        let again = self.run_alone(&texts, &names, cancel).await?;
        let kind = |name: &str| again.suite.failures.get(name).map(|one| one.kind);
        let other = new.iter().find(|(name, how)| kind(name) != Some(how.kind));
        let shown = match other {
            Some((name, _)) => Err(format!(
                "`{name}` did not end the second time as it did the first."
            )),
            None => Ok(new),
        };
        let mut report = said(&whole, shown);
        follow(&mut report, &again);
        Ok((again.tree, report))
    }

    /// What a model or an agent is told to do; `None` in a loop of another kind.
    pub(super) fn to_be_written(&self) -> Option<(String, WorkspacePath)> {
        let Goal::WriteTest { beside, report } = &self.intent.goal else {
            return None;
        };
        let words = format!(
            "Write one new test that shows what the report says and that fails because of it. Put it beside the tests of {beside}, in a \
             module of tests if there is none, and change nothing else: the fix comes later.\nThe report: {report}"
        );
        Some((words, beside.clone()))
    }

    /// What an edit does besides adding tests.
    fn beyond_a_test(&self, after: &Texts) -> Option<String> {
        after.iter().find_map(|(path, text)| {
            let original = self.originals.get(path).cloned();
            let before = original.or_else(|| self.text_of(path)).unwrap_or_default();
            if !is_test_file(path) && code_without_tests(&before) != code_without_tests(text) {
                return Some(format!("It changes code outside of tests, in {path}."));
            }
            let now = whole_tests(text);
            let mut lost = whole_tests(&before).into_iter();
            let lost = lost.find(|test| !now.contains(test));
            lost.map(|(name, _)| format!("It changes the test `{name}`, in {path}."))
        })
    }

    fn shown(&self, ran: &Ran) -> Shown {
        if !ran.is_complete() {
            let error = ran.compile_error();
            return Err(match error {
                Some(error) if error.rendered.is_empty() => error.message.clone(),
                Some(error) => format!("It does not compile:\n{}", error.rendered.trim()),
                None => format!("The tests do not end:\n{}", last_words(&ran.run)),
            });
        }
        new_failures(self.suite_before(), &ran.suite)
    }
}

/// The tests of a text, each with its name and all of its own text.
fn whole_tests(text: &str) -> Vec<(String, String)> {
    let tests = tests_of(text).into_iter();
    let tests = tests.filter(|item| item.kind == TestKind::Test);
    tests
        .map(|item| (item.name.clone(), text[item.range].to_owned()))
        .collect()
}

/// Whether a file belongs to an integration test as a whole.
fn is_test_file(path: &WorkspacePath) -> bool {
    path.as_str().starts_with("tests/") || path.as_str().contains("/tests/")
}

fn new_failures(before: &Suite, after: &Suite) -> Shown {
    let mut new = Vec::new();
    for name in after.failing() {
        match before.tests.get(name) {
            Some(tally) if tally.failed > 0 => {}
            Some(tally) if tally.passed > 0 => {
                return Err(format!("`{name}` passed before, and fails with it."));
            }
            _ => match after.failures.get(name) {
                Some(failing) if fails_by_itself(failing) => {
                    new.push((name.to_owned(), failing.clone()));
                }
                _ => return Err(format!("`{name}` fails for no reason of its own.")),
            },
        }
    }
    let is_gone = |name: &&str| !after.tests.contains_key(*name);
    if let Some(name) = before.passing().find(is_gone) {
        return Err(format!("`{name}` ran before, and does not run with it."));
    }
    match new.is_empty() {
        true => Err("No new test fails: what was reported is not shown by it.".into()),
        false => Ok(new),
    }
}

/// Whether a test says something of the code that it calls.
fn fails_by_itself(failing: &Failing) -> bool {
    matches!(
        failing.kind,
        Kind::Assertion | Kind::Panic | Kind::Error | Kind::NoPanic
    )
}

/// The report of a run: what it shows as notes, or the one thing that keeps it from showing anything.
fn said(ran: &Ran, shown: Shown) -> CheckReport {
    let (end, observations) = match shown {
        Ok(new) => (
            CheckEnd::Success,
            new.iter().map(|(name, how)| note(name, how)).collect(),
        ),
        Err(why) => (CheckEnd::Failure, vec![unshown(why)]),
    };
    CheckReport {
        end,
        observations,
        tests: Some(ran.counts()),
        ..ran.checked.report.clone()
    }
}

/// What is said of an edit that is none that was asked for, without a run.
fn not_run(why: String) -> Checked {
    Checked {
        diagnostics: vec![diagnostic(&why)],
        report: CheckReport {
            end: CheckEnd::Failure,
            command: Vec::new(),
            millis: 0,
            observations: vec![unshown(why)],
            tests: None,
            wider: Vec::new(),
            unseen: Vec::new(),
        },
        survey: None,
    }
}

fn unshown(why: String) -> Observation {
    Observation {
        key: ObservationKey {
            code: UNSHOWN.into(),
            message: content_hash(why.as_bytes()).to_string(),
            path: None,
            item: String::new(),
            text: String::new(),
            ordinal: 0,
        },
        level: Level::Error,
        phase: Phase::Tests,
        site: None,
        package: String::new(),
        targets: Vec::new(),
        message: why,
        rendered: String::new(),
    }
}

/// The same in the words that the next question is told.
fn diagnostic(why: &str) -> Diagnostic {
    Diagnostic {
        code: Some(UNSHOWN.into()),
        level: Level::Error,
        message: why.to_owned(),
        spans: Vec::new(),
        children: Vec::new(),
        rendered: why.to_owned(),
        package: String::new(),
        target: String::new(),
    }
}

#[cfg(test)]
mod tests {
    use bowline_observers::libtest::suite;

    use super::*;

    fn suite_of(lines: &str) -> Suite {
        suite::read(lines, "")
    }

    const BEFORE: &str = "running 2 tests\ntest old ... ok\ntest red ... FAILED\n\nfailures:\n\n---- red stdout ----\n\
        thread 'red' panicked at src/lib.rs:3:5:\nold news\n\nfailures:\n    red\n\ntest result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out\n";

    #[test]
    fn only_new_failures_of_their_own_count() {
        let before = suite_of(BEFORE);
        let said = |after: &str| new_failures(&before, &suite_of(after));
        assert!(said(BEFORE).is_err_and(|why| why.contains("No new test fails")));
        let broken = BEFORE.replace("test old ... ok", "test old ... FAILED");
        assert!(said(&broken).is_err_and(|why| why.contains("`old` passed before")));
        let gone = BEFORE.replace("test old ... ok\n", "");
        assert!(said(&gone).is_err_and(|why| why.contains("`old` ran before")));
        let new = BEFORE
            .replace("test red ... FAILED", "test red ... FAILED\ntest new ... FAILED")
            .replace(
                "---- red stdout",
                "---- new stdout ----\nthread 'new' panicked at src/lib.rs:9:5:\nassertion `left == right` failed\n  left: 1\n right: 2\n\n---- red stdout",
            );
        let names: Vec<String> = said(&new).unwrap().into_iter().map(|one| one.0).collect();
        assert_eq!(names, ["new"]);
    }
}
