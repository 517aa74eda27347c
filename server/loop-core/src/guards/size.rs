//! A large edit is not one that a person can read in passing.

use super::{Guard, Ruling, Setting, by_allowance};
use crate::action::Candidate;

pub(super) const GUARD: Guard = Guard {
    name: "size",
    judge,
};

/// Tokens, deleted and inserted, up to which an edit needs no word.
const LARGE: u32 = 400;

fn judge(candidate: &Candidate, setting: &Setting<'_>) -> Ruling {
    let touched = candidate
        .facts
        .tokens_deleted
        .saturating_add(candidate.facts.tokens_inserted);
    if touched <= LARGE {
        return Ruling::Pass;
    }
    let concern = format!("It is large: {touched} tokens.");
    by_allowance(setting.intent.tradeoffs.risky_edits, &concern)
}
