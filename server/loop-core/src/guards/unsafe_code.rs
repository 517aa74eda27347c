//! What `unsafe` promises, only a person can answer for.

use super::{Guard, Ruling, Setting, by_allowance};
use crate::action::Candidate;

pub(super) const GUARD: Guard = Guard {
    name: "unsafe_code",
    judge,
};

fn judge(candidate: &Candidate, setting: &Setting<'_>) -> Ruling {
    if candidate.facts.unsafe_added == 0 {
        return Ruling::Pass;
    }
    by_allowance(
        setting.intent.tradeoffs.risky_edits,
        "It adds `unsafe` code.",
    )
}
