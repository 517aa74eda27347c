//! Journals: written, cut off, read, replayed, pruned.

use std::{
    fs,
    path::Path,
    time::{Duration, SystemTime},
};

use bowline_loop_core::{
    CandidateId, Effect, Event, Intent, Loop, LoopId, Outcome, Reach, StopReason,
    intent::{Allowance, Checks, Goal, Limits, Scope, Targets, Tests, Tool, Tradeoffs, Warnings},
    stop::{Trouble, TroubleKind},
};
use serde_json::{Value, json};

use super::*;

fn header(id: &str) -> Header {
    let ask = Allowance::Ask;
    Header {
        version: VERSION,
        id: LoopId(id.into()),
        started_unix_millis: 1_770_000_000_000,
        root: "/project".into(),
        pattern: "fix".into(),
        intent: Intent {
            goal: Goal::ClearAll {
                warnings: Warnings::Leave,
            },
            scope: Scope::Workspace,
            checks: Checks {
                package: None,
                targets: Targets::Default,
                tool: Tool::Check,
                tests: Tests::Skip,
            },
            limits: Limits {
                attempts: 8,
                candidates_per_round: 24,
                candidates: 80,
                millis: 1000,
                check_millis: 500,
            },
            tradeoffs: Tradeoffs {
                scaffolds: ask,
                test_edits: ask,
                risky_edits: ask,
            },
            offered: Vec::new(),
            model: None,
            reach: Reach::default(),
        },
        bowline: "0.1.0".into(),
    }
}

fn finish(stop: StopReason) -> Effect {
    let outcome = Outcome {
        attempts: 1,
        ..Outcome::without_edit(stop)
    };
    Effect::Finish {
        outcome: Box::new(outcome),
    }
}

/// A journal of `size` bytes or more, with or without an end, last written to `age` ago.
fn written(dir: &Path, id: &str, size: usize, end: Option<StopReason>, age: Duration) {
    let mut journal = Journal::create(dir, &header(id)).unwrap();
    journal
        .note(
            Duration::ZERO,
            "filler",
            json!({ "message": "x".repeat(size) }),
        )
        .unwrap();
    if let Some(stop) = end {
        journal.effect(Duration::ZERO, &finish(stop)).unwrap();
    }
    journal.file.set_modified(SystemTime::now() - age).unwrap();
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[test]
fn ids_are_sortable_and_unique() {
    let (one, two) = (new_id("fix"), new_id("fix"));
    assert_ne!(one, two);
    let parts: Vec<&str> = one.0.split('-').collect();
    assert_eq!(
        parts.iter().map(|part| part.len()).collect::<Vec<_>>(),
        [3, 8, 6, 4],
        "{one}"
    );
}

#[test]
fn dates_are_those_of_the_calendar() {
    let at = |seconds| {
        let (date, time) = civil(seconds);
        format!("{date} {time}")
    };
    assert_eq!(at(0), "1970-01-01 00:00:00");
    assert_eq!(at(951_782_399), "2000-02-28 23:59:59");
    assert_eq!(at(951_782_400), "2000-02-29 00:00:00");
    assert_eq!(at(1_769_903_999), "2026-01-31 23:59:59");
    assert_eq!(at(4_107_542_400), "2100-03-01 00:00:00");
}

#[test]
fn what_is_written_is_read_back() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = Journal::create(dir.path(), &header("fix-1")).unwrap();
    let accept = Effect::Accept {
        candidate: CandidateId(3),
    };
    journal.effect(Duration::from_millis(1), &accept).unwrap();
    journal
        .event(Duration::from_millis(5), &Event::Cancel)
        .unwrap();
    journal
        .note(Duration::from_millis(6), "seen", json!("x"))
        .unwrap();
    append_note(
        journal.path(),
        "applied",
        json!({ "message": "wrote 1 file" }),
    )
    .unwrap();
    let record = read(journal.path()).unwrap();
    assert_eq!(record.header, header("fix-1"));
    assert!(!record.cut);
    assert_eq!(
        record.lines[..3],
        [
            Line::Effect {
                at: 1,
                effect: Box::new(accept)
            },
            Line::Event {
                at: 5,
                event: Box::new(Event::Cancel)
            },
            Line::Note {
                unix_millis: None,
                note: "seen".into(),
                detail: json!("x")
            },
        ]
    );
    assert!(
        matches!(&record.lines[3], Line::Note { unix_millis: Some(_), note, .. } if note == "applied")
    );
}

