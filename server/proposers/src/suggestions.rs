//! rustc's own suggestions as candidates, whatever their applicability. That one compiles is found out by trying it; here they
//! are only read, taken apart and put in order.

mod composite;
mod derive;
mod expansion;
mod group;
mod part;
mod placeholder;
mod texts;

use std::collections::BTreeSet;

use bowline_loop_core::{Class, Diagnostic, FileEdit, WorkspacePath};

use crate::Draft;
use group::{Extent, Group};
use texts::Texts;

/// Drafts handed over at most in one round; the worst ones are cut off.
const MOST_DRAFTS: usize = 60;

/// Candidates for the diagnostics at hand, best first: composites, then single suggestions by how far rustc vouches for them,
/// then parts of suggestions, then what a person must complete.
///
/// `goal` tells the diagnostics that the loop wants gone; their suggestions come before those of others of the same class.
/// Errors that are not goals count too, for any error's suggestion may be the cure; warnings only as goals.
/// `text_of` gives the text that rustc read.
pub fn propose(
    diagnostics: &[Diagnostic],
    goal: &dyn Fn(&Diagnostic) -> bool,
    text_of: &dyn Fn(&WorkspacePath) -> Option<String>,
) -> Vec<Draft> {
    let mut texts = Texts::new(text_of);
    let groups = group::collect(diagnostics, goal, &mut texts);
    let (goals, others): (Vec<&Group>, Vec<&Group>) = groups.iter().partition(|group| group.goal);
    let all: Vec<&Group> = groups.iter().collect();

    let mut drafts = Drafts::default();
    drafts.extend(composite::composites(&goals));
    drafts.singles(&goals, &others, |group| {
        group.class <= Class::MaybeIncorrect
    });
    drafts.extend(
        composite::composites(&all)
            .into_iter()
            .map(wider_than_asked)
            .collect(),
    );
    drafts.singles(&goals, &others, |group| {
        group.class > Class::MaybeIncorrect && group.class < Class::Scaffold
    });
    drafts.extend(composite::scaffolds(&goals));
    drafts.singles(&goals, &others, |group| group.class == Class::Scaffold);
    drafts.list.truncate(MOST_DRAFTS);
    drafts.list
}

/// A person who asks for one error gets an edit for the others too only when nothing smaller helps.
fn wider_than_asked(draft: Draft) -> Draft {
    Draft {
        class: draft.class.max(Class::Unspecified),
        ..draft
    }
}

/// Drafts without repeats.
#[derive(Default)]
struct Drafts {
    list: Vec<Draft>,
    seen: BTreeSet<Vec<FileEdit>>,
}

impl Drafts {
    fn push(&mut self, draft: Draft) {
        if !draft.edits.is_empty() && self.seen.insert(draft.edits.clone()) {
            self.list.push(draft);
        }
    }

    fn extend(&mut self, drafts: Vec<Draft>) {
        for draft in drafts {
            self.push(draft);
        }
    }

    /// The groups that `wanted` lets through as drafts of their own: whole ones before parts, better classes first, goals before
    /// others.
    fn singles(&mut self, goals: &[&Group], others: &[&Group], wanted: impl Fn(&Group) -> bool) {
        let mut chosen: Vec<&Group> = goals
            .iter()
            .chain(others)
            .copied()
            .filter(|group| wanted(group))
            .collect();
        chosen.sort_by_key(|group| (group.extent == Extent::Part, group.class));
        for group in chosen {
            self.push(group.draft());
        }
    }
}

#[cfg(test)]
mod tests;
