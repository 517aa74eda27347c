//! From runs of tests to reports: each test of the goal that does not pass is an observation, and so is each that passed before
//! and does not now.

use std::collections::{BTreeMap, BTreeSet};

use bowline_loop_core::{
    CheckReport, Observation, ObservationKey, WorkspacePath,
    observation::{CheckEnd, Level, Phase, Site, TestCounts},
    patterns::test_driven::{BROKEN, FAILS},
};
use bowline_observers::libtest::suite::{Failing, Suite, Tally};
use bowline_shadow::process::End;

use super::{Bed, guarding, running::Ran};
use crate::engine::checking::{Checked, last_words};

/// Names that one sentence lists at the most.
const LISTED: usize = 5;

/// Judges runs against what was known before the first edit.
pub(super) struct Judge<'a> {
    bed: &'a Bed,
    /// The tests before the first edit that a run is compared with.
    before: &'a Suite,
    /// The tests of the goal that are judged.
    red: BTreeMap<&'a String, &'a Failing>,
}

impl<'a> Judge<'a> {
    pub(super) fn of(bed: &'a Bed) -> Self {
        Self {
            bed,
            before: &bed.before,
            red: bed.red.iter().collect(),
        }
    }

    /// Judges runs of other programs than cargo ran first: those tests of the goal alone that were in them.
    pub(super) fn against(bed: &'a Bed, before: &'a Suite) -> Self {
        let mut red: BTreeMap<_, _> = bed.red.iter().collect();
        red.retain(|name, _| before.tests.contains_key(*name));
        Self { bed, before, red }
    }

    /// The same for some tests of the goal alone.
    pub(super) fn among(mut self, names: &[String]) -> Self {
        self.red.retain(|name, _| names.contains(name));
        self
    }

    /// How many tests of the goal are judged.
    pub(super) fn goals(&self) -> usize {
        self.red.len()
    }

    /// The report of the suite before any edit.
    pub(super) fn baseline(&self, ran: &Ran) -> CheckReport {
        let observations = self.red.iter();
        let observations = observations.map(|(name, failing)| fails(name, failing));
        self.report(ran, observations.collect())
    }

    /// The report of the tests that fail, alone.
    pub(super) fn narrow(&self, ran: &Ran) -> CheckReport {
        self.report(ran, self.left(ran))
    }

    /// The report of the whole suite.
    pub(super) fn whole(&self, ran: &Ran) -> CheckReport {
        let mut observations = self.left(ran);
        if ran.compile_error().is_none() {
            let broken = self.broken(&ran.suite).into_iter();
            observations.extend(broken.map(|name| self.breaks_now(&name, &ran.suite)));
            observations.extend(self.lost(&ran.suite, &observations));
        }
        let mut report = self.report(ran, observations);
        let still: Vec<&str> = ran
            .suite
            .failing()
            .filter(|name| self.is_apart(name))
            .collect();
        if !still.is_empty() {
            report.unseen.push(format!(
                "Other tests fail as they did before the edit: {}.",
                listed(&still)
            ));
        }
        report
    }

    /// The tests of the goal that pass.
    pub(super) fn mended(&self, suite: &Suite) -> Vec<String> {
        let red = self.red.keys();
        red.filter(|name| self.passes(name, suite))
            .map(|name| (*name).clone())
            .collect()
    }

    /// Whether a test that passed before does not pass now, or does not run any more.
    pub(super) fn breaks(&self, suite: &Suite) -> bool {
        !self.broken(suite).is_empty()
    }

    /// Tests that are worse than before. One that fails and was not seen before counts: where a program died, nobody knows how the
    /// rest of its tests stood.
    fn broken(&self, suite: &Suite) -> Vec<String> {
        let names: BTreeSet<&String> = self
            .bed
            .before
            .tests
            .keys()
            .chain(suite.tests.keys())
            .collect();
        let lost = names.into_iter().filter(|name| {
            let was = tally(self.before, name);
            let now = tally(suite, name);
            let is_judged = self.is_apart(name);
            is_judged && (now.passed < was.passed || now.failed > was.failed)
        });
        let mut broken: Vec<String> = lost.cloned().collect();
        if suite.died > self.before.died {
            broken.push("a test program that ran to its end before".into());
        }
        broken
    }

    /// Whether every test of this name that ran before runs now and passes.
    fn passes(&self, name: &str, suite: &Suite) -> bool {
        let was = self.before.tests.get(name).copied().unwrap_or_default();
        let now = suite.tests.get(name).copied().unwrap_or_default();
        suite.passes(name) && now.passed >= was.passed + was.failed
    }

    /// What of the goal is left.
    fn left(&self, ran: &Ran) -> Vec<Observation> {
        let error = ran.compile_error();
        let red = self.red.keys();
        red.filter(|name| error.is_some() || !self.passes(name, &ran.suite))
            .map(|name| match (error, ran.suite.failures.get(*name)) {
                (Some(error), _) => {
                    let message = format!("it does not compile: {}", error.message);
                    observation(FAILS, name, "compile", &message, None)
                }
                (None, Some(failing)) => fails(name, failing),
                (None, None) => observation(FAILS, name, "not run", "it did not run", None),
            })
            .collect()
    }

