//! Angle brackets that do not pair.

use bowline_loop_core::Class;
use bowline_syntax::TokenKind;

use super::{Stumble, Try};
use crate::rules::{Case, Edit, edit::Fixes};

pub(super) fn balance(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(stumble) = Stumble::of(case) else {
        return;
    };
    let bounds = |index: &usize| matches!(stumble.text(*index), ";" | "{" | "}");
    let first = (0..stumble.at).rev().find(bounds).map_or(0, |at| at + 1);
    let end = (stumble.at..stumble.tokens.len())
        .find(bounds)
        .unwrap_or(stumble.tokens.len());
    let depth = (first..end).fold(0_i32, |depth, index| match stumble.text(index) {
        "<" => depth + 1,
        ">" if !is_arrow(&stumble, index) => depth - 1,
        _ => depth,
    });
    let sign = match depth {
        1.. => ">",
        0 => return,
        ..0 => "<",
    };
    let mut tries = Vec::new();
    for index in (first + 1..=end.min(stumble.at + 12)).rev() {
        let (Some(last), next) = (stumble.tokens.get(index - 1), stumble.text(index)) else {
            continue;
        };
        let fits = match sign {
            ">" => {
                matches!(last.kind, TokenKind::Word | TokenKind::Lifetime)
                    || matches!(stumble.text(index - 1), ">" | ")" | "]")
            }
            _ => last.kind == TokenKind::Word && next != ":" || stumble.text(index - 1) == ":",
        };
        if !fits {
            continue;
        }
        // No blank stands between a name and the list behind it.
        let next_start = stumble
            .tokens
            .get(index)
            .map_or(last.end, |next| next.start);
        let glued = sign == "<"
            && stumble
                .tokens
                .get(index)
                .is_some_and(|next| next.kind != TokenKind::Mark);
        let end = if glued { next_start } else { last.end };
        let edit = Edit::default().replace(&stumble.spot, last.end..end, sign);
        let title = format!("add the missing `{sign}`");
        let class = Class::KeepsMeaning;
        tries.push(Try { title, class, edit });
    }
    stumble.offer(tries, fixes);
}

/// Whether the `>` at an index is the end of `->`, `=>` or `>=`.
fn is_arrow(stumble: &Stumble<'_>, index: usize) -> bool {
    let glued = |one: usize, other: usize| matches!((stumble.tokens.get(one), stumble.tokens.get(other)), (Some(a), Some(b)) if a.end == b.start);
    let before = index.checked_sub(1);
    before.is_some_and(|last| glued(last, index) && matches!(stumble.text(last), "-" | "="))
        || glued(index, index + 1) && stumble.text(index + 1) == "="
}
