//! `bowline usage`: what models were asked, by model and mode, and what a proved fix cost.

use std::collections::{BTreeMap, BTreeSet};

use bowline_loop_core::Verdict;
use clap::Args;
use serde_json::{Value, json};

use super::{Exit, output};
use crate::{
    directories::Directories,
    journal,
    model::ledger::{self, Entry},
    report::words,
};

/// Milliseconds of a day.
const DAY: u64 = 86_400_000;

/// Show what models were asked, and what it cost
#[derive(Debug, Args)]
pub(super) struct Usage {
    /// Only the last so many days
    #[arg(long, value_name = "N")]
    days: Option<u32>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// The sums of one model.
#[derive(Debug, Default)]
struct Sums {
    calls: u32,
    failed: u32,
    input: u64,
    output: u64,
    micros: u64,
    estimated: bool,
    loops: BTreeSet<String>,
    solved: BTreeSet<String>,
}

impl Usage {
    pub(super) fn run(&self, directories: &Directories) -> anyhow::Result<Exit> {
        let mut entries = ledger::read(&directories.ledger());
        if let (Some(days), Some(last)) = (self.days, entries.last()) {
            let since = last.unix_millis.saturating_sub(u64::from(days) * DAY);
            entries.retain(|entry| entry.unix_millis > since);
        }
        let solved: BTreeSet<String> = journal::list(&directories.journals())
            .into_iter()
            .filter(|one| matches!(one.verdict, Some(Verdict::Proved | Verdict::Checked)))
            .map(|one| one.id.to_string())
            .collect();
        let sums = sums(&entries, &solved);
        if self.json {
            let models: Vec<Value> = sums.iter().map(|(name, sums)| sums.json(name)).collect();
            output::json(&json!({ "version": 1, "models": models }))?;
        } else if sums.is_empty() {
            output::note("No model was ever asked.");
        } else {
            output::out(&table(&sums))?;
        }
        Ok(Exit::Solved)
    }
}

/// Sums by provider, model and mode.
type ByModel = BTreeMap<(String, String, String), Sums>;

fn sums(entries: &[Entry], solved: &BTreeSet<String>) -> ByModel {
    let mut by_model = ByModel::new();
    for entry in entries {
        let mode = match entry.mode.as_str() {
            "" => "code",
            mode => mode,
        };
        let key = (entry.provider.clone(), entry.model.clone(), mode.to_owned());
        let sums = by_model.entry(key).or_default();
        sums.calls += 1;
        sums.failed += u32::from(entry.end != "answered");
        sums.input += entry.input_tokens;
        sums.output += entry.output_tokens;
        sums.micros += entry.micros;
        sums.estimated |= entry.estimated;
        let id = entry.id.to_string();
        if solved.contains(&id) {
            sums.solved.insert(id.clone());
        }
        sums.loops.insert(id);
    }
    by_model
}

impl Sums {
    /// What one fix cost, failed loops included; `None` without a fix.
    fn per_fix(&self) -> Option<u64> {
        self.micros.checked_div(self.solved.len() as u64)
    }

    fn json(&self, (provider, model, mode): &(String, String, String)) -> Value {
        json!({
            "provider": provider,
            "model": model,
            "mode": mode,
            "calls": self.calls,
            "failed": self.failed,
            "input_tokens": self.input,
            "output_tokens": self.output,
            "estimated": self.estimated,
            "micros": self.micros,
            "loops": self.loops.len(),
            "solved": self.solved.len(),
            "micros_per_solved": self.per_fix(),
        })
    }
}

fn table(by_model: &ByModel) -> String {
    let mut text = format!(
        "{:<32} {:<8} {:>6} {:>6} {:>10} {:>10} {:>10} {:>6} {:>7} {:>10}\n",
        "model", "mode", "calls", "failed", "read", "written", "cost", "loops", "solved", "per fix"
    );
    for ((provider, model, mode), sums) in by_model {
        let about = if sums.estimated { "~" } else { "" };
        let per_fix = sums.per_fix().map_or("-".to_owned(), words::money);
        text.push_str(&format!(
            "{:<32} {:<8} {:>6} {:>6} {:>10} {:>10} {:>10} {:>6} {:>7} {:>10}\n",
            format!("{provider}/{model}"),
            mode,
            sums.calls,
            sums.failed,
            format!("{about}{}", sums.input),
            format!("{about}{}", sums.output),
            words::money(sums.micros),
            sums.loops.len(),
            sums.solved.len(),
            per_fix,
        ));
    }
    text
}
