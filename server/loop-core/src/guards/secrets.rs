//! No credential is ever written into source.

use super::{Guard, Ruling, Setting};
use crate::action::Candidate;

pub(super) const GUARD: Guard = Guard {
    name: "secrets",
    judge,
};

fn judge(candidate: &Candidate, _: &Setting<'_>) -> Ruling {
    if candidate.facts.secrets_added == 0 {
        return Ruling::Pass;
    }
    Ruling::Refuse("It inserts text that looks like a credential.".into())
}
