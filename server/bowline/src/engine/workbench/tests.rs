//! Loops whose proposals are given: what is asked of the compiler alone, and what of cargo.

mod beside;

use std::{num::NonZeroU32, path::Path};

use bowline_fixture::Fixture;
use bowline_loop_core::{
    CheckReport, ContentHash, Effect, Loop, Outcome, Reach, Verdict,
    action::{Class, EditFacts, FileEdit, Replacement},
    evidence::Fate,
    intent::{Allowance, Checks, Limits, Scope, Targets, Tool, Tradeoffs, Warnings},
};
use bowline_shadow::{
    Base, Sandbox,
    sandbox::{Backend, Policy},
};

use super::*;
use crate::engine::lease::Desks;

/// A library, and on it a crate that counts on a value its body computes.
const WORKSPACE: &str = r#"
//- /ws/Cargo.toml
[workspace]
members = ["low", "high"]
resolver = "3"
//- /ws/low/Cargo.toml
[package]
name = "low"
version = "0.1.0"
edition = "2024"
//- /ws/low/src/lib.rs
pub const fn size() -> usize { let extra = 1; 3 }
//- /ws/high/Cargo.toml
[package]
name = "high"
version = "0.1.0"
edition = "2024"
[dependencies]
low = { path = "../low" }
//- /ws/high/src/lib.rs
pub const ROOM: [u8; 3] = [0; low::size()];
"#;

fn intent() -> Intent {
    Intent {
        goal: Goal::ClearAll {
            warnings: Warnings::Clear,
        },
        scope: Scope::Workspace,
        checks: Checks {
            package: None,
            targets: Targets::Default,
            tool: Tool::Check,
            tests: Tests::Skip,
        },
        limits: Limits {
            attempts: 3,
            candidates_per_round: 8,
            candidates: 8,
            millis: 600_000,
            check_millis: 300_000,
        },
        tradeoffs: Tradeoffs {
            scaffolds: Allowance::Refuse,
            test_edits: Allowance::Ask,
            risky_edits: Allowance::Ask,
        },
        offered: Vec::new(),
        model: None,
        reach: Reach::default(),
    }
}

/// What the machine asks for, carried out, but for the proposals: these are given, those of the first round first.
struct Played {
    outcome: Outcome,
    screenings: Vec<CheckReport>,
    /// The trees that these are of.
    trees: Vec<ContentHash>,
    /// How many screenings no cargo answered.
    replayed: usize,
}

/// On the portable base, one screening after the other.
async fn play(root: &Path, rounds: &[&[(&str, &str, Class)]], text: &str) -> Played {
    play_on(root, rounds, text, policy(Base::Portable, 1)).await
}

/// Without a sandbox, so many screenings at once.
fn policy(base: Base, lanes: u32) -> Policy {
    Policy {
        base,
        side_by_side: NonZeroU32::new(lanes),
        ..Policy::off()
    }
}

async fn play_on(
    root: &Path,
    rounds: &[&[(&str, &str, Class)]],
    text: &str,
    policy: Policy,
) -> Played {
    let cancel = CancellationToken::new();
    let shadows = tempfile::tempdir().unwrap();
    let project = Arc::new(project_in(root).await);
    let desks = Desks::new(shadows.path().to_owned());
    let sandbox = Sandbox::with(policy, Backend::None);
    let lease = desks.foreground(&project.root, sandbox).await;
    let mut bench = Workbench::new(project, intent(), lease, &[]);
    let (mut machine, effects) = Loop::start(intent());
    let mut waiting: std::collections::VecDeque<Effect> = effects.into();
    let mut rounds = rounds.iter();
    let (mut screenings, mut trees) = (Vec::new(), Vec::new());
    while let Some(effect) = waiting.pop_front() {
        if !matches!(effect, Effect::Screen { .. }) {
            bench.end_round().await;
        }
        let event = match effect {
            Effect::Gather { ticket } => bench.gather(ticket, &[]).await,
            Effect::Baseline { ticket } => bench.baseline(ticket, &cancel).await,
            Effect::Propose { ticket, .. } => {
                let given = rounds.next().copied().unwrap_or_default();
                let candidates = given.iter().map(|one| bench.given(*one, text)).collect();
                Event::Proposed {
                    ticket,
                    candidates,
                    consulted: None,
                }
            }
            Effect::Screen { ticket, candidate } => {
                bench.expect(machine.upcoming());
                let event = bench.screen(ticket, candidate, &cancel).await;
                if let Event::Screened { report, tree, .. } = &event {
                    screenings.push(report.clone());
                    trees.push(tree.clone());
                }
                event
            }
            Effect::Accept { candidate } => {
                bench.accept(candidate);
                continue;
            }
            Effect::Retract { candidate } => {
                bench.retract(candidate);
                continue;
            }
            Effect::Prove { ticket } => bench.prove(ticket, &cancel).await,
            Effect::Rebase { ticket } => bench.rebase(ticket, &[]).await,
            Effect::Abandon { .. } => continue,
            Effect::Finish { outcome } => {
                let replayed = screenings
                    .iter()
                    .filter(|report| report.command[0] == "screening");
                return Played {
                    outcome: *outcome,
                    replayed: replayed.count(),
                    screenings,
                    trees,
                };
            }
        };
        waiting.extend(machine.step(event));
    }
    panic!("the loop never ended")
}

