//! Several suggestions as one candidate, so that a file with many errors takes one round.

use std::collections::BTreeSet;

use bowline_loop_core::{Class, Replacement, WorkspacePath};

use super::{
    derive,
    group::{Edits, Group, Whole, file_edits},
};
use crate::Draft;

/// The composites of these groups: everything machine-applicable, then the first complete suggestion of each diagnostic, then
/// the one rustc vouches for most.
pub(super) fn composites(groups: &[&Group]) -> Vec<Draft> {
    let whole = || {
        groups
            .iter()
            .copied()
            .filter(|group| group.whole != Whole::Part && group.class < Class::Scaffold)
    };
    let machine = combined(whole().filter(|group| group.class == Class::MachineApplicable));
    let first = combined(first_of_each(whole()));
    let mut sorted: Vec<&Group> = whole().collect();
    sorted.sort_by_key(|group| group.class);
    let best = combined(first_of_each(sorted.into_iter()));
    [machine, first, best].into_iter().flatten().collect()
}

/// The composites of what a person must complete: all of it, then all of each diagnostic, such as every item missing in an
/// `impl`.
pub(super) fn scaffolds(groups: &[&Group]) -> Vec<Draft> {
    let whole: Vec<&Group> = groups
        .iter()
        .copied()
        .filter(|group| group.whole != Whole::Part && group.class == Class::Scaffold)
        .collect();
    let all = combined(whole.iter().copied());
    let each = whole
        .chunk_by(|one, next| one.diagnostic == next.diagnostic)
        .filter_map(|own| combined(own.iter().copied()));
    all.into_iter().chain(each).collect()
}

/// The first group of each diagnostic.
fn first_of_each<'a>(groups: impl Iterator<Item = &'a Group>) -> impl Iterator<Item = &'a Group> {
    let mut seen = BTreeSet::new();
    groups.filter(move |group| seen.insert(group.diagnostic))
}

/// Whatever of the groups does not collide with an earlier one; `None` when fewer than two are left.
fn combined<'a>(groups: impl Iterator<Item = &'a Group>) -> Option<Draft> {
    let mut edits = Edits::new();
    let mut class = Class::MachineApplicable;
    let mut count = 0;
    for group in groups {
        let mut wider = edits.clone();
        let fits = group
            .edits
            .iter()
            .all(|(path, replacements)| add(&mut wider, path, replacements));
        if fits && wider != edits {
            edits = wider;
            class = class.max(group.class);
            count += 1;
        }
    }
    (count > 1).then(|| Draft {
        title: format!("{count} of the compiler's suggestions at once"),
        class,
        edits: file_edits(&edits),
    })
}

/// Adds replacements to those of a file, keeping them sorted; says whether all fit. A replacement that is there already fits,
/// and so do whole lines, or further derived traits, inserted at one place.
pub(super) fn add(edits: &mut Edits, path: &WorkspacePath, replacements: &[Replacement]) -> bool {
    for replacement in replacements {
        let present = edits.entry(path.clone()).or_default();
        if present.contains(replacement) {
            continue;
        }
        if let Some(same) = present
            .iter_mut()
            .find(|other| same_insertion(other, replacement))
        {
            match following(&same.text, &replacement.text) {
                Some(text) => same.text = text,
                None => return false,
            }
            continue;
        }
        if present.iter().any(|other| collide(other, replacement)) {
            return false;
        }
        present.push(replacement.clone());
        present.sort();
    }
    true
}

fn same_insertion(one: &Replacement, other: &Replacement) -> bool {
    one.range().is_empty() && other.range().is_empty() && one.start == other.start
}

/// Both texts at one place, where that makes sense: whole lines, or further entries of a list of derived traits. What is there
/// already is not repeated.
fn following(earlier: &str, later: &str) -> Option<String> {
    if derive::continues_list(earlier) && derive::continues_list(later) {
        let new: Vec<&str> = later
            .split(", ")
            .filter(|one| !earlier.split(", ").any(|other| other == *one))
            .collect();
        return Some(
            new.iter()
                .fold(earlier.to_owned(), |list, one| format!("{list}, {one}")),
        );
    }
    if !is_lines(earlier) || !is_lines(later) {
        return None;
    }
    let line = later.trim();
    if !line.contains('\n') && earlier.lines().any(|other| other.trim() == line) {
        return Some(earlier.to_owned());
    }
    let later = later
        .strip_prefix("\r\n")
        .or_else(|| later.strip_prefix('\n'))
        .unwrap_or(later);
    Some(format!("{earlier}{later}"))
}

/// Whether a text is whole lines, perhaps with the indentation of the line that follows.
fn is_lines(text: &str) -> bool {
    text.trim_end_matches([' ', '\t']).ends_with('\n')
}

fn collide(one: &Replacement, other: &Replacement) -> bool {
    one.range() == other.range() || (one.start < other.end && other.start < one.end)
}
