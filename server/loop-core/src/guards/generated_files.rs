//! A generated file is written anew by its generator; an edit in it would be lost.

use super::{Guard, Ruling, Setting};
use crate::action::Candidate;

pub(super) const GUARD: Guard = Guard {
    name: "generated_files",
    judge,
};

fn judge(candidate: &Candidate, _: &Setting<'_>) -> Ruling {
    if candidate.facts.generated_files == 0 {
        return Ruling::Pass;
    }
    Ruling::Refuse("It edits a generated file; change what generates it instead.".into())
}
