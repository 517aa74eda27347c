//! The evidence of a loop as a value, and the two ways to it: a loop that has just ended, and a journal.

use std::collections::BTreeMap;

use bowline_loop_core::{
    CheckReport, Observation, ObservationKey, Outcome, StopReason, Verdict,
    consult::ModelCall,
    observation::{CheckEnd, Level, Suspect, TestCounts},
};
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    account::{self, Account},
    testing, words,
};
use crate::{
    engine::Finished,
    journal::{self, Line, Record},
    redact::{self, Redacted},
};

/// The version of the JSON form.
const VERSION: u32 = 1;

/// Everything a report says.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// The version of this form.
    pub version: u32,
    /// The loop.
    pub id: String,
    /// The workspace root, absolute.
    pub root: String,
    /// What was asked, where it is known.
    pub asked: Option<String>,
    /// When the loop began, in milliseconds since 1970-01-01 UTC, where it is known.
    pub started_unix_millis: Option<u64>,
    /// How it ended; `None` for a loop that runs or was killed.
    pub end: Option<End>,
    /// What it changes.
    pub files: Vec<FileDiff>,
    /// The check before the first edit.
    pub baseline: Option<CheckRun>,
    /// The check after the last.
    pub proof: Option<CheckRun>,
    /// What the baseline said and the proof does not.
    pub gone: Vec<Seen>,
    /// What the proof says and the baseline did not.
    pub new: Vec<Seen>,
    /// What the result leaves of the goal.
    pub left: Vec<Seen>,
    /// For each error that is left: what was tried for it, and what a person should decide.
    pub accounts: Vec<Account>,
    /// Every candidate and what came of it.
    pub tries: Vec<Try>,
    /// Every call of a language model and what it used; never what was said.
    pub calls: Vec<ModelCall>,
    /// What to know before accepting.
    pub cautions: Vec<String>,
    /// What happened after the loop: applied, or not.
    pub notes: Vec<Note>,
}

/// How a loop ended.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct End {
    /// What the result is worth.
    pub verdict: Verdict,
    /// What that means.
    pub meaning: String,
    /// Why it ended, with its code.
    pub stop: StopReason,
    /// Why it ended, as a sentence.
    pub sentence: String,
    /// Rounds begun.
    pub attempts: u32,
    /// Candidates tried.
    pub candidates: u32,
    /// The digest of the tree that was proved.
    pub tree: Option<String>,
}

/// What a loop does to one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileDiff {
    /// The file, relative to the workspace root.
    pub path: String,
    /// A unified diff.
    pub diff: String,
}

/// One cargo run.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CheckRun {
    /// The command, argument by argument.
    pub command: Vec<String>,
    /// How it ended.
    pub end: CheckEnd,
    /// Wall time, in milliseconds.
    pub millis: u64,
    /// Errors.
    pub errors: u32,
    /// Warnings.
    pub warnings: u32,
    /// What the tests said, where they ran.
    pub tests: Option<TestCounts>,
}

/// One thing a check said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Seen {
    /// How grave it is.
    pub level: Level,
    /// Error code or lint name; empty where there is none.
    pub code: String,
    /// The message.
    pub message: String,
    /// Where, as `path:line`; `None` where it has no place.
    pub place: Option<String>,
}

/// One candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Try {
    /// Its number.
    pub candidate: u32,
    /// The round, from 1.
    pub attempt: u32,
    /// What it does.
    pub title: String,
    /// What came of it.
    pub fate: String,
}

/// Something that happened after the loop.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Note {
    /// When, in milliseconds since 1970-01-01 UTC.
    pub unix_millis: Option<u64>,
    /// What, for instance `applied`.
    pub kind: String,
    /// More about it.
    pub detail: Value,
}

impl Evidence {
    /// The evidence of a loop that has just ended. What its journal says happened since is taken in.
    pub fn of_finished(finished: &Finished) -> Self {
        let record = finished
            .journal
            .as_deref()
            .and_then(|path| journal::read(path).ok());
        let mut evidence = Self::of_outcome(
            finished.id.to_string(),
            finished.root.display().to_string(),
            Some(&finished.outcome),
            super::diffs(finished),
        );
        if let Some(record) = record {
            evidence.take_header(&record);
            evidence.notes = notes(&record);
        }
        evidence
    }

    /// The evidence of a journal; of one without an end, what is known so far.
    pub fn of_record(record: &Record) -> Self {
        let header = &record.header;
        let files = files(record);
        let mut evidence = Self::of_outcome(
            header.id.to_string(),
            header.root.clone(),
            record.outcome(),
            files,
        );
        evidence.take_header(record);
        evidence.notes = notes(record);
        evidence
    }

    /// As a JSON object. Fields are only ever added to it within one version.
    pub fn json(&self) -> Value {
        let mut value = Redacted::of(json!(self)).into_value();
        if let (Some(object), Some(end)) = (value.as_object_mut(), &self.end) {
            object.insert("verdict".into(), json!(end.verdict));
            object.insert("stop".into(), json!(end.stop.code()));
        }
        value
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        redact::kept(&super::markdown::page(self))
    }

