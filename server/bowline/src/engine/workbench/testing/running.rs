//! Runs of cargo's tests: which of them, how long they may take, and which tests kept one from ending. Judges none of them.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use bowline_loop_core::{CheckReport, ContentHash, StopReason, observation::CheckEnd};
use bowline_observers::{
    libtest::{
        held,
        suite::{self, Suite},
    },
    nextest,
};
use bowline_shadow::{CargoRun, Holder, NextestRun, TestRun, Which, holders, process::End};
use tokio_util::sync::CancellationToken;

use super::{
    super::{Texts, Workbench, screening},
    programs::{Built, HANGS, Programs},
    runner::Runner,
};
use crate::engine::checking::Checked;

/// The shortest time that tests with a candidate may take, in milliseconds: what is compiled anew may be more than before.
const SHORTEST: u64 = 30_000;
/// How many times longer than the first run one with a candidate may take.
const SLOWER: u64 = 4;

/// What cargo says of documentation tests where no package has a library.
const NO_LIBRARY: &str = "no library targets found";

/// One run of tests.
pub(in crate::engine::workbench) struct Ran {
    pub(in crate::engine::workbench) tree: ContentHash,
    pub(in crate::engine::workbench) run: CargoRun,
    pub(in crate::engine::workbench) checked: Checked,
    pub(in crate::engine::workbench) suite: Suite,
    /// What holds each test, where the whole suite ran and said so.
    pub(super) holders: Holders,
}

/// What holds tests, by their names.
pub(super) type Holders = BTreeMap<String, BTreeSet<Holder>>;

impl Workbench {
    /// Runs these tests and no others. Documentation tests are named by their lines, which an edit moves, so all those of an item run.
    pub(in crate::engine::workbench) async fn run_alone(
        &mut self,
        texts: &Texts,
        names: &[String],
        cancel: &CancellationToken,
    ) -> Result<Ran, StopReason> {
        let names = names.iter().cloned();
        let (documentation, plain): (Vec<String>, Vec<String>) =
            names.partition(|name| is_documentation(name));
        let items: BTreeSet<String> = documentation.iter().map(|name| item_of(name)).collect();
        let exact = TestRun {
            holders: self.holders_of(&plain),
            which: Which::Exact(plain),
            ..TestRun::default()
        };
        if items.is_empty() {
            return self.run_tests_over(texts, exact, cancel).await;
        }
        let documented = TestRun {
            which: Which::Documentation(items.into_iter().collect()),
            ..TestRun::default()
        };
        let ran = self.run_tests_over(texts, documented, cancel).await?;
        if exact.which == Which::Exact(Vec::new()) {
            return Ok(ran);
        }
        let rest = self.run_tests_over(texts, exact, cancel);
        Ok(ran.and(rest.await?))
    }

    /// Runs these tests of the whole suite once more, and finds out whether their part of the workspace can be built apart: where
    /// features of dependencies differ without the other packages, everything would be built anew, and may behave otherwise.
    pub(super) async fn run_again(
        &mut self,
        whole: &Ran,
        names: &[String],
        cancel: &CancellationToken,
    ) -> Result<Ran, StopReason> {
        let nothing = Texts::new();
        self.bed.holders.clone_from(&whole.holders);
        let again = self.run_alone(&nothing, names, cancel).await?;
        let all_ended = names.iter().all(|name| again.suite.has_ended(name));
        let is_apart = all_ended && holders::is_all_fresh(&again.run.output.stdout);
        if is_apart || self.bed.holders.is_empty() {
            return Ok(again);
        }
        self.bed.holders.clear();
        self.run_alone(&nothing, names, cancel).await
    }

    /// What holds these tests; nothing where that is not known of each of them.
    fn holders_of(&self, names: &[String]) -> Vec<Holder> {
        let each: Option<Vec<_>> = names
            .iter()
            .map(|name| self.bed.holders.get(name))
            .collect();
        let all: BTreeSet<&Holder> = each.into_iter().flatten().flatten().collect();
        all.into_iter().cloned().collect()
    }

    /// Tells which tests keep a run from ending, by their programs alone; documentation tests are left out then.
    pub(super) async fn name_hanging(
        &mut self,
        whole: &mut Ran,
        cancel: &CancellationToken,
    ) -> Result<(), StopReason> {
        let Built::Programs(programs) = self.build_programs(&Texts::new(), cancel).await? else {
            return Ok(());
        };
        let programs = Programs::meet(self.programs_shadow()?, programs, HANGS * 2, cancel).await?;
        if programs.any_hangs() {
            whole.suite = programs.suite();
            whole.run.output.end = End::Exited(101);
        }
        Ok(())
    }

