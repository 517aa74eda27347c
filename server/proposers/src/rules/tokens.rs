//! Broken syntax between balanced brackets: a sign that is missing, doubled or another language's, and words that are no keywords
//! of Rust.

mod angles;
mod commas;
mod expected;
mod habits;
mod ranges;
mod words;

use bowline_loop_core::{Class, observation::Level};
use bowline_syntax::{Token, TokenKind, lex};

use super::{Case, Edit, Rule, Spot, edit::Fixes, parses::Trial};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "foreign-word",
        class: Class::KeepsMeaning,
        about: "Writes the keyword that a word stands for where the parser stumbles over it: one of another language, or a keyword \
                that is misspelt or stands in the wrong order.",
        propose: words::foreign,
    },
    Rule {
        name: "foreign-form",
        class: Class::KeepsMeaning,
        about: "Writes in Rust's way what is written in that of another language: a parameter with its type in front, `new Store(2)`, \
                `word => word.len()` as an argument, dots in an import or a pattern.",
        propose: habits::foreign,
    },
    Rule {
        name: "expected-sign",
        class: Class::KeepsMeaning,
        about: "Puts in the sign that the parser expected, writes it in place of another one, or takes away one too many: such as \
                `=>`, `->`, `,`, `:` or `=`. Of all such edits it keeps those after which the file parses.",
        propose: expected::sign,
    },
    Rule {
        name: "colon-range",
        class: Class::KeepsMeaning,
        about: "Writes `..` for the `:` of a range within the brackets of an index.",
        propose: ranges::colon,
    },
    Rule {
        name: "angle-bracket",
        class: Class::KeepsMeaning,
        about: "Puts in the `<` or `>` that a list of generic arguments or parameters lacks.",
        propose: angles::balance,
    },
    Rule {
        name: "comma-before-operator",
        class: Class::KeepsMeaning,
        about: "Puts in the comma between two arguments where the second begins with `&`, `*` or `-`, so that both read as one \
                calculation.",
        propose: commas::operator,
    },
];

/// Candidates handed over for one error.
const MOST: usize = 4;

/// A place where the parser gave up, among the tokens of its file.
struct Stumble<'a> {
    spot: Spot<'a>,
    /// The tokens around it, comments left out.
    tokens: Vec<Token>,
    /// The token that it stumbled over, as an index; the number of tokens for the end of the file.
    at: usize,
    trial: Trial<'a>,
    /// Whether the compiler has a suggestion with which the file parses.
    answered: bool,
    /// Whether it said more than its parser did: what follows from code that it misread.
    more_said: bool,
}

/// A candidate and how far it is to be trusted.
struct Try {
    title: String,
    class: Class,
    edit: Edit,
}

impl<'a> Stumble<'a> {
    /// The place of an error of the parser; `None` for all other errors.
    fn of(case: &Case<'a>) -> Option<Self> {
        let parser = [
            "expected ",
            "unexpected ",
            "missing ",
            "unmatched ",
            "invalid ",
        ];
        if !case.has_no_code() || !parser.iter().any(|start| case.message().starts_with(start)) {
            return None;
        }
        let spot = case.primary()?;
        let tokens: Vec<Token> = lex(spot.syntax.text())
            .into_iter()
            .filter(|token| token.kind != TokenKind::Comment)
            .collect();
        let at = tokens.partition_point(|token| token.end <= spot.range.start);
        let trial = Trial::of(&spot);
        let answered = case.diagnostic.children.iter().any(|child| {
            let edit = child.spans.iter().fold(Edit::default(), |edit, span| {
                match (&span.replacement, span.path == *spot.path) {
                    (Some(text), true) => edit.replace(&spot, span.start..span.end, text.as_str()),
                    _ => edit,
                }
            });
            !edit.edits.is_empty() && trial.parses(&edit)
        });
        Some(Self {
            spot,
            tokens,
            at,
            trial,
            answered,
            more_said: case
                .all
                .iter()
                .any(|one| one.level == Level::Error && one.code.is_some()),
        })
    }

    /// The text of a token; empty outside the file.
    fn text(&self, index: usize) -> &'a str {
        self.tokens
            .get(index)
            .map_or("", |token| &self.spot.syntax.text()[token.start..token.end])
    }

    /// Hands over the candidates that parse best. What the compiler has an answer for is only added to.
    fn offer(&self, tries: Vec<Try>, fixes: &mut Fixes) {
        let candidates = tries
            .into_iter()
            .map(|one| ((one.title, one.class), one.edit))
            .collect();
        let best = self.trial.best(candidates);
        if !best.first().is_some_and(|(_, edit)| self.trial.helps(edit)) {
            return;
        }
        let clean = best
            .first()
            .is_some_and(|(_, edit)| self.trial.parses(edit));
        for ((title, class), edit) in best.into_iter().take(if clean { MOST } else { 2 }) {
            let edit = if self.more_said { edit.alone() } else { edit };
            match class {
                Class::KeepsMeaning if !self.answered => fixes.keeps(title, edit),
                _ => fixes.plausible(title, edit),
            }
        }
    }
}
