//! The pattern that writes a failing test before anybody looks for a fix: the goal is one new test that fails by what was reported,
//! while everything else ends as before. A check is a run of the whole suite; what the new test says comes as a note.

use super::{Aim, Edited, Edits, Footing, Pattern, Standing, Worth, test_driven::FAILS};
use crate::{
    evidence::Verdict,
    observation::{CheckEnd, CheckReport, Level, Observation, Phase},
    search::score::Score,
    stop::{Missing, StopReason},
};

/// The code of the observation that stands for a report which no test shows.
pub const UNSHOWN: &str = "unshown";

/// The pattern; what was reported is for whoever writes the test.
pub struct TestFirst;

impl Pattern for TestFirst {
    fn aim(&self, baseline: &CheckReport) -> Aim {
        let unshown = errors(baseline).filter(|one| one.key.code == UNSHOWN);
        Aim {
            goal: unshown.cloned().collect(),
            ..Aim::default()
        }
    }

    fn standing(&self, _aim: &Aim, after: &CheckReport, _edits: &Edits<'_>) -> Standing {
        let left: Vec<Observation> = errors(after).cloned().collect();
        let says_why = match after.end {
            CheckEnd::Success => left.is_empty(),
            CheckEnd::Failure => !left.is_empty(),
            CheckEnd::TimedOut | CheckEnd::Broken(_) => false,
        };
        Standing {
            score: Score::of(&left),
            ground: match says_why {
                true => Footing::Sound,
                false => Footing::Unsound,
            },
            left,
            others: Vec::new(),
            uncovered: Vec::new(),
        }
    }

    fn worth(
        &self,
        _aim: &Aim,
        proof: &CheckReport,
        standing: &Standing,
        _edited: &Edited,
    ) -> Worth {
        let said = proof.observations.iter();
        let said = said.filter(|one| one.level == Level::Note && one.key.code == FAILS);
        let told = said.map(|one| format!("It fails, and mends nothing: {}", one.message));
        Worth {
            verdict: match standing.is_clear() {
                true => Verdict::Checked,
                false => Verdict::None,
            },
            cautions: told.chain(proof.unseen.iter().cloned()).collect(),
        }
    }

    fn idle(&self, baseline: &CheckReport) -> StopReason {
        let first = errors(baseline).find(|one| one.phase < Phase::Tests);
        let message = first.map_or("", |one| one.message.as_str());
        StopReason::Blocked(Missing::Compiling(message.to_owned()))
    }

    fn nothing_to_do(&self, _baseline: &CheckReport) -> Vec<String> {
        Vec::new()
    }
}

fn errors(report: &CheckReport) -> impl Iterator<Item = &Observation> {
    let said = report.observations.iter();
    said.filter(|one| one.level == Level::Error)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        observation::ObservationKey,
        patterns::{Reach, Track},
    };

    fn seen(code: &str, level: Level, phase: Phase) -> Observation {
        Observation {
            key: ObservationKey {
                code: code.into(),
                message: String::new(),
                path: None,
                item: String::new(),
                text: String::new(),
                ordinal: 0,
            },
            level,
            phase,
            site: None,
            package: String::new(),
            targets: Vec::new(),
            message: format!("{code}, said"),
            rendered: String::new(),
        }
    }

    fn report(end: CheckEnd, observations: Vec<Observation>) -> CheckReport {
        CheckReport {
            end,
            command: Vec::new(),
            millis: 0,
            observations,
            tests: None,
            wider: Vec::new(),
            unseen: Vec::new(),
        }
    }

    fn standing(after: &CheckReport) -> Standing {
        let edits = Edits {
            track: Track::Steps(Vec::new()),
            reach: Reach::Bodies,
        };
        TestFirst.standing(&Aim::default(), after, &edits)
    }

    #[test]
    fn a_test_that_fails_as_it_should_is_checked_and_said_to_mend_nothing() {
        let note = seen(FAILS, Level::Note, Phase::Tests);
        let proof = report(CheckEnd::Success, vec![note]);
        let now = standing(&proof);
        assert!(now.is_clear());
        let worth = TestFirst.worth(&Aim::default(), &proof, &now, &Edited::default());
        assert_eq!(worth.verdict, Verdict::Checked);
        assert_eq!(worth.cautions, ["It fails, and mends nothing: test, said"]);
    }

    #[test]
    fn what_shows_nothing_is_worth_nothing() {
        let unshown = seen(UNSHOWN, Level::Error, Phase::Tests);
        let after = report(CheckEnd::Failure, vec![unshown]);
        let now = standing(&after);
        assert!(!now.is_clear() && now.ground == Footing::Sound);
        let worth = TestFirst.worth(&Aim::default(), &after, &now, &Edited::default());
        assert_eq!(worth.verdict, Verdict::None);
        let silent = standing(&report(CheckEnd::Broken("killed".into()), Vec::new()));
        assert!(!silent.is_clear());
    }

    #[test]
    fn code_that_does_not_compile_comes_first() {
        let error = seen("E0308", Level::Error, Phase::Types);
        let baseline = report(CheckEnd::Failure, vec![error]);
        assert!(TestFirst.aim(&baseline).goal.is_empty());
        let stop = TestFirst.idle(&baseline);
        assert_eq!(
            stop,
            StopReason::Blocked(Missing::Compiling("E0308, said".into()))
        );
    }
}
