//! What a loop leaves for people and machines: evidence as one value, rendered as Markdown or JSON.
//!
//! The same [`Evidence`] is built from a loop that has just ended and from its journal, so both say the same. Lives here:
//! words and layout. Does not live here: verdicts (`bowline-loop-core` gives them), colours (`cli`).

mod account;
pub mod command;
mod evidence;
mod links;
mod markdown;
pub(crate) mod testing;
pub mod words;

use bowline_loop_core::{
    Intent, Observation,
    intent::{Goal, Scope},
};
use serde_json::Value;

pub use self::account::{Account, Attempted};
pub use self::evidence::{CheckRun, End, Evidence, FileDiff, Note, Seen, Try};
pub use self::links::linked;
use crate::{
    engine::{Finished, ProvedFile},
    journal::Record,
};

/// Letters of a report that a title quotes.
const LONGEST_QUOTE: usize = 60;

/// The report of a loop that has just ended, as Markdown.
pub fn markdown(finished: &Finished) -> String {
    Evidence::of_finished(finished).markdown()
}

/// The report of a loop that has just ended, as JSON.
pub fn json(finished: &Finished) -> Value {
    Evidence::of_finished(finished).json()
}

/// The report of a journal, as Markdown.
pub fn markdown_of_record(record: &Record) -> String {
    Evidence::of_record(record).markdown()
}

/// The report of a journal, as JSON.
pub fn json_of_record(record: &Record) -> Value {
    Evidence::of_record(record).json()
}

/// What an error asks of the one who wrote the code, as a question.
pub fn decision(observation: &Observation) -> &'static str {
    account::decision(observation)
}

/// What the loop changes, file by file, as unified diffs.
pub fn diffs(finished: &Finished) -> Vec<FileDiff> {
    diffs_of(&finished.files)
}

/// What texts before and after change, file by file, as unified diffs.
pub fn diffs_of(files: &[ProvedFile]) -> Vec<FileDiff> {
    let diff = |file: &ProvedFile| FileDiff {
        path: file.path.to_string(),
        diff: bowline_documents::hunk::unified(file.path.as_str(), &file.before, &file.after),
    };
    files.iter().map(diff).collect()
}

/// What a loop was asked for, in a few words: `fix E0382 at src/lib.rs:3`, `fix package server`.
pub fn title(intent: &Intent) -> String {
    match &intent.goal {
        Goal::ClearAt(spot) => {
            let what = spot.code.as_deref().unwrap_or("the error");
            format!("fix {what} at {}:{}", spot.path, spot.first_line)
        }
        Goal::ClearAll { .. } => match &intent.scope {
            Scope::File(path) => format!("fix {path}"),
            Scope::Package { name, .. } => format!("fix package {name}"),
            Scope::Workspace => "fix the workspace".into(),
        },
        Goal::PassTests { filter, named } => {
            let asked: Vec<&str> = filter.iter().chain(named).map(String::as_str).collect();
            match (asked.as_slice(), &intent.checks.package) {
                ([], Some(package)) => format!("make the failing tests of {package} pass"),
                ([], None) => "make the failing tests pass".into(),
                ([.., _, _, _, _], _) => format!("make {} tests pass", asked.len()),
                (few, _) => format!("make `{}` pass", few.join("`, `")),
            }
        }
        Goal::WriteTest { report, .. } => writing(report),
    }
}

/// What a loop is called that writes a failing test for a report.
pub fn writing(report: &str) -> String {
    let line = report.lines().next().unwrap_or_default().trim();
    let shown = match line.char_indices().nth(LONGEST_QUOTE) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line.to_owned(),
    };
    format!("write a failing test: {shown}")
}

#[cfg(test)]
mod tests;
