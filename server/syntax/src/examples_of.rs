//! The examples in a file's documentation that are tests, under the names that rustdoc gives them. Does not live here: examples that
//! attributes and macros write, and whether a target's documentation is tested at all.

use bowline_loop_core::WorkspacePath;
use tree_sitter::Node;

use crate::{
    facts::weakening::doctests::tested_in,
    nodes::descendants,
    tests_of::{TestItem, TestKind, module_of},
    tree::Syntax,
};

/// What can have documentation, and stands in a path.
const ITEMS: &[&str] = &[
    "associated_type",
    "const_item",
    "enum_item",
    "enum_variant",
    "field_declaration",
    "function_item",
    "function_signature_item",
    "impl_item",
    "macro_definition",
    "mod_item",
    "static_item",
    "struct_item",
    "trait_item",
    "type_item",
    "union_item",
];

/// The items of a text whose documentation has examples that are compiled or run, one of each item for all its examples.
///
/// Names are those of libtest without the line: `src/net.rs - net::Wire<T>::read`, and `src/lib.rs -` for the crate itself. `path` is
/// that of the file in the workspace.
pub fn examples_of(path: &WorkspacePath, text: &str) -> Vec<TestItem> {
    let syntax = Syntax::parse(text);
    let module = module_of(path);
    let mut found = Vec::new();
    for node in descendants(syntax.root()) {
        let is_file = node.kind() == "source_file";
        if !is_file && !ITEMS.contains(&node.kind()) {
            continue;
        }
        let Some(item) = item_of(&syntax, node) else {
            continue;
        };
        let whole: Vec<&str> = [module.as_str(), &item]
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect();
        let name = format!("{path} - {}", whole.join("::"));
        let inner = match is_file {
            true => Some(node),
            false if node.kind() == "mod_item" => node.child_by_field_name("body"),
            false => None,
        };
        let inner = inner.map(|body| comments_inside(&syntax, body));
        let both = [inner.unwrap_or_default(), comments_above(&syntax, node)];
        for comments in both {
            let texts = comments.iter().map(|one| syntax.text_of(*one));
            if let (Some(at), Some(last)) = (tested_in(texts), comments.last()) {
                found.push(TestItem {
                    name: name.trim_end().to_owned(),
                    kind: TestKind::Example,
                    keyword: comments[at].start_byte(),
                    range: comments[0].start_byte()..last.end_byte(),
                });
            }
        }
    }
    found.sort_by_key(|one| one.keyword);
    found
}

/// The path of an item within its file; `None` inside of bodies, where documentation is none of the crate's.
fn item_of(syntax: &Syntax<'_>, node: Node<'_>) -> Option<String> {
    let around = std::iter::successors(Some(node), Node::parent);
    let mut parts = Vec::new();
    for node in around {
        if node.kind() == "block" {
            return None;
        }
        if ITEMS.contains(&node.kind()) {
            let field = match node.kind() {
                "impl_item" => "type",
                _ => "name",
            };
            let name = node.child_by_field_name(field)?;
            let written = syntax.text_of(name).split_whitespace();
            parts.push(written.collect::<String>());
        }
    }
    parts.reverse();
    Some(parts.join("::"))
}

/// The documentation in front of an item, in order.
fn comments_above<'t>(syntax: &Syntax<'_>, node: Node<'t>) -> Vec<Node<'t>> {
    let above = std::iter::successors(node.prev_sibling(), Node::prev_sibling);
    let above = above.take_while(|one| {
        matches!(
            one.kind(),
            "line_comment" | "block_comment" | "attribute_item"
        )
    });
    let mut found: Vec<_> = above
        .filter(|one| is_documentation(syntax, *one, ["///", "/**"]))
        .collect();
    found.reverse();
    found
}

/// The documentation at the start of a body.
fn comments_inside<'t>(syntax: &Syntax<'_>, body: Node<'t>) -> Vec<Node<'t>> {
    let all = body.children(&mut body.walk()).collect::<Vec<_>>();
    let inner = all.into_iter();
    inner
        .filter(|one| is_documentation(syntax, *one, ["//!", "/*!"]))
        .collect()
}

fn is_documentation(syntax: &Syntax<'_>, node: Node<'_>, marks: [&str; 2]) -> bool {
    let is_comment = matches!(node.kind(), "line_comment" | "block_comment");
    is_comment
        && marks
            .iter()
            .any(|mark| syntax.text_of(node).starts_with(mark))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(path: &str, text: &str) -> Vec<String> {
        let found = examples_of(&WorkspacePath::new(path), text);
        found.into_iter().map(|one| one.name).collect()
    }

    /// The names are what `cargo test --doc` of Rust 1.95 says of the same text, the lines left out.
    #[test]
    fn names_are_those_of_rustdoc() {
        let example = "/// ```\n/// assert!(true);\n/// ```\n";
        let text = format!(
            "//! The crate.\n//! ```\n//! assert!(true);\n//! ```\n\
             {example}pub struct Stack<T> {{\n{example}pub f: Vec<T>,\n}}\n\
             impl<T: Clone> Stack<T> {{\n{example}#[inline]\npub fn push(&mut self) {{}}\n}}\n\
             impl<'a, T> Iterator for &'a mut Stack<Vec<T>> {{\n    type Item = u8;\n{example}fn next(&mut self) -> Option<u8> {{ None }}\n}}\n\
             pub enum E {{\n{example}One,\n}}\n\
             pub trait Tr {{\n{example}fn m(&self);\n}}\n\
             pub mod inner {{\n//! ```\n//! assert!(true);\n//! ```\n{example}pub fn f() {{}}\n}}\n\
             {example}#[macro_export]\nmacro_rules! mac {{ () => {{}} }}\n"
        );
        assert_eq!(
            names("crates/a/src/lib.rs", &text),
            [
                "crates/a/src/lib.rs -",
                "crates/a/src/lib.rs - Stack",
                "crates/a/src/lib.rs - Stack::f",
                "crates/a/src/lib.rs - Stack<T>::push",
                "crates/a/src/lib.rs - &'amutStack<Vec<T>>::next",
                "crates/a/src/lib.rs - E::One",
                "crates/a/src/lib.rs - Tr::m",
                "crates/a/src/lib.rs - inner",
                "crates/a/src/lib.rs - inner::f",
                "crates/a/src/lib.rs - mac",
            ]
        );
        assert_eq!(
            names("src/net.rs", "//! ```\n//! assert!(true);\n//! ```\n"),
            ["src/net.rs - net"]
        );
    }

    #[test]
    fn what_is_no_test_has_no_name() {
        let none = [
            "/// ```text\n/// no code\n/// ```\nfn a() {}\n",
            "/// ```ignore\n/// a();\n/// ```\nfn a() {}\n",
            "// ```\n// a();\n// ```\nfn a() {}\n",
            "fn a() {\n    /// ```\n    /// a();\n    /// ```\n    fn b() {}\n}\n",
        ];
        for text in none {
            assert_eq!(names("src/lib.rs", text), Vec::<String>::new(), "{text}");
        }
        let some =
            "/// ```text\n/// no code\n/// ```\n/// ```no_run\n/// a();\n/// ```\nfn a() {}\n";
        let found = examples_of(&WorkspacePath::new("src/lib.rs"), some);
        let [one] = found.try_into().expect("one item");
        assert_eq!(&some[one.keyword..][..11], "/// ```no_r");
        assert_eq!(one.range, 0..some.find("fn a").expect("the item"));
    }
}
