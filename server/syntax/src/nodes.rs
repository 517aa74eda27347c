//! Ways through a syntax tree that rules share: up to what holds a node, out to its line.

use std::ops::Range;

use tree_sitter::Node;

use crate::tree::Syntax;

/// The nearest of a node and the nodes around it that is of one of these kinds.
pub fn enclosing<'t>(node: Node<'t>, kinds: &[&str]) -> Option<Node<'t>> {
    std::iter::successors(Some(node), Node::parent).find(|node| kinds.contains(&node.kind()))
}

/// The nearest function or closure around a node.
pub fn function(node: Node<'_>) -> Option<Node<'_>> {
    enclosing(
        node,
        &[
            "function_item",
            "function_signature_item",
            "closure_expression",
        ],
    )
}

/// The statement of the nearest block that holds a node; the block's last expression counts as one.
pub fn statement(node: Node<'_>) -> Option<Node<'_>> {
    std::iter::successors(Some(node), Node::parent).find(|node| {
        node.parent()
            .is_some_and(|parent| matches!(parent.kind(), "block" | "source_file"))
    })
}

/// All nodes below a node, itself first, in the order of the text.
pub fn descendants(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let mut open = vec![node];
    std::iter::from_fn(move || {
        let next = open.pop()?;
        let children: Vec<_> = next.children(&mut next.walk()).collect();
        open.extend(children.into_iter().rev());
        Some(next)
    })
}

impl Syntax<'_> {
    /// The smallest node that covers a stretch of bytes; where several cover exactly the same, the outermost of them. The
    /// bytes are 0-based and clamped to the text.
    pub fn node_at(&self, range: Range<usize>) -> Node<'_> {
        let end = range.end.min(self.text().len());
        let start = range.start.min(end);
        let root = self.root();
        let mut node = root
            .named_descendant_for_byte_range(start, end)
            .unwrap_or(root);
        while let Some(parent) = node.parent().filter(|parent| {
            parent.byte_range() == node.byte_range() && parent.kind() != "source_file"
        }) {
            node = parent;
        }
        node
    }

    /// The first byte of the line that holds a byte.
    pub fn line_start(&self, byte: usize) -> usize {
        self.before(byte).rfind('\n').map_or(0, |at| at + 1)
    }

    /// The byte of the line break behind a byte, or the end of the text.
    pub fn line_end(&self, byte: usize) -> usize {
        let byte = byte.min(self.text().len());
        self.text()[byte..]
            .find(['\r', '\n'])
            .map_or(self.text().len(), |at| byte + at)
    }

    /// The blanks that the line of a byte starts with.
    pub fn indent(&self, byte: usize) -> &str {
        let line = &self.text()[self.line_start(byte)..];
        let width = line.len() - line.trim_start_matches([' ', '\t']).len();
        &line[..width]
    }

    fn before(&self, byte: usize) -> &str {
        &self.text()[..byte.min(self.text().len())]
    }
}
