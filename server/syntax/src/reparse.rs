//! How a text would parse after an edit, told from the tree that is there: what the edit does not touch is not read again.

use bowline_loop_core::Replacement;
use tree_sitter::{InputEdit, Parser, Point, Tree};

use crate::tree::Syntax;

impl Syntax<'_> {
    /// The text after these replacements, which lie in the order of the text and do not overlap, and its tree.
    #[must_use]
    pub fn with(&self, replacements: &[Replacement]) -> Syntax<'static> {
        let mut text = self.text().to_owned();
        let mut tree = self.tree().clone();
        // From the last to the first, so that the places of the others stay what they are.
        for one in replacements.iter().rev() {
            let before = point(&text, one.start);
            let old_end = point(&text, one.end);
            text.replace_range(one.range(), &one.text);
            let new_end = one.start + one.text.len();
            tree.edit(&InputEdit {
                start_byte: one.start,
                old_end_byte: one.end,
                new_end_byte: new_end,
                start_position: before,
                old_end_position: old_end,
                new_end_position: point(&text, new_end),
            });
        }
        Syntax::again(text, &tree)
    }

    /// How many places would not parse after these replacements; see [`Syntax::error_count`].
    pub fn errors_with(&self, replacements: &[Replacement]) -> u32 {
        self.with(replacements).error_count()
    }
}

fn point(text: &str, byte: usize) -> Point {
    let before = &text.as_bytes()[..byte];
    let row = before.iter().filter(|byte| **byte == b'\n').count();
    let line = before.iter().rposition(|byte| *byte == b'\n');
    Point {
        row,
        column: byte - line.map_or(0, |at| at + 1),
    }
}

/// A parser for Rust.
fn parser() -> Parser {
    let mut parser = Parser::new();
    parser
        .set_language(&tree_sitter_rust::LANGUAGE.into())
        .expect("the grammar's version is one that the pinned tree-sitter reads");
    parser
}

/// The tree of a text, with what an older tree of nearly the same text already knows.
pub(crate) fn tree_of(text: &str, old: Option<&Tree>) -> Tree {
    parser()
        .parse(text, old)
        .expect("parsing ends early only with a deadline, and there is none")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn replace(start: usize, end: usize, text: &str) -> Replacement {
        Replacement {
            start,
            end,
            text: text.to_owned(),
        }
    }

    #[test]
    fn an_edit_is_judged_without_making_it() {
        let syntax = Syntax::parse("fn f() {\n    g((1, 2);\n}\n");
        assert!(syntax.error_count() > 0);
        assert_eq!(syntax.errors_with(&[replace(21, 21, ")")]), 0);
        assert!(syntax.errors_with(&[replace(0, 2, "")]) > 0);
    }

    #[test]
    fn several_places_at_once() {
        let syntax = Syntax::parse("fn f( {}\nfn g( {}\n");
        let both = [replace(5, 5, ")"), replace(14, 14, ")")];
        assert_eq!(syntax.with(&both).text(), "fn f() {}\nfn g() {}\n");
        assert_eq!(syntax.errors_with(&both), 0);
    }
}
