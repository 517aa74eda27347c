//! A test or an assertion that is gone, or no longer runs, proves nothing.

use super::{Guard, Ruling, Setting, unless_allowed};
use crate::action::Candidate;

pub(super) const GUARD: Guard = Guard {
    name: "lost_checks",
    judge,
};

fn judge(candidate: &Candidate, setting: &Setting<'_>) -> Ruling {
    let facts = &candidate.facts;
    let risky = setting.intent.tradeoffs.risky_edits;
    if facts.tests_lost > 0 {
        unless_allowed(risky, "It deletes a test.")
    } else if facts.tests_silenced > 0 {
        unless_allowed(risky, "It keeps a test from running.")
    } else if facts.asserts_lost > 0 {
        unless_allowed(risky, "It deletes an assertion.")
    } else {
        Ruling::Pass
    }
}
