//! The Markdown page of a loop.

use std::fmt::Write as _;

use bowline_loop_core::{StopReason, observation::CheckEnd};

use super::{
    command,
    evidence::{CheckRun, Evidence, Note, Seen},
    testing, words,
};
use crate::journal::civil;

/// Lines of one list a page shows at the most; the JSON form has them all.
const LONGEST_LIST: usize = 50;

/// Tries that the account of one error names.
const LONGEST_ACCOUNT: usize = 5;

/// The whole page.
pub(super) fn page(evidence: &Evidence) -> String {
    let mut page = String::new();
    head(&mut page, evidence);
    changes(&mut page, evidence);
    proof(&mut page, evidence);
    testing::probes(&mut page, evidence);
    left(&mut page, evidence);
    testing::places(&mut page, evidence);
    tries(&mut page, evidence);
    afterwards(&mut page, evidence);
    page
}

fn head(page: &mut String, evidence: &Evidence) {
    match &evidence.end {
        Some(end) => {
            let _ = writeln!(
                page,
                "# {}: {}\n",
                capital(words::headline(end.verdict, &end.stop)),
                end.sentence
            );
            let _ = writeln!(page, "{}", end.meaning);
            if let StopReason::Broke(trouble) = &end.stop {
                let _ = write!(page, "\n{}", fenced("text", &trouble.what));
                if !trouble.hint.is_empty() {
                    let _ = writeln!(page, "\n{}", trouble.hint);
                }
            }
        }
        None => {
            page.push_str("# Unfinished: the loop has left no end\n\n");
            page.push_str(
                "It is still running, or its server was killed. Nothing of it was applied.\n",
            );
        }
    }
    page.push('\n');
    if let Some(asked) = &evidence.asked {
        let _ = writeln!(page, "- Asked: {asked}");
    }
    let _ = writeln!(page, "- Loop: `{}` in `{}`", evidence.id, evidence.root);
    if let Some(started) = evidence.started_unix_millis {
        let _ = writeln!(page, "- Began: {}", moment(started));
    }
    if let Some(end) = &evidence.end {
        let attempts = words::count(end.attempts, "attempt");
        let _ = writeln!(
            page,
            "- Effort: {attempts}, {} tried",
            words::count(end.candidates, "candidate")
        );
    }
    if let Some(asked) = words::calls(&evidence.calls) {
        let _ = writeln!(page, "- Model: {asked}");
    }
    for call in evidence
        .calls
        .iter()
        .filter(|call| !call.trouble.is_empty())
    {
        let _ = writeln!(page, "  - {}: {}", call.end, call.trouble);
    }
    if let Some(call) = evidence.calls.last() {
        let sent = call.slices.iter().filter(|slice| slice.sent);
        let sent: Vec<String> = sent
            .map(|slice| format!("{} ({})", slice.what, slice.source))
            .collect();
        if !sent.is_empty() {
            let _ = writeln!(page, "  - The last call was shown: {}", sent.join("; "));
        }
    }
    if !evidence.cautions.is_empty() {
        page.push_str("\n## Before you accept\n\n");
        for caution in &evidence.cautions {
            let _ = writeln!(page, "- {caution}");
        }
    }
}

fn changes(page: &mut String, evidence: &Evidence) {
    if evidence.files.is_empty() {
        return;
    }
    page.push_str("\n## What changes\n\n");
    let diff: String = evidence
        .files
        .iter()
        .map(|file| file.diff.as_str())
        .collect();
    page.push_str(&fenced("diff", &diff));
}

fn proof(page: &mut String, evidence: &Evidence) {
    if evidence.baseline.is_none() && evidence.proof.is_none() {
        return;
    }
    page.push_str("\n## Evidence\n\n| | Command | Ended | Time | Errors | Warnings | Tests |\n|---|---|---|---|---|---|---|\n");
    for (name, run) in [("Before", &evidence.baseline), ("After", &evidence.proof)] {
        if let Some(run) = run {
            row(page, name, run);
        }
    }
    if let Some(tree) = evidence.end.as_ref().and_then(|end| end.tree.as_ref()) {
        let _ = writeln!(page, "\nThe tree that was proved has the digest `{tree}`.");
    }
    for run in [&evidence.baseline, &evidence.proof].into_iter().flatten() {
        if let CheckEnd::Broken(words) = &run.end {
            let _ = write!(page, "\n{}", fenced("text", words));
        }
        if let Some(tests) = run.tests.as_ref().filter(|tests| !tests.failed.is_empty()) {
            let _ = writeln!(page, "\nFailed tests: {}", tests.failed.join(", "));
        }
    }
    list(page, "Gone", &evidence.gone);
    list(page, "New", &evidence.new);
}

