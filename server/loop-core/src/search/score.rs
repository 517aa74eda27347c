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
    /// The packages that have errors.
    pub packages: BTreeSet<String>,
}

impl Score {
    /// The score of what stands between a check and the goal.
    pub fn of(left: &[Observation]) -> Self {
        let errors = || left.iter().filter(|o| o.level == Level::Error);
        Self {
            errors: count(errors().count()),
            warnings: count(left.iter().filter(|o| o.level == Level::Warning).count()),
            phase: errors().map(|o| o.phase).min().unwrap_or(Phase::Clean),
            packages: errors().map(|o| o.package.clone()).collect(),
        }
    }

    /// Whether a candidate that leads from here to `after` may be accepted. Fewer errors in an earlier phase are no
    /// progress: breaking the syntax hides every error behind it.
    pub fn admits(&self, after: &Self) -> bool {
        if self.errors == 0 && after.errors == 0 {
            return after.warnings < self.warnings;
        }
        after.errors == 0
            || (after.phase == self.phase && after.errors < self.errors)
            || (self.is_passed_by(after) && after.errors <= self.errors)
    }

    /// Whether the compiler came further: to a later phase, or past every package that failed, to ones it had not reached.
    fn is_passed_by(&self, after: &Self) -> bool {
        after.phase > self.phase
            || (!self.packages.is_empty() && self.packages.is_disjoint(&after.packages))
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

    fn score(errors: u32, phase: Phase, package: &str) -> Score {
        let packages = if errors == 0 { BTreeSet::new() } else { [package.to_owned()].into() };
        Score { errors, warnings: 0, phase, packages }
    }

    #[test]
    fn breaking_the_syntax_is_no_progress() {
        assert!(!score(5, Phase::Types, "a").admits(&score(1, Phase::Parse, "a")));
    }

    #[test]
    fn a_later_phase_admits_as_many_errors_and_no_more() {
        assert!(score(2, Phase::Types, "a").admits(&score(2, Phase::Borrow, "a")));
        assert!(!score(2, Phase::Types, "a").admits(&score(3, Phase::Borrow, "a")));
        assert!(!score(2, Phase::Types, "a").admits(&score(2, Phase::Types, "a")));
        assert!(score(2, Phase::Types, "a").admits(&score(0, Phase::Clean, "a")));
    }

    #[test]
    fn reaching_the_next_package_is_further_whatever_its_phase() {
        let (before, after) = (score(1, Phase::Borrow, "a"), score(1, Phase::Resolve, "b"));
        assert!(before.admits(&after));
        assert!(!before.is_lowered_by(&after));
    }
}
