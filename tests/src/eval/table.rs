//! The summary of many judged cases, one row a source.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{
    case::{Attempt, Case},
    judge,
};

/// What the judge says of one result.
#[derive(Clone, Copy, Debug)]
pub struct Judgement {
    /// Whether the program, built and run, ends well; `None` where there is nothing to run.
    pub asserts_hold: Option<bool>,
}

/// Counts of one row.
#[derive(Debug, Default)]
struct Row {
    cases: u32,
    error_free: u32,
    finished: u32,
    judged_by_run: u32,
    asserts_hold: u32,
    judged_by_text: u32,
    identical: u32,
    scaffolds: u32,
    false_checked: u32,
    candidates: u32,
    millis: Vec<u64>,
}

impl Row {
    fn count(&mut self, case: &Case, attempt: &Attempt, judgement: Judgement) {
        let is_scaffold = judge::is_scaffold(&case.text, &attempt.text);
        let says_done = matches!(attempt.verdict.as_str(), "proved" | "checked");
        self.cases += 1;
        self.error_free += u32::from(attempt.compiles);
        self.finished += u32::from(attempt.compiles && !is_scaffold);
        self.scaffolds += u32::from(attempt.compiles && is_scaffold);
        self.false_checked += u32::from(says_done && (!attempt.compiles || is_scaffold));
        self.candidates += attempt.candidates;
        self.millis.push(attempt.millis);
        if let Some(hold) = judgement.asserts_hold {
            self.judged_by_run += 1;
            self.asserts_hold += u32::from(hold);
        }
        if let Some(fixed) = &case.fixed {
            self.judged_by_text += 1;
            self.identical +=
                u32::from(judge::normalised(fixed) == judge::normalised(&attempt.text));
        }
    }
}

/// The table as text: Markdown that reads well on a terminal too.
pub fn table<'a>(judged: impl Iterator<Item = (&'a Case, &'a Attempt, Judgement)>) -> String {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let mut verdicts: BTreeMap<&str, u32> = BTreeMap::new();
    let mut stops: BTreeMap<&str, u32> = BTreeMap::new();
    for (case, attempt, judgement) in judged {
        rows.entry(case.row())
            .or_default()
            .count(case, attempt, judgement);
        *verdicts.entry(&attempt.verdict).or_default() += 1;
        *stops.entry(&attempt.stop).or_default() += 1;
    }
    let mut text = String::from(
        "| source | n | error-free | without scaffolds | asserts hold | identical | scaffolds | false «checked» | candidates | median ms |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
    );
    for (source, row) in &mut rows {
        row.millis.sort_unstable();
        let median = row
            .millis
            .get(row.millis.len() / 2)
            .copied()
            .unwrap_or_default();
        let _ = writeln!(
            text,
            "| {source} | {} | {} | {} | {} | {} | {} | {} | {:.1} | {median} |",
            row.cases,
            share(row.error_free, row.cases),
            share(row.finished, row.cases),
            share(row.asserts_hold, row.judged_by_run),
            share(row.identical, row.judged_by_text),
            row.scaffolds,
            row.false_checked,
            f64::from(row.candidates) / f64::from(row.cases.max(1)),
        );
    }
    let _ = writeln!(
        text,
        "\nverdicts: {}\nstops: {}",
        listed(&verdicts),
        listed(&stops)
    );
    text
}

fn share(part: u32, whole: u32) -> String {
    match whole {
        0 => "–".into(),
        _ => format!(
            "{part}/{whole} ({:.1} %)",
            100.0 * f64::from(part) / f64::from(whole)
        ),
    }
}

fn listed(counts: &BTreeMap<&str, u32>) -> String {
    let words: Vec<String> = counts
        .iter()
        .map(|(name, count)| format!("{name} {count}"))
        .collect();
    words.join(", ")
}
