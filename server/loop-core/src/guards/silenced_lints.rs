//! `#[allow]` hides a diagnostic instead of answering it.

use super::{Guard, Ruling, Setting, by_allowance};
use crate::action::Candidate;

pub(super) const GUARD: Guard = Guard {
    name: "silenced_lints",
    judge,
};

fn judge(candidate: &Candidate, setting: &Setting<'_>) -> Ruling {
    if candidate.facts.allows_added == 0 {
        return Ruling::Pass;
    }
    by_allowance(
        setting.intent.tradeoffs.risky_edits,
        "It silences a lint instead of answering it.",
    )
}
