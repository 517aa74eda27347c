//! A parsed text.

use std::borrow::Cow;

use tree_sitter::{Node, Tree};

use crate::{items, reparse};

/// A text and its syntax tree. Broken text has a tree too, with error nodes in it.
pub struct Syntax<'a> {
    text: Cow<'a, str>,
    tree: Tree,
}

impl<'a> Syntax<'a> {
    /// Parses a text as Rust.
    pub fn parse(text: &'a str) -> Self {
        Self::read(Cow::Borrowed(text))
    }

    fn read(text: Cow<'a, str>) -> Self {
        let tree = reparse::tree_of(&text, None);
        Self { text, tree }
    }

    pub(crate) fn tree(&self) -> &Tree {
        &self.tree
    }

    /// The path of the item that holds a byte; see [`crate::item_path`].
    pub fn item_path(&self, byte: usize) -> String {
        let start = byte.min(self.text.len());
        let end = (start + 1).min(self.text.len());
        items::path(self, &(start..end), items::Holds::OrEquals)
    }

    /// How many nodes are wrong or missing; see [`crate::error_count`].
    pub fn error_count(&self) -> u32 {
        let mut count = 0;
        let mut cursor = self.tree.walk();
        loop {
            let node = cursor.node();
            count += u32::from(node.is_error() || node.is_missing());
            if node.has_error() && cursor.goto_first_child() {
                continue;
            }
            while !cursor.goto_next_sibling() {
                if !cursor.goto_parent() {
                    return count;
                }
            }
        }
    }

    /// The root of the tree.
    pub fn root(&self) -> Node<'_> {
        self.tree.root_node()
    }

    /// The text that a node covers.
    pub fn text_of(&self, node: Node<'_>) -> &str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    /// The whole text.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// Macros of the standard library that take expressions, as a call of a function does.
const LIKE_CALLS: &[&str] = &[
    "assert",
    "assert_eq",
    "assert_ne",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "format",
    "panic",
    "print",
    "println",
    "todo",
    "unimplemented",
    "unreachable",
    "write",
    "writeln",
];

impl Syntax<'_> {
    /// The same text with the standard library's macro calls read as expressions: `vec![…]` as an array, the others as calls.
    /// Their `!`, and the word `vec`, are blanks in its text; every byte keeps its place.
    pub fn opened(&self) -> Syntax<'static> {
        let mut text = self.text.clone().into_owned();
        let mut blank = |range: std::ops::Range<usize>| {
            let blanks = " ".repeat(range.len());
            text.replace_range(range, &blanks);
        };
        for tree in crate::nodes::descendants(self.root()) {
            if tree.kind() != "token_tree" {
                continue;
            }
            let Some(mark) = tree.prev_sibling().filter(|node| node.kind() == "!") else {
                continue;
            };
            let Some(name) = mark.prev_sibling() else {
                continue;
            };
            match self.text_of(name) {
                "vec" if self.text_of(tree).starts_with('[') => {
                    blank(name.start_byte()..mark.end_byte());
                }
                word if LIKE_CALLS.contains(&word) && self.text_of(tree).starts_with('(') => {
                    blank(mark.byte_range());
                }
                _ => {}
            }
        }
        Syntax::of(text)
    }
}

impl Syntax<'static> {
    /// Parses a text and keeps it.
    pub fn of(text: String) -> Self {
        Self::read(Cow::Owned(text))
    }

    /// Parses a text whose tree was nearly this one.
    pub(crate) fn again(text: String, old: &Tree) -> Self {
        let tree = reparse::tree_of(&text, Some(old));
        Self {
            text: Cow::Owned(text),
            tree,
        }
    }
}
