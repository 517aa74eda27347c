//! Tests before and tests after: which is which, and what each one lost.

use std::collections::BTreeMap;

use bowline_loop_core::weakening::{Weakening, WeakeningKind};

use super::{
    asserts::{is_literal, same_literal},
    checks::{Checks, Function, Role},
    claims,
};

/// All that tests lost.
pub(super) fn all(before: &Checks<'_, '_>, after: &Checks<'_, '_>) -> Vec<Weakening> {
    let mut found = Vec::new();
    let mut free: Vec<&Function<'_>> = after
        .functions
        .iter()
        .filter(|function| function.role != Role::Code)
        .collect();
    let mut missing = Vec::new();
    for old in tests(before) {
        // A method that only tests are built with may share the path, which names no types.
        let namesakes = || free.iter().filter(|new| new.path == old.path);
        let test = namesakes().find(|new| new.role == Role::Test).copied();
        let partner = test.or_else(|| namesakes().next().copied());
        match partner {
            Some(new) => {
                free.retain(|one| !std::ptr::eq(*one, new));
                pair(before, after, old, new, &mut found);
            }
            None => missing.push(old),
        }
    }
    for old in missing {
        let like = |new: &&Function<'_>| {
            new.role == Role::Test && (new.name == old.name || resembles(before, after, old, new))
        };
        if let Some(at) = free.iter().position(like) {
            let new = free.remove(at);
            if new.name != old.name {
                found.push(
                    Weakening::at(WeakeningKind::TestRenamed, old.path.clone()).showing(&new.path),
                );
            }
            pair(before, after, old, new, &mut found);
        } else if before.side.syntax.error_count() == 0 || !mentions(after, old.name) {
            let is_there = after.functions.iter().any(|new| new.name == old.name);
            let kind = if is_there {
                WeakeningKind::TestUnmarked
            } else {
                WeakeningKind::TestRemoved
            };
            found.push(Weakening::at(kind, old.path.clone()));
        }
    }
    for old in before
        .functions
        .iter()
        .filter(|old| old.role == Role::Helper)
    {
        if let Some(at) = free.iter().position(|new| new.path == old.path) {
            let new = free.remove(at);
            claims::asserts(before, after, old, new, &mut found);
        }
    }
    found.extend(files(before, after));
    found
}

fn tests<'c, 'a>(checks: &'c Checks<'_, 'a>) -> impl Iterator<Item = &'c Function<'a>> {
    checks
        .functions
        .iter()
        .filter(|function| function.role == Role::Test)
}

/// Modules for tests in files of their own, that are no longer built or only under a condition.
fn files(before: &Checks<'_, '_>, after: &Checks<'_, '_>) -> Vec<Weakening> {
    let lost = before.test_files.iter().filter_map(|(name, gates)| {
        let kind = match after.test_files.iter().find(|(other, _)| other == name) {
            None if after
                .line(0..after.side.tokens.code.len())
                .contains(&format!("mod {name}{{")) =>
            {
                return None;
            }
            None => WeakeningKind::TestRemoved,
            Some((_, now)) if now.len() > gates.len() => WeakeningKind::TestGated,
            Some((_, now)) if now != gates => WeakeningKind::TestGateChanged,
            Some(_) => return None,
        };
        Some(Weakening::at(kind, format!("mod {name}")))
    });
    lost.collect()
}

