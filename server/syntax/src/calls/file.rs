//! One file of a walk: its tokens, where its tests lie, and the names that a stretch of it uses.

use std::ops::Range;

use bowline_loop_core::WorkspacePath;

use super::{Role, implied};
use crate::{
    facts::is_test_file,
    lexer::{Kind, Token, lex},
    outline::Outline,
    tokens::Tokens,
};

/// A file cut into tokens.
pub(super) struct File {
    text: String,
    /// Everything but comments, in order.
    tokens: Vec<Token>,
    /// Stretches that are there for tests alone.
    tests: Vec<Range<usize>>,
    all_tests: Role,
    /// The first byte of each line.
    lines: Vec<usize>,
}

/// A name that may stand for a function or a macro.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) form: Form,
}

/// How a name is used.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Form {
    /// `name!(…)`
    Macro,
    /// `value.name(…)`; the receiver where it is a single word.
    Method(Option<String>),
    /// `Owner::name`
    Path(String),
    /// `name(…)`, or `name` handed over as an argument.
    Plain,
}

impl File {
    pub(super) fn new(path: &WorkspacePath, text: String) -> Self {
        let cut = Tokens::new(&text);
        let outline = Outline::new(&cut);
        let tests = outline
            .items
            .iter()
            .filter(|item| item.is_test() || item.is_for_tests(&cut))
            .map(|item| cut.bytes(item.tokens.clone()))
            .collect();
        let lines = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        let tokens = lex(&text);
        let code = |token: &Token| token.kind != Kind::Comment;
        Self {
            tests,
            lines,
            all_tests: match is_test_file(path) {
                true => Role::Test,
                false => Role::Product,
            },
            tokens: tokens.into_iter().filter(code).collect(),
            text,
        }
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    pub(super) fn role(&self, range: &Range<usize>) -> Role {
        let within = |test: &Range<usize>| test.start <= range.start && range.end <= test.end;
        match self.tests.iter().any(within) {
            true => Role::Test,
            false => self.all_tests,
        }
    }

    /// The line of a byte, 1-based.
    pub(super) fn line(&self, byte: usize) -> u32 {
        let line = self.lines.partition_point(|start| *start <= byte);
        u32::try_from(line).unwrap_or(u32::MAX)
    }

    /// The names in a stretch that may stand for something callable, or for a type.
    pub(super) fn names(&self, range: &Range<usize>) -> Vec<Name> {
        let all = self.within(range);
        let names = all.clone().filter_map(|at| self.name(at, &all));
        names.collect()
    }

    /// The functions of traits that a stretch may call without naming them.
    pub(super) fn implied(&self, range: &Range<usize>) -> Vec<&'static str> {
        let words = self.within(range).map(|at| self.at(at));
        words.flat_map(implied::by).copied().collect()
    }

    /// The tokens of a stretch.
    fn within(&self, range: &Range<usize>) -> Range<usize> {
        let first = self.tokens.partition_point(|one| one.start < range.start);
        let last = self.tokens.partition_point(|one| one.end <= range.end);
        first..last.max(first)
    }

    fn at(&self, at: usize) -> &str {
        let token = self.tokens.get(at);
        token.map_or("", |token| &self.text[token.start..token.end])
    }

    fn before(&self, at: usize, back: usize) -> &str {
        at.checked_sub(back).map_or("", |at| self.at(at))
    }

    fn name(&self, at: usize, within: &Range<usize>) -> Option<Name> {
        if self.tokens[at].kind != Kind::Word || self.before(at, 1) == "fn" {
            return None;
        }
        let opens = match (self.at(at + 1), self.at(at + 2)) {
            ("!", "(" | "[" | "{") => Some(Form::Macro),
            ("(", _) => Some(Form::Plain),
            (":", ":") if self.at(at + 3) == "<" => Some(Form::Plain),
            _ => None,
        };
        let path = self.before(at, 1) == ":" && self.before(at, 2) == ":";
        let form = match (opens, self.before(at, 1)) {
            (Some(Form::Macro), _) => Form::Macro,
            (Some(_), ".") if self.before(at, 2) != "." => {
                let alone = self.before(at, 3) != "." && at >= within.start + 2;
                let word = self.before(at, 2);
                let is_word = word.starts_with(|one: char| one.is_alphabetic() || one == '_');
                Form::Method((alone && is_word).then(|| word.to_owned()))
            }
            (None, ".") => return None,
            _ if path => Form::Path(self.owner(at)),
            (Some(_), _) => Form::Plain,
            (None, "(" | ",") if matches!(self.at(at + 1), ")" | ",") => Form::Plain,
            (None, _) if self.at(at).starts_with(char::is_uppercase) => Form::Plain,
            (None, _) => return None,
        };
        Some(Name {
            text: self.at(at).to_owned(),
            form,
        })
    }

    /// The segment in front of a path's last, generics left out.
    fn owner(&self, at: usize) -> String {
        let mut back = 3;
        if self.before(at, back) == ">" {
            let mut depth = 0_i32;
            while back <= at {
                match self.before(at, back) {
                    ">" => depth += 1,
                    "<" => depth -= 1,
                    _ => {}
                }
                back += 1;
                if depth == 0 {
                    break;
                }
            }
            if self.before(at, back) == ":" {
                back += 2;
            }
        }
        self.before(at, back).to_owned()
    }
}
