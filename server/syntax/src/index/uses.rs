//! What a file imports, and where it builds structs.

use std::ops::Range;

use bowline_loop_core::WorkspacePath;
use tree_sitter::Node;

/// One name that a `use` brings into scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The file.
    pub path: WorkspacePath,
    /// Inline modules around it within its file, outermost first.
    pub modules: Vec<String>,
    /// The name in scope: that behind `as` where there is one, `*` for a glob.
    pub name: String,
    /// What it stands for, written out: `std::collections::HashMap`; a glob ends in `::*`.
    pub target: String,
    /// The visibility of the `use` as written; empty without one.
    pub visibility: String,
    /// The whole `use` declaration, its semicolon included; bytes, 0-based.
    pub range: Range<usize>,
    /// The part of it that names this one; the whole argument where it names only one.
    pub part: Range<usize>,
}

/// A place where a struct or variant with named fields is built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Literal {
    /// The file.
    pub path: WorkspacePath,
    /// The last segment of its path without generics; that of the impl's type for `Self`.
    pub name: String,
    /// The whole expression; bytes, 0-based.
    pub range: Range<usize>,
}

/// The names that the argument of a `use` brings, each with the path it stands for and the node that names it.
pub(super) fn names<'t>(argument: Node<'t>, text: &'t str) -> Vec<(String, String, Node<'t>)> {
    let mut found = Vec::new();
    walk(argument, text, "", &mut found);
    found
}

fn walk<'t>(
    node: Node<'t>,
    text: &'t str,
    prefix: &str,
    found: &mut Vec<(String, String, Node<'t>)>,
) {
    let of = |node: Node<'_>| text.get(node.byte_range()).unwrap_or_default();
    let joined = |path: &str| match prefix.is_empty() {
        true => path.to_owned(),
        false => format!("{prefix}::{path}"),
    };
    match node.kind() {
        "use_as_clause" => {
            let path = node.child_by_field_name("path");
            let alias = node.child_by_field_name("alias");
            if let (Some(path), Some(alias)) = (path, alias) {
                found.push((of(alias).to_owned(), joined(of(path)), node));
            }
        }
        "use_wildcard" => {
            let path = node.named_child(0).map_or("", of);
            let target = match path {
                "" => joined("*"),
                path => joined(&format!("{path}::*")),
            };
            found.push(("*".to_owned(), target, node));
        }
        "scoped_use_list" => {
            let inner = node
                .child_by_field_name("path")
                .map_or(prefix.to_owned(), |path| joined(of(path)));
            if let Some(list) = node.child_by_field_name("list") {
                walk(list, text, &inner, found);
            }
        }
        "use_list" => {
            for child in node.named_children(&mut node.walk()) {
                walk(child, text, prefix, found);
            }
        }
        "self" => {
            let name = prefix.rsplit("::").next().unwrap_or(prefix).to_owned();
            found.push((name, prefix.to_owned(), node));
        }
        "identifier" | "scoped_identifier" | "crate" | "super" => {
            let path = of(node);
            let name = path.rsplit("::").next().unwrap_or(path).to_owned();
            found.push((name, joined(path), node));
        }
        _ => {}
    }
}