/// What is left, each error with its account.
fn left(page: &mut String, evidence: &Evidence) {
    let Some((_, further)) = evidence.left.split_at_checked(evidence.accounts.len()) else {
        return;
    };
    if !evidence.accounts.is_empty() {
        page.push_str("\n## What is left, and what to decide\n");
    }
    for account in &evidence.accounts {
        let _ = writeln!(page, "\n- {}", sentence(&account.error));
        let _ = writeln!(page, "  - {}", account.obstacle);
        for tried in account.tried.iter().take(LONGEST_ACCOUNT) {
            let _ = writeln!(page, "  - {}: {}", tried.title, tried.result);
        }
        if let Some(more) = account.tried.len().checked_sub(LONGEST_ACCOUNT + 1) {
            let _ = writeln!(page, "  - and {} more, in the table below", more + 1);
        }
        let _ = writeln!(page, "  - **{}**", account.decide);
    }
    list(page, "Also left", further);
}

fn row(page: &mut String, name: &str, run: &CheckRun) {
    let tests = match &run.tests {
        Some(tests) => format!(
            "{} passed, {} failed, {} ignored",
            tests.passed,
            tests.failed.len(),
            tests.ignored
        ),
        None => "not run".into(),
    };
    let _ = writeln!(
        page,
        "| {name} | `{}` | {} | {} | {} | {} | {tests} |",
        cell(&command::shown(&run.command)),
        words::check_end(&run.end),
        words::duration(run.millis),
        run.errors,
        run.warnings
    );
}

fn list(page: &mut String, heading: &str, seen: &[Seen]) {
    if seen.is_empty() {
        return;
    }
    let _ = write!(page, "\n### {heading}\n\n");
    for seen in seen.iter().take(LONGEST_LIST) {
        let _ = writeln!(page, "- {}", sentence(seen));
    }
    if let Some(more) = seen
        .len()
        .checked_sub(LONGEST_LIST)
        .filter(|more| *more > 0)
    {
        let _ = writeln!(page, "- and {more} more");
    }
}

/// One observation in a line: `E0382 src/lib.rs:3: use of moved value`.
fn sentence(seen: &Seen) -> String {
    let code = if seen.code.is_empty() {
        String::new()
    } else {
        format!("`{}` ", seen.code)
    };
    let place = seen
        .place
        .as_ref()
        .map(|place| format!("{place}: "))
        .unwrap_or_default();
    format!(
        "{code}{place}{}",
        seen.message.lines().next().unwrap_or_default()
    )
}

fn tries(page: &mut String, evidence: &Evidence) {
    if evidence.tries.is_empty() {
        return;
    }
    page.push_str("\n## What was tried\n\n| Attempt | Candidate | What it does | What came of it |\n|---|---|---|---|\n");
    for entry in &evidence.tries {
        let (title, fate) = (cell(&entry.title), cell(&entry.fate));
        let _ = writeln!(
            page,
            "| {} | {} | {title} | {fate} |",
            entry.attempt, entry.candidate
        );
    }
}

fn afterwards(page: &mut String, evidence: &Evidence) {
    let nothing_to_say = evidence.files.is_empty() && evidence.notes.is_empty();
    if evidence.end.is_none() || nothing_to_say {
        return;
    }
    let _ = write!(page, "\n## Afterwards\n\n");
    if evidence.notes.is_empty() {
        page.push_str("Nothing of it was applied.\n");
    }
    for note in &evidence.notes {
        let _ = writeln!(page, "- {}", note_line(note));
    }
}

fn note_line(note: &Note) -> String {
    let when = note
        .unix_millis
        .map(|millis| format!("{}: ", moment(millis)))
        .unwrap_or_default();
    let kind = note.kind.replace('_', " ");
    let message = note
        .detail
        .get("message")
        .or(Some(&note.detail))
        .and_then(serde_json::Value::as_str);
    match message {
        Some(message) => format!("{when}{kind}: {message}"),
        None => format!("{when}{kind}"),
    }
}

/// A block whose fence is longer than any in the text.
fn fenced(language: &str, text: &str) -> String {
    let longest = text
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat((longest + 1).max(3));
    let end = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    format!("{fence}{language}\n{text}{end}{fence}\n")
}

/// Text that keeps to its cell of a table.
fn cell(text: &str) -> String {
    let mut words: String = text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|");
    if words.chars().count() > 200 {
        words = words.chars().take(199).chain(['…']).collect();
    }
    words
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn moment(unix_millis: u64) -> String {
    let (date, time) = civil(unix_millis / 1000);
    format!("{date} {time} UTC")
}