#[test]
fn no_credential_reaches_the_file() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = Journal::create(dir.path(), &header("fix-1")).unwrap();
    let stop = StopReason::Blocked(bowline_loop_core::stop::Missing::Data(
        "token=abcdef0123456789".into(),
    ));
    journal.effect(Duration::ZERO, &finish(stop)).unwrap();
    let text = fs::read_to_string(journal.path()).unwrap();
    assert!(
        !text.contains("abcdef0123456789") && text.contains("[redacted:token]"),
        "{text}"
    );
}

#[test]
fn a_cut_off_line_is_left_out_and_cut_off_by_the_next_note() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = Journal::create(dir.path(), &header("fix-1")).unwrap();
    journal.event(Duration::ZERO, &Event::Cancel).unwrap();
    journal.event(Duration::ZERO, &Event::TimeUp).unwrap();
    let text = fs::read_to_string(journal.path()).unwrap();
    fs::write(journal.path(), &text[..text.len() - 4]).unwrap();
    let record = read(journal.path()).unwrap();
    assert!(record.cut);
    assert_eq!(
        record.lines,
        [Line::Event {
            at: 0,
            event: Box::new(Event::Cancel)
        }]
    );

    append_note(journal.path(), "not_applied", Value::Null).unwrap();
    let record = read(journal.path()).unwrap();
    assert!(!record.cut);
    assert_eq!(record.lines.len(), 2);
}

#[test]
fn damage_in_the_middle_is_an_error_with_its_line() {
    let dir = tempfile::tempdir().unwrap();
    let mut journal = Journal::create(dir.path(), &header("fix-1")).unwrap();
    journal.event(Duration::ZERO, &Event::Cancel).unwrap();
    let text = fs::read_to_string(journal.path()).unwrap();
    fs::write(journal.path(), text.replace("\"cancel\"", "\"dance\"")).unwrap();
    assert!(matches!(
        read(journal.path()),
        Err(JournalError::Line { line: 2, .. })
    ));
    fs::write(journal.path(), "{}\n").unwrap();
    assert!(matches!(
        read(journal.path()),
        Err(JournalError::Header { .. })
    ));
}

#[test]
fn a_newer_format_says_to_update() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("fix-1.jsonl");
    fs::write(&path, "{\"version\":2,\"everything\":\"else\"}\n").unwrap();
    let error = read(&path).unwrap_err();
    assert!(error.to_string().ends_with(
        "has journal format 2, and this bowline reads up to 1; update bowline to read it"
    ));
    assert!(list(dir.path()).is_empty());
}

/// Drives the machine with answers that hold credentials, as a driver does, and writes it all down.
fn driven(dir: &Path) -> Record {
    let header = header("fix-1");
    let mut journal = Journal::create(dir, &header).unwrap();
    let (mut machine, mut effects) = Loop::start(header.intent);
    let trouble = Trouble {
        kind: TroubleKind::Files,
        what: "env: password = \"hunter2\" at https://me:hunter2@host".into(),
        hint: String::new(),
    };
    let failed = |effects: &[Effect]| match effects.first() {
        Some(Effect::Gather { ticket }) => Some(Event::Failed {
            ticket: *ticket,
            stop: StopReason::Broke(trouble.clone()),
        }),
        _ => None,
    };
    for event in [failed(&effects), Some(Event::Cancel)]
        .into_iter()
        .flatten()
    {
        effects
            .drain(..)
            .for_each(|effect| journal.effect(Duration::ZERO, &effect).unwrap());
        journal.event(Duration::ZERO, &event).unwrap();
        effects = machine.step(event);
    }
    effects
        .drain(..)
        .for_each(|effect| journal.effect(Duration::ZERO, &effect).unwrap());
    append_note(journal.path(), "not_applied", Value::Null).unwrap();
    let text = fs::read_to_string(journal.path()).unwrap();
    assert!(!text.contains("hunter2"), "{text}");
    read(journal.path()).unwrap()
}

#[test]
fn a_journal_replays_to_the_same_effects() {
    let dir = tempfile::tempdir().unwrap();
    let record = driven(dir.path());
    let events = record
        .lines
        .iter()
        .filter(|line| matches!(line, Line::Event { .. }))
        .count();
    assert_eq!(replay(&record), Ok(events));
}

