//! A test that says less than before, or code that answers the test instead of the task, turns green without being right.

use super::{Guard, Ruling, Setting, by_allowance, unless_allowed};
use crate::{action::Candidate, weakening::Gravity};

pub(super) const GUARD: Guard = Guard {
    name: "weakened_tests",
    judge,
};

/// The gravest first: what may not pass at all is not worth asking about.
fn judge(candidate: &Candidate, setting: &Setting<'_>) -> Ruling {
    let tradeoffs = &setting.intent.tradeoffs;
    let mut known = Ruling::Pass;
    for (gravity, allowance) in [
        (Gravity::Permission, tradeoffs.risky_edits),
        (Gravity::RiskyWord, tradeoffs.risky_edits),
        (Gravity::TestWord, tradeoffs.test_edits),
    ] {
        let Some(concern) = concern(candidate, gravity) else {
            continue;
        };
        let ruling = match gravity {
            Gravity::Permission => unless_allowed(allowance, &concern),
            Gravity::RiskyWord | Gravity::TestWord => by_allowance(allowance, &concern),
        };
        known = match (known, ruling) {
            (_, Ruling::Refuse(why)) => return Ruling::Refuse(why),
            (Ruling::NeedsWord(one), Ruling::NeedsWord(other) | Ruling::Caution(other))
            | (Ruling::Caution(one), Ruling::NeedsWord(other)) => {
                Ruling::NeedsWord(format!("{one} {other}"))
            }
            (Ruling::Caution(one), Ruling::Caution(other)) => {
                Ruling::Caution(format!("{one} {other}"))
            }
            (_, ruling) => ruling,
        };
    }
    known
}

/// All of one gravity, one sentence each.
fn concern(candidate: &Candidate, gravity: Gravity) -> Option<String> {
    let sentences: Vec<String> = candidate
        .facts
        .weakenings
        .iter()
        .filter(|weakening| weakening.kind.gravity() == gravity)
        .map(crate::weakening::Weakening::sentence)
        .collect();
    (!sentences.is_empty()).then(|| sentences.join(" "))
}
