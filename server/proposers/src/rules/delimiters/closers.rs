//! Round and square brackets that are not closed: every gap between two tokens where the closer may stand, the likely first.

use std::ops::Range;

use bowline_syntax::{Token, TokenKind, lex};

use super::unbalanced;
use crate::rules::{Case, Edit, Spot, edit::Fixes, parses::Trial};

/// Candidates handed over for one error.
const MOST: usize = 6;

/// Tokens looked at behind an opener.
const FAR: usize = 400;

pub(super) fn missing(case: &Case<'_>, fixes: &mut Fixes) {
    if !unbalanced(case) {
        return;
    }
    let Some(primary) = case.primary() else {
        return;
    };
    let trial = Trial::of(&primary);
    let tokens = lex(primary.syntax.text());
    let mut candidates = Vec::new();
    let closing = case.labelled("mismatched closing delimiter");
    let openers: Vec<Spot<'_>> = case
        .spots()
        .filter(|spot| spot.label.contains("unclosed delimiter"))
        .filter(|spot| spot.path == primary.path)
        .collect();
    for opener in openers.iter().rev().take(3) {
        let Some(closer) = closer_of(opener.text()) else {
            continue;
        };
        if let Some(wrong) = &closing
            && wrong.text() != "}"
        {
            let edit = Edit::default().replace(wrong, wrong.range.clone(), closer);
            candidates.push((format!("close it with `{closer}`"), edit));
        }
        let gaps = gaps(&primary, &tokens, opener.range.start);
        candidates.extend(gaps.into_iter().map(|(at, text)| {
            let edit = Edit::default().insert(&primary, at, text);
            (format!("add the missing `{closer}`"), edit)
        }));
        if opener.text() != "{" {
            let edit = Edit::default().delete(opener, opener.range.clone());
            candidates.push((format!("{EXTRA} `{}`", opener.text()), edit));
        }
    }
    // The compiler names the bracket that is left over at the end; the first one that fits nothing is where the opener lacks.
    let first = first_unfit(primary.syntax.text(), &tokens).map(|range| primary.at(range));
    if let Some(spot) = first.filter(|spot| spot.text() != "}") {
        candidates.extend(missing_openers(&spot, &tokens));
    }
    let best = trial.best(candidates);
    let clean = best.first().is_some_and(|(_, edit)| trial.parses(edit));
    for (title, edit) in best.into_iter().take(if clean { MOST } else { 2 }) {
        // A call without its brackets is a statement that does nothing, and compiles.
        if title.starts_with(EXTRA) {
            fixes.plausible(title, edit);
        } else {
            fixes.keeps(title, edit);
        }
    }
}

/// How the titles of edits begin that take a bracket away.
const EXTRA: &str = "remove the extra";

fn closer_of(opener: &str) -> Option<&'static str> {
    match opener {
        "(" => Some(")"),
        "[" => Some("]"),
        "{" => Some("}"),
        _ => None,
    }
}

/// Where the closer of the bracket at a byte may stand, with the text to insert: first the gaps of its own line from the end
/// back, then the ends of the lines below.
fn gaps(spot: &Spot<'_>, tokens: &[Token], opener: usize) -> Vec<(usize, String)> {
    let text = spot.syntax.text();
    let Some(first) = tokens.iter().position(|token| token.start == opener) else {
        return Vec::new();
    };
    let open = &text[opener..=opener];
    let Some(closer) = closer_of(open) else {
        return Vec::new();
    };
    let line_end = spot.syntax.line_end(opener);
    let ends_line = text[opener + 1..line_end].trim().is_empty();
    let mut here = Vec::new();
    let mut below = Vec::new();
    let reach = reach(text, tokens, first);
    for (index, depth) in reach.gaps {
        let (last, next) = (tokens[index - 1], tokens.get(index));
        let new_line = next.is_none_or(|next| text[last.end..next.start].contains('\n'));
        let sign = next.map_or("", |next| &text[next.start..next.end]);
        if last.end <= line_end {
            // What a method is called on is likely the whole of what stands in the bracket.
            let is_receiver = sign == "." && depth == 0;
            here.push((!is_receiver, last.end, closer.to_owned()));
        } else {
            if new_line || matches!(sign, ";" | ")" | "]" | "}" | "," | "{" | ".") {
                below.push((last.end, closer.to_owned()));
            }
        }
        if let Some(next) = next.filter(|_| new_line)
            && matches!(&text[next.start..next.end], ";" | "." | "?" | ",")
        {
            below.insert(0, (next.start, closer.to_owned()));
        }
        if new_line && ends_line && last.end > line_end {
            let indent = spot.syntax.indent(opener);
            below.push((last.end, format!("\n{indent}{closer}")));
            below.push((last.end, format!("\n{indent}{closer};")));
        }
    }
    here.reverse();
    if let [_, inner @ ..] = here.as_mut_slice() {
        inner.sort_by_key(|(late, ..)| *late);
    }
    let mut here: Vec<_> = here.into_iter().map(|(_, at, text)| (at, text)).collect();
    // A comma at the end of the line parts what the bracket is in, not what is in the bracket.
    if let [last, before, ..] = here.as_mut_slice()
        && text[before.0..last.0].trim() == ","
    {
        std::mem::swap(last, before);
    }
    here.extend(below);
    here
}

