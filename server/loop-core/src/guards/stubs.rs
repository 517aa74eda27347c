//! An edit that leaves `todo!()` or a placeholder compiles, and is unfinished.

use super::{Guard, Ruling, Setting};
use crate::{
    action::{Candidate, Class},
    intent::Allowance,
};

pub(super) const GUARD: Guard = Guard {
    name: "stubs",
    judge,
};

fn judge(candidate: &Candidate, setting: &Setting<'_>) -> Ruling {
    let facts = &candidate.facts;
    let is_finished = facts.stubs_added == 0
        && facts.placeholders_added == 0
        && candidate.class != Class::Scaffold;
    match setting.intent.tradeoffs.scaffolds {
        _ if is_finished => Ruling::Pass,
        Allowance::Refuse => Ruling::Refuse("It leaves code that a person must finish.".into()),
        Allowance::Ask | Allowance::Allow => Ruling::Scaffold,
    }
}
