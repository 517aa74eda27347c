//! A test or an assertion that is gone, or no longer runs, proves nothing.

use super::{Guard, Ruling, Setting, unless_allowed};
use crate::{
    action::{Candidate, EditFacts},
    weakening::WeakeningKind,
};

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
    } else if facts.asserts_lost > 0 && !is_merged(facts) {
        unless_allowed(risky, "It deletes an assertion.")
    } else {
        Ruling::Pass
    }
}

/// Whether the assertions that are gone live on in others; `weakened_tests` says so.
fn is_merged(facts: &EditFacts) -> bool {
    let has = |kind| {
        facts
            .weakenings
            .iter()
            .any(|weakening| weakening.kind == kind)
    };
    has(WeakeningKind::AssertsMerged) && !has(WeakeningKind::AssertRemoved)
}
