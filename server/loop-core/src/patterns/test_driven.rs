//! The test-driven pattern: the goal is every failing test that the person named. A check is a run of tests here, and each test
//! that does not pass is an observation. An edit that breaks a test is never progress, however many others it mends.

use super::{Aim, Edited, Edits, Finish, Footing, Pattern, Standing, Worth};
use crate::{
    evidence::Verdict,
    observation::{CheckEnd, CheckReport, Level, Observation, Phase},
    search::score::Score,
    stop::{Missing, StopReason},
};

/// The code of an observation that stands for a test of the goal that does not pass.
pub const FAILS: &str = "test";
/// The code of an observation that stands for a test that passed before the first edit and does not pass now.
pub const BROKEN: &str = "broken";

/// Candidates that are tried beside the first that makes the tests pass.
const RIVALS: u32 = 12;
/// Names that one sentence lists at the most.
const LISTED: usize = 5;

/// The pattern, for one choice of tests.
pub struct TestDriven {
    filter: Vec<String>,
}

impl TestDriven {
    /// The pattern that makes the failing tests pass whose names hold one of these parts; all where there is none.
    pub fn new(filter: Vec<String>) -> Self {
        Self { filter }
    }

    fn asked(&self) -> String {
        self.filter.join("`, `")
    }
}

impl Pattern for TestDriven {
    fn aim(&self, baseline: &CheckReport) -> Aim {
        let goal = match uncompiled(baseline) {
            Some(_) => Vec::new(),
            None => with_code(&baseline.observations, FAILS).cloned().collect(),
        };
        Aim {
            goal,
            ..Aim::default()
        }
    }

    fn standing(&self, _aim: &Aim, after: &CheckReport, _edits: &Edits<'_>) -> Standing {
        let errors = after.observations.iter();
        let left: Vec<_> = errors
            .filter(|o| o.level == Level::Error)
            .cloned()
            .collect();
        Standing {
            score: Score::of(&left),
            ground: footing(after, &left),
            left,
            others: Vec::new(),
            uncovered: Vec::new(),
        }
    }

    fn worth(&self, aim: &Aim, proof: &CheckReport, standing: &Standing, edited: &Edited) -> Worth {
        let mut cautions = Vec::new();
        let mut verdict = if !standing.is_clear() {
            cautions.push(format!(
                "{} of the {} failing tests still fail: {}.",
                standing.left.len(),
                aim.goal.len(),
                listed(standing.left.iter().map(|o| o.key.item.as_str()))
            ));
            Verdict::Improved
        } else if !edited.rivals.is_empty() {
            cautions.push(undecided(&edited.rivals));
            Verdict::Checked
        } else if proof.tests.as_ref().is_some_and(|tests| tests.passed > 0) {
            Verdict::Proved
        } else {
            Verdict::Checked
        };
        cautions.extend(proof.unseen.iter().cloned());
        if edited.finish == Finish::Unfinished {
            cautions.push("The edit leaves code that a person must finish.".into());
            verdict = verdict.min(Verdict::Scaffold);
        }
        Worth { verdict, cautions }
    }

    fn idle(&self, baseline: &CheckReport) -> StopReason {
        if let Some(error) = uncompiled(baseline) {
            return StopReason::Blocked(Missing::Compiling(first_line(error)));
        }
        let tests = baseline.tests.clone().unwrap_or_default();
        let none_ran = tests.passed == 0 && tests.failed.is_empty();
        match (none_ran, tests.flaky.is_empty(), self.filter.is_empty()) {
            (_, false, _) => StopReason::Blocked(Missing::Judgement(format!(
                "every test that failed passed when it ran again ({}). A flaky test proves no edit",
                listed(tests.flaky.iter().map(String::as_str))
            ))),
            (true, _, true) => {
                StopReason::Blocked(Missing::Tests("cargo ran no test at all".into()))
            }
            (true, _, false) => StopReason::Blocked(Missing::Tests(format!(
                "no test ran whose name holds `{}`",
                self.asked()
            ))),
            (false, true, _) => StopReason::NothingToDo,
        }
    }

    fn rivals(&self) -> u32 {
        RIVALS
    }

    fn nothing_to_do(&self, baseline: &CheckReport) -> Vec<String> {
        let passed = baseline.tests.as_ref().map_or(0, |tests| tests.passed);
        vec![match passed {
            1 => "1 test ran, and it passed.".into(),
            n => format!("{n} tests ran, and all passed."),
        }]
    }
}

/// The first error of the compiler, which keeps every test from running.
fn uncompiled(report: &CheckReport) -> Option<&Observation> {
    let mut errors = report
        .observations
        .iter()
        .filter(|o| o.level == Level::Error);
    errors.find(|o| o.phase < Phase::Tests)
}

fn with_code<'a>(
    observations: &'a [Observation],
    code: &'a str,
) -> impl Iterator<Item = &'a Observation> {
    observations.iter().filter(move |o| o.key.code == code)
}

fn footing(after: &CheckReport, left: &[Observation]) -> Footing {
    let breaks = with_code(left, BROKEN).next().is_some();
    let says_why = match after.end {
        CheckEnd::Success => left.is_empty(),
        CheckEnd::Failure => !left.is_empty(),
        CheckEnd::TimedOut | CheckEnd::Broken(_) => false,
    };
    if says_why && !breaks {
        Footing::Sound
    } else {
        Footing::Unsound
    }
}

fn undecided(rivals: &[String]) -> String {
    format!(
        "The tests do not decide between {} edits; beside this one they also pass with: {}.",
        rivals.len() + 1,
        listed(rivals.iter().map(String::as_str))
    )
}

fn first_line(observation: &Observation) -> String {
    let message = observation.message.lines().next().unwrap_or_default();
    match &observation.site {
        Some(site) => format!("{}:{}: {message}", site.path, site.first_line),
        None => message.to_owned(),
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let shown: Vec<&str> = names.iter().take(LISTED).copied().collect();
    match names.len().saturating_sub(LISTED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
#[path = "test_driven/tests.rs"]
mod tests;
