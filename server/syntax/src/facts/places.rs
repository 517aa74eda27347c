//! Where a replacement lies: in a test, in an assert, in a signature, in which item.

use std::ops::Range;

use bowline_loop_core::ids::WorkspacePath;
use tree_sitter::Node;

use super::{Side, Spot};
use crate::{
    items::{self, Holds, holders},
    tokens::{Tokens, is_assert},
};

/// The stretches of both texts that matter, in bytes.
pub(super) struct Places<'s> {
    pub(super) old: &'s Side<'s>,
    pub(super) new: &'s Side<'s>,
    is_test_file: bool,
    old_tests: Vec<Range<usize>>,
    new_tests: Vec<Range<usize>>,
    old_asserts: Vec<Range<usize>>,
}

impl<'s> Places<'s> {
    pub(super) fn new(path: &WorkspacePath, old: &'s Side<'s>, new: &'s Side<'s>) -> Self {
        Self {
            old,
            new,
            is_test_file: is_test_file(path),
            old_tests: tests(old),
            new_tests: tests(new),
            old_asserts: asserts(&old.tokens),
        }
    }

    /// Whether it touches a test. Text added as a whole new test, outside every other, does not.
    pub(super) fn in_tests(&self, spot: &Spot) -> bool {
        let inserted_in = |test: &Range<usize>| {
            test.start <= spot.new.start
                && spot.new.end <= test.end
                && *test != spot.new
                && !spot.new.is_empty()
        };
        self.is_test_file
            || self.old_tests.iter().any(|test| meets(test, &spot.old))
            || (spot.old.is_empty() && self.new_tests.iter().any(inserted_in))
    }

    /// Whether a replaced range of the text before touches an assert.
    pub(super) fn in_asserts(&self, replaced: &Range<usize>) -> bool {
        self.old_asserts
            .iter()
            .any(|assert| meets(assert, replaced))
    }

    /// Whether it lies in the head of a function or impl, or in the definition of a type, trait or constant.
    pub(super) fn in_signature(&self, spot: &Spot) -> bool {
        let (side, range) = self.telling(spot);
        let definition = holders(&side.syntax, range)
            .into_iter()
            .rev()
            .find(|node| node.byte_range() != *range && DEFINITIONS.contains(&node.kind()));
        definition.is_some_and(|node| !in_body(node, range))
    }

    /// The path of the item that holds it; see [`crate::item_path`].
    pub(super) fn item(&self, spot: &Spot) -> String {
        let holds = if spot.old.is_empty() {
            Holds::Strictly
        } else {
            Holds::OrEquals
        };
        let (side, range) = self.telling(spot);
        items::path(&side.syntax, range, holds)
    }

    /// The text that tells where it lies: the one before, or, for an insertion, the one after.
    fn telling<'t>(&self, spot: &'t Spot) -> (&'s Side<'s>, &'t Range<usize>) {
        if spot.old.is_empty() {
            (self.new, &spot.new)
        } else {
            (self.old, &spot.old)
        }
    }
}

/// Whether every part of a file is test code, by its name: below `tests/` or `benches/`, or a module of tests.
pub(crate) fn is_test_file(path: &WorkspacePath) -> bool {
    let below = path
        .as_str()
        .rsplit('/')
        .skip(1)
        .any(|directory| matches!(directory, "tests" | "benches"));
    let name = path.file_name();
    below
        || matches!(name, "tests.rs" | "test.rs")
        || name.ends_with("_test.rs")
        || name.ends_with("_tests.rs")
}

/// The asserts of a text.
fn asserts(tokens: &Tokens<'_>) -> Vec<Range<usize>> {
    (0..tokens.code.len())
        .filter(|&index| tokens.calls_macro(index, is_assert))
        .map(|index| tokens.bytes(index..tokens.behind_group(index + 2)))
        .collect()
}

fn tests(side: &Side<'_>) -> Vec<Range<usize>> {
    let of_tests = side
        .outline
        .items
        .iter()
        .filter(|item| item.is_test() || item.is_for_tests(&side.tokens));
    of_tests
        .map(|item| side.tokens.bytes(item.tokens.clone()))
        .collect()
}

/// Whether a replaced range and a stretch have a byte in common; an insertion must lie between two bytes of it.
fn meets(stretch: &Range<usize>, replaced: &Range<usize>) -> bool {
    if replaced.is_empty() {
        stretch.start < replaced.start && replaced.start < stretch.end
    } else {
        stretch.start < replaced.end && replaced.start < stretch.end
    }
}

const DEFINITIONS: &[&str] = &[
    "function_item",
    "function_signature_item",
    "impl_item",
    "struct_item",
    "enum_item",
    "union_item",
    "trait_item",
    "const_item",
    "static_item",
    "type_item",
    "associated_type",
];

/// Whether the range lies in the body of a function or impl; a definition of another kind has no body apart from itself.
fn in_body(node: Node<'_>, range: &Range<usize>) -> bool {
    matches!(node.kind(), "function_item" | "impl_item")
        && node
            .child_by_field_name("body")
            .is_some_and(|body| body.start_byte() <= range.start && range.end <= body.end_byte())
}
