//! A name with a leading underscore is a silenced warning.

use super::{Guard, Ruling, Setting, by_allowance};
use crate::action::Candidate;

pub(super) const GUARD: Guard = Guard {
    name: "underscore_renames",
    judge,
};

fn judge(candidate: &Candidate, setting: &Setting<'_>) -> Ruling {
    if candidate.facts.underscore_renames == 0 {
        return Ruling::Pass;
    }
    by_allowance(
        setting.intent.tradeoffs.risky_edits,
        "It only puts an underscore before an unused name.",
    )
}
