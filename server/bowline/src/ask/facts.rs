//! What is known about a question without asking anybody: what the compiler or the tests say there, in which item it stands,
//! and what the names in it stand for.

use std::ops::Range;

use bowline_loop_core::{
    Observation, WorkspacePath,
    observation::{Level, Suspect},
};
use bowline_proposers::model::prompt::{About, Fact};
use bowline_syntax::Syntax;
use serde::Serialize;

use super::{
    Asked, Place,
    names::{self, Named as Name},
    page,
};
use crate::{engine::View, report};

pub use super::names::Named;

/// Diagnostics that are told in full.
const MOST_TOLD: usize = 5;

/// Names that are told of.
const MOST_NAMES: usize = 4;

/// Uses of a name that a model is shown: code that does the same elsewhere.
const MOST_SHOWN: usize = 6;

/// Everything that is known.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Facts {
    /// What the question is about, in a few words.
    pub title: String,
    /// `path:line`, where it is about a place.
    pub place: Option<String>,
    /// The item that holds the place, for instance `impl Stack::fn push`; empty without.
    pub within: String,
    /// What was run.
    pub command: String,
    /// What it said there.
    pub told: Vec<Told>,
    /// How much more it said, here or elsewhere.
    pub further: usize,
    /// The names that the question is about.
    pub named: Vec<Named>,
    /// What the tests said, where they ran.
    pub tests: Option<Failing>,
}

/// One thing that was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Told {
    /// How grave it is.
    pub level: Level,
    /// The error code or lint; empty without.
    pub code: String,
    /// The message.
    pub message: String,
    /// `path:line`; empty without a place.
    pub place: String,
    /// Its lines, 1-based and inclusive; 0 without a place.
    #[serde(skip)]
    pub first_line: u32,
    /// The last of them.
    #[serde(skip)]
    pub last_line: u32,
    /// As the tool rendered it.
    pub rendered: String,
    /// What `rustc --explain` says of the code.
    pub explanation: Option<String>,
    /// What it asks of the one who wrote the code.
    pub decide: String,
}

/// What the tests said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Failing {
    /// How many passed.
    pub passed: u32,
    /// The names of those that failed.
    pub failed: Vec<String>,
    /// Where the fault may lie, likeliest first.
    pub suspects: Vec<Suspect>,
}

impl Facts {
    /// Reads them off a view.
    pub(super) fn gather(view: &View, asked: &Asked) -> Self {
        let place = asked.place.as_ref();
        let at = place.map(|place| (view.project().workspace_path(&place.file), place));
        let report = view.report();
        let is_meant = |one: &&Observation| {
            at.as_ref().is_none_or(|(path, place)| {
                one.site.as_ref().is_some_and(|site| {
                    &site.path == path
                        && site.first_line <= place.last_line
                        && place.first_line <= site.last_line
                })
            })
        };
        let mut meant: Vec<&Observation> = report.observations.iter().filter(is_meant).collect();
        meant.sort_by_key(|one| one.level != Level::Error);
        let told: Vec<Told> = meant.iter().take(MOST_TOLD).map(|one| told(one)).collect();
        let tests = report.tests.as_ref().map(|counts| Failing {
            passed: counts.passed,
            failed: counts.failed.clone(),
            suspects: counts.suspects.clone(),
        });
        let shown = at
            .as_ref()
            .map(|(path, place)| format!("{path}:{}", place.first_line));
        Self {
            title: title(asked, shown.as_deref(), &told),
            within: at
                .as_ref()
                .map(|(path, place)| within(view, path, place))
                .unwrap_or_default(),
            place: shown,
            command: report::command::shown(&report.command),
            further: report.observations.len() - told.len(),
            named: named(view, asked, at.as_ref().map(|(path, _)| path), &told),
            told,
            tests,
        }
    }

    /// The same as a prompt takes it.
    pub(super) fn about(&self, view: &View, asked: &Asked, most: usize) -> About {
        let place = asked.place.as_ref().and_then(|place| {
            let path = view.project().workspace_path(&place.file);
            let text = view.text_of(&path)?;
            let range = names::lines(&text, place.first_line, place.last_line);
            Some((
                path,
                range.start..range.end.saturating_sub(1).max(range.start),
            ))
        });
        let is_told = |index: &usize| {
            let diagnostic = &view.diagnostics()[*index];
            self.told.iter().any(|told| {
                told.message == diagnostic.message
                    && diagnostic.primary().is_some_and(|span| {
                        told.place == format!("{}:{}", span.path, span.first_line)
                    })
            })
        };
        About {
            question: self.question(asked),
            place,
            diagnostics: (0..view.diagnostics().len()).filter(is_told).collect(),
            facts: self.slices(most),
        }
    }