struct Reach {
    /// Indices of the tokens that a closer may stand before, each with the number of brackets that are open there; one behind
    /// the last token stands for the end of the file.
    gaps: Vec<(usize, u32)>,
}

/// The gaps behind an opener, up to where its inside must have ended.
fn reach(text: &str, tokens: &[Token], first: usize) -> Reach {
    let mut gaps = Vec::new();
    let mut depth = 0_u32;
    let text_of = |token: &Token| &text[token.start..token.end];
    let closer = closer_of(text_of(&tokens[first])).unwrap_or_default();
    for index in first + 1..=tokens.len().min(first + FAR) {
        let what = tokens.get(index).map_or("", text_of);
        // The same closer there makes the same text behind it; and within an inner bracket it may be that one's.
        if what != closer && !is_double(text, tokens, index) {
            gaps.push((index, depth));
        }
        let Some(token) = tokens.get(index) else {
            break;
        };
        match what {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" if depth == 0 => break,
            ")" | "]" | "}" => depth -= 1,
            ";" if depth == 0 && text_of(&tokens[first]) == "(" => break,
            "fn" | "struct" | "enum" | "impl" | "trait" | "mod" | "let" if depth == 0 => {
                let before = &text[..token.start];
                if before.trim_end_matches([' ', '\t']).ends_with('\n') {
                    break;
                }
            }
            _ => {}
        }
    }
    gaps.retain(|(index, _)| tokens[index - 1].kind != TokenKind::Comment || *index == first + 1);
    Reach { gaps }
}

/// Whether the gap before a token lies within a sign of two characters, such as `::`.
fn is_double(text: &str, tokens: &[Token], index: usize) -> bool {
    let (Some(last), Some(next)) = (tokens.get(index - 1), tokens.get(index)) else {
        return false;
    };
    let both = [last, next].map(|token| token.kind == TokenKind::Mark);
    let pair = &text[last.start..next.end];
    last.end == next.start
        && both == [true, true]
        && matches!(
            pair,
            "::" | "->"
                | "=>"
                | "=="
                | "!="
                | "<="
                | ">="
                | "&&"
                | "||"
                | ".."
                | "+="
                | "-="
                | "*="
                | "/="
        )
}

/// The first closing bracket that is of another sort than what is open.
fn first_unfit(text: &str, tokens: &[Token]) -> Option<Range<usize>> {
    let mut open: Vec<&str> = Vec::new();
    for token in tokens {
        match &text[token.start..token.end] {
            opener @ ("(" | "[" | "{") => open.push(opener),
            closer @ (")" | "]" | "}") if open.pop().and_then(closer_of) != Some(closer) => {
                return Some(token.start..token.end);
            }
            _ => {}
        }
    }
    None
}

/// An opener for a closing bracket that nothing opened: before each token of its line.
fn missing_openers<'a>(spot: &Spot<'a>, tokens: &[Token]) -> Vec<(String, Edit)> {
    let open = match spot.text() {
        ")" => "(",
        "]" => "[",
        _ => return Vec::new(),
    };
    let line: Range<usize> = spot.syntax.line_start(spot.range.start)..spot.range.start;
    let on_line = tokens.iter().filter(|token| line.contains(&token.start));
    let places: Vec<usize> = on_line.map(|token| token.start).collect();
    let edit = |at: usize| {
        // A call's bracket follows its name without a blank.
        let glued = spot.syntax.text()[..at].trim_end_matches(' ').len();
        let name = spot.syntax.text()[..glued].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let edit = Edit::default();
        match name && glued < at {
            true => edit.replace(spot, glued..at, open),
            false => edit.insert(spot, at, open),
        }
    };
    let title = format!("add the missing `{open}`");
    places
        .into_iter()
        .map(|at| (title.clone(), edit(at)))
        .collect()
}
