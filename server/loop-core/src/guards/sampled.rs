//! A language model makes errors go away by taking the code away; what it wrote is shown as such.

use super::{Guard, Ruling, Setting, by_allowance, unless_allowed};
use crate::action::{Candidate, Class};

pub(super) const GUARD: Guard = Guard {
    name: "sampled",
    judge,
};

/// Tokens that may go without anything in their place.
const SPARE: u32 = 24;

/// How many tokens may go for one that comes.
const RATIO: u32 = 3;

fn judge(candidate: &Candidate, setting: &Setting<'_>) -> Ruling {
    if candidate.class != Class::Sampled {
        return Ruling::Pass;
    }
    let facts = &candidate.facts;
    let risky = setting.intent.tradeoffs.risky_edits;
    let spared = SPARE.saturating_add(facts.tokens_inserted.saturating_mul(RATIO));
    if facts.items_lost > 0 {
        unless_allowed(
            risky,
            "A language model deletes an item to be rid of an error.",
        )
    } else if facts.tokens_deleted > spared {
        by_allowance(
            risky,
            "A language model takes away much more code than it writes.",
        )
    } else {
        Ruling::Caution("A language model wrote this edit: read it before you take it.".into())
    }
}