/// The project of a fixture, with a target directory of its own whatever that of this test run is.
async fn project_in(root: &Path) -> Project {
    let cancel = CancellationToken::new();
    let mut project = Project::discover(root, &cancel).await.unwrap();
    let own = project.root.join("target");
    if project.build_directory == project.target_directory {
        project.build_directory.clone_from(&own);
    }
    project.target_directory = own;
    project
}

impl Workbench {
    /// A candidate that replaces `from` in the library.
    fn given(&mut self, (from, to, class): (&str, &str, Class), text: &str) -> Candidate {
        let path = WorkspacePath::new("low/src/lib.rs");
        let start = text.find(from).unwrap();
        let replacement = Replacement {
            start,
            end: start + from.len(),
            text: to.to_owned(),
        };
        let last = self.candidates.keys().next_back().map_or(0, |last| last.0);
        let candidate = Candidate {
            id: CandidateId(last + 1),
            title: format!("{from} becomes {to}"),
            class,
            edits: vec![FileEdit {
                path: path.clone(),
                replacements: vec![replacement],
            }],
            facts: EditFacts {
                items: vec!["fn size".into()],
                ..EditFacts::default()
            },
            cures: Vec::new(),
        };
        let now = self.text_of(&path).unwrap();
        self.originals.entry(path).or_insert(now);
        self.candidates.insert(candidate.id, candidate.clone());
        candidate
    }
}

const LIBRARY: &str = "pub const fn size() -> usize { let extra = 1; 3 }\n";

#[tokio::test]
async fn a_change_that_only_breaks_a_dependant_is_refuted_by_the_proof() {
    let fixture = Fixture::new(WORKSPACE);
    let breaking = ("let extra = 1; 3", "4", Class::MachineApplicable);
    let worse = ("let extra = 1; 3", "three", Class::MachineApplicable);
    let played = play(&fixture.path("ws"), &[&[worse, breaking]], LIBRARY).await;
    assert_eq!((played.replayed, played.screenings.len()), (2, 2));
    let fates: Vec<&Fate> = played
        .outcome
        .trials
        .iter()
        .map(|trial| &trial.fate)
        .collect();
    assert!(
        matches!(
            fates[..],
            [Fate::Rejected { errors: 1, .. }, Fate::Accepted]
        ),
        "{fates:?}"
    );
    assert!(
        !matches!(played.outcome.verdict, Verdict::Checked | Verdict::Proved),
        "{:?}",
        played.outcome
    );
    assert_ne!(played.outcome.stop, StopReason::Achieved);
}

#[tokio::test]
async fn what_the_compiler_says_of_candidates_is_proved_by_cargo() {
    let fixture = Fixture::new(WORKSPACE);
    let worse = ("let extra = 1; 3", "three", Class::MachineApplicable);
    let right = ("let extra = 1; 3", "3", Class::MachineApplicable);
    let played = play(&fixture.path("ws"), &[&[worse, right]], LIBRARY).await;
    assert_eq!(played.replayed, 2);
    assert_eq!(
        (played.outcome.stop, played.outcome.verdict),
        (StopReason::Achieved, Verdict::Checked)
    );
    let proof = played.outcome.proof.unwrap();
    assert_eq!(proof.command[..2], ["cargo", "check"]);
}

#[tokio::test]
async fn errors_that_hid_a_dependant_are_checked_by_cargo_before_they_count_as_cleared() {
    let text = "pub const fn size() -> usize { let extra = one; 4 }\n";
    let fixture = Fixture::new(&WORKSPACE.replace(LIBRARY, text));
    let breaking = ("let extra = one; 4", "4", Class::MachineApplicable);
    let right = ("let extra = one; 4", "3", Class::MaybeIncorrect);
    let worse = ("let extra = one; 4", "three", Class::MachineApplicable);
    let played = play(&fixture.path("ws"), &[&[worse, breaking, right]], text).await;
    // Only the one that leaves the library broken can be told without looking at what stands on it.
    assert_eq!((played.replayed, played.screenings.len()), (1, 3));
    assert_eq!(
        (played.outcome.stop, played.outcome.verdict),
        (StopReason::Achieved, Verdict::Checked)
    );
}

#[tokio::test]
async fn the_only_candidate_of_a_round_goes_to_cargo_at_once() {
    let fixture = Fixture::new(WORKSPACE);
    let right = ("let extra = 1; 3", "3", Class::MachineApplicable);
    let played = play(&fixture.path("ws"), &[&[right]], LIBRARY).await;
    assert_eq!(
        (played.replayed, played.outcome.verdict),
        (0, Verdict::Checked)
    );
}