    /// The question in words: the person's, else what the mode is for.
    fn question(&self, asked: &Asked) -> String {
        let own = asked.question.as_deref().map(str::trim);
        let words = match own.filter(|own| !own.is_empty()) {
            Some(own) => own,
            None => match asked.mode.name.as_str() {
                "debug" => "Why do these tests fail?",
                "review" => "What is wrong with this code?",
                _ if !self.told.is_empty() => {
                    "Why does the compiler say this, and what are the ways out?"
                }
                _ => "What does this do, and who relies on it?",
            },
        };
        match &self.place {
            Some(place) => format!("{words} (asked at {place})"),
            None => words.to_owned(),
        }
    }

    fn slices(&self, most: usize) -> Vec<Fact> {
        let mut slices = Vec::new();
        let mut fact = |what, source: &str, text: String| {
            slices.push(Fact {
                what,
                source: source.to_owned(),
                text,
            });
        };
        if let Some(tests) = &self.tests {
            let failed = self.told.iter().map(|told| told.rendered.as_str());
            fact(
                "failing tests",
                &self.command,
                failed.collect::<Vec<_>>().join("\n"),
            );
            fact(
                "where the fault may lie",
                "the calls of the tests",
                page::suspects(&tests.suspects),
            );
        }
        for told in &self.told {
            if let Some(text) = &told.explanation {
                fact("explanation", &told.code, page::cut(text, most).to_owned());
            }
        }
        for name in &self.named {
            let documented = name
                .declared
                .iter()
                .filter(|declared| !declared.documentation.is_empty());
            for declared in documented {
                fact(
                    "documentation",
                    &declared.place,
                    declared.documentation.clone(),
                );
            }
            let uses = name.uses.iter().take(MOST_SHOWN);
            let uses: Vec<String> = uses
                .map(|one| format!("{}: {}", one.place, one.text))
                .collect();
            if !uses.is_empty() {
                fact("uses", &name.name, uses.join("\n"));
            }
        }
        slices
    }
}

fn told(one: &Observation) -> Told {
    let site = one.site.as_ref();
    Told {
        level: one.level,
        code: one.key.code.clone(),
        message: one.message.clone(),
        place: site.map_or_else(String::new, |site| {
            format!("{}:{}", site.path, site.first_line)
        }),
        first_line: site.map_or(0, |site| site.first_line),
        last_line: site.map_or(0, |site| site.last_line),
        rendered: match one.rendered.trim() {
            "" => one.message.clone(),
            rendered => rendered.to_owned(),
        },
        explanation: None,
        decide: report::decision(one).to_owned(),
    }
}

fn title(asked: &Asked, place: Option<&str>, told: &[Told]) -> String {
    match (place, told.first()) {
        (Some(place), Some(told)) if !told.code.is_empty() => format!("{} at {place}", told.code),
        (Some(place), _) => place.to_owned(),
        (None, _) => match &asked.question {
            Some(question) => page::cut(question.lines().next().unwrap_or_default(), 80).to_owned(),
            None => "The workspace".into(),
        },
    }
}

fn within(view: &View, path: &WorkspacePath, place: &Place) -> String {
    let Some(text) = view.text_of(path) else {
        return String::new();
    };
    let line = names::lines(&text, place.first_line, place.first_line);
    let indent = text[line.clone()].len() - text[line.clone()].trim_start().len();
    Syntax::parse(&text).item_path(line.start + indent)
}

/// The names that a question is about: the one under the cursor; else those of the diagnostics, of the code, of the question.
fn named(view: &View, asked: &Asked, path: Option<&WorkspacePath>, told: &[Told]) -> Vec<Name> {
    let mut names: Vec<String> = Vec::new();
    if let (Some(path), Some(place)) = (path, &asked.place)
        && let Some(text) = view.text_of(path)
    {
        let range = names::lines(&text, place.first_line, place.last_line);
        if let Some(name) = under_cursor(&text, &range, place) {
            names.push(name.to_owned());
        } else {
            names.extend(names::in_code(view, &text[range]));
        }
    }
    // The names of tests say where they stand, not what is wrong.
    for told in told.iter().filter(|told| told.code != "test").take(2) {
        let code = told.message.split('`').skip(1).step_by(2);
        names.extend(code.flat_map(|code| names::in_code(view, code)));
    }
    names.extend(names::in_code(
        view,
        asked.question.as_deref().unwrap_or_default(),
    ));
    let mut seen = std::collections::BTreeSet::new();
    names.retain(|name| seen.insert(name.clone()));
    let known = names.iter().filter_map(|name| names::known(view, name));
    known.take(MOST_NAMES).collect()
}

fn under_cursor<'t>(text: &'t str, line: &Range<usize>, place: &Place) -> Option<&'t str> {
    let column = place.column?.saturating_sub(1) as usize;
    let (byte, _) = text[line.clone()].char_indices().nth(column)?;
    names::at(text, line.start + byte)
}
