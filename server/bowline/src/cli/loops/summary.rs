//! The few lines below the diff: what the result is worth, what proves it, what it leaves.

use std::fmt::Write as _;

use bowline_loop_core::{StopReason, Verdict};
use console::Style;

use crate::{
    engine::Finished,
    report::{CheckRun, Evidence, Seen, command, testing, words},
};

/// Lines of a list that a terminal shows; the report has all of them.
const LONGEST_LIST: usize = 8;

/// Places of a fault that a terminal shows.
const MOST_PLACES: usize = 3;

/// The summary of a loop for a terminal, in colours where standard output shows them.
pub(super) fn summary(evidence: &Evidence, finished: &Finished) -> String {
    let mut text = String::new();
    let Some(end) = &evidence.end else {
        return text;
    };
    let colour = match end.verdict {
        Verdict::Proved | Verdict::Checked => Style::new().green().bold(),
        Verdict::Improved | Verdict::Scaffold => Style::new().yellow().bold(),
        Verdict::None if end.stop == StopReason::NothingToDo => Style::new().green().bold(),
        Verdict::None => Style::new().red().bold(),
    };
    let verdict = words::headline(end.verdict, &end.stop);
    let attempts = words::count(end.attempts, "attempt");
    let effort = if end.attempts == 0 {
        String::new()
    } else {
        format!(" after {attempts}")
    };
    let _ = writeln!(
        text,
        "{}{effort}: {}",
        colour.apply_to(verdict),
        end.sentence
    );
    if end.verdict != Verdict::None {
        let _ = writeln!(text, "  {}", end.meaning);
    }
    if let StopReason::Broke(trouble) = &end.stop {
        for line in trouble
            .what
            .lines()
            .filter(|line| !end.sentence.contains(*line))
        {
            let _ = writeln!(text, "  {line}");
        }
        if !trouble.hint.is_empty() && !end.sentence.contains(&trouble.hint) {
            let _ = writeln!(text, "  {}", trouble.hint);
        }
    }
    for (name, run) in [("before", &evidence.baseline), ("after", &evidence.proof)] {
        if let Some(run) = run {
            let _ = writeln!(text, "  {name:<7} {}", said(run));
        }
    }
    list(&mut text, "left", &evidence.left, |index, text| {
        if let Some(account) = evidence.accounts.get(index) {
            let _ = writeln!(text, "          {} {}", account.obstacle, account.decide);
        }
    });
    for (index, suspect) in evidence.suspects().iter().enumerate().take(MOST_PLACES) {
        let name = if index == 0 { "places" } else { "" };
        let _ = writeln!(text, "  {name:<7} {}", testing::place(suspect));
    }
    for (index, told) in evidence.probes().iter().enumerate() {
        let name = if index == 0 { "others" } else { "" };
        let _ = writeln!(text, "  {name:<7} {told}");
    }
    list(&mut text, "new", &evidence.new, |_, _| {});
    if let Some(asked) = words::calls(&evidence.calls) {
        let _ = writeln!(text, "  model   {asked}");
    }
    for caution in &evidence.cautions {
        let _ = writeln!(
            text,
            "  {} {caution}",
            Style::new().yellow().apply_to("caution:")
        );
    }
    if finished.journal.is_some() {
        let _ = writeln!(text, "  report: bowline report {}", evidence.id);
    }
    text
}

fn said(run: &CheckRun) -> String {
    let mut said = format!(
        "{} · {} · {}, {}",
        command::shown(&run.command),
        words::duration(run.millis),
        words::count(run.errors, "error"),
        words::count(run.warnings, "warning")
    );
    if let Some(tests) = &run.tests {
        let _ = write!(
            said,
            ", {} passed, {} failed",
            words::count(tests.passed, "test"),
            tests.failed.len()
        );
    }
    said
}

/// A list of observations, each with what `more` writes below it.
fn list(text: &mut String, name: &str, seen: &[Seen], more: impl Fn(usize, &mut String)) {
    for (index, seen) in seen.iter().enumerate().take(LONGEST_LIST) {
        let name = if index == 0 { name } else { "" };
        let place = seen
            .place
            .as_ref()
            .map(|place| format!("{place}: "))
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "  {name:<7} {place}{}",
            seen.message.lines().next().unwrap_or_default()
        );
        more(index, text);
    }
    if seen.len() > LONGEST_LIST {
        let _ = writeln!(text, "  {:<7} and {} more", "", seen.len() - LONGEST_LIST);
    }
}
