//! Signs: the ones that the parser names, put in, written for another, or taken away.

use bowline_loop_core::Class;
use bowline_syntax::TokenKind;

use super::{Stumble, Try};
use crate::rules::{Case, Edit, edit::Fixes};

/// Signs that people write for one another.
const CONFUSED: &[(&str, &[&str])] = &[
    ("->", &["=>", ":", "."]),
    ("=>", &["->", ">=", "=", "==", ":"]),
    (":", &["=>", "=", "->", "::", ",", ";"]),
    (":=", &["="]),
    ("::", &[":", "."]),
    ("=", &["==", "=>", ":", "->"]),
    ("==", &["="]),
    ("===", &["=="]),
    ("=<", &["<="]),
    ("<>", &["!="]),
    (";", &[",", ":"]),
    (",", &[";", ".", ":", " in"]),
    (".", &[",", "::", ";"]),
    ("...", &["..=", ".."]),
    ("|", &[",", "=>"]),
    ("&", &["&&", "+"]),
    ("+", &[","]),
    ("@", &[":"]),
    ("?", &[";"]),
    ("(", &["{", "<"]),
    (")", &["}", ">"]),
];

/// Signs that are put in where the parser expects them, the telling ones first.
const SIGNS: &[&str] = &[
    "=>", "->", ",", ":", "=", "in", "fn", "{", "|", ";", "::", "!",
];

pub(super) fn sign(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(stumble) = Stumble::of(case) else {
        return;
    };
    let mut tries = confused(&stumble);
    let (doubled, single): (Vec<Try>, Vec<Try>) = removed(&stumble)
        .into_iter()
        .partition(|one| one.class == Class::KeepsMeaning);
    tries.extend(doubled);
    let mut wanted = expected(case.message());
    if case.message().starts_with("expected item") {
        wanted.extend(["#", "fn"]);
    }
    tries.extend(inserted(&stumble, &wanted));
    tries.extend(single);
    stumble.offer(tries, fixes);
}

/// The signs and words in a message ahead of what was found.
fn expected(message: &str) -> Vec<&str> {
    let named = message
        .rsplit_once(", found")
        .map_or("", |(named, _)| named);
    named.split('`').skip(1).step_by(2).collect()
}

/// Other signs in place of the one found, or of the one before it.
fn confused(stumble: &Stumble<'_>) -> Vec<Try> {
    let text = stumble.spot.syntax.text();
    let found = stumble.spot.range.clone();
    let mut places = vec![found.clone()];
    if let Some(last) = stumble
        .at
        .checked_sub(1)
        .and_then(|at| stumble.tokens.get(at))
    {
        places.push(last.start..last.end);
        places.push(last.start..found.end.max(last.end));
    }
    let mut tries = Vec::new();
    for place in places {
        let Some(sign) = text.get(place.clone()) else {
            continue;
        };
        let meant = CONFUSED
            .iter()
            .filter(|(one, _)| *one == sign)
            .flat_map(|(_, meant)| *meant);
        tries.extend(meant.map(|meant| Try {
            title: format!("write `{}` for `{sign}`", meant.trim()),
            class: Class::KeepsMeaning,
            edit: Edit::default().replace(&stumble.spot, place.clone(), *meant),
        }));
    }
    tries
}

/// The signs that were expected, between what was found and the token before.
fn inserted(stumble: &Stumble<'_>, expected: &[&str]) -> Vec<Try> {
    let Some(last) = stumble
        .at
        .checked_sub(1)
        .and_then(|at| stumble.tokens.get(at))
    else {
        return Vec::new();
    };
    let text = stumble.spot.syntax.text();
    let next = stumble
        .tokens
        .get(stumble.at)
        .map_or(text.len(), |next| next.start);
    let same_line = !text[last.end..next].contains('\n');
    let wanted = SIGNS
        .iter()
        .chain(["#"].iter())
        .filter(|sign| expected.contains(*sign));
    wanted
        .map(|sign| {
            let (at, text) = match *sign {
                "=>" | "->" | "=" | "in" | "|" | "{" => (last.end, format!(" {sign}")),
                "fn" | "let" => (next, format!("{sign} ")),
                "#" | "!" => (next, (*sign).to_owned()),
                _ => (last.end, (*sign).to_owned()),
            };
            // Between two tokens of one line a semicolon may hide an operator that is missing.
            let class = match (*sign, same_line) {
                (";" | "::" | "!", true) => Class::Plausible,
                _ => Class::KeepsMeaning,
            };
            let text =
                match text.ends_with(' ') || next > at || matches!(*sign, ";" | "::" | "#" | "!") {
                    true => text,
                    false => format!("{text} "),
                };
            Try {
                title: format!("add the missing `{sign}`"),
                class,
                edit: Edit::default().insert(&stumble.spot, at, text),
            }
        })
        .collect()
}

/// What was found, or the token before it, taken away: signs only, for a word says something.
fn removed(stumble: &Stumble<'_>) -> Vec<Try> {
    let mut tries = Vec::new();
    let last = stumble.at.checked_sub(1);
    let places = [
        Some(stumble.at),
        last,
        last.and_then(|at| at.checked_sub(1)),
    ];
    for index in places.into_iter().flatten() {
        let Some(token) = stumble.tokens.get(index) else {
            continue;
        };
        let sign = stumble.text(index);
        let doubled = index > 0 && stumble.text(index - 1) == sign;
        let separates = matches!(sign, "," | ";" | ":" | "=" | "." | "-");
        let bracket = matches!(sign, "(" | ")" | "[" | "]" | "{" | "}");
        if token.kind != TokenKind::Mark || bracket || !(separates || doubled) {
            continue;
        }
        let glued = stumble.tokens.get(index + 1).filter(|next| {
            next.start == token.end
                && matches!(
                    (sign, stumble.text(index + 1)),
                    (":", ":") | ("=", "=" | ">") | ("-", ">")
                )
        });
        let range = token.start..glued.map_or(token.end, |next| next.end);
        let sign = &stumble.spot.syntax.text()[range.clone()];
        tries.push(Try {
            title: format!("remove the extra `{sign}`"),
            class: match doubled || matches!(sign, "," | ";" | "::" | ":") {
                true => Class::KeepsMeaning,
                false => Class::Plausible,
            },
            edit: Edit::default().delete(&stumble.spot, range),
        });
    }
    tries
}
