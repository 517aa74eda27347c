//! Several edits as one candidate, so that a file with many errors takes one round.

use std::{collections::BTreeSet, ops::Range};

use bowline_loop_core::{Class, Replacement, WorkspacePath};

use crate::{
    Draft, derive,
    group::{Edits, Extent, Group, file_edits},
};

/// The composites of these groups: everything machine-applicable, then the first complete suggestion of each diagnostic, at first
/// without those aimed at a macro call by guess, then the surest one, then what each rule alone says about all of them.
pub(crate) fn composites(groups: &[&Group]) -> Vec<Draft> {
    let complete: Vec<&Group> = groups
        .iter()
        .copied()
        .filter(|group| group.extent != Extent::Part && group.class < Class::Scaffold)
        .collect();
    let given = || complete.iter().copied();
    let machine = combined(given().filter(|group| group.class == Class::MachineApplicable));
    let sure = combined(first_of_each(
        given().filter(|group| group.extent == Extent::Full),
    ));
    let first = combined(first_of_each(given()));
    let mut by_class = complete.clone();
    by_class.sort_by_key(|group| group.class);
    let best = combined(first_of_each(by_class.into_iter()));
    let rules: BTreeSet<&str> = complete.iter().filter_map(|group| group.rule).collect();
    let by_rule = rules.into_iter().map(|rule| {
        combined(first_of_each(
            given().filter(|group| group.rule == Some(rule)),
        ))
    });
    let found = [machine, sure, first, best].into_iter().chain(by_rule);
    found.flatten().collect()
}

/// The composites of what a person must complete: all of it, then all of each diagnostic, such as every item missing in an
/// `impl`.
pub(crate) fn scaffolds(groups: &[&Group]) -> Vec<Draft> {
    let whole: Vec<&Group> = groups
        .iter()
        .copied()
        .filter(|group| group.extent != Extent::Part && group.class == Class::Scaffold)
        .filter(|group| group.rule.is_none())
        .collect();
    let all = combined(whole.iter().copied());
    let each = whole
        .chunk_by(|one, next| one.diagnostic == next.diagnostic)
        .filter_map(|own| combined(own.iter().copied()));
    all.into_iter().chain(each).collect()
}

/// What each rule guesses for all diagnostics together.
pub(crate) fn guesses(groups: &[&Group]) -> Vec<Draft> {
    let guessed = |group: &&&Group| group.class == Class::Scaffold;
    let rules: BTreeSet<&str> = groups
        .iter()
        .filter(guessed)
        .filter_map(|group| group.rule)
        .collect();
    let of =
        |rule| move |group: &&Group| group.rule == Some(rule) && group.class == Class::Scaffold;
    let joined = rules
        .into_iter()
        .map(|rule| combined(first_of_each(groups.iter().copied().filter(of(rule)))));
    joined.flatten().collect()
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
    let mut taken: Vec<&Group> = Vec::new();
    for group in groups {
        let mut wider = edits.clone();
        let fits = group
            .edits
            .iter()
            .all(|(path, replacements)| add(&mut wider, path, replacements));
        if fits
            && wider != edits
            && !taken
                .iter()
                .any(|other| meddles(group, other) || contradicts(group, other))
        {
            edits = wider;
            class = class.max(group.class);
            taken.push(group);
        }
    }
    (taken.len() > 1).then(|| Draft {
        title: title(&taken),
        class,
        edits: file_edits(&edits),
        diagnostics: taken
            .iter()
            .map(|group| group.diagnostic)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .collect(),
    })
}

/// Whether one suggestion changes something within the other: two parts of it may have been swapped.
fn meddles(group: &Group, other: &Group) -> bool {
    group.hulls.iter().any(|(path, hull)| {
        other
            .hulls
            .iter()
            .any(|(other_path, other_hull)| path == other_path && overlap(hull, other_hull))
    })
}

/// Whether two suggestions answer the same missing name in two ways: declared for one place, another name put in at the other.
fn contradicts(group: &Group, other: &Group) -> bool {
    group.missing.is_some()
        && group.missing == other.missing
        && group.diagnostic != other.diagnostic
        && (group.rule != other.rule || group.rule.is_none() && words(group) != words(other))
}

fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// What a suggestion says, without the code that it names.
fn words(group: &Group) -> &str {
    group.title.split(": `").next().unwrap_or_default()
}

/// What the suggestions have in common, where they do.
fn title(groups: &[&Group]) -> String {
    let first = groups.first().map(|group| words(group)).unwrap_or_default();
    let ours = groups.iter().any(|group| group.rule.is_some());
    if groups.iter().all(|group| words(group) == first) {
        format!("{first} ({} times)", groups.len())
    } else if ours {
        format!("{} repairs at once", groups.len())
    } else {
        format!("{} of the compiler's suggestions at once", groups.len())
    }
}

/// Adds replacements to those of a file, keeping them sorted; says whether all fit. A replacement that is there already fits,
/// and so do whole lines, or further derived traits, inserted at one place.
pub(crate) fn add(edits: &mut Edits, path: &WorkspacePath, replacements: &[Replacement]) -> bool {
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
    // Lines that begin with a break bring their own indentation; the one that `earlier` ends with is for what follows it.
    let Some(later) = later
        .strip_prefix("\r\n")
        .or_else(|| later.strip_prefix('\n'))
    else {
        return Some(format!("{earlier}{later}"));
    };
    Some(format!("{}{later}", earlier.trim_end_matches([' ', '\t'])))
}

/// Whether a text is whole lines, perhaps with the indentation of the line that follows.
fn is_lines(text: &str) -> bool {
    text.trim_end_matches([' ', '\t']).ends_with('\n')
}

fn collide(one: &Replacement, other: &Replacement) -> bool {
    one.range() == other.range() || overlap(&one.range(), &other.range())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A repair of `x`, missing at one of several places, by a rule.
    fn repair(diagnostic: usize, rule: &'static str, text: &str) -> Group {
        let path = WorkspacePath::new("src/lib.rs");
        let replacement = Replacement {
            start: diagnostic * 10,
            end: diagnostic * 10,
            text: text.to_owned(),
        };
        Group {
            diagnostic,
            goal: true,
            missing: Some("x".to_owned()),
            rule: Some(rule),
            title: text.to_owned(),
            class: Class::Plausible,
            edits: Edits::from([(path, vec![replacement])]),
            hulls: Vec::new(),
            extent: Extent::Full,
        }
    }

    #[test]
    fn a_missing_name_is_not_declared_at_one_place_and_replaced_at_another() {
        let (declared, replaced) = (repair(1, "declare", "x: u8"), repair(2, "other", "y"));
        assert_eq!(composites(&[&declared, &replaced]), []);
        let again = repair(2, "declare", "x");
        assert!(!composites(&[&declared, &again]).is_empty());
        let of_compiler = |diagnostic, title: &str| Group {
            rule: None,
            title: title.to_owned(),
            ..repair(diagnostic, "", title)
        };
        let bound = of_compiler(1, "introduce a new binding: `let `");
        let replaced = of_compiler(2, "a local with a similar name exists: `y`");
        assert_eq!(composites(&[&bound, &replaced]), []);
    }
}
