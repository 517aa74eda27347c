//! Words that are meant as keywords.

use bowline_loop_core::Class;
use bowline_syntax::TokenKind;

use super::{Stumble, Try};
use crate::rules::{Case, Edit, edit::Fixes};

/// Words of other languages, with what Rust says; empty for what it leaves out.
const FOREIGN: &[(&str, &str)] = &[
    ("def", "fn"),
    ("func", "fn"),
    ("function", "fn"),
    ("fun", "fn"),
    ("proc", "fn"),
    ("sub", "fn"),
    ("void", "fn"),
    ("elif", "else if"),
    ("elsif", "else if"),
    ("elseif", "else if"),
    ("foreach", "for"),
    ("switch", "match"),
    ("import", "use"),
    ("include", "use"),
    ("using", "use"),
    ("require", "use"),
    ("from", "use"),
    ("class", "struct"),
    ("record", "struct"),
    ("data", "struct"),
    ("interface", "trait"),
    ("protocol", "trait"),
    ("namespace", "mod"),
    ("module", "mod"),
    ("package", "mod"),
    ("public", "pub"),
    ("export", "pub"),
    ("var", "let mut"),
    ("val", "let"),
    ("auto", "let"),
    ("final", "let"),
    ("int", "let"),
    ("float", "let"),
    ("double", "let"),
    ("long", "let"),
    ("string", "let"),
    ("bool", "let"),
    ("char", "let"),
    ("implement", "impl"),
    ("implements", "impl"),
    ("implementation", "impl"),
    ("extend", "impl"),
    ("extension", "impl"),
    ("constant", "const"),
    ("typedef", "type"),
    ("of", "in"),
    ("default", "_"),
    ("private", ""),
    ("protected", ""),
    ("internal", ""),
    ("virtual", ""),
    ("override", ""),
    ("inline", ""),
    ("throws", ""),
    ("new", ""),
    ("then", ""),
    ("do", ""),
    ("case", ""),
    ("local", ""),
];

const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "ref",
    "return", "static", "struct", "trait", "type", "unsafe", "use", "where", "while",
];

pub(super) fn foreign(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(stumble) = Stumble::of(case) else {
        return;
    };
    let mut tries = Vec::new();
    let near = stumble.at.saturating_sub(3)..=stumble.at;
    for index in near.rev() {
        let word = stumble.text(index);
        let Some(token) = stumble
            .tokens
            .get(index)
            .filter(|token| token.kind == TokenKind::Word)
        else {
            continue;
        };
        let meanings = meanings(word);
        let changed = meanings.contains(&"let").then_some("let mut");
        for meant in meanings.into_iter().chain(changed) {
            let edit = Edit::default();
            let (title, edit) = match meant {
                "" => {
                    let end = stumble
                        .tokens
                        .get(index + 1)
                        .map_or(token.end, |next| next.start);
                    (
                        format!("remove `{word}`"),
                        edit.replace(&stumble.spot, token.start..end, ""),
                    )
                }
                _ => (
                    format!("write `{meant}` for `{word}`"),
                    edit.replace(&stumble.spot, token.start..token.end, meant),
                ),
            };
            let class = Class::KeepsMeaning;
            tries.push(Try { title, class, edit });
        }
        tries.extend(swapped(&stumble, index));
    }
    stumble.offer(tries, fixes);
}

/// What a word may stand for.
fn meanings(word: &str) -> Vec<&'static str> {
    if KEYWORDS.contains(&word) {
        return Vec::new();
    }
    let foreign = FOREIGN
        .iter()
        .filter(|(one, _)| *one == word)
        .map(|(_, meant)| *meant);
    let lower = word.to_lowercase();
    let near = KEYWORDS
        .iter()
        .copied()
        .filter(|keyword| is_slip(&lower, keyword));
    foreign.chain(near).collect()
}

/// Whether a word is another with one letter more, less or changed, or with two swapped.
fn is_slip(word: &str, meant: &str) -> bool {
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.chars().collect();
        letters.sort_unstable();
        letters
    };
    if word.len() > 3 && letters(word) == letters(meant) {
        return true;
    }
    let (short, long) = match word.len() < meant.len() {
        true => (word.as_bytes(), meant.as_bytes()),
        false => (meant.as_bytes(), word.as_bytes()),
    };
    let same = short
        .iter()
        .zip(long)
        .take_while(|(one, other)| one == other)
        .count();
    let (short, long) = (&short[same..], &long[same..]);
    match (short, long) {
        ([], []) => true,
        (_, [_, rest @ ..]) if rest == short => true,
        ([_, one @ ..], [_, other @ ..]) if one == other => true,
        ([a, b, one @ ..], [c, d, other @ ..]) => a == d && b == c && one == other,
        _ => false,
    }
}

/// Two words in the wrong order, such as `mut let` or `fn pub`.
fn swapped(stumble: &Stumble<'_>, index: usize) -> Option<Try> {
    let next = stumble.tokens.get(index + 1)?;
    let (one, other) = (stumble.text(index), stumble.text(index + 1));
    let ordered = [
        "pub", "const", "async", "unsafe", "extern", "let", "fn", "static", "mut", "ref", "move",
        "dyn", "impl",
    ];
    let late = matches!(other, "mut" | "pub" | "ref");
    if next.kind != TokenKind::Word || !(ordered.contains(&one) || late) || one == other {
        return None;
    }
    let range = stumble.tokens[index].start..next.end;
    Some(Try {
        title: format!("write `{other} {one}` for `{one} {other}`"),
        class: Class::KeepsMeaning,
        edit: Edit::default().replace(&stumble.spot, range, format!("{other} {one}")),
    })
}
