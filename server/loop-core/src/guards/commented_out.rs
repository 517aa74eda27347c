//! Code in a comment compiles because it is no longer there.

use super::{Guard, Ruling, Setting, unless_allowed};
use crate::action::Candidate;

pub(super) const GUARD: Guard = Guard {
    name: "commented_out",
    judge,
};

fn judge(candidate: &Candidate, setting: &Setting<'_>) -> Ruling {
    if candidate.facts.commented_out == 0 {
        return Ruling::Pass;
    }
    unless_allowed(
        setting.intent.tradeoffs.risky_edits,
        "It turns code into a comment.",
    )
}
