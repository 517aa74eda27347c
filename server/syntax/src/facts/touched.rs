//! The tokens that a replacement takes away and puts in: whole tokens, even where it starts or ends inside one.

use std::{collections::BTreeSet, ops::Range};

use super::{Side, Spot, places::asserts};
use crate::{lexer::Kind, tokens::Tokens};

/// The code tokens of one replacement, by index into the tokens before and after.
pub(super) struct Touched {
    pub(super) deleted: Range<usize>,
    pub(super) inserted: Range<usize>,
}

impl Touched {
    /// Takes the tokens that touch the place in both texts, and drops what is the same at both ends.
    pub(super) fn new(old: &Tokens<'_>, new: &Tokens<'_>, spot: &Spot) -> Self {
        let mut deleted = old.touching(&spot.old);
        let mut inserted = new.touching(&spot.new);
        while !deleted.is_empty()
            && !inserted.is_empty()
            && old.at(deleted.start) == new.at(inserted.start)
        {
            deleted.start += 1;
            inserted.start += 1;
        }
        while !deleted.is_empty()
            && !inserted.is_empty()
            && old.at(deleted.end - 1) == new.at(inserted.end - 1)
        {
            deleted.end -= 1;
            inserted.end -= 1;
        }
        Self { deleted, inserted }
    }

    /// How many literals in asserts are gone or different.
    pub(super) fn assert_literals(&self, old: &Side<'_>, new: &Side<'_>) -> usize {
        let asserts = asserts(&old.tokens);
        let mut kept: Vec<&str> = self
            .inserted
            .clone()
            .map(|index| new.tokens.at(index))
            .collect();
        let literals = self.deleted.clone().filter(|&index| {
            let token = old.tokens.code[index];
            let is_literal =
                token.kind == Kind::Literal || matches!(old.tokens.at(index), "true" | "false");
            is_literal
                && asserts
                    .iter()
                    .any(|assert| assert.start <= token.start && token.end <= assert.end)
        });
        literals
            .filter(
                |&index| match kept.iter().position(|text| *text == old.tokens.at(index)) {
                    Some(same) => {
                        kept.swap_remove(same);
                        false
                    }
                    None => true,
                },
            )
            .count()
    }

    /// How many names only gained an underscore in front.
    pub(super) fn underscores(&self, old: &Tokens<'_>, new: &Tokens<'_>) -> usize {
        let gone: BTreeSet<&str> = self
            .deleted
            .clone()
            .filter(|&at| old.is_word(at))
            .map(|at| old.at(at))
            .collect();
        let renamed = |at: &usize| {
            new.at(*at)
                .strip_prefix('_')
                .is_some_and(|name| gone.contains(name))
        };
        self.inserted.clone().filter(renamed).count()
    }
}
