//! What the syntax of Rust says: which item holds a place, how badly a text parses, and what an edit touches or weakens. No
//! verdict is given here: guards and ranking judge the facts.
//!
//! Two readings stand side by side. The tree (tree-sitter) knows where a place lies; the tokens (our own lexer) are counted,
//! because they stay the same however broken the code around them is.

pub mod calls;
mod examples_of;
mod facts;
pub mod index;
mod items;
mod lexer;
pub mod nodes;
mod outline;
mod reparse;
mod tests_of;
mod tokens;
mod tree;

pub use examples_of::examples_of;
pub use facts::{combine, facts, weakening::special_cases};
pub use index::Index;
/// The tokens of a text, however broken it is.
pub use lexer::{Kind as TokenKind, Token, lex};
pub use tests_of::{TestItem, TestKind, code_without_tests, module_of, tests_of};
pub use tree::Syntax;
/// A node of a syntax tree; this crate is the one place that knows the parser, and the others know its nodes.
pub use tree_sitter::Node;

/// The path of the item that holds a byte, for instance `mod a::impl Stack<T>::fn push`; empty at top level. The byte is
/// 0-based; one behind the text counts as its end. Works on text that does not parse. For many bytes of one text, parse it
/// once with [`Syntax::parse`].
pub fn item_path(text: &str, byte: usize) -> String {
    Syntax::parse(text).item_path(byte)
}

/// How many places of a text do not parse: wrong or missing tokens.
pub fn error_count(text: &str) -> u32 {
    Syntax::parse(text).error_count()
}