#[test]
fn a_changed_effect_is_a_divergence_at_its_line() {
    let dir = tempfile::tempdir().unwrap();
    let mut record = driven(dir.path());
    let other = Effect::Accept {
        candidate: CandidateId(99),
    };
    record.lines.insert(
        0,
        Line::Effect {
            at: 0,
            effect: Box::new(other.clone()),
        },
    );
    let divergence = replay(&record).unwrap_err();
    assert_eq!(
        (divergence.line, divergence.recorded),
        (2, Some(serde_json::to_value(other).unwrap()))
    );
}

#[test]
fn a_divergence_names_the_smallest_part_that_differs() {
    let divergence = Divergence {
        line: 7,
        recorded: Some(json!({ "a": [1, { "b": "x" }], "c": 1 })),
        replayed: Some(json!({ "a": [1, { "b": "y" }], "c": 1 })),
    };
    assert_eq!(
        divergence.to_string(),
        "the replay differs at line 7, in a[1].b\n  recorded: \"x\"\n  replayed: \"y\""
    );
}

#[test]
fn a_journal_that_ends_early_replays_as_far_as_it_goes() {
    let dir = tempfile::tempdir().unwrap();
    let mut record = driven(dir.path());
    while let Some(Line::Effect { .. } | Line::Note { .. }) = record.lines.last() {
        record.lines.pop();
    }
    assert!(replay(&record).is_ok());
}

#[test]
fn lists_are_newest_first_and_tell_the_end() {
    let dir = tempfile::tempdir().unwrap();
    written(
        dir.path(),
        "fix-20260101-000000-0001",
        1,
        Some(StopReason::NoProgress),
        DAY,
    );
    written(dir.path(), "fix-20260102-000000-0002", 1, None, DAY);
    fs::write(dir.path().join("stray.jsonl"), "nothing").unwrap();
    let listed = list(dir.path());
    let seen: Vec<_> = listed
        .iter()
        .map(|summary| (summary.id.0.as_str(), summary.stop.clone()))
        .collect();
    assert_eq!(
        seen,
        [
            ("fix-20260102-000000-0002", None),
            ("fix-20260101-000000-0001", Some(StopReason::NoProgress))
        ]
    );
    assert_eq!(listed[0].title, "fix the workspace");
    assert!(list(&dir.path().join("nowhere")).is_empty());
}

#[test]
fn a_loop_is_found_by_what_fits_it_alone() {
    let dir = tempfile::tempdir().unwrap();
    assert_eq!(find(dir.path(), "last"), Err(FindError::Empty));
    written(dir.path(), "fix-20260101-000000-0001", 1, None, DAY);
    written(dir.path(), "fix-20260102-000000-0002", 1, None, DAY);
    let found = |name: &str| {
        find(dir.path(), name).map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
    };
    assert_eq!(found("last").unwrap(), "fix-20260102-000000-0002");
    assert_eq!(found("fix-20260101").unwrap(), "fix-20260101-000000-0001");
    assert_eq!(found("0002").unwrap(), "fix-20260102-000000-0002");
    assert_eq!(
        found("nope").unwrap_err().to_string(),
        "there is no loop `nope`; `bowline history` lists them"
    );
    assert!(matches!(found("fix-"), Err(FindError::Ambiguous { ids, .. }) if ids.len() == 2));
}

#[test]
fn the_oldest_go_first_and_a_running_one_stays() {
    let dir = tempfile::tempdir().unwrap();
    let ended = || Some(StopReason::Achieved);
    written(
        dir.path(),
        "fix-20260101-000000-0001",
        10_000,
        None,
        Duration::ZERO,
    );
    written(dir.path(), "fix-20260102-000000-0002", 10_000, ended(), DAY);
    written(dir.path(), "fix-20260103-000000-0003", 10_000, None, DAY);
    written(
        dir.path(),
        "fix-20260104-000000-0004",
        10_000,
        ended(),
        Duration::ZERO,
    );
    assert_eq!(prune(dir.path(), 1_000_000).unwrap(), 0);
    assert_eq!(prune(dir.path(), 25_000).unwrap(), 2);
    let left: Vec<String> = list(dir.path())
        .into_iter()
        .map(|summary| summary.id.0)
        .collect();
    assert_eq!(
        left,
        ["fix-20260104-000000-0004", "fix-20260101-000000-0001"]
    );
}
