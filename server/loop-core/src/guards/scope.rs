//! Edits stay inside the workspace, inside the scope the person named, and within what the mode leaves open of it.

use super::{Guard, Ruling, Setting, files};
use crate::action::Candidate;

pub(super) const GUARD: Guard = Guard {
    name: "scope",
    judge,
};

fn judge(candidate: &Candidate, setting: &Setting<'_>) -> Ruling {
    if let Some(paths) = files(candidate, |path| path.is_outside()) {
        return Ruling::Refuse(format!("It edits files outside the workspace: {paths}."));
    }
    match files(candidate, |path| !setting.intent.scope.holds(path)) {
        Some(paths) => Ruling::Refuse(format!("It edits files outside the scope: {paths}.")),
        None => within_reach(candidate, setting),
    }
}

fn within_reach(candidate: &Candidate, setting: &Setting<'_>) -> Ruling {
    match files(candidate, |path| !setting.intent.reach.holds(path)) {
        Some(paths) => Ruling::Refuse(format!("It edits files that the mode closes: {paths}.")),
        None => Ruling::Pass,
    }
}
