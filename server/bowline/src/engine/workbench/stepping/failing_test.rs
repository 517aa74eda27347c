//! A test that is written before the fix: it must be new, the only change, and fail by what it asserts or by a panic of the code
//! it calls, while everything else ends as before.

use bowline_loop_core::{FileEdit, StopReason, Verdict, WorkspacePath};
use bowline_observers::libtest::suite::{self, Failing, Kind};
use bowline_syntax::{TestKind, code_without_tests, tests_of};

use super::{Texts, Trying, Workbench};
use crate::engine::checking;

impl Workbench {
    /// Holds an edit to what a failing test is; gives what the next try should know of it, or what the test says.
    pub(super) async fn prove_failing_test(
        &mut self,
        edits: Vec<FileEdit>,
        trying: &mut Trying<'_>,
    ) -> Result<String, StopReason> {
        let (after, _) = match self.admit(edits) {
            Ok(admitted) => admitted,
            Err(told) => return Ok(told),
        };
        if let Some(told) = self.beyond_a_test(&after) {
            return Ok(told);
        }
        self.current = after;
        let texts = self.current.clone();
        self.shadow()?.put(&texts)?;
        let run = self.run_tests(trying.cancel).await;
        let files = self.files();
        self.current.clear();
        let run = run?;
        let suite = suite::read(
            &String::from_utf8_lossy(&run.output.stdout),
            &String::from_utf8_lossy(&run.output.stderr),
        );
        if suite.tests.is_empty() {
            return Ok(format!(
                "It does not compile:\n{}",
                checking::last_words(&run)
            ));
        }
        let mut told = Vec::new();
        for name in suite.failing() {
            if trying.before.failing.contains(name) {
                continue;
            }
            if trying.before.passing.contains(name) {
                return Ok(format!("`{name}` passed before, and fails with it."));
            }
            match suite.failures.get(name) {
                Some(failing) if fails_by_itself(failing) => told.push(said(name, failing)),
                _ => return Ok(format!("`{name}` fails for no reason of its own.")),
            }
        }
        if told.is_empty() {
            return Ok("No new test fails: what was reported is not shown by it.".into());
        }
        trying.carried.files = files;
        trying.carried.verdict = Verdict::Checked;
        Ok(told.join("\n"))
    }

    /// What an edit does besides adding tests.
    fn beyond_a_test(&self, after: &Texts) -> Option<String> {
        after.iter().find_map(|(path, text)| {
            let before = self.text_of(path).unwrap_or_default();
            let is_product = !is_test_file(path);
            if is_product && code_without_tests(&before) != code_without_tests(text) {
                return Some(format!("It changes code outside of tests, in {path}."));
            }
            let whole = |text: &str| -> Vec<(String, String)> {
                let tests = tests_of(text).into_iter();
                let tests = tests.filter(|item| item.kind == TestKind::Test);
                tests
                    .map(|item| (item.name.clone(), text[item.range].to_owned()))
                    .collect()
            };
            let now = whole(text);
            let lost = whole(&before).into_iter().find(|test| !now.contains(test));
            lost.map(|(name, _)| format!("It changes the test `{name}`, in {path}."))
        })
    }
}

/// Whether a file belongs to an integration test as a whole.
fn is_test_file(path: &WorkspacePath) -> bool {
    path.as_str().starts_with("tests/") || path.as_str().contains("/tests/")
}

/// Whether a test says something of the code that it calls.
fn fails_by_itself(failing: &Failing) -> bool {
    matches!(
        failing.kind,
        Kind::Assertion | Kind::Panic | Kind::Error | Kind::NoPanic
    )
}

fn said(name: &str, failing: &Failing) -> String {
    let sides = failing.left.as_ref().zip(failing.right.as_ref());
    let sides = sides.map(|(left, right)| format!("; left: {left}, right: {right}"));
    format!(
        "`{name}` fails: {}{}",
        failing.message.trim(),
        sides.unwrap_or_default()
    )
}
