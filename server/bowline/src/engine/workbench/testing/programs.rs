//! Test programs run one by one, without cargo, with variables of ours: for texts that hold more than the person's own.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use bowline_loop_core::{StopReason, WorkspacePath, observation::Level};
use bowline_observers::libtest::suite::{self, Kind, Suite};
use bowline_shadow::{Shadow, TestProgram, process::End};
use tokio_util::sync::CancellationToken;

use super::super::{Texts, Workbench, internal, screening};

/// The shortest time that one program may take.
const SHORTEST: Duration = Duration::from_millis(2_500);
/// How many times longer than before one program may take.
const SLOWER: u32 = 8;

/// How long one test may take where others of its program did not end.
pub(super) const HANGS: Duration = Duration::from_secs(3);
/// How long what may never end is waited for at first, where much is to be tried.
pub(super) const SOON: Duration = Duration::from_millis(600);
/// Tests of one program that are run alone to see whether they end.
const MOST_HANGING: usize = 16;

/// What a build came to.
pub(super) enum Built {
    /// It compiles.
    Programs(Vec<TestProgram>),
    /// It does not: where errors point, by file and byte.
    Errors(Vec<(WorkspacePath, usize)>),
}

/// One run of one or several programs.
#[derive(Clone, Debug)]
pub(super) struct ProgramsRan {
    pub(super) suite: Suite,
    /// The worst end of them.
    pub(super) end: End,
    pub(super) elapsed: Duration,
}

/// Programs with what is known of them from a run of all their tests.
pub(super) struct Programs {
    all: Vec<(TestProgram, ProgramsRan)>,
}

impl Workbench {
    /// Builds the test programs with these texts laid over what was taken.
    pub(super) async fn build_programs(
        &mut self,
        texts: &Texts,
        cancel: &CancellationToken,
    ) -> Result<Built, StopReason> {
        let deadline = Duration::from_millis(self.intent.limits.check_millis);
        let shadow = self.shadow()?;
        shadow.put(texts)?;
        let (run, programs) = shadow.build_tests(deadline, cancel).await?;
        match run.output.end {
            End::Cancelled => return Err(StopReason::Cancelled),
            End::Exited(0) => return Ok(Built::Programs(programs)),
            _ => {}
        }
        let checked = screening::read(shadow, &run);
        let errors = checked.diagnostics.into_iter();
        let spans = errors
            .filter(|one| one.level == Level::Error)
            .flat_map(|one| one.spans)
            .map(|span| match span.expansion {
                Some(outer) => *outer,
                None => span,
            });
        Ok(Built::Errors(
            spans.map(|span| (span.path, span.start)).collect(),
        ))
    }

    /// How long all tests of one program may take.
    pub(super) fn program_patience(&self) -> Duration {
        match self.any_hangs() {
            true => HANGS * 2,
            false => Duration::from_millis(self.patience()),
        }
    }

    /// Whether a test of the goal does not come to its end.
    pub(super) fn any_hangs(&self) -> bool {
        let mut red = self.bed.red.values();
        red.any(|failing| failing.kind == Kind::Timeout)
    }

    /// The shadow for running programs in it.
    pub(super) fn programs_shadow(&self) -> Result<&Shadow, StopReason> {
        let shadow = self.lease.peek();
        shadow.ok_or_else(|| internal("the shadow workspace is gone".into()))
    }
}

impl ProgramsRan {
    /// Where a program did not end: the tests that were asked for and did not end either.
    fn note_hanging(&mut self, tests: &[String]) {
        if self.end == End::TimedOut {
            for test in tests {
                if !self.suite.has_ended(test) {
                    self.suite.add_hanging(test);
                }
            }
        }
    }
}

impl Programs {
    /// Runs every test of every program once.
    pub(super) async fn meet(
        shadow: &Shadow,
        programs: Vec<TestProgram>,
        deadline: Duration,
        cancel: &CancellationToken,
    ) -> Result<Self, StopReason> {
        let mut all = Vec::new();
        for program in programs {
            let mut ran = run(shadow, &[(&program, deadline)], &[], &[], cancel).await?;
            if ran.end == End::TimedOut {
                name_hanging(shadow, &program, &mut ran, cancel).await?;
            }
            all.push((program, ran));
        }
        Ok(Self { all })
    }

