//! The facts about an edit: each is computed in a file of its own and put together here.

mod comments;
mod counts;
mod generated;
mod places;
mod secrets;
mod touched;

use std::{collections::BTreeSet, ops::Range};

use bowline_loop_core::{
    action::{EditFacts, Replacement},
    ids::WorkspacePath,
};

use crate::{outline::Outline, tokens::Tokens, tree::Syntax};
use counts::Counts;
use places::Places;
pub(crate) use places::is_test_file;
use touched::Touched;

/// What an edit of one file does to it. `replacements` turn `before` into `after`; offsets are bytes into `before`.
///
/// Losses and gains are net over the file, so an item that moves within it is not lost. Of a file that is not Rust only the
/// tokens, generated markers and secrets are told.
pub fn facts(
    path: &WorkspacePath,
    before: &str,
    replacements: &[Replacement],
    after: &str,
) -> EditFacts {
    let old = Tokens::new(before);
    let new = Tokens::new(after);
    let spots = spots(before, replacements, after);
    let touched = touched::all(&old, &new, &spots);
    let mut facts = EditFacts {
        tokens_deleted: distinct(touched.iter().map(|touched| touched.deleted.clone())),
        tokens_inserted: distinct(touched.iter().map(|touched| touched.inserted.clone())),
        generated_files: u32::from(
            !replacements.is_empty() && generated::is_generated(path, before),
        ),
        secrets_added: secrets::count(after).saturating_sub(secrets::count(before)),
        ..EditFacts::default()
    };
    if path.as_str().ends_with(".rs") {
        let old = Side::new(old, before);
        let new = Side::new(new, after);
        let places = Places::new(path, &old, &new);
        syntax_facts(&mut facts, path, &old, &new);
        place_facts(&mut facts, &places, &spots);
        token_facts(&mut facts, &places, &spots, &touched);
    }
    facts
}

/// The facts of an edit of several files: sums, and the items of all.
pub fn combine(all: &[EditFacts]) -> EditFacts {
    let mut sum = all.iter().fold(EditFacts::default(), |sum, one| EditFacts {
        items: [sum.items, one.items.clone()].concat(),
        tokens_deleted: sum.tokens_deleted + one.tokens_deleted,
        tokens_inserted: sum.tokens_inserted + one.tokens_inserted,
        in_tests: sum.in_tests + one.in_tests,
        in_asserts: sum.in_asserts + one.in_asserts,
        asserts_lost: sum.asserts_lost + one.asserts_lost,
        tests_lost: sum.tests_lost + one.tests_lost,
        tests_silenced: sum.tests_silenced + one.tests_silenced,
        items_lost: sum.items_lost + one.items_lost,
        lets_lost: sum.lets_lost + one.lets_lost,
        allows_added: sum.allows_added + one.allows_added,
        stubs_added: sum.stubs_added + one.stubs_added,
        placeholders_added: sum.placeholders_added + one.placeholders_added,
        unsafe_added: sum.unsafe_added + one.unsafe_added,
        commented_out: sum.commented_out + one.commented_out,
        underscore_renames: sum.underscore_renames + one.underscore_renames,
        unwraps_added: sum.unwraps_added + one.unwraps_added,
        clones_added: sum.clones_added + one.clones_added,
        statics_added: sum.statics_added + one.statics_added,
        pubs_added: sum.pubs_added + one.pubs_added,
        in_signatures: sum.in_signatures + one.in_signatures,
        assert_literals_changed: sum.assert_literals_changed + one.assert_literals_changed,
        generated_files: sum.generated_files + one.generated_files,
        secrets_added: sum.secrets_added + one.secrets_added,
        syntax_errors_added: sum.syntax_errors_added + one.syntax_errors_added,
    });
    sum.items.sort();
    sum.items.dedup();
    sum
}

/// Everything known about the text before, or the text after.
struct Side<'a> {
    tokens: Tokens<'a>,
    outline: Outline<'a>,
    syntax: Syntax<'a>,
}

impl<'a> Side<'a> {
    fn new(tokens: Tokens<'a>, text: &'a str) -> Self {
        let outline = Outline::new(&tokens);
        let syntax = Syntax::parse(text);
        Self {
            tokens,
            outline,
            syntax,
        }
    }
}

