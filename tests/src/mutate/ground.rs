//! What operators stand on: the parsed files of a program, the places that may hold a slip, and slips as edits.

use std::{collections::BTreeMap, ops::Range};

use bowline_syntax::{Node, Syntax};

use super::program::Program;

/// One replaced stretch of one file. The range is in bytes of the sound text, 0-based.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    /// The file, as [`Program::files`] names it.
    pub path: String,
    /// What is replaced.
    pub range: Range<usize>,
    /// What it is replaced by.
    pub text: String,
}

/// One slip: all that a person did wrong at once.
pub type Slip = Vec<Edit>;

/// One parsed file of a program.
pub struct Source<'a> {
    /// The file, as [`Program::files`] names it.
    pub path: &'a str,
    /// Its syntax tree.
    pub syntax: Syntax<'a>,
}

/// Kinds of nodes whose inside holds no site: text, not code, or code that is not parsed.
const CLOSED: [&str; 6] = [
    "line_comment",
    "block_comment",
    "attribute_item",
    "inner_attribute_item",
    "token_tree",
    "macro_definition",
];

impl<'a> Source<'a> {
    /// The whole text.
    pub fn text(&self) -> &str {
        self.syntax.text()
    }

    /// The text of a node.
    pub fn of(&self, node: Node<'_>) -> &str {
        self.syntax.text_of(node)
    }

    /// The nodes that may hold a slip, in the order of the text. Attributes and macro arguments are among them, what is
    /// inside them is not; tests are not.
    pub fn nodes(&self) -> Vec<Node<'_>> {
        let mut found = Vec::new();
        let mut open = vec![self.syntax.root()];
        while let Some(node) = open.pop() {
            found.push(node);
            if CLOSED.contains(&node.kind()) {
                continue;
            }
            let mut children = children(node);
            children.retain(|child| !self.is_test(*child));
            open.extend(children.into_iter().rev());
        }
        found
    }

    /// Whether an item has an attribute that makes it test code.
    fn is_test(&self, item: Node<'_>) -> bool {
        let before =
            std::iter::successors(item.prev_named_sibling(), |node| node.prev_named_sibling());
        before
            .take_while(|node| node.kind() == "attribute_item")
            .any(|attribute| matches!(self.of(attribute), "#[test]" | "#[cfg(test)]"))
    }

    /// The range of a node together with its line, where it stands alone on its lines; its own range otherwise.
    pub fn whole_lines(&self, range: Range<usize>) -> Range<usize> {
        let text = self.text();
        let start = self.syntax.line_start(range.start);
        let end = self.syntax.line_end(range.end);
        let alone = text[start..range.start].trim().is_empty()
            && text[range.end..end]
                .trim_matches([' ', '\t', ','])
                .is_empty();
        match alone {
            true => start..(end + 1).min(text.len()),
            false => range,
        }
    }

    /// The range of one element of a list together with the separator that goes with it.
    pub fn with_comma(&self, node: Node<'_>) -> Range<usize> {
        let text = self.text();
        let after = &text[node.end_byte()..];
        let blank = after.len() - after.trim_start().len();
        if after[blank..].starts_with(',') {
            let behind = &after[blank + 1..];
            let spaces = behind.len() - behind.trim_start_matches(' ').len();
            return node.start_byte()..node.end_byte() + blank + 1 + spaces;
        }
        let before = text[..node.start_byte()].trim_end();
        match before.ends_with(',') {
            true => before.len() - 1..node.end_byte(),
            false => node.byte_range(),
        }
    }
}

/// The parsed files of one program.
pub struct Ground<'a> {
    /// The files, by path.
    pub sources: Vec<Source<'a>>,
}

impl<'a> Ground<'a> {
    /// Parses a program.
    pub fn new(program: &'a Program) -> Self {
        let sources = program.files.iter().map(|(path, text)| Source {
            path,
            syntax: Syntax::parse(text),
        });
        Self {
            sources: sources.collect(),
        }
    }
}

/// Collects the slips of one operator in one file.
pub struct Sites<'s> {
    path: &'s str,
    found: Vec<Slip>,
}

impl<'s> Sites<'s> {
    /// No slip yet.
    pub fn new(path: &'s str) -> Self {
        let found = Vec::new();
        Self { path, found }
    }

    /// A slip of one edit.
    pub fn put(&mut self, range: Range<usize>, text: impl Into<String>) {
        self.put_all(vec![(range, text.into())]);
    }

    /// A slip that puts another text in place of a node.
    pub fn replace(&mut self, node: Node<'_>, text: impl Into<String>) {
        self.put(node.byte_range(), text);
    }

    /// A slip that leaves something out.
    pub fn cut(&mut self, range: Range<usize>) {
        self.put(range, "");
    }

    /// A slip of several edits.
    pub fn put_all(&mut self, edits: Vec<(Range<usize>, String)>) {
        let path = self.path;
        let edit = |(range, text)| Edit {
            path: path.to_owned(),
            range,
            text,
        };
        self.found.push(edits.into_iter().map(edit).collect());
    }

    /// What was collected.
    pub fn into_slips(self) -> Vec<Slip> {
        self.found
    }
}

/// The children of a node, anonymous ones too.
pub fn children(node: Node<'_>) -> Vec<Node<'_>> {
    node.children(&mut node.walk()).collect()
}

/// The named children of a node that are no comments.
pub fn parts(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor)
        .filter(|child| !child.is_extra())
        .collect()
}

/// The first child of a kind.
pub fn child<'t>(node: Node<'t>, kind: &str) -> Option<Node<'t>> {
    children(node)
        .into_iter()
        .find(|child| child.kind() == kind)
}

/// A field of a node.
pub fn field<'t>(node: Node<'t>, name: &str) -> Option<Node<'t>> {
    node.child_by_field_name(name)
}

/// Whether the parent of a node is of one of these kinds.
pub fn is_in(node: Node<'_>, kinds: &[&str]) -> bool {
    node.parent()
        .is_some_and(|parent| kinds.contains(&parent.kind()))
}

/// The files of a program with a slip in them; `None` where edits of it overlap or do not fit.
pub fn apply(program: &Program, slip: &[Edit]) -> Option<BTreeMap<String, String>> {
    let mut files = program.files.clone();
    let mut edits: Vec<&Edit> = slip.iter().collect();
    edits.sort_by_key(|edit| (&edit.path, edit.range.start, edit.range.end));
    let overlap = edits
        .windows(2)
        .any(|pair| pair[0].path == pair[1].path && pair[0].range.end > pair[1].range.start);
    if overlap {
        return None;
    }
    for edit in edits.iter().rev() {
        let text = files.get_mut(&edit.path)?;
        text.get(edit.range.clone())?;
        text.replace_range(edit.range.clone(), &edit.text);
    }
    Some(files)
}
