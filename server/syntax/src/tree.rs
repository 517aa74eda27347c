//! A parsed text: the one place that makes a tree-sitter parser.

use std::borrow::Cow;

use tree_sitter::{Node, Parser, Tree};

use crate::items;

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
        let mut parser = Parser::new();
        parser
            .set_language(&tree_sitter_rust::LANGUAGE.into())
            .expect("the grammar's version is one that the pinned tree-sitter reads");
        let tree = parser
            .parse(text.as_ref(), None)
            .expect("parsing ends early only with a deadline, and there is none");
        Self { text, tree }
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

impl Syntax<'static> {
    /// Parses a text and keeps it.
    pub fn of(text: String) -> Self {
        Self::read(Cow::Owned(text))
    }
}
