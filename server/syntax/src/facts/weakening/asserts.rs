//! Assertions, read as their macro, their arguments and whether they are reached.

use std::ops::Range;

use super::reach::{self, Reach};
use crate::{
    facts::Side,
    tokens::{Tokens, is_assert},
};

/// One assertion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Assert<'a> {
    /// The macro's name.
    pub(super) name: &'a str,
    /// The tokens of what is checked, argument by argument; the words of a message are none of it.
    pub(super) arguments: Vec<Vec<&'a str>>,
    pub(super) reach: Reach,
}

/// The assertions in a function's block. Nested functions' count as its own.
pub(super) fn read<'a>(side: &Side<'a>, keyword: usize, body: Range<usize>) -> Vec<Assert<'a>> {
    let tokens = &side.tokens;
    let is_expectation = |name: &str| is_assert(name) || matches!(name, "expect" | "expect_file");
    body.filter(|&index| tokens.calls_macro(index, is_expectation))
        .map(|index| Assert {
            name: tokens.at(index),
            arguments: checked(tokens.at(index), arguments(tokens, index + 2)),
            reach: reach::of(side, keyword, index),
        })
        .collect()
}

/// What stands between the commas of a group.
pub(super) fn arguments<'a>(tokens: &Tokens<'a>, open: usize) -> Vec<Vec<&'a str>> {
    let inside = open + 1..tokens.behind_group(open).saturating_sub(1).max(open + 1);
    let all: Vec<&str> = inside.map(|index| tokens.at(index)).collect();
    split(&all, &[","])
}

/// The arguments without those that are only said when it fails.
fn checked<'a>(name: &str, mut all: Vec<Vec<&'a str>>) -> Vec<Vec<&'a str>> {
    let plain = name
        .trim_start_matches("debug_")
        .trim_start_matches("prop_");
    match plain {
        "assert" => all.truncate(1),
        "assert_eq" | "assert_ne" => all.truncate(2),
        _ => {}
    }
    all
}

/// The parts of a list of tokens between a mark outside all brackets. A mark of two characters is two tokens.
pub(super) fn split<'a>(all: &[&'a str], mark: &[&str]) -> Vec<Vec<&'a str>> {
    let mut parts = vec![Vec::new()];
    let (mut depth, mut index) = (0_u32, 0);
    while index < all.len() {
        match all[index] {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && all[index..].starts_with(mark) {
            parts.push(Vec::new());
            index += mark.len();
        } else {
            if let Some(last) = parts.last_mut() {
                last.push(all[index]);
            }
            index += 1;
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

/// Whether two literals have the same value: `1_000`, `1000` and `1000.0` have.
pub(super) fn same_literal(one: &str, other: &str) -> bool {
    one == other
        || matches!((number(one), number(other)), (Some(a), Some(b)) if a.total_cmp(&b).is_eq())
}

/// The value of a number in decimal notation, without its type.
pub(super) fn number(text: &str) -> Option<f64> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) || text.starts_with("0x") {
        return None;
    }
    let plain: String = text.chars().filter(|&c| c != '_').collect();
    let end = plain.find(['i', 'u', 'f']).unwrap_or(plain.len());
    plain[..end].parse().ok()
}

/// Whether a token is a literal: a string, a character, a number, or a truth value.
pub(super) fn is_literal(token: &str) -> bool {
    matches!(token, "true" | "false")
        || token.starts_with(|c: char| c.is_ascii_digit() || c == '"')
        || (token.starts_with('\'') && token.len() > 2 && token.ends_with('\''))
        || (token.ends_with(['"', '#']) && token.contains('"'))
}
