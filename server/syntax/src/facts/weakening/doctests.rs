//! Examples in documentation: which of them run, and what they check.

use bowline_loop_core::{
    ids::WorkspacePath,
    weakening::{Weakening, WeakeningKind},
};

use super::{asserts::same_literal, checks::line};
use crate::{
    lexer::{Kind, Token},
    tokens::{Tokens, is_assert},
};

/// An example.
struct Example {
    /// The number of the comment that its fence stands in.
    comment: usize,
    /// The words behind its fence.
    words: String,
    code: String,
}

/// Examples that no longer run, and examples that check less or something else.
pub(super) fn silenced(path: &WorkspacePath, old: &Tokens<'_>, new: &Tokens<'_>) -> Vec<Weakening> {
    let (before, mut after) = (examples(old), examples(new));
    let ran: Vec<Example> = before.into_iter().filter(Example::runs).collect();
    let mut gone = Vec::new();
    let mut found = Vec::new();
    let tell = |kind, example: &Example| {
        let first = example.code.lines().find(|line| !line.trim().is_empty());
        Weakening::at(kind, path.as_str()).showing(first.unwrap_or_default().trim())
    };
    for example in ran {
        match after.iter().position(|other| other.code == example.code) {
            Some(at) if after[at].rank() >= example.rank() => {
                after.remove(at);
            }
            Some(at) => {
                after.remove(at);
                found.push(tell(WeakeningKind::DoctestSilenced, &example));
            }
            None => gone.push(example),
        }
    }
    for example in gone {
        let Some(at) = (0..after.len()).max_by_key(|&at| shared(&example.code, &after[at].code))
        else {
            found.push(tell(WeakeningKind::DoctestSilenced, &example));
            continue;
        };
        let other = after.remove(at);
        if other.rank() < example.rank() {
            found.push(tell(WeakeningKind::DoctestSilenced, &example));
        } else if checks_less(&example.code, &other.code) {
            found.push(tell(WeakeningKind::ExpectationChanged, &other));
        }
    }
    found
}

impl Example {
    fn runs(&self) -> bool {
        self.rank() > 0
    }

    /// How much of it is done: nothing, compiled, run.
    fn rank(&self) -> u8 {
        let mut rank = 3;
        for word in self.words.split([',', ' ']).filter(|word| !word.is_empty()) {
            rank = rank.min(match word {
                "rust" | "edition2015" | "edition2018" | "edition2021" | "edition2024"
                | "standalone_crate" => 3,
                "should_panic" => 2,
                "no_run" | "compile_fail" => 1,
                word if word.starts_with(['E', '{', '.']) => 3,
                _ => 0,
            });
        }
        rank
    }
}

/// The first of some comments in which an example begins that is compiled or run.
pub(crate) fn tested_in<'c>(comments: impl Iterator<Item = &'c str>) -> Option<usize> {
    let mut all = examples_in(comments).into_iter();
    all.find(Example::runs).map(|example| example.comment)
}

fn examples(tokens: &Tokens<'_>) -> Vec<Example> {
    let comments = tokens.comments.iter();
    examples_in(comments.map(|&comment| tokens.text_of(comment)))
}

fn examples_in<'c>(comments: impl Iterator<Item = &'c str>) -> Vec<Example> {
    let mut found = Vec::new();
    let mut open: Option<Example> = None;
    for (number, comment) in comments.enumerate() {
        for line in lines(comment) {
            let fence = line
                .trim_start()
                .strip_prefix("```")
                .map(|words| words.trim_start_matches('`'));
            match (fence, &mut open) {
                (Some(words), None) => {
                    open = Some(Example {
                        comment: number,
                        words: words.trim().to_owned(),
                        code: String::new(),
                    });
                }
                (Some(_), Some(_)) => found.extend(open.take()),
                (None, Some(example)) => {
                    let line = line.trim_start();
                    let hidden = line
                        .strip_prefix("# ")
                        .or(line.strip_prefix('#').filter(|rest| rest.is_empty()));
                    example.code.push_str(hidden.unwrap_or(line));
                    example.code.push('\n');
                }
                (None, None) => {}
            }
        }
    }
    found
}

/// The lines of a comment of documentation, without its marks; none of another comment.
fn lines(comment: &str) -> Vec<&str> {
    let is_rule = comment.starts_with("////") || comment.starts_with("/***");
    for mark in ["///", "//!"] {
        if let Some(line) = comment.strip_prefix(mark).filter(|_| !is_rule) {
            return vec![line];
        }
    }
    for mark in ["/**", "/*!"] {
        if let Some(inside) = comment.strip_prefix(mark).filter(|_| !is_rule) {
            let inside = inside.trim_end_matches("*/");
            return inside
                .lines()
                .map(|line| line.trim_start().trim_start_matches("* "))
                .collect();
        }
    }
    Vec::new()
}

fn shared(one: &str, other: &str) -> usize {
    one.lines()
        .filter(|line| !line.trim().is_empty() && other.lines().any(|l| l == *line))
        .count()
}

/// Whether an example has fewer assertions than before, or other literals in them.
fn checks_less(before: &str, after: &str) -> bool {
    let (old, new) = (Tokens::new(before), Tokens::new(after));
    let (was, is) = (literals(&old), literals(&new));
    let missing = |literal: &String| !is.1.iter().any(|other| same_literal(literal, other));
    is.0 < was.0 || was.1.iter().any(missing)
}

/// How many assertions there are, and the literals in them.
fn literals(tokens: &Tokens<'_>) -> (usize, Vec<String>) {
    let starts = (0..tokens.code.len()).filter(|&index| tokens.calls_macro(index, is_assert));
    let mut all = (0, Vec::new());
    for start in starts {
        all.0 += 1;
        let is_literal = |index: &usize| {
            tokens
                .code
                .get(*index)
                .is_some_and(|token: &Token| token.kind == Kind::Literal)
                || matches!(tokens.at(*index), "true" | "false")
        };
        let inside = start..tokens.behind_group(start + 2);
        all.1.extend(
            inside
                .filter(is_literal)
                .map(|index| line(tokens, index..index + 1)),
        );
    }
    all
}
