//! Carries out the effects of a test-driven loop: which tests fail, whether an edit makes them pass, and whether it is the edit
//! that does. Decides nothing about a candidate; a run of tests becomes a report in `testing/judging`.

mod guarding;
mod judging;
mod probing;
mod programs;
mod recent;
mod runner;
mod running;
mod suspects;
mod switching;
mod tracing;

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use bowline_loop_core::{
    CheckReport, ContentHash, StopReason,
    intent::Goal,
    observation::{CheckEnd, TestCounts},
    stop::Missing,
};
use bowline_observers::libtest::suite::{Failing, Kind, Suite};
use bowline_proposers::{
    Draft,
    behaviour::{self, Failure},
};
use bowline_shadow::{TestRun, process::End};
use bowline_syntax::Index;
use tokio_util::sync::CancellationToken;

use self::{
    judging::Judge,
    runner::Runner,
    running::{Holders, is_documentation},
};
pub(super) use self::{
    judging::note,
    running::{Ran, follow},
    switching::Answer,
};
use super::{Texts, Workbench};
use crate::engine::checking::Checked;

/// What is known of the tests before the first edit.
#[derive(Default)]
pub(super) struct Bed {
    /// What they run under.
    runner: Runner,
    /// What holds each test; of none where runs of a part would build anew what lies there.
    holders: Holders,
    /// The whole suite.
    before: Suite,
    /// The tests that the loop is to make pass, and why they fail.
    red: BTreeMap<String, Failing>,
    flaky: BTreeSet<String>,
    /// Tests of the goal and how long each takes alone, the quickest first, as far as that is known.
    quickest: Vec<(Duration, String)>,
    /// What candidates are looked for with.
    failure: Failure,
    /// How long the whole suite took, in milliseconds.
    millis: u64,
    /// The files that hold the tests of the goal.
    tests: Texts,
    /// What the test programs alone said before the first edit; documentation tests are not among them.
    switched_before: Suite,
}

impl Workbench {
    pub(super) fn is_test_driven(&self) -> bool {
        matches!(self.intent.goal, Goal::PassTests { .. })
    }

    /// Forgets what was known of the tests, and finds out what they run under.
    pub(super) async fn make_bed(&mut self, cancel: &CancellationToken) -> Result<(), StopReason> {
        self.bed = Bed {
            runner: self.find_runner(cancel).await?,
            ..Bed::default()
        };
        Ok(())
    }

    /// Remembers how the tests end before the first edit.
    pub(super) fn stand_before(&mut self, whole: &Ran) {
        self.bed.millis = whole.checked.report.millis;
        self.bed.before = whole.suite.clone();
    }

    /// How the tests end before the first edit.
    pub(super) fn suite_before(&self) -> &Suite {
        &self.bed.before
    }

    /// Runs the whole suite before any edit, and again what fails of it.
    pub(super) async fn run_before(
        &mut self,
        cancel: &CancellationToken,
    ) -> Result<Checked, StopReason> {
        self.make_bed(cancel).await?;
        let nothing = Texts::new();
        let mut whole = self
            .run_tests_over(&nothing, TestRun::default(), cancel)
            .await?;
        if self.gives_nextest_up(&whole) {
            whole = self
                .run_tests_over(&nothing, TestRun::default(), cancel)
                .await?;
        }
        self.bed.millis = whole.checked.report.millis;
        if whole.run.output.end == End::TimedOut {
            self.name_hanging(&mut whole, cancel).await?;
        }
        if let Some(package) = self.intent.checks.package.clone()
            && whole.is_complete()
        {
            let of_package = TestRun {
                package: Some(package),
                ..TestRun::default()
            };
            let asked = self.run_tests_over(&nothing, of_package, cancel).await?;
            follow(&mut whole.checked.report, &asked);
            if !asked.is_complete() {
                return Ok(asked.unread());
            }
            self.choose(&asked.suite, &whole.suite);
            self.count_asked(&mut whole, &asked.suite);
        } else {
            let suite = whole.suite.clone();
            self.choose(&suite, &suite);
            self.count_asked(&mut whole, &suite);
        }
        if !whole.is_complete() || self.bed.red.is_empty() {
            return Ok(whole.unread());
        }
        let red: Vec<String> = self.bed.red.keys().cloned().collect();
        let again = self.run_again(&whole, &red, cancel).await?;
        self.set_flaky_apart(&whole.suite, &again.suite);
        follow(&mut whole.checked.report, &again);
        self.bed.before = whole.suite.clone();
        self.bed.failure = suspects::failure(&self.bed.red, &whole.suite);
        self.bed.failure.recent = self.recent_changes(cancel).await;
        let watched = self.watch(cancel).await?;
        self.bed.failure.spectrum = watched.spectrum;
        self.bed.quickest = watched.quickest;
        self.bed.tests = self.texts_of_tests();
        let mut report = Judge::of(&self.bed).baseline(&whole);
        if let Some(tests) = &mut report.tests {
            tests.suspects = self.suspects();
        }
        Ok(Checked {
            report,
            ..whole.checked
        })
    }

