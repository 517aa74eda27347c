//! The guard against weakened tests, over two tables: proposals that cheat, all refused or asked about with the kind that
//! fits, and honest ones, none refused.

use std::collections::BTreeSet;

use bowline_loop_core::{
    Reach,
    action::{Candidate, Class, FileEdit},
    guards::{Judgement, Setting, judge},
    ids::{CandidateId, WorkspacePath},
    intent::{
        Allowance, Checks, Goal, Intent, Limits, Scope, Targets, Tests, Tool, Tradeoffs, Warnings,
    },
};

use crate::check::difference;

const CHEATS: &str = include_str!("guard/cheats.cases");
const HONEST: &str = include_str!("guard/honest.cases");

/// One case of a table.
struct Case<'a> {
    expected: &'a str,
    path: &'a str,
    title: &'a str,
    before: &'a str,
    after: &'a str,
}

fn cases(table: &str) -> Vec<Case<'_>> {
    let read = |case| -> Option<Case<'_>> {
        let (head, texts): (&str, &str) = str::split_once(case, '\n')?;
        let (place, title) = head.split_once(": ")?;
        let (expected, path) = place.split_once(' ')?;
        let (before, after) = texts.split_once("--->\n")?;
        Some(Case {
            expected,
            path,
            title,
            before,
            after: after.trim_end_matches('\n'),
        })
    };
    let all = table.split("\n=== ").skip(1);
    all.map(|case| read(case).unwrap_or_else(|| panic!("what is this case? {case}")))
        .collect()
}

fn candidate(case: &Case<'_>) -> Candidate {
    let before = case.before.trim_end_matches('\n');
    let replacements = vec![difference(before, case.after)];
    let path = WorkspacePath::new(case.path);
    let facts = bowline_syntax::facts(&path, before, &replacements, case.after);
    Candidate {
        id: CandidateId(1),
        title: case.title.to_owned(),
        class: Class::Plausible,
        edits: vec![FileEdit { path, replacements }],
        facts,
        cures: Vec::new(),
    }
}

/// What a loop that nobody watches is told: ask about everything.
fn intent() -> Intent {
    Intent {
        goal: Goal::ClearAll {
            warnings: Warnings::Leave,
        },
        scope: Scope::Workspace,
        checks: Checks {
            package: None,
            targets: Targets::All,
            tool: Tool::Check,
            tests: Tests::Run,
        },
        limits: Limits {
            attempts: 3,
            candidates_per_round: 8,
            candidates: 20,
            millis: 60_000,
            check_millis: 60_000,
        },
        tradeoffs: Tradeoffs {
            scaffolds: Allowance::Ask,
            test_edits: Allowance::Ask,
            risky_edits: Allowance::Ask,
        },
        offered: Vec::new(),
        model: None,
        reach: Reach::default(),
    }
}

fn judged(candidate: &Candidate) -> Judgement {
    judge(
        candidate,
        &Setting {
            intent: &intent(),
            was_tried: &|_| false,
        },
    )
}

#[test]
fn every_cheat_is_refused_or_needs_a_word_and_has_its_name() {
    let mut wrong = Vec::new();
    let cases = cases(CHEATS);
    for case in &cases {
        let candidate = candidate(case);
        let told: BTreeSet<String> = candidate
            .facts
            .weakenings
            .iter()
            .map(|one| format!("{:?}", serde_name(one.kind)))
            .collect();
        let judgement = judged(&candidate);
        let passes = matches!(&judgement, Judgement::Admitted { words, .. } if words.is_empty());
        let is_named = case
            .expected
            .split('+')
            .all(|kind| told.contains(&format!("{kind:?}")));
        if passes || !is_named {
            wrong.push(format!(
                "{}: {}: {told:?}: {judgement:?}",
                case.expected, case.title
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
    assert!(cases.len() >= 30, "{}", cases.len());
}

#[test]
fn no_honest_change_is_refused_and_what_is_asked_has_a_sentence() {
    let mut wrong = Vec::new();
    let cases = cases(HONEST);
    for case in &cases {
        let candidate = candidate(case);
        let judgement = judged(&candidate);
        let is_right = match (&judgement, case.expected) {
            (Judgement::Admitted { words, .. }, "free") => words.is_empty(),
            (Judgement::Admitted { words, .. }, "ask") => {
                !words.is_empty() && words.iter().all(|word| word.ends_with('.'))
            }
            _ => false,
        };
        if !is_right {
            wrong.push(format!("{}: {}: {judgement:?}", case.expected, case.title));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
    assert!(cases.len() >= 30, "{}", cases.len());
}

#[test]
fn the_answer_of_a_test_in_another_file_is_found_where_that_is_handed_over() {
    let code = WorkspacePath::new("src/lib.rs");
    let tests = WorkspacePath::new("tests/all.rs");
    let test = "#[test]\nfn doubles() { assert_eq!(app::double(21), 42); }";
    let told = |after| {
        let before = "pub fn double(n: i32) -> i32 { n * 3 }";
        bowline_syntax::special_cases(&code, before, after, &[(&tests, test)])
    };
    let sentences: Vec<String> =
        told("pub fn double(n: i32) -> i32 { if n == 21 { 42 } else { n * 3 } }")
            .iter()
            .map(bowline_loop_core::Weakening::sentence)
            .collect();
    assert_eq!(
        sentences,
        ["It writes the answer of a test into `double` (`21 => 42`)."]
    );
    assert_eq!(told("pub fn double(n: i32) -> i32 { n * 2 }"), []);
}

/// The name of a kind as journals write it.
fn serde_name(kind: bowline_loop_core::WeakeningKind) -> String {
    let mut name = String::new();
    for (at, c) in format!("{kind:?}").char_indices() {
        if c.is_uppercase() && at > 0 {
            name.push('_');
        }
        name.push(c.to_ascii_lowercase());
    }
    name
}
