//! Code that can tell a test from real use, or that takes the place of what a test relies on.

use std::collections::BTreeMap;

use bowline_loop_core::{
    ids::WorkspacePath,
    weakening::{Weakening, WeakeningKind},
};

use super::checks::{Checks, Role, line};
use crate::{facts::places::is_test_file, tokens::Tokens};

/// What is there after an edit and was not there before.
pub(super) fn all(
    path: &WorkspacePath,
    before: &Checks<'_, '_>,
    after: &Checks<'_, '_>,
) -> Vec<Weakening> {
    let mut found = Vec::new();
    if !is_test_file(path) {
        let known = signs(before);
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (sign, index) in signs_at(after) {
            let count = seen.entry(sign.clone()).or_default();
            *count += 1;
            if *count > known.get(&sign).copied().unwrap_or_default() {
                let place = after.place(index, path.as_str());
                found.push(Weakening::at(WeakeningKind::RecognisesTest, place).showing(sign));
            }
        }
    }
    let shadows = |checks: &Checks<'_, '_>| shadowing(&checks.side.tokens);
    let old = shadows(before);
    for name in shadows(after)
        .into_iter()
        .filter(|name| !old.contains(name))
    {
        found.push(Weakening::at(WeakeningKind::AssertShadowed, name));
    }
    let old = indifferent(before);
    for name in indifferent(after)
        .into_iter()
        .filter(|name| !old.contains(name))
    {
        found.push(Weakening::at(WeakeningKind::EqualityConstant, name));
    }
    found
}

fn signs(checks: &Checks<'_, '_>) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for (sign, _) in signs_at(checks) {
        *counts.entry(sign).or_default() += 1;
    }
    counts
}

/// What tells a test from real use outside the tests, each with the code token it starts at.
fn signs_at(checks: &Checks<'_, '_>) -> Vec<(String, usize)> {
    let tokens = &checks.side.tokens;
    let mut found = Vec::new();
    for index in 0..tokens.code.len() {
        let sign = match sign(tokens, index) {
            Some(length) => line(tokens, index..index + length),
            None => match told(tokens.at(index)) {
                Some(name) => name.to_owned(),
                None => continue,
            },
        };
        if !checks.is_test_code(index) || is_twin(checks, index) {
            found.push((sign, index));
        }
    }
    found
}

/// Whether a token opens a `#[cfg(test)]` above a function that exists without it too.
fn is_twin(checks: &Checks<'_, '_>, index: usize) -> bool {
    let tokens = &checks.side.tokens;
    tokens.are(index, &["cfg", "(", "test"])
        && checks.side.outline.items.iter().any(|item| {
            item.kind == "fn"
                && item.tokens.start + 2 == index
                && !item.is_test()
                && checks.functions.iter().any(|other| {
                    other.keyword != item.keyword
                        && other.role == Role::Code
                        && other.name == tokens.at(item.keyword + 1)
                })
        })
}

/// How many tokens a sign at an index has.
fn sign(tokens: &Tokens<'_>, index: usize) -> Option<usize> {
    let calls = |path: &[&str]| tokens.are(index, path) && !tokens.are(index + path.len(), &[":"]);
    match tokens.at(index) {
        "cfg" if tokens.at(index + 1) == "!" => mentions_test(tokens, index, index + 2),
        "cfg" if tokens.at(index + 1) == "(" && tokens.before(index) == "[" => {
            cfg_attribute(tokens, index)
        }
        "env" if calls(&["env", ":", ":"]) => {
            let name = tokens.at(index + 3);
            let is_asked = matches!(
                name,
                "var" | "vars" | "var_os" | "vars_os" | "args" | "args_os" | "current_exe"
            );
            is_asked.then_some(4)
        }
        "env" | "option_env" if tokens.at(index + 1) == "!" && tokens.at(index + 2) == "(" => {
            Some(tokens.behind_group(index + 2) - index)
        }
        "thread" if tokens.are(index, &["thread", ":", ":", "current"]) => Some(4),
        "process" if tokens.are(index, &["process", ":", ":", "exit"]) => Some(4),
        "panic" if tokens.are(index + 1, &[":", ":", "set_hook"]) => Some(4),
        "panic" if tokens.are(index + 1, &[":", ":", "catch_unwind"]) => Some(4),
        "Location" if tokens.are(index, &["Location", ":", ":", "caller"]) => Some(4),
        "Backtrace" if tokens.are(index + 1, &[":", ":"]) => Some(4),
        "type_name" | "type_name_of_val" if matches!(tokens.at(index + 1), "(" | ":") => Some(1),
        "set_hook" | "catch_unwind" | "current_exe" | "var" | "args" | "exit"
            if tokens.at(index + 1) == "(" && imported(tokens, index) =>
        {
            Some(1)
        }
        _ => None,
    }
}