    /// Runs the tests that fail with a candidate, and the whole suite where it makes any of them pass.
    pub(super) async fn run_candidate(
        &mut self,
        texts: &Texts,
        cancel: &CancellationToken,
    ) -> Result<(ContentHash, Checked), StopReason> {
        // Documentation tests are built one by one: they run where the others say that it is worth it.
        let red = self.bed.red.keys().cloned();
        let (documentation, plain): (Vec<String>, Vec<String>) =
            red.partition(|name| is_documentation(name));
        let first = if plain.is_empty() {
            documentation
        } else {
            plain
        };
        let narrow = self.run_alone(texts, &first, cancel).await?;
        let report = Judge::of(&self.bed).among(&first).narrow(&narrow);
        if report.observations.len() >= first.len() || !ended(&report) {
            return Ok((
                narrow.tree,
                Checked {
                    report,
                    ..narrow.checked
                },
            ));
        }
        let whole = self
            .run_tests_over(texts, TestRun::default(), cancel)
            .await?;
        let mut report = Judge::of(&self.bed).whole(&whole);
        report.millis += narrow.checked.report.millis;
        Ok((
            whole.tree,
            Checked {
                report,
                ..whole.checked
            },
        ))
    }

    /// The whole suite with the edit, then the tests that it makes pass without it, which must fail as before, and with it again.
    pub(super) async fn green_red_green(
        &mut self,
        cancel: &CancellationToken,
    ) -> Result<(ContentHash, CheckReport), StopReason> {
        let overlays = self.overlays();
        self.shadow()?.lay(&overlays).await?;
        let texts = self.current.clone();
        let whole = self
            .run_tests_over(&texts, TestRun::default(), cancel)
            .await?;
        let judge = Judge::of(&self.bed);
        let mut report = judge.whole(&whole);
        let mended = judge.mended(&whole.suite);
        if !ended(&report) || mended.is_empty() || judge.breaks(&whole.suite) {
            return Ok((whole.tree, report));
        }
        let without = self.run_alone(&Texts::new(), &mended, cancel).await?;
        if let Some(test) = mended
            .iter()
            .find(|test| !self.fails_as_before(test, &without.suite))
        {
            return Err(flaky(test));
        }
        let again = self.run_alone(&texts, &mended, cancel).await?;
        if let Some(test) = mended.iter().find(|test| !again.suite.passes(test)) {
            return Err(flaky(test));
        }
        follow(&mut report, &without);
        follow(&mut report, &again);
        report.unseen.extend(self.bed.runner.note());
        let probed = self.probe(cancel).await?;
        report.unseen.extend(probed.risk);
        if let Some(tests) = &mut report.tests {
            tests.probes = probed.told;
        }
        Ok((again.tree, report))
    }

    fn fails_as_before(&self, test: &str, suite: &Suite) -> bool {
        let kind = |failing: &Failing| failing.kind;
        let was = self.bed.red.get(test).map(kind);
        let fails = suite.tests.get(test).is_some_and(|tally| tally.failed > 0);
        fails && suite.failures.get(test).map(kind) == was
    }

