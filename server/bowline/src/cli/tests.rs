//! The command line: what is parsed, what each end means for the exit code, and what is written.

use bowline_loop_core::{
    Outcome, StopReason, Verdict,
    stop::{Missing, Trouble, TroubleKind},
};
use clap::{CommandFactory as _, Parser as _};

use super::{Cli, Exit, Verb};

fn code(stop: StopReason, verdict: Verdict) -> u8 {
    let outcome = Outcome {
        verdict,
        ..Outcome::without_edit(stop)
    };
    Exit::of(&outcome).code()
}

#[test]
fn exit_codes_are_the_documented_ones() {
    let broke = |kind| {
        StopReason::Broke(Trouble {
            kind,
            what: String::new(),
            hint: String::new(),
        })
    };
    let codes = [
        (code(StopReason::Achieved, Verdict::Proved), 0),
        (code(StopReason::Achieved, Verdict::Checked), 0),
        (code(StopReason::NothingToDo, Verdict::None), 0),
        (code(StopReason::Achieved, Verdict::Scaffold), 1),
        (code(StopReason::NoProgress, Verdict::Improved), 1),
        (
            code(StopReason::ApprovalNeeded(String::new()), Verdict::Scaffold),
            1,
        ),
        (
            code(
                StopReason::Blocked(Missing::Judgement(String::new())),
                Verdict::None,
            ),
            1,
        ),
        (code(StopReason::Drift(Vec::new()), Verdict::None), 1),
        (code(broke(TroubleKind::Build), Verdict::None), 1),
        (code(broke(TroubleKind::Manifest), Verdict::None), 2),
        (code(broke(TroubleKind::Toolchain), Verdict::None), 2),
        (code(broke(TroubleKind::Files), Verdict::None), 2),
        (code(broke(TroubleKind::DiskFull), Verdict::None), 2),
        (code(StopReason::OutOfAttempts, Verdict::Improved), 3),
        (code(StopReason::OutOfTime, Verdict::None), 3),
        (code(StopReason::Cancelled, Verdict::Improved), 130),
    ];
    for (index, (is, documented)) in codes.into_iter().enumerate() {
        assert_eq!(is, documented, "case {index}");
    }
}

#[test]
fn the_arguments_fit_together() {
    Cli::command().debug_assert();
    assert!(Cli::try_parse_from(["bowline"]).unwrap().verb.is_none());
    let verb = |line: &str| Cli::try_parse_from(line.split(' ')).map(|cli| cli.verb);
    assert!(matches!(
        verb("bowline lsp --stdio --parent-pid 7"),
        Ok(Some(Verb::Lsp(_)))
    ));
    assert!(matches!(
        verb("bowline fix . --allow scaffolds --allow risky --apply --json -v"),
        Ok(Some(Verb::Fix(_)))
    ));
    assert!(matches!(
        verb("bowline report --json"),
        Ok(Some(Verb::Report(_)))
    ));
    for wrong in [
        "bowline fix --package a --file b",
        "bowline fix --diff --json",
        "bowline fix --max-attempts 0",
        "bowline fix --at src/lib.rs",
        "bowline schema",
        "bowline dance",
    ] {
        assert_eq!(verb(wrong).unwrap_err().exit_code(), 2, "{wrong}");
    }
}

#[test]
fn the_help_documents_the_exit_codes() {
    let help = Cli::command().render_long_help().to_string();
    assert!(help.contains("130  cancelled"), "{help}");
}