    /// Whether a test did not end.
    pub(super) fn any_hangs(&self) -> bool {
        let ends = |ran: &ProgramsRan| ran.end == End::TimedOut;
        self.all.iter().any(|(_, ran)| ends(ran))
    }

    /// What all of them said.
    pub(super) fn suite(&self) -> Suite {
        let mut whole = Suite::default();
        for (_, ran) in &self.all {
            whole.add(&ran.suite);
        }
        whole
    }

    /// Runs these tests alone, in the programs that have them, each program no longer than `most`.
    pub(super) async fn run_some(
        &self,
        shadow: &Shadow,
        tests: &[String],
        variables: &[(&str, String)],
        most: Duration,
        cancel: &CancellationToken,
    ) -> Result<ProgramsRan, StopReason> {
        let wanted: BTreeSet<&String> = tests.iter().collect();
        let having = self
            .all
            .iter()
            .filter(|(_, ran)| ran.suite.tests.keys().any(|name| wanted.contains(name)));
        let programs: Vec<_> = having
            .map(patience)
            .map(|(program, usual)| (program, usual.min(most)))
            .collect();
        let mut arguments = vec!["--exact".to_owned()];
        arguments.extend(tests.iter().cloned());
        let mut ran = run(shadow, &programs, &arguments, variables, cancel).await?;
        ran.note_hanging(tests);
        Ok(ran)
    }

    /// Runs all tests of all programs.
    pub(super) async fn run_all(
        &self,
        shadow: &Shadow,
        variables: &[(&str, String)],
        cancel: &CancellationToken,
    ) -> Result<ProgramsRan, StopReason> {
        let programs: Vec<_> = self.all.iter().map(patience).collect();
        run(shadow, &programs, &[], variables, cancel).await
    }
}

fn patience((program, ran): &(TestProgram, ProgramsRan)) -> (&TestProgram, Duration) {
    let most = match ran.end {
        End::TimedOut => HANGS,
        _ => ran.elapsed * SLOWER,
    };
    (program, SHORTEST.max(most))
}

/// Runs each test alone that a program which did not end has not told the end of.
async fn name_hanging(
    shadow: &Shadow,
    program: &TestProgram,
    ran: &mut ProgramsRan,
    cancel: &CancellationToken,
) -> Result<(), StopReason> {
    let list = ["--list", "--format", "terse"].map(str::to_owned);
    let listed = shadow
        .run_program(program, &list, &[], HANGS, cancel)
        .await?;
    let text = String::from_utf8_lossy(&listed.stdout).into_owned();
    let names = text.lines().filter_map(|line| line.strip_suffix(": test"));
    let open = names.filter(|name| !ran.suite.has_ended(name));
    let open: Vec<String> = open.take(MOST_HANGING).map(str::to_owned).collect();
    for name in open {
        let alone = ["--exact".to_owned(), name.clone()];
        let one = run(shadow, &[(program, HANGS)], &alone, &[], cancel).await?;
        match one.end {
            End::TimedOut => ran.suite.add_hanging(&name),
            _ => ran.suite.add(&one.suite),
        }
    }
    Ok(())
}

async fn run(
    shadow: &Shadow,
    programs: &[(&TestProgram, Duration)],
    arguments: &[String],
    variables: &[(&str, String)],
    cancel: &CancellationToken,
) -> Result<ProgramsRan, StopReason> {
    let began = Instant::now();
    let mut end = End::Exited(0);
    let mut whole = Suite::default();
    for (program, deadline) in programs {
        let ran = shadow.run_program(program, arguments, variables, *deadline, cancel);
        let output = ran.await?;
        let suite = suite::read(
            &String::from_utf8_lossy(&output.stdout),
            &String::from_utf8_lossy(&output.stderr),
        );
        whole.add(&suite);
        match output.end {
            End::Cancelled => return Err(StopReason::Cancelled),
            End::Exited(0) => {}
            worse => end = worse,
        }
        // What does not end will not pass either.
        if matches!(end, End::TimedOut) {
            break;
        }
    }
    Ok(ProgramsRan {
        suite: whole,
        end,
        elapsed: began.elapsed(),
    })
}
