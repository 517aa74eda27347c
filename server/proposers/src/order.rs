//! The order in which candidates are worth trying: composites before their parts, the sure before the doubtful, what the loop
//! asked for before the rest.

use std::collections::BTreeSet;

use bowline_loop_core::{Class, FileEdit};

use crate::{
    Draft, composite,
    group::{Extent, Group},
};

/// Drafts handed over at most in one round; the worst ones are cut off.
pub(crate) const MOST_DRAFTS: usize = 60;

/// All groups as drafts, best first: composites, then single edits by class, then parts of suggestions, then what a person
/// must complete. Within a class those of the goals come before others, and what rustc says before what a rule guesses.
pub(crate) fn order(groups: &[Group]) -> Vec<Draft> {
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
    drafts.extend(composite::guesses(&goals));
    drafts.singles(&goals, &others, |group| {
        group.class == Class::Scaffold && group.rule.is_some()
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