/// Where a replacement lies in both texts, in bytes.
struct Spot {
    /// What it replaces, without the blanks at its ends.
    old: Range<usize>,
    /// What it puts there, without the blanks at its ends.
    new: Range<usize>,
    /// What it replaces, to the byte.
    whole_old: Range<usize>,
    /// What it puts there, to the byte.
    whole_new: Range<usize>,
}

fn spots(before: &str, replacements: &[Replacement], after: &str) -> Vec<Spot> {
    let mut sorted: Vec<&Replacement> = replacements.iter().collect();
    sorted.sort_by_key(|replacement| (replacement.start, replacement.end));
    let (mut inserted, mut deleted) = (0, 0);
    let mut found = Vec::with_capacity(sorted.len());
    for replacement in sorted {
        let start = (replacement.start + inserted).saturating_sub(deleted);
        let new = start..start + replacement.text.len();
        inserted += replacement.text.len();
        deleted += replacement.range().len();
        found.push(Spot {
            old: trimmed(before, replacement.range()),
            new: trimmed(after, new.clone()),
            whole_old: replacement.range(),
            whole_new: new,
        });
    }
    found
}

/// The range without white space at its ends; its start when there is nothing else. Kept inside the text.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let Some(part) = text.get(range.clone()) else {
        let end = text.len();
        return range.start.min(end)..range.end.min(end);
    };
    let content = part.trim();
    if content.is_empty() {
        return range.start..range.start;
    }
    let start = range.start + (part.len() - part.trim_start().len());
    start..start + content.len()
}

/// Facts that are differences of two counts.
fn syntax_facts(facts: &mut EditFacts, path: &WorkspacePath, old: &Side<'_>, new: &Side<'_>) {
    let before = Counts::new(path, &old.tokens, &old.outline);
    let after = Counts::new(path, &new.tokens, &new.outline);
    facts.asserts_lost = before.asserts.saturating_sub(after.asserts);
    facts.tests_lost = before.tests.saturating_sub(after.tests);
    facts.tests_silenced = after.silencers.saturating_sub(before.silencers);
    facts.items_lost = before.items_lost(&after);
    facts.lets_lost = before.lets.saturating_sub(after.lets);
    facts.allows_added = after.allows.saturating_sub(before.allows);
    facts.stubs_added = after.stubs.saturating_sub(before.stubs);
    facts.unsafe_added = after.unsafes.saturating_sub(before.unsafes);
    facts.unwraps_added = after.unwraps.saturating_sub(before.unwraps);
    facts.clones_added = after.clones.saturating_sub(before.clones);
    facts.statics_added = after.statics.saturating_sub(before.statics);
    facts.pubs_added = before.pubs_added(&after);
    facts.placeholders_added = comments::placeholders_added(&old.tokens, &new.tokens);
    facts.commented_out = comments::commented_out(&old.tokens, &new.tokens);
    facts.syntax_errors_added = new
        .syntax
        .error_count()
        .saturating_sub(old.syntax.error_count());
}

/// Facts about where the replacements lie.
fn place_facts(facts: &mut EditFacts, places: &Places<'_>, spots: &[Spot]) {
    facts.in_tests = count(spots.iter().map(|spot| usize::from(places.in_tests(spot))));
    facts.in_signatures = count(
        spots
            .iter()
            .map(|spot| usize::from(places.in_signature(spot))),
    );
    facts.items = spots
        .iter()
        .map(|spot| places.item(spot))
        .filter(|item| !item.is_empty())
        .collect();
    facts.items.sort();
    facts.items.dedup();
}

/// Facts about the tokens that the replacements take away and put in.
fn token_facts(facts: &mut EditFacts, places: &Places<'_>, spots: &[Spot], touched: &[Touched]) {
    for (spot, touched) in spots.iter().zip(touched) {
        let in_assert = places.in_asserts(&spot.old) || touched.in_asserts(places);
        facts.in_asserts += u32::from(in_assert);
        facts.assert_literals_changed += touched.assert_literals(places);
        facts.underscore_renames += touched.underscores(places);
    }
}

/// How many numbers lie in at least one of the ranges: neighbouring replacements may touch the same token.
fn distinct(ranges: impl Iterator<Item = Range<usize>>) -> u32 {
    let all: BTreeSet<usize> = ranges.flatten().collect();
    u32::try_from(all.len()).unwrap_or(u32::MAX)
}

fn count(numbers: impl Iterator<Item = usize>) -> u32 {
    u32::try_from(numbers.sum::<usize>()).unwrap_or(u32::MAX)
}
