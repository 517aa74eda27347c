//! The tests of an open document: where they stand, and how libtest names them. What a loop does with them is the engine's.

use std::path::Path;

use bowline_documents::{Position, text};
use bowline_loop_core::WorkspacePath;
use bowline_syntax::{TestItem, TestKind, examples_of, module_of, tests_of};
use serde_json::{Value, json};

use super::{places, session::State, wire::Range};

/// A test, a module with tests, or an example of the documentation, of an open document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Test {
    /// Its whole name as libtest writes it, `net::wire::tests::reads`; an example's without its line.
    pub(super) name: String,
    pub(super) kind: TestKind,
    /// Where its `fn` or `mod` stands, or the first fence of the examples.
    pub(super) keyword: Position,
    /// From its first attribute to its closing brace; an example's is the whole comment.
    pub(super) range: Range,
}

impl Test {
    /// The last part of its name.
    pub(super) fn own_name(&self) -> &str {
        self.name.rsplit("::").next().unwrap_or_default()
    }

    /// The argument of the command that makes it pass.
    pub(super) fn argument(&self, uri: &str) -> Value {
        json!({ "textDocument": { "uri": uri }, "test": self.name })
    }
}

/// The tests and modules with tests of an open document, in order; none where it is not open.
pub(super) fn tests(state: &State, path: &Path) -> Vec<Test> {
    let Some((_, buffer)) = state.documents.at(path) else {
        return Vec::new();
    };
    let encoding = state.documents.encoding();
    let at = |byte: usize| text::position_of(&buffer.text, byte, encoding);
    let module = module(path);
    let text = buffer.text.to_string();
    let found = tests_of(&text).into_iter().map(|test| TestItem {
        name: match module.as_str() {
            "" => test.name,
            module => format!("{module}::{}", test.name),
        },
        ..test
    });
    let examples = documented(path).map(|file| examples_of(&file, &text));
    let mut all: Vec<TestItem> = found.chain(examples.into_iter().flatten()).collect();
    all.sort_by_key(|test| test.keyword);
    let shown = all.into_iter().map(|test| Test {
        name: test.name,
        kind: test.kind,
        keyword: at(test.keyword),
        range: Range {
            start: at(test.range.start),
            end: at(test.range.end),
        },
    });
    shown.collect()
}

/// A file of a library in its workspace: rustdoc tests the documentation of no other target.
fn documented(path: &Path) -> Option<WorkspacePath> {
    let (package, _) = places::package_at(path)?;
    let below = path.strip_prefix(package.join("src")).ok()?;
    let is_of_program = below.starts_with("bin") || below == Path::new("main.rs");
    let has_library = package.join("src/lib.rs").is_file();
    let file = path.strip_prefix(places::cargo_root(path)?).ok()?;
    (has_library && !is_of_program).then(|| WorkspacePath::new(file.to_string_lossy()))
}

/// The test or the example around a position.
pub(super) fn around(tests: &[Test], at: Position) -> Option<&Test> {
    let holds = |range: Range| range.start.line <= at.line && at.line <= range.end.line;
    tests
        .iter()
        .find(|test| test.kind != TestKind::Module && holds(test.range))
}

/// The module that a file is within its crate.
fn module(path: &Path) -> String {
    let package = places::package_at(path);
    let below = package.and_then(|(directory, _)| {
        let below = path.strip_prefix(directory).ok()?.to_str()?.to_owned();
        Some(below)
    });
    below.map_or_else(String::new, |below| module_of(&WorkspacePath::new(below)))
}