    /// The tests of the goal, each with where it fails and what it said.
    pub(super) fn red_in_words(&self) -> Vec<(String, String)> {
        let each = self.bed.red.iter().map(|(name, failing)| {
            let place = failing.frames.first();
            let place = place.map(|(file, line)| format!(" (at {file}:{line})"));
            let sides = failing.left.as_ref().zip(failing.right.as_ref());
            let sides = sides.map(|(left, right)| format!("; left: {left}, right: {right}"));
            let (place, sides) = (place.unwrap_or_default(), sides.unwrap_or_default());
            (name.clone(), format!("{}{sides}{place}", failing.message))
        });
        each.collect()
    }

    /// Edits that may make the tests pass.
    pub(super) fn behaviours(&self) -> Vec<Draft> {
        let unknown = Index::default();
        let index = self.lease.declarations().unwrap_or(&unknown);
        if self.bed.red.is_empty() {
            return Vec::new();
        }
        behaviour::candidates(&behaviour::Request {
            failure: &self.bed.failure,
            text_of: &|path| self.text_of(path),
            index,
        })
    }

    /// Takes the failing tests that were asked for as the goal; `asked` is the run that shows them.
    fn choose(&mut self, asked: &Suite, whole: &Suite) {
        let red = asked.failing().filter(|name| self.is_asked(name));
        self.bed.red = red
            .map(|name| {
                let failing = whole
                    .failures
                    .get(name)
                    .or_else(|| asked.failures.get(name));
                (name.to_owned(), failing.cloned().unwrap_or_else(unknown))
            })
            .collect();
    }

    fn is_asked(&self, name: &str) -> bool {
        let Goal::PassTests { filter, named } = &self.intent.goal else {
            return false;
        };
        // `works::case_1` is a case of `works`; an example of a method is none of its type's.
        let has_cases = !is_documentation(name);
        let is_of = |whole: &String| {
            let rest = name.strip_prefix(whole.as_str());
            rest.is_some_and(|rest| rest.is_empty() || has_cases && rest.starts_with("::"))
        };
        let parts_fit = filter.is_empty() || filter.iter().any(|part| name.contains(part.as_str()));
        parts_fit && (named.is_empty() || named.iter().any(is_of))
    }

    /// Counts the tests that were asked for, so that a loop without a goal can say what it saw.
    fn count_asked(&self, whole: &mut Ran, asked: &Suite) {
        let mut counts = TestCounts::default();
        for (name, tally) in asked.tests.iter().filter(|(name, _)| self.is_asked(name)) {
            counts.passed += tally.passed;
            counts.ignored += tally.ignored;
            if tally.failed > 0 {
                counts.failed.push(name.clone());
            }
        }
        whole.checked.report.tests = Some(counts);
    }

    fn set_flaky_apart(&mut self, whole: &Suite, again: &Suite) {
        let red = std::mem::take(&mut self.bed.red);
        for (name, failing) in red {
            let fails = again.tests.get(&name).is_some_and(|tally| tally.failed > 0);
            let kind = again.failures.get(&name).map(|failing| failing.kind);
            let is_told = whole.flaky.contains(&name) || again.flaky.contains(&name);
            // A process that died took the others' results with it.
            if is_told {
                self.bed.flaky.insert(name);
            } else if fails && kind == Some(failing.kind) || again.died > 0 && !again.passes(&name)
            {
                self.bed.red.insert(name, failing);
            } else {
                self.bed.flaky.insert(name);
            }
        }
    }
}

/// Whether a run came to an end that says something about the code.
fn ended(report: &CheckReport) -> bool {
    matches!(report.end, CheckEnd::Success | CheckEnd::Failure)
}

fn flaky(test: &str) -> StopReason {
    StopReason::Blocked(Missing::Judgement(format!(
        "an edit made `{test}` pass, and run again with the same text it did not end as before. A flaky test proves no edit"
    )))
}

fn unknown() -> Failing {
    Failing {
        kind: Kind::Unknown,
        message: String::new(),
        frames: Vec::new(),
        left: None,
        right: None,
    }
}
