//! Deterministic repairs: each rule reads one diagnostic together with the syntax around it and says what may cure it.
//!
//! A rule lives in the file of its family below `rules/`, stands in that family's `RULES`, and has its cases in
//! `tests/rules/<name>.cases`. Rules find their places by syntax nodes at the diagnostic's spans and by the words of its labels and
//! notes; they never claim that an edit helps.

mod arguments;
mod arms;
mod attributes;
mod borrows;
mod bounds;
mod case;
mod constants;
mod control;
mod declared;
mod delimiters;
mod duplicates;
mod edit;
mod fields;
mod fill;
mod formatting;
mod forms;
mod generics;
mod headers;
mod lifetimes;
mod members;
mod outlives;
mod ownership;
mod parses;
mod paths;
mod placement;
mod privacy;
mod receivers;
mod renamed;
pub(crate) mod scope;
mod sources;
mod spelling;
mod tokens;
mod traits;
pub(crate) mod values;

use bowline_loop_core::{Class, observation::Level};

use crate::{
    Request,
    group::{Extent, Group},
};
use edit::Fixes;
use sources::Sources;

pub(crate) use case::{Case, Spot};
pub(crate) use edit::Edit;

/// One repair.
pub struct Rule {
    /// Its name: lower case, words joined by hyphens. Also the name of its file of cases.
    pub name: &'static str,
    /// How far its best edits are vouched for; an edit may be less sure.
    pub class: Class,
    /// What it does, and when, in a few sentences for people.
    pub about: &'static str,
    /// Says what may cure a diagnostic, best first; nothing where the rule does not apply.
    pub(crate) propose: fn(&Case<'_>, &mut Fixes),
}

/// Every family of rules.
static FAMILIES: &[&[Rule]] = &[
    delimiters::RULES,
    tokens::RULES,
    headers::RULES,
    formatting::RULES,
    control::RULES,
    renamed::RULES,
    receivers::RULES,
    constants::RULES,
    attributes::RULES,
    ownership::RULES,
    generics::RULES,
    traits::RULES,
    bounds::RULES,
    lifetimes::RULES,
    outlives::RULES,
    borrows::RULES,
    paths::RULES,
    spelling::RULES,
    arguments::RULES,
    fields::RULES,
    arms::RULES,
    members::RULES,
    placement::RULES,
    forms::RULES,
    privacy::RULES,
    duplicates::RULES,
];

/// Every rule, by family.
pub fn all() -> impl Iterator<Item = &'static Rule> + Clone {
    FAMILIES.iter().chain(values::FAMILIES).copied().flatten()
}

/// Edits that one rule may make for one diagnostic; further ones are dropped.
const MOST_FIXES: usize = 14;

/// What the rules say about all errors and goals.
pub(crate) fn collect(request: &Request<'_>) -> Vec<Group> {
    collect_with(request, all())
}

/// What these rules say about all errors and goals, in the order of the diagnostics.
pub(crate) fn collect_with(
    request: &Request<'_>,
    rules: impl Iterator<Item = &'static Rule> + Clone,
) -> Vec<Group> {
    let sources = Sources::new(request);
    let mut groups = Vec::new();
    for (index, diagnostic) in request.diagnostics.iter().enumerate() {
        let goal = (request.goal)(diagnostic);
        if !goal && diagnostic.level != Level::Error {
            continue;
        }
        let case = Case::new(diagnostic, request, &sources);
        for rule in rules.clone() {
            let mut fixes = Fixes::default();
            (rule.propose)(&case, &mut fixes);
            groups.extend(fixes.list.into_iter().take(MOST_FIXES).map(|fix| Group {
                diagnostic: index,
                goal,
                rule: Some(rule.name),
                title: fix.title,
                class: fix.class,
                hulls: fix.edit.hulls(),
                edits: fix.edit.edits,
                extent: Extent::Full,
            }));
        }
    }
    groups
}

/// The drafts of one rule alone, for its cases.
pub fn drafts_of(rule: &'static Rule, request: &Request<'_>) -> Vec<crate::Draft> {
    let groups = collect_with(request, std::iter::once(rule));
    groups.iter().map(Group::draft).collect()
}
