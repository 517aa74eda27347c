//! Another fix is wanted than the ones shown before, and one of those with something on top is none.

use super::{Guard, Ruling, Setting};
use crate::action::{Candidate, FileEdit};

pub(super) const GUARD: Guard = Guard {
    name: "offered",
    judge,
};

fn judge(candidate: &Candidate, setting: &Setting<'_>) -> Ruling {
    let offered = &setting.intent.offered;
    if offered
        .iter()
        .any(|one| holds(&candidate.edits, &one.edits))
    {
        Ruling::Refuse("It was offered before.".into())
    } else {
        Ruling::Pass
    }
}

/// Whether every replacement of `part` stands in `whole`.
fn holds(whole: &[FileEdit], part: &[FileEdit]) -> bool {
    part.iter().all(|file| {
        file.replacements.iter().all(|replacement| {
            whole
                .iter()
                .any(|other| other.path == file.path && other.replacements.contains(replacement))
        })
    })
}
