//! Reports, as whole documents.

use std::path::PathBuf;

use bowline_documents::content_hash;
use bowline_loop_core::{
    CandidateId, CheckReport, ContentHash, LoopId, Observation, ObservationKey, Outcome, Phase,
    Reach, StopReason, Verdict, WorkspacePath,
    evidence::{Fate, Trial},
    observation::{CheckEnd, Level, Site, TestCounts},
    stop::{Trouble, TroubleKind},
};
use expect_test::expect;

use super::*;
use crate::engine::ProvedFile;

fn moved_value() -> Observation {
    let path = WorkspacePath::new("src/lib.rs");
    Observation {
        key: ObservationKey {
            code: "E0382".into(),
            message: "use of moved value: `s`".into(),
            path: Some(path.clone()),
            item: "fn twice".into(),
            text: "s".into(),
            ordinal: 0,
        },
        level: Level::Error,
        phase: Phase::Borrow,
        site: Some(Site {
            path,
            first_line: 2,
            last_line: 2,
            column: 9,
            start: 52,
            end: 53,
        }),
        package: "moved".into(),
        targets: vec!["lib".into()],
        message: "use of moved value: `s`".into(),
        rendered: String::new(),
    }
}

fn check(end: CheckEnd, millis: u64, observations: Vec<Observation>) -> CheckReport {
    let command = ["cargo", "check", "--workspace"]
        .map(str::to_owned)
        .to_vec();
    CheckReport {
        end,
        command,
        millis,
        observations,
        tests: None,
        wider: Vec::new(),
        unseen: Vec::new(),
    }
}

fn finished() -> Finished {
    let before = "pub fn twice(s: String) -> (String, String) {\n    (s, s)\n}\n";
    let after = before.replace("(s, s)", "(s.clone(), s)");
    let trial = |candidate, title: &str, fate| Trial {
        candidate: CandidateId(candidate),
        attempt: 1,
        title: title.into(),
        fate,
        cures: Vec::new(),
    };
    Finished {
        id: LoopId("fix-20260131-235959-3f9a".into()),
        root: PathBuf::from("/project"),
        outcome: Outcome {
            stop: StopReason::Achieved,
            verdict: Verdict::Checked,
            attempts: 1,
            candidates: 2,
            steps: Vec::new(),
            tree: Some(ContentHash("0123456789abcdef".into())),
            baseline: Some(check(CheckEnd::Failure, 1_240, vec![moved_value()])),
            proof: Some(check(CheckEnd::Success, 980, Vec::new())),
            left: Vec::new(),
            trials: vec![
                trial(
                    1,
                    "borrow | instead",
                    Fate::Rejected {
                        errors: 1,
                        first: "mismatched types".into(),
                    },
                ),
                trial(2, "clone the value", Fate::Accepted),
                trial(
                    3,
                    "silence it",
                    Fate::Refused {
                        guard: "allows".into(),
                        reason: "adds #[allow]".into(),
                    },
                ),
            ],
            cautions: vec!["A `.clone()` was added.".into()],
            calls: Vec::new(),
        },
        files: vec![ProvedFile {
            path: WorkspacePath::new("src/lib.rs"),
            absolute: PathBuf::from("/project/src/lib.rs"),
            version: None,
            before: before.into(),
            before_hash: content_hash(before.as_bytes()),
            after,
        }],
        journal: None,
    }
}

/// The page with the sentence of the machine taken out: it is the core's, and has its own tests.
fn page(finished: &Finished) -> String {
    markdown(finished).replace(&finished.outcome.stop.sentence(), "<stop>")
}