    /// Tests that ran before and do not run any more, as far as nothing else was said of them. Ones of the goal are among them:
    /// a test that is gone is not passed.
    fn lost(&self, suite: &Suite, told: &[Observation]) -> Vec<Observation> {
        let lost = guarding::lost(self.before, suite).into_iter();
        let lost = lost.filter(|(name, _)| !self.bed.flaky.contains(name));
        lost.filter(|(name, _)| !told.iter().any(|one| one.key.item == *name))
            .map(|(name, why)| observation(BROKEN, &name, "lost", &why, None))
            .collect()
    }

    fn breaks_now(&self, name: &str, suite: &Suite) -> Observation {
        let failing = suite.failures.get(name);
        let why = failing.map_or("it did not run", |failing| failing.message.as_str());
        let before = match self.before.passes(name) {
            true => "passed before the edit",
            false => "was not seen to fail so before the edit",
        };
        let message = format!("{before}: {}", why.replace('\n', " "));
        let frame = failing.and_then(|failing| failing.frames.first());
        observation(BROKEN, name, "broken", &message, frame)
    }

    fn is_apart(&self, name: &str) -> bool {
        !self.bed.red.contains_key(name) && !self.bed.flaky.contains(name)
    }

    fn report(&self, ran: &Ran, observations: Vec<Observation>) -> CheckReport {
        let fails_apart = ran
            .suite
            .failing()
            .any(|name| self.is_apart(name) || self.bed.flaky.contains(name));
        let end = match ran.run.output.end {
            End::TimedOut => CheckEnd::TimedOut,
            _ if !observations.is_empty() => CheckEnd::Failure,
            End::Exited(0) => CheckEnd::Success,
            End::Exited(_) if fails_apart && ran.suite.died == 0 => CheckEnd::Success,
            End::Exited(_) | End::Signalled(_) | End::Cancelled => {
                CheckEnd::Broken(last_words(&ran.run))
            }
        };
        let mut report = CheckReport {
            end,
            observations,
            tests: Some(TestCounts {
                flaky: self.bed.flaky.iter().cloned().collect(),
                ..ran.counts()
            }),
            ..ran.checked.report.clone()
        };
        report.unseen.extend(self.flaky());
        report
    }

    fn flaky(&self) -> Option<String> {
        let names: Vec<&str> = self.bed.flaky.iter().map(String::as_str).collect();
        (!names.is_empty()).then(|| {
            format!(
                "Flaky, so not part of the goal and no proof of anything: {}.",
                listed(&names)
            )
        })
    }
}

impl Ran {
    /// How many tests ended how.
    pub(in crate::engine::workbench) fn counts(&self) -> TestCounts {
        let suite = &self.suite;
        TestCounts {
            passed: suite.tests.values().map(|tally| tally.passed).sum(),
            failed: suite.failing().map(str::to_owned).collect(),
            ignored: suite.tests.values().map(|tally| tally.ignored).sum(),
            ..TestCounts::default()
        }
    }

    /// The first error of the compiler.
    pub(in crate::engine::workbench) fn compile_error(&self) -> Option<&Observation> {
        let said = self.checked.report.observations.iter();
        let mut errors = said.filter(|one| one.level == Level::Error);
        errors.next()
    }

    /// Whether it compiled and came to an end, with every failure told by a test.
    pub(in crate::engine::workbench) fn is_complete(&self) -> bool {
        self.compile_error().is_none() && matches!(self.run.output.end, End::Exited(_))
    }

    /// A run without a failing test of the goal: what cargo said is all there is to tell.
    pub(in crate::engine::workbench) fn unread(mut self) -> Checked {
        let report = &mut self.checked.report;
        report.observations.retain(|one| one.level == Level::Error);
        let is_told = report.observations.is_empty()
            && self.suite.failing().next().is_some()
            && self.suite.died == 0;
        if is_told && matches!(self.run.output.end, End::Exited(_)) {
            // The tests that fail are none that were asked for.
            report.end = CheckEnd::Success;
        }
        self.checked
    }
}

/// How a test fails that is meant to.
pub(in crate::engine::workbench) fn note(name: &str, failing: &Failing) -> Observation {
    Observation {
        level: Level::Note,
        ..fails(name, failing)
    }
}

fn fails(name: &str, failing: &Failing) -> Observation {
    let message = failing.message.replace('\n', " ");
    let kind = failing.kind.words();
    observation(FAILS, name, kind, &message, failing.frames.first())
}

fn tally(suite: &Suite, name: &str) -> Tally {
    suite.tests.get(name).copied().unwrap_or_default()
}

fn observation(
    code: &str,
    name: &str,
    kind: &str,
    message: &str,
    frame: Option<&(String, u32)>,
) -> Observation {
    let site = frame
        .map(|(path, line)| (WorkspacePath::new(path), *line))
        .filter(|(path, _)| !path.is_outside())
        .map(|(path, line)| Site {
            path,
            first_line: line,
            last_line: line,
            column: 1,
            start: 0,
            end: 0,
        });
    Observation {
        key: ObservationKey {
            code: code.to_owned(),
            message: kind.to_owned(),
            path: None,
            item: name.to_owned(),
            text: String::new(),
            ordinal: 0,
        },
        level: Level::Error,
        phase: Phase::Tests,
        site,
        package: String::new(),
        targets: Vec::new(),
        message: format!("test `{name}`: {kind}: {message}"),
        rendered: String::new(),
    }
}

pub(super) fn listed(names: &[&str]) -> String {
    let shown = names[..names.len().min(LISTED)].join(", ");
    match names.len().saturating_sub(LISTED) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