    fn of_outcome(
        id: String,
        root: String,
        outcome: Option<&Outcome>,
        files: Vec<FileDiff>,
    ) -> Self {
        let baseline = outcome.and_then(|outcome| outcome.baseline.as_ref());
        let proof = outcome.and_then(|outcome| outcome.proof.as_ref());
        let (gone, new) = match (baseline, proof) {
            (Some(before), Some(after)) => (without(before, after), without(after, before)),
            _ => (Vec::new(), Vec::new()),
        };
        Self {
            version: VERSION,
            id,
            root,
            asked: None,
            started_unix_millis: None,
            end: outcome.map(End::of),
            files,
            baseline: baseline.map(CheckRun::of),
            proof: proof.map(CheckRun::of),
            gone,
            new,
            left: outcome
                .map(|outcome| outcome.left.iter().map(Seen::of).collect())
                .unwrap_or_default(),
            accounts: outcome.map(account::accounts).unwrap_or_default(),
            tries: outcome.map(tries).unwrap_or_default(),
            calls: outcome
                .map(|outcome| outcome.calls.clone())
                .unwrap_or_default(),
            cautions: outcome
                .map(|outcome| outcome.cautions.clone())
                .unwrap_or_default(),
            notes: Vec::new(),
        }
    }

    /// Where the fault behind failing tests was looked for, likeliest first.
    pub fn suspects(&self) -> &[Suspect] {
        let baseline = self.baseline.as_ref();
        let tests = baseline.and_then(|run| run.tests.as_ref());
        tests.map_or(&[], |tests| &tests.suspects)
    }

    /// What came of inputs near those of the tests; none where the loop is of another kind or proved nothing.
    pub fn probes(&self) -> &[String] {
        let tests = self.proof.as_ref().and_then(|run| run.tests.as_ref());
        tests.map_or(&[], |tests| &tests.probes)
    }

    fn take_header(&mut self, record: &Record) {
        self.asked = Some(super::title(&record.header.intent));
        self.started_unix_millis = Some(record.header.started_unix_millis);
    }
}

impl End {
    fn of(outcome: &Outcome) -> Self {
        let tests = outcome
            .proof
            .as_ref()
            .and_then(|proof| proof.tests.as_ref());
        Self {
            verdict: outcome.verdict,
            meaning: testing::meaning(outcome)
                .unwrap_or_else(|| words::verdict_sentence(outcome.verdict, tests)),
            stop: outcome.stop.clone(),
            sentence: outcome.stop.sentence(),
            attempts: outcome.attempts,
            candidates: outcome.candidates,
            tree: outcome.tree.as_ref().map(ToString::to_string),
        }
    }
}

impl CheckRun {
    fn of(report: &CheckReport) -> Self {
        let of_level = |level| {
            let number = report
                .observations
                .iter()
                .chain(&report.wider)
                .filter(|observation| observation.level == level)
                .count();
            u32::try_from(number).unwrap_or(u32::MAX)
        };
        Self {
            command: report.command.clone(),
            end: report.end.clone(),
            millis: report.millis,
            errors: of_level(Level::Error),
            warnings: of_level(Level::Warning),
            tests: report.tests.clone(),
        }
    }
}

impl Seen {
    pub(super) fn of(observation: &Observation) -> Self {
        Self {
            level: observation.level,
            code: observation.key.code.clone(),
            message: observation.message.clone(),
            place: observation
                .site
                .as_ref()
                .map(|site| format!("{}:{}", site.path, site.first_line)),
        }
    }
}

fn tries(outcome: &Outcome) -> Vec<Try> {
    let entry = |trial: &bowline_loop_core::evidence::Trial| Try {
        candidate: trial.candidate.0,
        attempt: trial.attempt,
        title: trial.title.clone(),
        fate: words::fate(&trial.fate),
    };
    outcome.trials.iter().map(entry).collect()
}

/// What `these` says that `those` does not; an observation made twice counts twice.
fn without(these: &CheckReport, those: &CheckReport) -> Vec<Seen> {
    let mut known: BTreeMap<&ObservationKey, u32> = BTreeMap::new();
    for observation in &those.observations {
        *known.entry(&observation.key).or_default() += 1;
    }
    let mut rest = Vec::new();
    for observation in these.observations.iter().chain(&these.wider) {
        match known.get_mut(&observation.key) {
            Some(left) if *left > 0 => *left -= 1,
            _ => rest.push(Seen::of(observation)),
        }
    }
    rest
}

fn notes(record: &Record) -> Vec<Note> {
    let note = |line: &Line| match line {
        Line::Note { note, .. } if note == journal::RESULT_NOTE => None,
        Line::Note {
            unix_millis,
            note,
            detail,
        } => Some(Note {
            unix_millis: *unix_millis,
            kind: note.clone(),
            detail: detail.clone(),
        }),
        Line::Event { .. } | Line::Effect { .. } => None,
    };
    record.lines.iter().filter_map(note).collect()
}

/// The diffs out of the note of the result. A journal without one, of a loop killed at its very end, still tells the
/// accepted replacements.
fn files(record: &Record) -> Vec<FileDiff> {
    let noted = record.lines.iter().rev().find_map(|line| match line {
        Line::Note { note, detail, .. } if note == journal::RESULT_NOTE => Some(detail),
        _ => None,
    });
    if let Some(files) = noted
        .and_then(|detail| detail.get("files"))
        .and_then(Value::as_array)
    {
        let text = |file: &Value, field: &str| {
            file.get(field)
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned()
        };
        return files
            .iter()
            .map(|file| FileDiff {
                path: text(file, "path"),
                diff: text(file, "diff"),
            })
            .collect();
    }
    record.outcome().map(replacements).unwrap_or_default()
}

fn replacements(outcome: &Outcome) -> Vec<FileDiff> {
    let mut files: BTreeMap<String, String> = BTreeMap::new();
    for edit in outcome.steps.iter().flatten() {
        let diff = files.entry(edit.path.to_string()).or_default();
        for replacement in &edit.replacements {
            diff.push_str(&format!(
                "@@ bytes {}..{} @@\n",
                replacement.start, replacement.end
            ));
            for line in replacement.text.lines() {
                diff.push_str(&format!("+{line}\n"));
            }
        }
    }
    files
        .into_iter()
        .map(|(path, diff)| FileDiff { path, diff })
        .collect()
}
