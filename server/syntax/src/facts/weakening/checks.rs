//! The functions of a text that check something: tests, and what helps them.

use std::{collections::BTreeSet, ops::Range};

use bowline_loop_core::ids::WorkspacePath;

use super::asserts::{self, Assert};
use crate::{
    facts::{Side, places::is_test_file},
    outline::{Attribute, Item},
    tokens::Tokens,
};

/// All functions of a text, as far as tests are concerned.
pub(super) struct Checks<'s, 'a> {
    pub(super) side: &'s Side<'a>,
    /// In the order of the text.
    pub(super) functions: Vec<Function<'a>>,
    /// Stretches of code tokens that exist only for tests.
    pub(super) test_code: Vec<Range<usize>>,
    /// Modules for tests that lie in files of their own, with their conditions.
    pub(super) test_files: Vec<(String, BTreeSet<String>)>,
}

/// What a function is to tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// The harness runs it.
    Test,
    /// It is part of the tests, and no test.
    Helper,
    /// It is what tests are about.
    Code,
}

/// A function.
#[derive(Clone, Debug)]
pub(super) struct Function<'a> {
    /// Its name behind the modules around it, for instance `tests::adds`.
    pub(super) path: String,
    pub(super) name: &'a str,
    pub(super) role: Role,
    /// The index of its keyword.
    pub(super) keyword: usize,
    /// The code tokens of its block, braces included; empty without one.
    pub(super) body: Range<usize>,
    pub(super) asserts: Vec<Assert<'a>>,
    /// What `#[ignore]` and its like say.
    pub(super) ignores: Vec<String>,
    /// Conditions under which it is built, other than being a test build.
    pub(super) gates: BTreeSet<String>,
    /// What `#[should_panic]` says, where it stands.
    pub(super) should_panic: Option<String>,
    /// How many cases its attributes name.
    pub(super) cases: usize,
}

impl<'s, 'a> Checks<'s, 'a> {
    pub(super) fn new(path: &WorkspacePath, side: &'s Side<'a>) -> Self {
        let (tokens, items) = (&side.tokens, &side.outline.items);
        let mut test_code: Vec<Range<usize>> = items
            .iter()
            .filter(|item| item.is_test() || item.is_for_tests(tokens))
            .map(|item| item.tokens.clone())
            .collect();
        if is_test_file(path) {
            test_code.push(0..tokens.code.len());
        }
        let mut checks = Self {
            side,
            functions: Vec::new(),
            test_code,
            test_files: Vec::new(),
        };
        for item in items {
            match item.kind {
                "fn" => checks.functions.extend(checks.function(item)),
                "mod" if tokens.at(item.keyword + 2) == ";" => {
                    let name = tokens.at(item.keyword + 1);
                    if item.is_for_tests(tokens) || name.contains("test") {
                        let gates = checks.gates(item);
                        checks.test_files.push((name.to_owned(), gates));
                    }
                }
                _ => {}
            }
        }
        checks
    }

    /// Whether a code token belongs to tests alone.
    pub(super) fn is_test_code(&self, index: usize) -> bool {
        self.test_code
            .iter()
            .any(|stretch| stretch.contains(&index))
    }

