//! What an edit writes into comments: placeholders for a person to fill in, and code that no longer runs.

use std::collections::BTreeMap;

use crate::{lexer::Token, tokens::Tokens};

/// Placeholder comments added: short block comments as rustc writes them (`/* value */`), and notes of unfinished work.
pub(super) fn placeholders_added(old: &Tokens<'_>, new: &Tokens<'_>) -> u32 {
    placeholders(new).saturating_sub(placeholders(old))
}

fn placeholders(tokens: &Tokens<'_>) -> u32 {
    let found = tokens
        .comments
        .iter()
        .filter(|&&comment| is_placeholder(tokens.text_of(comment)))
        .count();
    u32::try_from(found).unwrap_or(u32::MAX)
}

fn is_placeholder(comment: &str) -> bool {
    let is_doc = ["///", "//!", "/**", "/*!"]
        .iter()
        .any(|start| comment.starts_with(start));
    let is_short_block =
        comment.starts_with("/*") && comment.len() <= 80 && !comment.contains('\n') && !is_doc;
    let is_note = comment
        .split(|c: char| !c.is_alphanumeric())
        .any(|word| matches!(word, "TODO" | "FIXME" | "XXX"));
    is_short_block || is_note
}

/// Lines of code that stand in a comment now.
pub(super) fn commented_out(old: &Tokens<'_>, new: &Tokens<'_>) -> u32 {
    let mut gone = more(&code_lines(old), &code_lines(new));
    let gained = more(&comment_lines(new), &comment_lines(old));
    let mut count = 0;
    for (line, times) in gained {
        for _ in 0..times {
            count += u32::from(take(&mut gone, &line));
        }
    }
    count
}

/// Finds the line, or two and more tokens in a row of it, among the lines that are gone; a whole line is found only once.
fn take(gone: &mut BTreeMap<String, u32>, line: &str) -> bool {
    if let Some(left) = gone.get_mut(line).filter(|left| **left > 0) {
        *left -= 1;
        return true;
    }
    let inside = format!(" {line} ");
    line.contains(' ')
        && gone
            .keys()
            .any(|whole| format!(" {whole} ").contains(&inside))
}

/// Lines with how often each stands there; a line is its tokens with single blanks between.
type Lines = BTreeMap<String, u32>;

/// What is in `these` more often than in `those`.
fn more(these: &Lines, those: &Lines) -> Lines {
    these
        .iter()
        .map(|(line, count)| {
            (
                line.clone(),
                count.saturating_sub(those.get(line).copied().unwrap_or_default()),
            )
        })
        .filter(|(_, count)| *count > 0)
        .collect()
}

fn code_lines(tokens: &Tokens<'_>) -> Lines {
    let mut lines = Lines::new();
    let mut line = String::new();
    let mut last: Option<Token> = None;
    for &token in &tokens.code {
        if last.is_some_and(|last| tokens.between(last, token).contains(['\n', '\r'])) {
            *lines.entry(std::mem::take(&mut line)).or_default() += 1;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(tokens.text_of(token));
        last = Some(token);
    }
    if !line.is_empty() {
        *lines.entry(line).or_default() += 1;
    }
    lines
}

fn comment_lines(tokens: &Tokens<'_>) -> Lines {
    let mut lines = Lines::new();
    let contents = tokens
        .comments
        .iter()
        .flat_map(|&comment| tokens.text_of(comment).lines());
    for content in contents {
        let content = content
            .trim()
            .trim_start_matches(['/', '*', '!'])
            .trim_end_matches("*/");
        for (line, count) in code_lines(&Tokens::new(content)) {
            *lines.entry(line).or_default() += count;
        }
    }
    lines
}