/// Whether a called name stands alone and is imported from the standard library.
fn imported(tokens: &Tokens<'_>, index: usize) -> bool {
    let alone = !matches!(tokens.before(index), "." | ":" | "fn");
    let name = tokens.at(index);
    alone
        && (0..index).any(|at| {
            tokens.at(at) == name
                && matches!(tokens.before(at), ":" | "{" | ",")
                && matches!(tokens.at(at + 1), ";" | "}" | ",")
                && (at.saturating_sub(12)..at).any(|use_at| tokens.at(use_at) == "use")
        })
}

fn mentions_test(tokens: &Tokens<'_>, index: usize, open: usize) -> Option<usize> {
    let behind = tokens.behind_group(open);
    let is_told = (open..behind).any(|at| matches!(tokens.at(at), "test" | "doctest"));
    is_told.then_some(behind - index)
}

/// How many tokens a `cfg` has that builds code of the program only for tests, or only without them. Above a module, an import
/// or a type a plain `cfg(test)` is how tests are written.
fn cfg_attribute(tokens: &Tokens<'_>, index: usize) -> Option<usize> {
    const USUAL: &[&str] = &[
        "mod",
        "use",
        "impl",
        "struct",
        "enum",
        "static",
        "type",
        "trait",
        "macro_rules",
        "extern",
        "#",
    ];
    let length = mentions_test(tokens, index, index + 1)?;
    let is_denied = (index..index + length).any(|at| tokens.are(at, &["not", "("]));
    let is_plain = tokens.are(index, &["cfg", "(", "test", ")", "]"]);
    (is_denied || is_plain && !USUAL.contains(&tokens.at(index + 5))).then_some(length)
}

/// The part of a string that names what only a test run has.
fn told(literal: &str) -> Option<&'static str> {
    let is_text = literal.contains('"');
    [
        "RUST_TEST",
        "NEXTEST",
        "CARGO_TARGET_TMPDIR",
        "CARGO_BIN_EXE",
        "--test-threads",
        "/deps/",
    ]
    .into_iter()
    .find(|name| is_text && literal.contains(name))
}

/// Macros of the text's own with the name of an assertion.
fn shadowing(tokens: &Tokens<'_>) -> Vec<String> {
    let is_own = |index: &usize| {
        tokens.are(*index, &["macro_rules", "!"])
            && matches!(
                tokens.at(index + 2),
                "assert"
                    | "assert_eq"
                    | "assert_ne"
                    | "assert_matches"
                    | "debug_assert"
                    | "debug_assert_eq"
                    | "panic"
                    | "matches"
            )
    };
    let own = (0..tokens.code.len()).filter(is_own);
    own.map(|index| tokens.at(index + 2).to_owned()).collect()
}

/// Comparisons that do not look at what they compare.
fn indifferent(checks: &Checks<'_, '_>) -> Vec<String> {
    let tokens = &checks.side.tokens;
    let is_fixed = |body: std::ops::Range<usize>| {
        body.len() == 3 && matches!(tokens.at(body.start + 1), "true" | "false")
            || body.len() == 7 && tokens.are(body.start + 1, &["Ordering", ":", ":"])
    };
    let all = checks.functions.iter().filter(|function| {
        matches!(function.name, "eq" | "ne" | "cmp") && is_fixed(function.body.clone())
    });
    all.map(|function| {
        let of = (function.keyword.saturating_sub(12)..function.keyword)
            .rev()
            .find(|&at| tokens.at(at) == "for")
            .map(|at| tokens.at(at + 1));
        format!("{} of {}", function.name, of.unwrap_or("a type"))
    })
    .collect()
}