/// Compares a test with what it became.
fn pair(
    before: &Checks<'_, '_>,
    after: &Checks<'_, '_>,
    old: &Function<'_>,
    new: &Function<'_>,
    found: &mut Vec<Weakening>,
) {
    let mut tell = |kind, what: String| found.push(Weakening::at(kind, &old.path).showing(what));
    if new.role != Role::Test {
        tell(WeakeningKind::TestUnmarked, String::new());
    }
    if new.ignores.len() > old.ignores.len() {
        tell(WeakeningKind::TestIgnored, String::new());
    }
    let gate = new.gates.difference(&old.gates).next();
    if let Some(gate) = gate {
        let kind = if new.gates.len() > old.gates.len() {
            WeakeningKind::TestGated
        } else {
            WeakeningKind::TestGateChanged
        };
        tell(kind, gate.clone());
    }
    match (&old.should_panic, &new.should_panic) {
        (None, Some(_)) => tell(WeakeningKind::ShouldPanicAdded, String::new()),
        (Some(_), None) => tell(WeakeningKind::ShouldPanicRemoved, String::new()),
        (Some(was), Some(is)) if was != is => tell(WeakeningKind::ShouldPanicWidened, is.clone()),
        _ => {}
    }
    if new.cases < old.cases {
        tell(WeakeningKind::CasesRemoved, String::new());
    }
    let ends = |checks: &Checks<'_, '_>, function: &Function<'_>| checks.count(function, ENDS);
    let panics = |checks: &Checks<'_, '_>, function: &Function<'_>| checks.count(function, PANICS);
    if ends(after, new) > ends(before, old)
        || new.should_panic.is_some() && panics(after, new) > panics(before, old)
    {
        tell(WeakeningKind::TestCutShort, String::new());
    }
    if new.body.len() <= 2 && old.body.len() > 2 {
        tell(WeakeningKind::TestEmptied, String::new());
        return;
    }
    let raises = |checks: &Checks<'_, '_>, function: &Function<'_>| {
        checks.count(function, RAISES) + checks.count(function, &["?"])
    };
    if raises(after, new) < raises(before, old)
        && after.count(new, HIDES) > before.count(old, HIDES)
    {
        tell(WeakeningKind::ErrorSwallowed, String::new());
    }
    if inputs_lost(before, after, old, new) {
        tell(WeakeningKind::TestInputChanged, String::new());
    }
    claims::asserts(before, after, old, new, found);
}

/// Whether a literal outside the assertions is gone or another.
fn inputs_lost(
    before: &Checks<'_, '_>,
    after: &Checks<'_, '_>,
    old: &Function<'_>,
    new: &Function<'_>,
) -> bool {
    let literals = |checks: &Checks<'_, '_>, function: &Function<'_>| -> Vec<String> {
        let tokens = &checks.side.tokens;
        let all = function.body.clone().map(|index| tokens.at(index));
        all.filter(|token| is_literal(token))
            .map(str::to_owned)
            .collect()
    };
    let in_asserts = |function: &Function<'_>| -> Vec<String> {
        let all = function
            .asserts
            .iter()
            .flat_map(|assert| assert.arguments.iter().flatten());
        all.filter(|token| is_literal(token))
            .map(|token| (*token).to_owned())
            .collect()
    };
    let mut kept = literals(after, new);
    let mut gone = 0_usize;
    let checked = in_asserts(old);
    for literal in literals(before, old) {
        match kept.iter().position(|other| same_literal(&literal, other)) {
            Some(at) => {
                kept.swap_remove(at);
            }
            None if !checked.contains(&literal) => gone += 1,
            None => {}
        }
    }
    gone > 0
}

/// Whether a test without a partner looks like another under a new name.
fn resembles(
    before: &Checks<'_, '_>,
    after: &Checks<'_, '_>,
    old: &Function<'_>,
    new: &Function<'_>,
) -> bool {
    let bag = |checks: &Checks<'_, '_>, function: &Function<'_>| {
        let mut bag: BTreeMap<String, usize> = BTreeMap::new();
        for index in function.body.clone() {
            *bag.entry(checks.side.tokens.at(index).to_owned())
                .or_default() += 1;
        }
        bag
    };
    let is_known = tests(before).any(|known| known.path == new.path);
    let (one, other) = (bag(before, old), bag(after, new));
    let shared: usize = one
        .iter()
        .map(|(token, count)| *count.min(other.get(token).unwrap_or(&0)))
        .sum();
    let longer = old.body.len().max(new.body.len());
    !is_known && longer > 2 && shared * 4 >= longer * 3
}

fn mentions(checks: &Checks<'_, '_>, name: &str) -> bool {
    let tokens = &checks.side.tokens;
    (0..tokens.code.len()).any(|index| tokens.at(index) == name)
}

/// Words that end a function or a process.
const ENDS: &[&str] = &["return", "exit", "abort"];
/// Words that panic.
const PANICS: &[&str] = &[
    "panic",
    "todo",
    "unimplemented",
    "unreachable",
    "unwrap",
    "expect",
];
/// Words by which an error ends a test.
const RAISES: &[&str] = &["unwrap", "expect", "unwrap_err", "expect_err"];
/// Words by which an error is passed over.
const HIDES: &[&str] = &[
    "ok",
    "unwrap_or",
    "unwrap_or_default",
    "unwrap_or_else",
    "catch_unwind",
    "drop",
    "is_ok",
    "if",
    "let _",
];