    /// Runs tests under what this project's tests run under. Documentation tests are cargo's in any case.
    pub(in crate::engine::workbench) async fn run_tests_over(
        &mut self,
        texts: &Texts,
        tests: TestRun,
        cancel: &CancellationToken,
    ) -> Result<Ran, StopReason> {
        let is_documentation = matches!(tests.which, Which::Documentation(_));
        if self.bed.runner != Runner::Nextest || is_documentation {
            return self.run_cargo_over(texts, tests, cancel).await;
        }
        let ran = self.run_nextest_over(texts, &tests, cancel).await?;
        if tests.which != Which::All || !ran.is_complete() {
            return Ok(ran);
        }
        let documented = TestRun {
            which: Which::Documentation(Vec::new()),
            ..tests
        };
        let mut documented = self.run_cargo_over(texts, documented, cancel).await?;
        let said = String::from_utf8_lossy(&documented.run.output.stderr);
        if said.contains(NO_LIBRARY) {
            documented.run.output.end = End::Exited(0);
            documented.checked.report.end = CheckEnd::Success;
        }
        Ok(ran.and(documented))
    }

    async fn run_nextest_over(
        &mut self,
        texts: &Texts,
        tests: &TestRun,
        cancel: &CancellationToken,
    ) -> Result<Ran, StopReason> {
        let deadline = Duration::from_millis(self.patience());
        let shadow = self.shadow()?;
        let tree = shadow.put(texts)?;
        let NextestRun { run, junit } = shadow.run_nextest(tests, deadline, cancel).await?;
        if run.output.end == End::Cancelled {
            return Err(StopReason::Cancelled);
        }
        let stderr = String::from_utf8_lossy(&run.output.stderr);
        let passed_over = match tests.which {
            Which::All => &*stderr,
            Which::Exact(_) | Which::Documentation(_) => "",
        };
        let junit = junit.unwrap_or_default();
        let mut suite = nextest::read(&junit, passed_over);
        note_hanging(&mut suite, run.output.end, tests);
        let holders = held_by(nextest::held(&junit), |id| Some(Holder::of_binary_id(id)));
        Ok(Ran {
            tree,
            checked: screening::read(shadow, &run),
            run,
            suite,
            holders,
        })
    }

    async fn run_cargo_over(
        &mut self,
        texts: &Texts,
        tests: TestRun,
        cancel: &CancellationToken,
    ) -> Result<Ran, StopReason> {
        let deadline = Duration::from_millis(self.patience());
        let shadow = self.shadow()?;
        let tree = shadow.put(texts)?;
        let run = shadow.run_tests(&tests, deadline, cancel).await?;
        if run.output.end == End::Cancelled {
            return Err(StopReason::Cancelled);
        }
        let stdout = String::from_utf8_lossy(&run.output.stdout);
        let stderr = String::from_utf8_lossy(&run.output.stderr);
        let mut suite = suite::read(&stdout, &stderr);
        note_hanging(&mut suite, run.output.end, &tests);
        let files = Holder::by_file(&run.output.stdout);
        let held = held::held(&stdout, &stderr).unwrap_or_default();
        let holders = held_by(held, |file| files.get(file).cloned());
        Ok(Ran {
            tree,
            checked: screening::read(shadow, &run),
            run,
            suite,
            holders,
        })
    }

    /// How long one run may take, in milliseconds: a candidate that never ends is found out soon.
    pub(super) fn patience(&self) -> u64 {
        let most = self.intent.limits.check_millis;
        match self.bed.millis {
            0 => most,
            millis => most.min(SHORTEST.max(millis * SLOWER)),
        }
    }
}

impl Ran {
    /// The same with another run of the same texts behind it.
    fn and(mut self, other: Ran) -> Ran {
        self.suite.add(&other.suite);
        self.run.output.stdout.extend(&other.run.output.stdout);
        let is_worse = other.run.output.end == End::TimedOut;
        if self.run.output.end == End::Exited(0) || is_worse {
            self.run.output.end = other.run.output.end;
            self.checked.report.end = other.checked.report.end.clone();
        }
        let errors = &other.checked.report.observations;
        self.checked
            .report
            .observations
            .extend(errors.iter().cloned());
        follow(&mut self.checked.report, &other);
        self
    }
}

/// What holds each test of which every program is known.
fn held_by(
    held: BTreeMap<String, BTreeSet<String>>,
    holder: impl Fn(&str) -> Option<Holder>,
) -> Holders {
    let known = held.into_iter().filter_map(|(test, programs)| {
        let holders: Option<BTreeSet<Holder>> = programs.iter().map(|one| holder(one)).collect();
        Some((test, holders?))
    });
    known.collect()
}

/// Notes the tests that were asked for and had not ended when the deadline came.
fn note_hanging(suite: &mut Suite, end: End, tests: &TestRun) {
    if let (End::TimedOut, Which::Exact(names)) = (end, &tests.which) {
        let open: Vec<_> = names.iter().filter(|one| !suite.has_ended(one)).collect();
        open.into_iter().for_each(|name| suite.add_hanging(name));
    }
}

/// Whether a test is an example of the documentation; those of a crate as a whole have a file and no item.
pub(super) fn is_documentation(name: &str) -> bool {
    name.contains(" - ") || name.ends_with(" -")
}

/// The file and the item of a documentation test.
fn item_of(name: &str) -> String {
    name.splitn(3, " - ")
        .take(2)
        .collect::<Vec<_>>()
        .join(" - ")
}

/// Adds a further run to what a report says was run.
pub(in crate::engine::workbench) fn follow(report: &mut CheckReport, ran: &Ran) {
    report.millis += ran.checked.report.millis;
    report.command.push("&&".into());
    report.command.extend(ran.run.command.iter().cloned());
}