#[test]
fn a_checked_result_says_that_no_test_covers_it() {
    expect![[r#"
        # Checked: <stop>

        The check is clean; no test covers this.

        - Loop: `fix-20260131-235959-3f9a` in `/project`
        - Effort: 1 attempt, 2 candidates tried

        ## Before you accept

        - A `.clone()` was added.

        ## What changes

        ```diff
        --- a/src/lib.rs
        +++ b/src/lib.rs
        @@ -1,3 +1,3 @@
         pub fn twice(s: String) -> (String, String) {
        -    (s, s)
        +    (s.clone(), s)
         }
        ```

        ## Evidence

        | | Command | Ended | Time | Errors | Warnings | Tests |
        |---|---|---|---|---|---|---|
        | Before | `cargo check --workspace` | with errors | 1.2 s | 1 | 0 | not run |
        | After | `cargo check --workspace` | clean | 980 ms | 0 | 0 | not run |

        The tree that was proved has the digest `0123456789abcdef`.

        ### Gone

        - `E0382` src/lib.rs:2: use of moved value: `s`

        ## What was tried

        | Attempt | Candidate | What it does | What came of it |
        |---|---|---|---|
        | 1 | 1 | borrow \| instead | left 1 error, first: mismatched types |
        | 1 | 2 | clone the value | accepted |
        | 1 | 3 | silence it | refused by allows: adds #[allow] |

        ## Afterwards

        Nothing of it was applied.
    "#]]
    .assert_eq(&page(&finished()));
}

#[test]
fn a_proved_result_counts_its_tests() {
    let mut finished = finished();
    finished.outcome.verdict = Verdict::Proved;
    if let Some(proof) = &mut finished.outcome.proof {
        proof.tests = Some(TestCounts {
            passed: 12,
            ignored: 1,
            ..TestCounts::default()
        });
    }
    let page = page(&finished);
    assert!(
        page.contains("The check is clean and 12 tests passed.\n"),
        "{page}"
    );
    assert!(
        page.contains("| 12 passed, 0 failed, 1 ignored |"),
        "{page}"
    );
}

#[test]
fn a_loop_that_broke_says_what_and_how_to_mend_it() {
    let mut finished = finished();
    finished.files.clear();
    let what = "error: no matching package named `zzz` found";
    let trouble = Trouble {
        kind: TroubleKind::Manifest,
        what: what.into(),
        hint: "Mend Cargo.toml.".into(),
    };
    finished.outcome = Outcome {
        stop: StopReason::Broke(trouble),
        verdict: Verdict::None,
        attempts: 0,
        candidates: 0,
        tree: None,
        baseline: None,
        proof: None,
        trials: Vec::new(),
        cautions: Vec::new(),
        ..finished.outcome
    };
    expect![[r#"
        # Not solved: <stop>

        No edit is offered.

        ```text
        error: no matching package named `zzz` found
        ```

        Mend Cargo.toml.

        - Loop: `fix-20260131-235959-3f9a` in `/project`
        - Effort: 0 attempts, 0 candidates tried
    "#]]
    .assert_eq(&page(&finished));
}

#[test]
fn the_json_form_has_the_same_facts() {
    let json = json(&finished());
    assert_eq!(json["version"], 1);
    assert_eq!(
        (&json["verdict"], &json["stop"]),
        (&"checked".into(), &"achieved".into())
    );
    assert_eq!(json["baseline"]["errors"], 1);
    assert_eq!(json["gone"][0]["place"], "src/lib.rs:2");
    assert_eq!(json["tries"][1]["fate"], "accepted");
    assert!(
        json["files"][0]["diff"]
            .as_str()
            .unwrap()
            .contains("+    (s.clone(), s)")
    );
}

#[test]
fn a_journal_gives_the_same_report_as_the_loop_that_wrote_it() {
    use crate::journal::{self, Header, Journal};
    use bowline_loop_core::{
        Effect,
        intent::{Allowance, Checks, Limits, Spot, Targets, Tests, Tool, Tradeoffs},
    };
    let dir = tempfile::tempdir().unwrap();
    let mut finished = finished();
    let ask = Allowance::Ask;
    let header = Header {
        version: journal::VERSION,
        id: finished.id.clone(),
        started_unix_millis: 1_769_903_999_000,
        root: "/project".into(),
        pattern: "fix".into(),
        intent: Intent {
            goal: Goal::ClearAt(Spot {
                path: WorkspacePath::new("src/lib.rs"),
                first_line: 2,
                last_line: 2,
                code: Some("E0382".into()),
                message: None,
            }),
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
    };
    let mut journal = Journal::create(dir.path(), &header).unwrap();
    let unfinished = Evidence::of_record(&journal::read(journal.path()).unwrap());
    assert!(
        unfinished.markdown().starts_with("# Unfinished"),
        "{}",
        unfinished.markdown()
    );

    let finish = Effect::Finish {
        outcome: Box::new(finished.outcome.clone()),
    };
    journal.effect(std::time::Duration::ZERO, &finish).unwrap();
    finished.journal = Some(journal.path().to_owned());
    journal::note_result(&finished).unwrap();
    let record = journal::read(journal.path()).unwrap();
    assert_eq!(markdown_of_record(&record), markdown(&finished));
    assert_eq!(json_of_record(&record), json(&finished));
    assert!(markdown(&finished).contains("- Asked: fix E0382 at src/lib.rs:2\n"));

    journal::append_note(
        journal.path(),
        "applied",
        serde_json::json!({ "message": "wrote 1 file" }),
    )
    .unwrap();
    let page = markdown(&finished);
    assert!(
        page.trim_end().ends_with("UTC: applied: wrote 1 file"),
        "{page}"
    );
}

#[test]
fn times_are_for_people() {
    assert_eq!(
        [340, 12_480, 125_000].map(words::duration),
        ["340 ms", "12.4 s", "2 min 5 s"]
    );
}
