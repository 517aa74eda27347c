//! What the assertions of one function lost between two texts.

use std::collections::{BTreeMap, BTreeSet};

use bowline_loop_core::weakening::{Weakening, WeakeningKind};

use super::{
    asserts::{Assert, is_literal, same_literal},
    checks::{Checks, Function, Role},
    loosening,
    reach::Reach,
};

/// Compares the assertions of a function with those of what it became.
pub(super) fn asserts(
    before: &Checks<'_, '_>,
    after: &Checks<'_, '_>,
    old: &Function<'_>,
    new: &Function<'_>,
    found: &mut Vec<Weakening>,
) {
    let mut fresh: Vec<&Assert<'_>> = new.asserts.iter().collect();
    let mut gone = Vec::new();
    let mut pairs = Vec::new();
    for was in &old.asserts {
        let same = |is: &&Assert<'_>| is.name == was.name && is.arguments == was.arguments;
        match fresh.iter().position(same) {
            Some(at) => pairs.push((was, fresh.remove(at))),
            None => gone.push(was),
        }
    }
    let mut lost = 0;
    for was in gone {
        match nearest(was, &fresh) {
            Some(at) => pairs.push((was, fresh.remove(at))),
            None => lost += 1,
        }
    }
    let mut tell = |kind, is: &Assert<'_>| {
        found.push(Weakening::at(kind, &old.path).showing(shown(is)));
    };
    for (was, is) in &pairs {
        if is_self_comparison(after, new, is) && !is_self_comparison(before, old, was) {
            tell(WeakeningKind::AssertConstant, is);
        } else if let Some(kind) = loosening::between(was, is) {
            tell(kind, is);
        }
        if is.reach > was.reach {
            let kind = match is.reach {
                Reach::Runs | Reach::Sometimes => WeakeningKind::AssertConditional,
                Reach::Swallowed => WeakeningKind::AssertSwallowed,
                Reach::Never => WeakeningKind::AssertNeverRuns,
            };
            tell(kind, is);
        }
    }
    if lost > 0 && strength(after, new) < strength(before, old) {
        let kind = if is_merged(before, after, old, new) {
            WeakeningKind::AssertsMerged
        } else {
            WeakeningKind::AssertRemoved
        };
        found.push(Weakening::at(kind, &old.path));
    }
}

/// Whether every literal of the old assertions is still there, beside a loop that checks what it goes over.
fn is_merged(
    before: &Checks<'_, '_>,
    after: &Checks<'_, '_>,
    old: &Function<'_>,
    new: &Function<'_>,
) -> bool {
    let mut kept: Vec<&str> = new
        .body
        .clone()
        .map(|index| after.side.tokens.at(index))
        .collect();
    let loops = |function: &Function<'_>, checks: &Checks<'_, '_>| checks.count(function, &["for"]);
    let mut literals = old
        .asserts
        .iter()
        .flat_map(|assert| assert.arguments.iter().flatten());
    let is_kept = literals.all(|literal| {
        !is_literal(literal)
            || kept
                .iter()
                .position(|other| same_literal(literal, other))
                .map(|at| kept.swap_remove(at))
                .is_some()
    });
    is_kept && !new.asserts.is_empty() && loops(new, after) > loops(old, before)
}

/// The new assertion that most likely stands for an old one: with the most tokens in common.
fn nearest(was: &Assert<'_>, fresh: &[&Assert<'_>]) -> Option<usize> {
    let tokens: BTreeSet<&str> = was.arguments.iter().flatten().copied().collect();
    let common = |is: &Assert<'_>| {
        is.arguments
            .iter()
            .flatten()
            .filter(|token| tokens.contains(*token))
            .count()
            + usize::from(is.name == was.name)
    };
    (0..fresh.len()).max_by_key(|&at| (common(fresh[at]), std::cmp::Reverse(at)))
}

fn shown(assert: &Assert<'_>) -> String {
    let arguments: Vec<String> = assert
        .arguments
        .iter()
        .map(|tokens| tokens.join(" "))
        .collect();
    let text = format!("{}!({})", assert.name, arguments.join(", "));
    text.chars().take(60).collect()
}

/// How much a function checks: its own assertions, and calls of functions of the same text that check.
fn strength(checks: &Checks<'_, '_>, function: &Function<'_>) -> usize {
    let helpers: BTreeMap<&str, usize> = checks
        .functions
        .iter()
        .filter(|helper| helper.role == Role::Helper && helper.path != function.path)
        .filter(|helper| !helper.asserts.is_empty())
        .map(|helper| (helper.name, helper.asserts.len()))
        .collect();
    let tokens = &checks.side.tokens;
    let called: usize = function
        .body
        .clone()
        .filter(|&index| tokens.at(index + 1) == "(")
        .filter_map(|index| helpers.get(tokens.at(index)))
        .sum();
    function.asserts.len() + called
}

/// Whether both sides of a comparison are made the same way, each under its name.
fn is_self_comparison(
    checks: &Checks<'_, '_>,
    function: &Function<'_>,
    assert: &Assert<'_>,
) -> bool {
    let [left, right] = assert.arguments.as_slice() else {
        return false;
    };
    let tokens = &checks.side.tokens;
    let made = |side: &[&str]| -> Option<String> {
        let [name] = side else {
            return Some(side.concat());
        };
        let start = function
            .body
            .clone()
            .find(|&index| tokens.are(index, &["let", name, "="]))?;
        let parts = (start + 3..function.body.end).take_while(|&index| tokens.at(index) != ";");
        Some(parts.map(|index| tokens.at(index)).collect())
    };
    matches!((made(left), made(right)), (Some(a), Some(b)) if a == b && a.contains('('))
}
