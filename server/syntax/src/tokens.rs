//! A text as code tokens and comments, with the small questions that counting asks of them.

use std::ops::Range;

use crate::lexer::{Kind, Token, lex};

/// A text cut into tokens.
pub(crate) struct Tokens<'a> {
    text: &'a str,
    /// Everything but comments, in order.
    pub(crate) code: Vec<Token>,
    /// The comments, in order.
    pub(crate) comments: Vec<Token>,
}

impl<'a> Tokens<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let (comments, code) = lex(text)
            .into_iter()
            .partition(|token| token.kind == Kind::Comment);
        Self {
            text,
            code,
            comments,
        }
    }

    pub(crate) fn text_of(&self, token: Token) -> &'a str {
        &self.text[token.start..token.end]
    }

    /// The text of the code token at an index; empty behind the last.
    pub(crate) fn at(&self, index: usize) -> &'a str {
        self.code
            .get(index)
            .map(|&token| self.text_of(token))
            .unwrap_or_default()
    }

    /// The text of the code token before an index; empty before the first.
    pub(crate) fn before(&self, index: usize) -> &'a str {
        index
            .checked_sub(1)
            .map(|index| self.at(index))
            .unwrap_or_default()
    }

    /// The text between two tokens, the second behind the first.
    pub(crate) fn between(&self, first: Token, second: Token) -> &'a str {
        &self.text[first.end..second.start]
    }

    /// Whether the code tokens from an index on are these.
    pub(crate) fn are(&self, index: usize, expected: &[&str]) -> bool {
        expected
            .iter()
            .enumerate()
            .all(|(offset, text)| self.at(index + offset) == *text)
    }

    /// Whether the code token at an index is a keyword or a name.
    pub(crate) fn is_word(&self, index: usize) -> bool {
        self.code
            .get(index)
            .is_some_and(|token| token.kind == Kind::Word)
    }

    /// Whether a macro with one of these names is called at an index.
    pub(crate) fn calls_macro(&self, index: usize, is_name: impl Fn(&str) -> bool) -> bool {
        self.is_word(index)
            && self.at(index + 1) == "!"
            && matches!(self.at(index + 2), "(" | "[" | "{")
            && is_name(self.at(index))
    }

    /// The index behind the bracket that closes the one at `open`; behind the last token when it is never closed.
    pub(crate) fn behind_group(&self, open: usize) -> usize {
        let mut depth = 0_u32;
        for index in open..self.code.len() {
            match self.at(index) {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth == 0 {
                return index + 1;
            }
        }
        self.code.len()
    }

    /// The bytes from one code token up to another, the second exclusive.
    pub(crate) fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        let start = self
            .code
            .get(tokens.start)
            .map_or(self.text.len(), |token| token.start);
        let end = tokens
            .end
            .checked_sub(1)
            .and_then(|last| self.code.get(last))
            .map_or(start, |token| token.end);
        start..end.max(start)
    }

    /// Indexes of the code tokens that end at or behind one byte and start ahead of another; to the last one without it.
    pub(crate) fn between_bytes(&self, first: usize, end: Option<usize>) -> Range<usize> {
        let first = self.code.partition_point(|token| token.end < first);
        let end = end.map_or(self.code.len(), |end| {
            self.code.partition_point(|token| token.start < end)
        });
        first..end.max(first)
    }
}

/// Whether a macro of this name asserts something.
pub(crate) fn is_assert(name: &str) -> bool {
    ["assert", "debug_assert", "prop_assert"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
}
