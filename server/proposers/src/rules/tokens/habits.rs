//! Forms of other languages that no single sign or word mends.

use std::ops::Range;

use bowline_loop_core::Class;
use bowline_syntax::TokenKind;

use super::{Stumble, Try};
use crate::rules::{Case, Edit, edit::Fixes};

pub(super) fn foreign(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(stumble) = Stumble::of(case) else {
        return;
    };
    let found = [
        type_first(&stumble),
        built(&stumble),
        arrow_closure(&stumble),
        dotted_import(&stumble),
        dotted_pattern(&stumble),
        colonless(&stumble),
    ];
    let arms = arrowless(&stumble);
    stumble.offer(found.into_iter().flatten().chain(arms).collect(), fixes);
}

impl Stumble<'_> {
    /// A candidate that puts a text in place of some tokens.
    fn rewrite(&self, tokens: Range<usize>, with: &str) -> Option<Try> {
        let (first, last) = (
            self.tokens.get(tokens.start)?,
            self.tokens.get(tokens.end.checked_sub(1)?)?,
        );
        let range = first.start..last.end;
        let title = format!(
            "write `{with}` for `{}`",
            &self.spot.syntax.text()[range.clone()]
        );
        Some(Try {
            title,
            class: Class::KeepsMeaning,
            edit: Edit::default().replace(&self.spot, range, with),
        })
    }

    fn is_word(&self, index: usize) -> bool {
        self.tokens
            .get(index)
            .is_some_and(|token| token.kind == TokenKind::Word)
    }

    /// The text from one token up to another, the second exclusive.
    fn between(&self, tokens: Range<usize>) -> Option<&str> {
        let (first, last) = (
            self.tokens.get(tokens.start)?,
            self.tokens.get(tokens.end.checked_sub(1)?)?,
        );
        self.spot.syntax.text().get(first.start..last.end)
    }

    /// The round bracket that the one at `close` ends.
    fn opening(&self, close: usize) -> Option<usize> {
        let mut depth = 0usize;
        (0..=close).rev().find(|index| {
            match self.text(*index) {
                ")" => depth += 1,
                "(" => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0
        })
    }

    /// The token behind the nearest bracket or comma to the left.
    fn entry(&self) -> Option<usize> {
        let before = (self.at.saturating_sub(24)..self.at).rev();
        let mut found =
            before.filter(|index| matches!(self.text(*index), "(" | "," | "{" | ";" | "}"));
        found.next().map(|at| at + 1)
    }
}

/// `f(&Shape shape)`: the type stands in front of the name.
fn type_first(stumble: &Stumble<'_>) -> Option<Try> {
    let (start, at) = (stumble.entry()?, stumble.at);
    let ends = matches!(stumble.text(at + 1), "," | ")" | "}" | ";");
    if start >= at || !stumble.is_word(at) || !ends {
        return None;
    }
    let with = format!("{}: {}", stumble.text(at), stumble.between(start..at)?);
    stumble.rewrite(start..at + 1, &with)
}

/// `new Store(2)` is `Store::new(2)`.
fn built(stumble: &Stumble<'_>) -> Option<Try> {
    let near = stumble.at.saturating_sub(2)..=stumble.at;
    let new = near
        .into_iter()
        .find(|index| stumble.text(*index) == "new" && stumble.is_word(index + 1))?;
    let name = stumble.text(new + 1);
    stumble.rewrite(new..new + 2, &format!("{name}::new"))
}

/// `word => word.len()` and `(a, b) => a + b` where an argument stands.
fn arrow_closure(stumble: &Stumble<'_>) -> Option<Try> {
    let at = (stumble.at.saturating_sub(1)..=stumble.at)
        .find(|at| stumble.text(*at) == "=" && stumble.text(at + 1) == ">")?;
    let last = at.checked_sub(1)?;
    let start = match stumble.text(last) {
        ")" => stumble.opening(last)?,
        _ if stumble.is_word(last) => last,
        _ => return None,
    };
    let parameters = match start == last {
        true => stumble.text(last),
        false => stumble.between(start + 1..last)?,
    };
    let with = format!("|{parameters}|");
    stumble.rewrite(start..at + 2, &with)
}

/// `use std.collections.HashMap;`
fn dotted_import(stumble: &Stumble<'_>) -> Option<Try> {
    let start = (stumble.at.saturating_sub(12)..stumble.at)
        .rev()
        .find(|index| stumble.text(*index) == "use")?;
    let end = (start..stumble.tokens.len()).find(|index| stumble.text(*index) == ";")?;
    let path = stumble.between(start + 1..end)?;
    if !path.contains('.') || path.contains('\n') {
        return None;
    }
    stumble.rewrite(start + 1..end, &path.replace('.', "::"))
}

/// `Shape.Circle(radius) => …`
fn dotted_pattern(stumble: &Stumble<'_>) -> Option<Try> {
    let text = stumble.spot.text();
    let (owner, variant) = text.split_once('.')?;
    let is_type = owner.starts_with(char::is_uppercase) && owner.chars().all(char::is_alphanumeric);
    if !is_type || !variant.starts_with(char::is_uppercase) {
        return None;
    }
    let at = stumble.spot.range.start + owner.len();
    Some(Try {
        title: "write `::` for `.`".to_owned(),
        class: Class::KeepsMeaning,
        edit: Edit::default().replace(&stumble.spot, at..at + 1, "::"),
    })
}

/// `f(name &str)`: the parser reads one value and another, and stumbles behind them.
fn colonless(stumble: &Stumble<'_>) -> Option<Try> {
    if !matches!(stumble.text(stumble.at), ")" | ",") {
        return None;
    }
    let start = stumble.entry()?;
    let name = stumble
        .tokens
        .get(start)
        .filter(|_| stumble.is_word(start) && start + 1 < stumble.at)?;
    (stumble.text(start + 1) == "&").then(|| Try {
        title: "add the missing `:`".to_owned(),
        class: Class::KeepsMeaning,
        edit: Edit::default().insert(&stumble.spot, name.end, ":"),
    })
}

/// `None { … }` for `None => { … }`: read as a pattern with fields, of which the parser complains within, or behind the brace.
fn arrowless(stumble: &Stumble<'_>) -> Vec<Try> {
    let mut depth = 0usize;
    let mut found = Vec::new();
    for index in (stumble.at.saturating_sub(400)..stumble.at).rev() {
        match stumble.text(index) {
            "}" => depth += 1,
            "{" => {
                if depth <= 1
                    && index > 0
                    && (stumble.is_word(index - 1) || stumble.text(index - 1) == ")")
                {
                    found.push(index);
                }
                if depth == 0 && found.len() > 1 {
                    break;
                }
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
    }
    let insert = |index: usize| {
        let at = stumble.tokens.get(index)?.start;
        Some(Try {
            title: "add the missing `=>`".to_owned(),
            class: Class::KeepsMeaning,
            edit: Edit::default().insert(&stumble.spot, at, "=> "),
        })
    };
    found.into_iter().take(3).filter_map(insert).collect()
}
