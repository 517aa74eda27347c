//! The tokens that a replacement takes away and puts in: whole tokens, even where it starts or ends inside one.

use std::{collections::BTreeSet, ops::Range};

use super::{Spot, places::Places};
use crate::{lexer::Kind, tokens::Tokens};

/// The code tokens of one replacement, by index into the tokens before and after.
pub(super) struct Touched {
    pub(super) deleted: Range<usize>,
    pub(super) inserted: Range<usize>,
}

/// The tokens of every replacement; the places are in order.
pub(super) fn all(old: &Tokens<'_>, new: &Tokens<'_>, spots: &[Spot]) -> Vec<Touched> {
    let following = spots.iter().skip(1).map(Some).chain([None]);
    spots
        .iter()
        .zip(following)
        .map(|(spot, next)| Touched::new(old, new, spot, next))
        .collect()
}

impl Touched {
    /// Takes the tokens from the place up to the next one, in both texts, and drops what is the same at both ends: what
    /// stands behind the place may have become part of a comment or a string.
    fn new(old: &Tokens<'_>, new: &Tokens<'_>, spot: &Spot, next: Option<&Spot>) -> Self {
        let mut deleted =
            old.between_bytes(spot.whole_old.start, next.map(|next| next.whole_old.start));
        let mut inserted =
            new.between_bytes(spot.whole_new.start, next.map(|next| next.whole_new.start));
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

    /// Whether a token in an assert is gone or different.
    pub(super) fn in_asserts(&self, places: &Places<'_>) -> bool {
        places.in_asserts(&places.old.tokens.bytes(self.deleted.clone()))
    }

    /// How many literals in the asserts of the text before are gone or different.
    pub(super) fn assert_literals(&self, places: &Places<'_>) -> u32 {
        let (old, new) = (&places.old.tokens, &places.new.tokens);
        let mut kept: Vec<&str> = self.inserted.clone().map(|index| new.at(index)).collect();
        let is_literal = |&index: &usize| {
            let token = old.code[index];
            let told = token.kind == Kind::Literal || matches!(old.at(index), "true" | "false");
            told && places.in_asserts(&(token.start..token.end))
        };
        let is_gone = |index: &usize| match kept.iter().position(|text| *text == old.at(*index)) {
            Some(same) => {
                kept.swap_remove(same);
                false
            }
            None => true,
        };
        counted(self.deleted.clone().filter(is_literal).filter(is_gone))
    }

    /// How many names only gained an underscore in front.
    pub(super) fn underscores(&self, places: &Places<'_>) -> u32 {
        let (old, new) = (&places.old.tokens, &places.new.tokens);
        let words = self.deleted.clone().filter(|&index| old.is_word(index));
        let gone: BTreeSet<&str> = words.map(|index| old.at(index)).collect();
        let renamed = |index: &usize| {
            new.at(*index)
                .strip_prefix('_')
                .is_some_and(|name| gone.contains(name))
        };
        counted(self.inserted.clone().filter(renamed))
    }
}

fn counted(found: impl Iterator) -> u32 {
    u32::try_from(found.count()).unwrap_or(u32::MAX)
}
