//! The summary of many judged cases: one row a source, the same for plain cargo, and one row a slip.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{
    case::{Attempt, Case},
    judge,
};

/// What the judge says of one case.
#[derive(Clone, Copy, Debug)]
pub struct Judgement {
    /// Whether the engine's result, built and run, ends well; `None` where there is nothing to run.
    pub asserts_hold: Option<bool>,
    /// The same of what `cargo fix` left, where it was asked.
    pub baseline_holds: Option<bool>,
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
    says_done: u32,
    false_checked: u32,
    breaks_assert: u32,
    repaired_checks: Vec<u64>,
    millis: Vec<u64>,
    /// Loop time over the time of one plain check, in hundredths.
    ratios: Vec<u64>,
    baselines: u32,
    baseline_error_free: u32,
    baseline_holds: u32,
    baseline_identical: u32,
}

impl Row {
    fn count(&mut self, case: &Case, attempt: &Attempt, judgement: Judgement) {
        let left = attempt.left(case);
        let is_scaffold = judge::is_scaffold(&case.broken(), &left);
        let says_done = matches!(attempt.verdict.as_str(), "proved" | "checked");
        self.cases += 1;
        self.error_free += u32::from(attempt.compiles);
        self.finished += u32::from(attempt.compiles && !is_scaffold);
        self.scaffolds += u32::from(attempt.compiles && is_scaffold);
        self.says_done += u32::from(says_done);
        self.false_checked += u32::from(says_done && (!attempt.compiles || is_scaffold));
        self.breaks_assert += u32::from(says_done && judgement.asserts_hold == Some(false));
        self.millis.push(attempt.millis);
        self.ratios
            .extend((attempt.millis * 100).checked_div(attempt.plain_millis));
        if attempt.compiles {
            self.repaired_checks.push(u64::from(attempt.checks));
        }
        if let Some(hold) = judgement.asserts_hold {
            self.judged_by_run += 1;
            self.asserts_hold += u32::from(hold);
        }
        if let Some(sound) = case.sound() {
            self.judged_by_text += 1;
            self.identical += u32::from(judge::identical(&sound, &left));
            if let Some(baseline) = &attempt.baseline {
                self.baseline_identical += u32::from(judge::identical(&sound, &baseline.files));
            }
        }
        if let Some(baseline) = &attempt.baseline {
            self.baselines += 1;
            self.baseline_error_free += u32::from(baseline.compiles);
            self.baseline_holds += u32::from(judgement.baseline_holds == Some(true));
        }
    }

    fn repairs(&self) -> String {
        format!(
            "{} | {} | {} | {} | {}",
            self.cases,
            share(self.error_free, self.cases),
            share(self.finished, self.cases),
            share(self.asserts_hold, self.judged_by_run),
            share(self.identical, self.judged_by_text),
        )
    }

    fn honesty(&self) -> String {
        format!(
            "{} | {} of {} | {}",
            self.scaffolds, self.false_checked, self.says_done, self.breaks_assert
        )
    }

    fn cost(&mut self) -> String {
        let checks = (
            part(&mut self.repaired_checks, 50),
            part(&mut self.repaired_checks, 95),
        );
        let millis = (part(&mut self.millis, 50), part(&mut self.millis, 95));
        let ratios = (part(&mut self.ratios, 50), part(&mut self.ratios, 95));
        let times = |hundredths: u64| format!("{}.{:02}", hundredths / 100, hundredths % 100);
        format!(
            "{}, {} | {}, {} | {}, {}",
            checks.0,
            checks.1,
            millis.0,
            millis.1,
            times(ratios.0),
            times(ratios.1)
        )
    }
}

/// The table as text: Markdown that reads well on a terminal too.
pub fn table<'a>(judged: impl Iterator<Item = (&'a Case, &'a Attempt, Judgement)>) -> String {
    let mut rows: BTreeMap<&str, Row> = BTreeMap::new();
    let mut slips: BTreeMap<&str, Row> = BTreeMap::new();
    let mut verdicts: BTreeMap<&str, u32> = BTreeMap::new();
    let mut stops: BTreeMap<&str, u32> = BTreeMap::new();
    for (case, attempt, judgement) in judged {
        let row = rows.entry(case.row()).or_default();
        row.count(case, attempt, judgement);
        if let Some(slip) = &case.op {
            slips
                .entry(slip)
                .or_default()
                .count(case, attempt, judgement);
        }
        *verdicts.entry(&attempt.verdict).or_default() += 1;
        *stops.entry(&attempt.stop).or_default() += 1;
    }
    let mut text = sources(&mut rows);
    text.push_str(&baselines(&rows));
    text.push_str(&by_slip(&slips));
    let _ = writeln!(
        text,
        "\nverdicts: {}\nstops: {}",
        listed(&verdicts),
        listed(&stops)
    );
    text
}

fn sources(rows: &mut BTreeMap<&str, Row>) -> String {
    let mut text = String::from(
        "| source | n | error-free | without scaffolds | asserts hold | identical | scaffolds | false «checked» | «checked» that breaks an assert | checks a repair: median, p95 | ms: median, p95 | time ÷ one plain check: median, p95 |\n\
         |---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    for (source, row) in rows {
        let (repairs, honesty) = (row.repairs(), row.honesty());
        let _ = writeln!(
            text,
            "| {source} | {repairs} | {honesty} | {} |",
            row.cost()
        );
    }
    text
}

/// What plain cargo leaves of the same cases; nothing where it was not asked.
fn baselines(rows: &BTreeMap<&str, Row>) -> String {
    if rows.values().all(|row| row.baselines == 0) {
        return String::new();
    }
    let mut text = String::from(
        "\n| `cargo fix --broken-code` | n | error-free | asserts hold | identical |\n|---|---|---|---|---|\n",
    );
    for (source, row) in rows {
        let _ = writeln!(
            text,
            "| {source} | {} | {} | {} | {} |",
            row.baselines,
            share(row.baseline_error_free, row.baselines),
            share(row.baseline_holds, row.judged_by_run),
            share(row.baseline_identical, row.judged_by_text),
        );
    }
    text
}

/// One row a slip, the weakest first; nothing where no case names its slip.
fn by_slip(slips: &BTreeMap<&str, Row>) -> String {
    if slips.is_empty() {
        return String::new();
    }
    let mut text = String::from(
        "\n| slip | n | error-free | without scaffolds | asserts hold | identical |\n|---|---|---|---|---|---|\n",
    );
    let mut sorted: Vec<(&&str, &Row)> = slips.iter().collect();
    sorted.sort_by_key(|(name, row)| {
        (
            row.asserts_hold * 1000 / row.judged_by_run.max(1),
            row.identical * 1000 / row.judged_by_text.max(1),
            **name,
        )
    });
    for (name, row) in sorted {
        let _ = writeln!(text, "| {name} | {} |", row.repairs());
    }
    text
}

/// The value below which so many of a hundred lie; 0 where there is none.
pub fn part(values: &mut [u64], percent: usize) -> u64 {
    values.sort_unstable();
    let last = values.len().saturating_sub(1);
    let at = (values.len() * percent / 100).min(last);
    values.get(at).copied().unwrap_or_default()
}

/// A count as a share of another.
pub fn share(part: u32, whole: u32) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_hundred_is_found() {
        let mut values: Vec<u64> = (1..=100).rev().collect();
        assert_eq!((part(&mut values, 50), part(&mut values, 95)), (51, 96));
        assert_eq!(part(&mut [7], 95), 7);
        assert_eq!(part(&mut [], 50), 0);
    }
}
