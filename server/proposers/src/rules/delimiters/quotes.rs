//! Strings, characters and comments that do not end.

use std::ops::Range;

use bowline_syntax::{Token, TokenKind, lex};

use crate::rules::{Case, Edit, Spot, edit::Fixes, parses::Trial};

/// Candidates handed over for one error.
const MOST: usize = 5;

/// Lines looked at whose quotes do not pair.
const LINES: usize = 8;

pub(super) fn unterminated(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary() else { return };
    if case.is(&["E0758"]) {
        return comment(&spot, fixes);
    }
    if case.is(&["E0748"]) {
        return raw(&spot, fixes);
    }
    let quote = match () {
        () if case.is(&["E0765", "E0766"]) => '"',
        () if case.is(&["E0762", "E0763"]) => '\'',
        () => return,
    };
    let trial = Trial::of(&spot);
    let lines = match quote {
        '"' => odd_lines(&spot),
        _ => vec![line_of(&spot)],
    };
    let mut candidates = Vec::new();
    for line in lines.into_iter().take(LINES) {
        candidates.extend(
            places(&spot.syntax.text()[line.clone()], quote)
                .into_iter()
                .map(|at| {
                    let edit = Edit::default()
                        .insert(&spot, line.start + at, quote.to_string())
                        .alone();
                    (format!("add the missing `{quote}`"), edit)
                }),
        );
    }
    for (title, edit) in trial.best(candidates).into_iter().take(MOST) {
        fixes.keeps(title, edit);
    }
}

fn line_of(spot: &Spot<'_>) -> Range<usize> {
    spot.syntax.line_start(spot.range.start)..spot.syntax.line_end(spot.range.start)
}

/// The lines whose double quotes do not pair when each is read by itself: the wrong one is among them, for a missing quote turns
/// all quotes behind it round.
fn odd_lines(spot: &Spot<'_>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in spot.syntax.text().split_inclusive('\n') {
        let range = at..at + line.trim_end().len();
        at += line.len();
        if line.contains('"') && !ends(&line[..range.len()]) {
            found.push(range);
        }
    }
    found
}

/// Whether every string that a line begins ends on it.
fn ends(line: &str) -> bool {
    lex(line)
        .iter()
        .all(|token| is_whole(&line[token.start..token.end]))
}

fn is_whole(token: &str) -> bool {
    let Some(quote) = token.find('"').filter(|at| {
        let prefix = &token[..*at];
        prefix.len() < 4 && prefix.chars().all(|c| matches!(c, 'b' | 'c' | 'r' | '#'))
    }) else {
        return true;
    };
    let escaped = token.ends_with("\\\"") && !token.ends_with("\\\\\"");
    token.trim_end_matches('#').len() > quote + 1
        && token.trim_end_matches('#').ends_with('"')
        && !escaped
}

/// Where on a line the quote may stand, the likely places first: each is judged by how the line reads with it.
fn places(line: &str, quote: char) -> Vec<usize> {
    let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    let starts = line.char_indices().map(|(at, _)| at).chain([line.len()]);
    let edges = starts.filter(|at| {
        let (before, behind) = line.split_at(*at);
        !(is_word(before.chars().next_back()) && is_word(behind.chars().next()))
    });
    let mut judged: Vec<(u32, usize)> = edges
        .filter_map(|at| {
            let with = format!("{}{quote}{}", &line[..at], &line[at..]);
            Some((oddness(&with)?, at))
        })
        .collect();
    // Among equals the later: a string rather holds a comma than ends at it.
    judged.sort_by_key(|(odd, at)| (*odd, std::cmp::Reverse(*at)));
    judged.into_iter().map(|(_, at)| at).take(12).collect()
}

/// How little a line reads like code; `None` where a string does not end.
fn oddness(line: &str) -> Option<u32> {
    let tokens: Vec<Token> = lex(line)
        .into_iter()
        .filter(|token| token.kind != TokenKind::Comment)
        .collect();
    let mut odd = 0;
    for (index, token) in tokens.iter().enumerate() {
        let what = &line[token.start..token.end];
        if !is_whole(what) || what == "'" {
            return None;
        }
        odd += match what {
            "\\" => 20,
            _ => 0,
        };
        if token.kind != TokenKind::Literal || !what.ends_with(['"', '\'', '#']) {
            continue;
        }
        let last = index.checked_sub(1).map(|last| tokens[last]);
        odd += last.map_or(0, |last| before(line, last, *token));
        odd += tokens
            .get(index + 1)
            .map_or(0, |next| behind(line, *token, *next));
        odd += inside(
            what.trim_matches('#')
                .trim_matches(['b', 'r'])
                .trim_matches(['"', '\'']),
        );
    }
    Some(odd)
}

