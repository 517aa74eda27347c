//! Differences between two texts cut into pieces; the one place that knows the diff library's types.

use std::ops::Range;

use bowline_loop_core::action::Replacement;
use similar::{Algorithm, DiffTag, capture_diff_slices};

use crate::pieces::words;

/// Above this many words on both sides together a region is replaced whole: nobody reads a word diff of that size.
const MOST_WORDS: usize = 20_000;

/// Pieces `old` of the one text that stand as pieces `new` in the other; one of the two may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) old: Range<usize>,
    pub(crate) new: Range<usize>,
}

/// The regions that differ, in order; between two of them at least one piece is the same.
pub(crate) fn regions(old: &[&str], new: &[&str]) -> Vec<Region> {
    let mut found: Vec<Region> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, old, new) {
        let (tag, old, new) = op.as_tag_tuple();
        if tag == DiffTag::Equal {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.old.end == old.start && last.new.end == new.start => {
                last.old.end = old.end;
                last.new.end = new.end;
            }
            _ => found.push(Region { old, new }),
        }
    }
    found
}

/// Word by word replacements that turn `old` into `new`; their offsets are shifted by `base`.
pub(crate) fn word_replacements(old: &str, new: &str, base: usize) -> Vec<Replacement> {
    let old_words = words(old);
    let new_words = words(new);
    if old_words.len() + new_words.len() > MOST_WORDS {
        return vec![Replacement {
            start: base,
            end: base + old.len(),
            text: new.to_owned(),
        }];
    }
    let starts = starts(&old_words);
    regions(&old_words, &new_words)
        .into_iter()
        .map(|region| Replacement {
            start: base + starts[region.old.start],
            end: base + starts[region.old.end],
            text: new_words[region.new].concat(),
        })
        .collect()
}

/// The byte at which each piece starts, and behind the last piece the length of all.
pub(crate) fn starts(pieces: &[&str]) -> Vec<usize> {
    let mut found = Vec::with_capacity(pieces.len() + 1);
    let mut at = 0;
    for piece in pieces {
        found.push(at);
        at += piece.len();
    }
    found.push(at);
    found
}
