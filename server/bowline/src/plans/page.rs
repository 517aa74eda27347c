//! The Markdown of a plan, before and after it ran.

use std::fmt::Write as _;

use super::{Plan, State, Step, Work};
use crate::{redact, report::words};

/// Places of one step that are listed; the others are counted.
const MOST_PLACES: usize = 8;

/// The page, without credentials.
pub fn markdown(plan: &Plan) -> String {
    redact::kept(&page(plan))
}

fn page(plan: &Plan) -> String {
    let what = match plan.task.as_str() {
        "" => "make it compile and pass its tests",
        task => task.lines().next().unwrap_or_default(),
    };
    let mut page = format!("# Plan: {what}\n\n");
    let author = match &plan.author {
        Some(author) => format!(
            "Drawn up by {author} in the mode `{}`; nothing proves it.",
            plan.mode
        ),
        None => "Drawn up from what the compiler and the tests say; no model was asked.".into(),
    };
    let _ = writeln!(page, "*{author}*\n");
    for note in &plan.notes {
        let _ = writeln!(page, "{note}\n");
    }
    for (number, step) in plan.steps.iter().enumerate() {
        self::step(&mut page, number + 1, step);
    }
    if !plan.risks.is_empty() {
        page.push_str("## Risks\n\n");
        for risk in &plan.risks {
            let _ = writeln!(page, "- {risk}");
        }
        page.push('\n');
    }
    let id = &plan.id;
    if !plan.steps.is_empty() {
        let _ = match plan.state {
            State::Draft => writeln!(
                page,
                "Nothing was edited. `bowline plan --approve {id}` agrees to it, `bowline plan --run {id}` then carries it out in the shadow."
            ),
            State::Approved => writeln!(
                page,
                "Approved. `bowline plan --run {id}` carries it out in the shadow."
            ),
            State::Ran => writeln!(page, "It has run."),
        };
    }
    page
}

fn step(page: &mut String, number: usize, step: &Step) {
    let _ = writeln!(page, "## {number}. {}\n", step.title);
    match &step.work {
        Work::Errors(spots) => {
            for spot in spots.iter().take(MOST_PLACES) {
                let _ = writeln!(page, "- {}:{}", spot.path, spot.first_line);
            }
            if spots.len() > MOST_PLACES {
                let _ = writeln!(page, "- and {} more", spots.len() - MOST_PLACES);
            }
            page.push('\n');
        }
        Work::Tests(names) => {
            for name in names {
                let _ = writeln!(page, "- `{name}`");
            }
            page.push('\n');
        }
        Work::Words(text) => {
            let _ = writeln!(page, "{text}\n");
        }
    }
    if matches!(step.work, Work::Words(_)) && !step.files.is_empty() {
        let files: Vec<&str> = step.files.iter().map(|path| path.as_str()).collect();
        let _ = writeln!(page, "Files: {}\n", files.join(", "));
    }
    let _ = writeln!(page, "Check: {}\n", step.check);
    if !step.risk.is_empty() {
        let _ = writeln!(page, "Risk: {}\n", step.risk);
    }
    if let Some(result) = &step.result {
        let _ = writeln!(
            page,
            "**{}**: {}\n",
            words::verdict(result.verdict),
            result.sentence
        );
        for word in &result.words {
            let _ = writeln!(page, "Needs your word: {word}\n");
        }
    }
}