fn before(line: &str, last: Token, string: Token) -> u32 {
    let glued = last.end == string.start;
    let what = &line[last.start..last.end];
    match last.kind {
        TokenKind::Mark if matches!(what, ")" | "]" | "}" | ".") => 5,
        TokenKind::Mark => 0,
        TokenKind::Word
            if !glued && matches!(what, "in" | "return" | "match" | "if" | "else" | "extern") =>
        {
            0
        }
        TokenKind::Literal | TokenKind::Word if glued => 10,
        _ => 5,
    }
}

fn behind(line: &str, string: Token, next: Token) -> u32 {
    let what = &line[next.start..next.end];
    match next.kind {
        TokenKind::Mark if matches!(what, "(" | "[" | "\\" | "'" | "@" | "$") => 5,
        TokenKind::Mark => 0,
        TokenKind::Word if matches!(what, "if" | "as" | "fn") => 0,
        _ if string.end == next.start => 10,
        _ => 5,
    }
}

fn inside(content: &str) -> u32 {
    let count = |c: char| content.matches(c).count();
    let mut odd = 0;
    odd += 3 * u32::from(content.starts_with([',', ')', ';', '.']) && content.len() > 1);
    odd += 2 * u32::from(content.ends_with(['(', '['])) + 3 * u32::from(content.ends_with(", "));
    odd += 2 * u32::from(
        count('(') != count(')') || count('[') != count(']') || count('{') != count('}'),
    );
    odd += 3 * u32::from(content.contains(");")) + 4 * u32::from(content.contains(")."));
    odd + u32::from(content.is_empty())
}

/// A block comment ends before the next item, at the end of its own line, or with the file.
fn comment(spot: &Spot<'_>, fixes: &mut Fixes) {
    let text = spot.syntax.text();
    let start = spot.range.start;
    let mut at = spot.syntax.line_end(start);
    let mut places = vec![at];
    let mut blank = None;
    while at < text.len() {
        let next = (at + 1).min(text.len());
        let end = spot.syntax.line_end(next);
        let line = &text[next..end];
        if line.trim().is_empty() {
            blank = blank.or(Some(at));
        } else {
            let code = line.trim_start().trim_start_matches("pub ");
            let begins = [
                "fn ", "struct ", "enum ", "impl", "use ", "mod ", "trait ", "const ", "static ",
                "#[", "//", "let ", "type ",
            ];
            if begins.iter().any(|word| code.starts_with(word)) {
                places.push(blank.unwrap_or(at));
            }
            blank = None;
        }
        at = end.max(next);
    }
    places.push(text.trim_end().len());
    let trial = Trial::of(spot);
    let candidates = places.into_iter().map(|at| {
        let text = match at == spot.range.end || text[..at].ends_with(' ') {
            true => "*/",
            false => " */",
        };
        ((), Edit::default().insert(spot, at, text))
    });
    for ((), edit) in trial.best(candidates.collect()).into_iter().take(MOST) {
        fixes.keeps("end the comment with `*/`", edit);
    }
}

/// A raw string ends at a quote that lacks its hashes, or before what follows it on its line.
fn raw(spot: &Spot<'_>, fixes: &mut Fixes) {
    let text = spot.syntax.text();
    let behind = &text[spot.range.start..];
    let hashes = behind
        .chars()
        .skip_while(|c| *c != '#')
        .take_while(|c| *c == '#')
        .count();
    let Some(open) = behind.find('"') else { return };
    let trial = Trial::of(spot);
    let mut candidates = Vec::new();
    for (at, _) in behind[open + 1..].match_indices('"').take(MOST) {
        let at = spot.range.start + open + 1 + at + 1;
        let there = text[at..].len() - text[at..].trim_start_matches('#').len();
        let missing = "#".repeat(hashes.saturating_sub(there));
        candidates.push((
            "add the missing `#`",
            Edit::default().insert(spot, at + there, missing),
        ));
    }
    let line = spot.range.start..spot.syntax.line_end(spot.range.start);
    for (at, _) in text[line.clone()]
        .match_indices([')', ';', ','])
        .chain([(line.len(), "")])
    {
        let closing = format!("\"{}", "#".repeat(hashes));
        candidates.push((
            "end the raw string",
            Edit::default().insert(spot, line.start + at, closing),
        ));
    }
    for (title, edit) in trial.best(candidates).into_iter().take(MOST) {
        fixes.keeps(title, edit);
    }
}
