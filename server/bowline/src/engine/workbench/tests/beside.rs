//! Candidates that are screened side by side: the loop goes the way it goes when they are screened one by one.

use bowline_shadow::{Invocation, process};

use super::*;

/// The right one behind four that are wrong, each in its own way; and one behind it that nobody asks about.
const CANDIDATES: [(&str, &str, Class); 6] = [
    ("let extra = 1; 3", "three", Class::MachineApplicable),
    ("let extra = 1; 3", "\"3\"", Class::MachineApplicable),
    (
        "let extra = 1; 3",
        "let more: u8 = 3usize; 3",
        Class::MachineApplicable,
    ),
    (
        "let extra = 1; 3",
        "let other = 1; 3",
        Class::MachineApplicable,
    ),
    ("let extra = 1; 3", "3", Class::MachineApplicable),
    ("let extra = 1; 3", "1 + 2", Class::MaybeIncorrect),
];

/// What does not tell how long it took, nor where the compiler worked.
fn essence(played: &Played) -> Vec<(ContentHash, CheckReport)> {
    let reports = played.screenings.iter().map(|report| CheckReport {
        millis: 0,
        command: report.command[..1].to_vec(),
        ..report.clone()
    });
    played.trees.iter().cloned().zip(reports).collect()
}

/// How many screenings worked in a place beside the first.
fn beside(played: &Played) -> usize {
    let commands = played.screenings.iter().map(|report| &report.command);
    commands
        .filter(|words| words.iter().any(|word| word.contains("/replay-")))
        .count()
}

async fn goes_the_same_way(root: &Path, base: Base) {
    let one = play_on(root, &[&CANDIDATES], LIBRARY, policy(base, 1)).await;
    let more = play_on(root, &[&CANDIDATES], LIBRARY, policy(base, 3)).await;
    assert_eq!((one.replayed, beside(&one)), (5, 0));
    assert_eq!(essence(&one), essence(&more));
    assert_eq!(one.outcome.trials, more.outcome.trials);
    assert_eq!(
        (&one.outcome.stop, one.outcome.verdict),
        (&StopReason::Achieved, Verdict::Checked)
    );
    assert_eq!(
        (&one.outcome.stop, one.outcome.verdict),
        (&more.outcome.stop, more.outcome.verdict)
    );
    assert!(beside(&more) > 0 || !cfg!(target_os = "linux"));
}

#[tokio::test]
async fn candidates_side_by_side_end_as_one_by_one() {
    let fixture = Fixture::new(WORKSPACE);
    goes_the_same_way(&fixture.path("ws"), Base::Portable).await;
}

#[tokio::test]
async fn candidates_side_by_side_end_as_one_by_one_over_what_the_person_has_built() {
    let fixture = Fixture::new(WORKSPACE);
    let root = fixture.path("ws");
    let project = project_in(&root).await;
    let own = project.target_directory.clone();
    let invocation = Invocation {
        argv: vec![project.cargo.clone().into(), "check".into()],
        dir: root.clone(),
        env: vec![("CARGO_TARGET_DIR".into(), Some(own.into()))],
        deadline: Duration::from_secs(300),
    };
    let cancel = CancellationToken::new();
    process::run(&invocation, &cancel).await.unwrap();
    let shadows = tempfile::tempdir().unwrap();
    if Shadow::open(&project, shadows.path(), Base::Overlay)
        .await
        .is_ok()
    {
        // All is compiled once more in the shadow, so that the calls are known.
        fixture.write("ws/low/src/lib.rs", LIBRARY);
        goes_the_same_way(&root, Base::Overlay).await;
    }
}

#[tokio::test]
async fn what_goes_to_cargo_between_them_changes_no_answer() {
    // Until the first error is gone, nobody can tell by the library alone what stands on it.
    let text = "pub const fn size() -> usize { let extra = one; 4 }\n";
    let fixture = Fixture::new(&WORKSPACE.replace(LIBRARY, text));
    let candidates = [
        ("let extra = one; 4", "three", Class::MachineApplicable),
        ("let extra = one; 4", "4", Class::MachineApplicable),
        ("let extra = one; 4", "four", Class::MachineApplicable),
        ("let extra = one; 4", "3", Class::MaybeIncorrect),
    ];
    let root = fixture.path("ws");
    let one = play_on(&root, &[&candidates], text, policy(Base::Portable, 1)).await;
    let more = play_on(&root, &[&candidates], text, policy(Base::Portable, 3)).await;
    assert_eq!(essence(&one), essence(&more));
    assert_eq!(one.replayed, more.replayed);
    assert_eq!(one.outcome.trials, more.outcome.trials);
}
