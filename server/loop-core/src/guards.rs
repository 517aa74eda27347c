//! Guards: every proposal passes all of them before it is applied anywhere. They judge facts and paths, never text.

mod commented_out;
mod deleted_items;
mod duplicates;
mod generated_files;
mod lock_files;
mod lost_checks;
mod manifests;
mod offered;
mod sampled;
mod scope;
mod secrets;
mod silenced_lints;
mod size;
mod stubs;
mod test_edits;
mod underscore_renames;
mod unsafe_code;
mod weakened_tests;

use crate::{
    action::{Candidate, FileEdit},
    intent::{Allowance, Intent},
    search::Group,
};

/// Every guard, in the order in which they are asked. The first refusal counts, so the ones about where an edit lands come
/// before the ones about what it does.
pub const ALL: &[Guard] = &[
    scope::GUARD,
    lock_files::GUARD,
    generated_files::GUARD,
    duplicates::GUARD,
    offered::GUARD,
    secrets::GUARD,
    lost_checks::GUARD,
    sampled::GUARD,
    weakened_tests::GUARD,
    commented_out::GUARD,
    test_edits::GUARD,
    silenced_lints::GUARD,
    deleted_items::GUARD,
    underscore_renames::GUARD,
    unsafe_code::GUARD,
    manifests::GUARD,
    size::GUARD,
    stubs::GUARD,
];

/// The guard whose refusals end a loop as out of scope.
pub const SCOPE: &str = scope::GUARD.name;
/// The guard whose refusals say nothing about the proposals' merit.
pub const DUPLICATES: &str = duplicates::GUARD.name;
/// The guard whose refusals are for what a person has seen already.
pub const OFFERED: &str = offered::GUARD.name;

/// One guard.
pub struct Guard {
    /// Its name, in reports and stop reasons.
    pub name: &'static str,
    /// Its judgement.
    pub judge: fn(&Candidate, &Setting<'_>) -> Ruling,
}

/// What a guard may know besides the candidate.
pub struct Setting<'a> {
    /// What the person asked for and allowed.
    pub intent: &'a Intent,
    /// Whether these edits were tried on the current tree before.
    pub was_tried: &'a dyn Fn(&[FileEdit]) -> bool,
}

/// What one guard says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    /// Nothing to say.
    Pass,
    /// Allowed, and a person should know: one sentence.
    Caution(String),
    /// Allowed if a person agrees: what needs their word, one sentence.
    NeedsWord(String),
    /// Compiles at best; unfinished.
    Scaffold,
    /// Not to be applied: why, one sentence.
    Refuse(String),
}

/// What all guards say together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It may be tried.
    Admitted {
        /// When.
        group: Group,
        /// What needs a person's word, one sentence each.
        words: Vec<String>,
        /// What a person should know, one sentence each.
        cautions: Vec<String>,
    },
    /// It may not.
    Refused {
        /// The guard's name.
        guard: &'static str,
        /// Its reason.
        reason: String,
    },
}

/// Asks every guard.
pub fn judge(candidate: &Candidate, setting: &Setting<'_>) -> Judgement {
    let (mut words, mut cautions, mut is_scaffold) = (Vec::new(), Vec::new(), false);
    for guard in ALL {
        match (guard.judge)(candidate, setting) {
            Ruling::Pass => {}
            Ruling::Caution(caution) => cautions.push(caution),
            Ruling::NeedsWord(word) => words.push(word),
            Ruling::Scaffold => is_scaffold = true,
            Ruling::Refuse(reason) => {
                return Judgement::Refused {
                    guard: guard.name,
                    reason,
                };
            }
        }
    }
    let group = match (is_scaffold, words.is_empty()) {
        (true, _) => Group::Scaffold,
        (false, false) => Group::NeedsWord,
        (false, true) => Group::Plain,
    };
    Judgement::Admitted {
        group,
        words,
        cautions,
    }
}

/// What an allowance makes of a concern.
fn by_allowance(allowance: Allowance, concern: &str) -> Ruling {
    match allowance {
        Allowance::Refuse => Ruling::Refuse(concern.to_owned()),
        Allowance::Ask => Ruling::NeedsWord(concern.to_owned()),
        Allowance::Allow => Ruling::Caution(concern.to_owned()),
    }
}

/// What becomes of a concern that only an outright permission lifts.
fn unless_allowed(allowance: Allowance, concern: &str) -> Ruling {
    match allowance {
        Allowance::Refuse | Allowance::Ask => Ruling::Refuse(concern.to_owned()),
        Allowance::Allow => Ruling::Caution(concern.to_owned()),
    }
}

/// The files of a candidate that fit, as one list for people; `None` without any.
fn files(
    candidate: &Candidate,
    fits: impl Fn(&crate::ids::WorkspacePath) -> bool,
) -> Option<String> {
    let paths: Vec<&str> = candidate
        .edits
        .iter()
        .filter(|edit| fits(&edit.path))
        .map(|edit| edit.path.as_str())
        .collect();
    (!paths.is_empty()).then(|| paths.join(", "))
}
