//! What makes tests say less after an edit, or makes code answer a test instead of the task. Each kind of evidence is read in
//! a file of its own; what it is worth, guards decide.

mod asserts;
mod checks;
mod claims;
mod compare;
pub(crate) mod doctests;
mod files;
mod loosening;
mod manifests;
mod reach;
mod recognition;
mod special;

use bowline_loop_core::{
    ids::WorkspacePath,
    weakening::{Weakening, WeakeningKind},
};

use super::Side;
use crate::tokens::Tokens;
use checks::Checks;

/// What the change of a file means for tests by its path alone, and what it switches off where it is a manifest.
pub(super) fn of_file(path: &WorkspacePath, before: &str, after: &str) -> Vec<Weakening> {
    if before == after {
        return Vec::new();
    }
    let mut found: Vec<Weakening> = files::kind(path, before, after)
        .map(|kind| Weakening::at(kind, path.as_str()))
        .into_iter()
        .collect();
    if path.file_name() == "Cargo.toml" {
        let switched = manifests::switched_off(before, after).into_iter();
        found
            .extend(switched.map(|what| {
                Weakening::at(WeakeningKind::SwitchedOff, path.as_str()).showing(what)
            }));
    }
    found
}

/// What the change of a Rust file does to the tests in it, and to how its code meets tests.
pub(super) fn of_code(path: &WorkspacePath, old: &Side<'_>, new: &Side<'_>) -> Vec<Weakening> {
    let before = Checks::new(path, old);
    let after = Checks::new(path, new);
    let mut found = compare::all(&before, &after);
    found.extend(doctests::silenced(path, &old.tokens, &new.tokens));
    found.extend(recognition::all(path, &before, &after));
    found.extend(special::all(&before, &after, &[&after]));
    found
}

/// Answers of tests in other files that the change of a file writes into its code; [`crate::facts`] knows only the tests of
/// the file itself. `tests` are paths and texts.
pub fn special_cases(
    path: &WorkspacePath,
    before: &str,
    after: &str,
    tests: &[(&WorkspacePath, &str)],
) -> Vec<Weakening> {
    let side = |text| Side::new(Tokens::new(text), text);
    let (old, new) = (side(before), side(after));
    let sides: Vec<(&WorkspacePath, Side<'_>)> = tests
        .iter()
        .map(|(path, text)| (*path, Side::new(Tokens::new(text), text)))
        .collect();
    let told: Vec<Checks<'_, '_>> = sides
        .iter()
        .map(|(path, side)| Checks::new(path, side))
        .collect();
    let told: Vec<&Checks<'_, '_>> = told.iter().collect();
    special::all(&Checks::new(path, &old), &Checks::new(path, &new), &told)
}
