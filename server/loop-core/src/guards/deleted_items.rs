//! A deleted function or type may be missed elsewhere.

use super::{Guard, Ruling, Setting, by_allowance};
use crate::action::Candidate;

pub(super) const GUARD: Guard = Guard {
    name: "deleted_items",
    judge,
};

fn judge(candidate: &Candidate, setting: &Setting<'_>) -> Ruling {
    if candidate.facts.items_lost == 0 {
        return Ruling::Pass;
    }
    by_allowance(
        setting.intent.tradeoffs.risky_edits,
        "It deletes a function, type or other item.",
    )
}
