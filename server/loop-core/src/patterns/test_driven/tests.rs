//! What runs of tests are worth.

use super::*;
use crate::{
    observation::{ObservationKey, TestCounts},
    patterns::{Reach, Track},
};

fn seen(code: &str, test: &str, phase: Phase) -> Observation {
    Observation {
        key: ObservationKey {
            code: code.into(),
            message: "assertion".into(),
            path: None,
            item: test.into(),
            text: String::new(),
            ordinal: 0,
        },
        level: Level::Error,
        phase,
        site: None,
        package: String::new(),
        targets: Vec::new(),
        message: format!("{test}: assertion"),
        rendered: String::new(),
    }
}

fn report(observations: Vec<Observation>, passed: u32) -> CheckReport {
    CheckReport {
        end: if observations.is_empty() {
            CheckEnd::Success
        } else {
            CheckEnd::Failure
        },
        command: Vec::new(),
        millis: 0,
        observations,
        tests: Some(TestCounts {
            passed,
            ..TestCounts::default()
        }),
        wider: Vec::new(),
        unseen: Vec::new(),
    }
}

fn standing(after: &CheckReport) -> Standing {
    let edits = Edits {
        track: Track::Steps(Vec::new()),
        reach: Reach::Bodies,
    };
    TestDriven::new(Vec::new()).standing(&Aim::default(), after, &edits)
}

#[test]
fn a_test_that_breaks_is_never_progress() {
    let two = standing(&report(
        vec![
            seen(FAILS, "a", Phase::Tests),
            seen(FAILS, "b", Phase::Tests),
        ],
        3,
    ));
    let one = standing(&report(vec![seen(FAILS, "b", Phase::Tests)], 4));
    assert!(one.ground == Footing::Sound && two.score.admits(&one.score));
    let broken = standing(&report(vec![seen(BROKEN, "c", Phase::Tests)], 4));
    assert_eq!(broken.ground, Footing::Unsound);
    assert!(!broken.is_clear());
}

#[test]
fn code_that_does_not_compile_has_no_goal_and_says_so() {
    let pattern = TestDriven::new(Vec::new());
    let report = report(vec![seen("E0308", "", Phase::Types)], 0);
    assert!(pattern.aim(&report).goal.is_empty());
    assert!(matches!(
        pattern.idle(&report),
        StopReason::Blocked(Missing::Compiling(_))
    ));
}

#[test]
fn what_keeps_a_loop_from_starting_is_told_apart() {
    let (any, named) = (
        TestDriven::new(Vec::new()),
        TestDriven::new(vec!["x".into()]),
    );
    assert_eq!(any.idle(&report(Vec::new(), 3)), StopReason::NothingToDo);
    for pattern in [&any, &named] {
        let stop = pattern.idle(&report(Vec::new(), 0));
        assert!(matches!(stop, StopReason::Blocked(Missing::Tests(_))));
    }
    let mut flaky = report(Vec::new(), 3);
    if let Some(tests) = &mut flaky.tests {
        tests.flaky.push("a".into());
    }
    assert!(matches!(
        any.idle(&flaky),
        StopReason::Blocked(Missing::Judgement(_))
    ));
}

#[test]
fn several_edits_that_pass_are_not_proved() {
    let proof = report(Vec::new(), 4);
    let worth = |rivals: &[&str]| {
        let edited = Edited {
            rivals: rivals.iter().map(|one| (*one).to_owned()).collect(),
            ..Edited::default()
        };
        TestDriven::new(Vec::new()).worth(&Aim::default(), &proof, &standing(&proof), &edited)
    };
    assert_eq!(worth(&[]).verdict, Verdict::Proved);
    let undecided = worth(&["write `>` for `>=`"]);
    assert_eq!(undecided.verdict, Verdict::Checked);
    assert!(undecided.cautions[0].contains("do not decide between 2 edits"));
}
