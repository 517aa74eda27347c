//! From an example of the documentation to what it may call. Its code stands in a comment, so names are all there is.

use bowline_loop_core::WorkspacePath;

use super::{Calls, Start};
use crate::{
    examples_of,
    index::{Item, ItemKind},
    lexer::{Kind, lex},
};

/// The functions that the examples of a name may call, and the documented one itself; nothing for a test that is no example.
/// `test` is a name as [`examples_of`] gives it.
pub(super) fn starts(calls: &mut Calls<'_>, test: &str) -> Vec<Start> {
    let Some((file, item)) = test.split_once(" -") else {
        return Vec::new();
    };
    let path = WorkspacePath::new(file);
    let Some(text) = calls.file(&path).map(|file| file.text().to_owned()) else {
        return Vec::new();
    };
    let own = item.rsplit("::").next().unwrap_or_default().trim();
    let of_item = calls.index.items_of(&path).iter();
    let mut found: Vec<&Item> = of_item.filter(|one| one.name == own).collect();
    let examples = examples_of(&path, &text).into_iter();
    for example in examples.filter(|one| one.name == test) {
        for name in called_in(&text[example.range]) {
            found.extend(calls.index.named(&name));
        }
    }
    let functions = found.iter().filter(|one| one.kind == ItemKind::Function);
    let mut starts: Vec<Start> = Vec::new();
    for start in functions.map(|one| Start::of(one)) {
        if !starts.contains(&start) {
            starts.push(start);
        }
    }
    starts
}

/// The names in front of a bracket in the code of a comment.
fn called_in(comment: &str) -> Vec<String> {
    let marks = ["///", "//!", "/**", "/*!", "*/", "*"];
    let line = |line: &str| {
        let line = line.trim_start();
        let mark = marks.iter().find_map(|mark| line.strip_prefix(mark));
        mark.unwrap_or(line).trim_start().to_owned() + "\n"
    };
    let code: String = comment.lines().map(line).collect();
    let tokens = lex(&code);
    let text = |at: usize| {
        tokens
            .get(at)
            .map_or("", |token| &code[token.start..token.end])
    };
    let is_called = |at: &usize| tokens[*at].kind == Kind::Word && text(at + 1) == "(";
    (0..tokens.len())
        .filter(is_called)
        .map(|at| text(at).to_owned())
        .collect()
}
