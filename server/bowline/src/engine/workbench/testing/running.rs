//! Runs of cargo's tests: which of them, how long they may take, and which tests kept one from ending. Judges none of them.

use std::{collections::BTreeSet, time::Duration};

use bowline_loop_core::{CheckReport, ContentHash, StopReason, observation::CheckEnd};
use bowline_observers::{
    libtest::suite::{self, Suite},
    nextest,
};
use bowline_shadow::{CargoRun, NextestRun, TestRun, Which, process::End};
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
pub(super) struct Ran {
    pub(super) tree: ContentHash,
    pub(super) run: CargoRun,
    pub(super) checked: Checked,
    pub(super) suite: Suite,
}

impl Workbench {
    /// Runs these tests and no others. Documentation tests are named by their lines, which an edit moves, so all those of an item run.
    pub(super) async fn run_alone(
        &mut self,
        texts: &Texts,
        names: &[String],
        cancel: &CancellationToken,
    ) -> Result<Ran, StopReason> {
        let names = names.iter().cloned();
        let (documentation, plain): (Vec<String>, Vec<String>) =
            names.partition(|name| is_documentation(name));
        let items: BTreeSet<String> = documentation.iter().map(|name| item_of(name)).collect();
        let of = |which| TestRun {
            package: None,
            which,
        };
        if items.is_empty() {
            return self
                .run_tests_over(texts, of(Which::Exact(plain)), cancel)
                .await;
        }
        let documented = of(Which::Documentation(items.into_iter().collect()));
        let ran = self.run_tests_over(texts, documented, cancel).await?;
        if plain.is_empty() {
            return Ok(ran);
        }
        let rest = self.run_tests_over(texts, of(Which::Exact(plain)), cancel);
        Ok(ran.and(rest.await?))
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
    pub(super) async fn run_tests_over(
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
        let mut suite = nextest::read(&junit.unwrap_or_default(), passed_over);
        note_hanging(&mut suite, run.output.end, tests);
        Ok(Ran {
            tree,
            checked: screening::read(shadow, &run),
            run,
            suite,
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
        let mut suite = suite::read(
            &String::from_utf8_lossy(&run.output.stdout),
            &String::from_utf8_lossy(&run.output.stderr),
        );
        note_hanging(&mut suite, run.output.end, &tests);
        Ok(Ran {
            tree,
            checked: screening::read(shadow, &run),
            run,
            suite,
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

/// Notes the tests that were asked for and had not ended when the deadline came.
fn note_hanging(suite: &mut Suite, end: End, tests: &TestRun) {
    if let (End::TimedOut, Which::Exact(names)) = (end, &tests.which) {
        let open: Vec<_> = names.iter().filter(|one| !suite.has_ended(one)).collect();
        open.into_iter().for_each(|name| suite.add_hanging(name));
    }
}

/// Whether a test is an example of the documentation.
pub(super) fn is_documentation(name: &str) -> bool {
    name.contains(" - ")
}

/// The file and the item of a documentation test.
fn item_of(name: &str) -> String {
    name.splitn(3, " - ")
        .take(2)
        .collect::<Vec<_>>()
        .join(" - ")
}

/// Adds a further run to what a report says was run.
pub(super) fn follow(report: &mut CheckReport, ran: &Ran) {
    report.millis += ran.checked.report.millis;
    report.command.push("&&".into());
    report.command.extend(ran.run.command.iter().cloned());
}