    /// The function that holds a code token in its block, the innermost.
    pub(super) fn function_at(&self, index: usize) -> Option<&Function<'a>> {
        self.functions
            .iter()
            .rev()
            .find(|function| function.body.contains(&index))
    }

    /// The name of the function that holds a code token, for people; the fallback is for what stands outside all.
    pub(super) fn place(&self, index: usize, fallback: &str) -> String {
        self.function_at(index)
            .map_or_else(|| fallback.to_owned(), |function| function.path.clone())
    }

    /// The code tokens of a stretch, as one line.
    pub(super) fn line(&self, stretch: Range<usize>) -> String {
        line(&self.side.tokens, stretch)
    }

    /// How often one of these words stands in a function's block; `let _` stands for a value that is thrown away.
    pub(super) fn count(&self, function: &Function<'_>, wanted: &[&str]) -> usize {
        let tokens = &self.side.tokens;
        let is_thrown_away =
            |index: usize| wanted.contains(&"let _") && tokens.are(index, &["let", "_", "="]);
        let inside = function.body.clone();
        inside
            .filter(|&index| wanted.contains(&tokens.at(index)) || is_thrown_away(index))
            .count()
    }

    fn function(&self, item: &Item<'a>) -> Option<Function<'a>> {
        let tokens = &self.side.tokens;
        let name = tokens.at(item.keyword + 1);
        let body = block(tokens, item);
        let is_nested = self
            .functions
            .iter()
            .any(|outer| outer.body.start < item.keyword && item.keyword < outer.body.end);
        let role = if item.is_test() && !is_nested {
            Role::Test
        } else if self.is_test_code(item.keyword) {
            Role::Helper
        } else {
            Role::Code
        };
        let named = |wanted: fn(&str) -> bool| {
            item.attributes
                .iter()
                .filter(move |attribute| attribute.says(tokens, wanted))
        };
        let should_panic = named(|word| word == "should_panic")
            .map(|attribute| line(tokens, attribute.inside.clone()))
            .next();
        let asserts = if role == Role::Code {
            Vec::new()
        } else {
            asserts::read(self.side, item.keyword, body.clone())
        };
        Some(Function {
            path: self.path(item, name),
            name,
            role,
            keyword: item.keyword,
            body,
            asserts,
            ignores: named(|word| word == "ignore")
                .map(|attribute| line(tokens, attribute.inside.clone()))
                .collect(),
            gates: self.gates(item),
            should_panic,
            cases: named(|word| matches!(word, "case" | "test_case" | "values")).count(),
        })
    }

    fn path(&self, item: &Item<'_>, name: &str) -> String {
        let tokens = &self.side.tokens;
        let mut parts: Vec<&str> = self
            .around(item)
            .map(|module| tokens.at(module.keyword + 1))
            .collect();
        parts.push(name);
        parts.join("::")
    }

    /// The modules around an item, outermost first.
    fn around<'i>(&'i self, item: &Item<'a>) -> impl Iterator<Item = &'i Item<'a>> + use<'i, 'a> {
        let keyword = item.keyword;
        self.side.outline.items.iter().filter(move |outer| {
            outer.kind == "mod" && outer.keyword < keyword && outer.tokens.contains(&keyword)
        })
    }

    fn gates(&self, item: &Item<'a>) -> BTreeSet<String> {
        let tokens = &self.side.tokens;
        let outer = self.around(item).flat_map(|outer| &outer.attributes);
        let inner = self.side.outline.inner.iter();
        item.attributes
            .iter()
            .chain(outer)
            .chain(inner)
            .filter(|attribute| attribute.says(tokens, |word| word == "cfg"))
            .map(|attribute| line(tokens, attribute.inside.clone()))
            .filter(|gate| gate != "cfg(test)")
            .collect()
    }
}

impl Attribute<'_> {
    /// Whether it is, or gives under a condition, an attribute of a name.
    fn says(&self, tokens: &Tokens<'_>, wanted: fn(&str) -> bool) -> bool {
        wanted(self.name)
            || self.name == "cfg_attr" && self.inside.clone().any(|index| wanted(tokens.at(index)))
    }
}

/// The code tokens of an item's block, braces included.
fn block(tokens: &Tokens<'_>, item: &Item<'_>) -> Range<usize> {
    let mut index = item.keyword;
    while index < item.tokens.end {
        match tokens.at(index) {
            "{" => return index..item.tokens.end,
            "(" | "[" => index = tokens.behind_group(index),
            _ => index += 1,
        }
    }
    item.tokens.end..item.tokens.end
}

/// Code tokens on one line, with blanks only between words.
pub(super) fn line(tokens: &Tokens<'_>, stretch: Range<usize>) -> String {
    let mut text = String::new();
    for index in stretch {
        let next = tokens.at(index);
        let is_word = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        if is_word(text.chars().next_back()) && is_word(next.chars().next()) {
            text.push(' ');
        }
        text.push_str(next);
    }
    text
}
