//! What was tried in the same tree before is not tried again, nor an edit that changes nothing.

use super::{Guard, Ruling, Setting};
use crate::action::Candidate;

pub(super) const GUARD: Guard = Guard {
    name: "duplicates",
    judge,
};

fn judge(candidate: &Candidate, setting: &Setting<'_>) -> Ruling {
    let is_empty = candidate
        .edits
        .iter()
        .flat_map(|edit| &edit.replacements)
        .all(|replacement| replacement.start == replacement.end && replacement.text.is_empty());
    if is_empty {
        Ruling::Refuse("It changes nothing.".into())
    } else if (setting.was_tried)(&candidate.edits) {
        Ruling::Refuse("The same edit was tried on the same text before.".into())
    } else {
        Ruling::Pass
    }
}
