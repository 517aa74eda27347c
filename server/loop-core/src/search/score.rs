//! The measure of a check, and when one is better than another: by the compiler's phase first, by the count second.

use std::collections::BTreeSet;

use crate::observation::{Level, Observation, Phase};

/// How much stands between a check and the goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Score {
    /// Errors.
    pub errors: u32,
    /// Warnings, where they belong to the goal.
    pub warnings: u32,
    /// The earliest phase of the errors; `Clean` without any.
    pub phase: Phase,
    /// The packages and targets that have errors.
    pub homes: BTreeSet<(String, String)>,
}

impl Score {
    /// The score of what stands between a check and the goal.
    pub fn of(left: &[Observation]) -> Self {
        let errors = || left.iter().filter(|o| o.level == Level::Error);
        Self {
            errors: count(errors().count()),
            warnings: count(left.iter().filter(|o| o.level == Level::Warning).count()),
            phase: errors().map(|o| o.phase).min().unwrap_or(Phase::Clean),
            homes: errors().flat_map(Observation::homes).collect(),
        }
    }

    /// Whether a candidate that leads from here to `after` may be accepted. Fewer errors in an earlier phase are no
    /// progress: breaking the syntax hides every error behind it. More errors in a later one are progress where names did
    /// not resolve: the compiler stops there, so whatever lies behind a missing import could not be seen before.
    pub fn admits(&self, after: &Self) -> bool {
        if self.errors == 0 && after.errors == 0 {
            return after.warnings < self.warnings;
        }
        after.errors == 0
            || (after.phase == self.phase && after.errors < self.errors)
            || (after.phase > self.phase
                && (after.errors <= self.errors
                    || self.phase <= Phase::Resolve && after.phase >= Phase::Resolve))
            || self.is_left_behind_by(after)
    }

    /// Whether every target that failed compiles to its end now, and the errors of `after` lie in targets that the compiler
    /// had not reached. Neither their phase nor their number says anything about the edit then.
    pub fn is_left_behind_by(&self, after: &Self) -> bool {
        !self.homes.is_empty() && self.homes.is_disjoint(&after.homes)
    }

    /// Whether `after` is better beyond doubt: no measure worse, one of phase and count better.
    pub fn is_lowered_by(&self, after: &Self) -> bool {
        let not_worse = after.phase >= self.phase && after.errors <= self.errors;
        let better = after.phase > self.phase
            || after.errors < self.errors
            || (after.errors == 0 && after.warnings < self.warnings);
        not_worse && better
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn score(errors: u32, phase: Phase, target: &str) -> Score {
        let home = ("app".to_owned(), target.to_owned());
        let homes = if errors == 0 {
            BTreeSet::new()
        } else {
            [home].into()
        };
        Score {
            errors,
            warnings: 0,
            phase,
            homes,
        }
    }

    #[test]
    fn breaking_the_syntax_is_no_progress() {
        assert!(!score(5, Phase::Types, "lib").admits(&score(1, Phase::Parse, "lib")));
    }

    #[test]
    fn a_later_phase_admits_as_many_errors_and_no_more() {
        let before = score(2, Phase::Types, "lib");
        assert!(before.admits(&score(2, Phase::Borrow, "lib")));
        assert!(!before.admits(&score(3, Phase::Borrow, "lib")));
        assert!(!before.admits(&score(2, Phase::Types, "lib")));
        assert!(before.admits(&score(0, Phase::Clean, "lib")));
    }

    #[test]
    fn names_that_resolve_may_uncover_more_than_they_were() {
        let before = score(1, Phase::Resolve, "lib");
        assert!(before.admits(&score(3, Phase::Types, "lib")));
        assert!(!before.admits(&score(3, Phase::Resolve, "lib")));
        assert!(!before.admits(&score(3, Phase::Parse, "lib")));
        assert!(!before.is_lowered_by(&score(3, Phase::Types, "lib")));
    }

    #[test]
    fn reaching_the_next_target_is_further_whatever_it_shows() {
        let (before, after) = (
            score(1, Phase::Borrow, "lib"),
            score(3, Phase::Resolve, "bin"),
        );
        assert!(before.admits(&after));
        assert!(!before.is_lowered_by(&after));
    }
}
