//! An edit in a test can make the test agree with the mistake, at any applicability.

use super::{Guard, Ruling, Setting, by_allowance};
use crate::{action::Candidate, weakening::Gravity};

pub(super) const GUARD: Guard = Guard {
    name: "test_edits",
    judge,
};

fn judge(candidate: &Candidate, setting: &Setting<'_>) -> Ruling {
    let facts = &candidate.facts;
    let tests = setting.intent.tradeoffs.test_edits;
    let is_told = facts
        .weakenings
        .iter()
        .any(|weakening| weakening.kind.gravity() == Gravity::TestWord);
    if is_told {
        // `weakened_tests` has said the same, and where.
        Ruling::Pass
    } else if facts.assert_literals_changed > 0 {
        by_allowance(tests, "It changes a value that a test expects.")
    } else if facts.in_asserts > 0 {
        by_allowance(tests, "It edits an assertion.")
    } else if facts.in_tests > 0 {
        by_allowance(tests, "It edits a test.")
    } else {
        Ruling::Pass
    }
}
