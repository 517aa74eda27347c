//! The command line on the samples: exit codes, what is printed, what is written and what never is.

use std::fs;

use bowline_tests::{
    DEADLINE, eventually,
    home::Home,
    processes,
    program::{self, Run, Signal, bowline, bowline_in},
    sample::Sample,
    skip_slow_tests,
};

/// Runs `bowline fix` on a watched sample, and shows that it changed nothing and left nobody behind.
fn fix(home: &Home, sample: &Sample, arguments: &[&str]) -> Run {
    let root = sample.root().to_str().expect("test paths are UTF-8");
    let run = bowline(home, ["fix", root].iter().chain(arguments));
    home.assert_nobody_lives();
    run
}

#[test]
fn fix_shows_the_edit_and_the_evidence_and_writes_nothing() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("greeter").warm().watched());
    let run = fix(&home, &sample, &["--test"]).expect_code(0);
    for words in [
        "+use std::collections::BTreeMap;",
        "let mut tally",
        "proved",
        "cargo check",
        "1 test",
    ] {
        assert!(
            run.stdout.contains(words),
            "no «{words}» in:\n{}",
            run.stdout
        );
    }
    assert!(run.stderr.contains("--apply"), "{}", run.stderr);
    sample.assert_untouched();
    home.assert_journals_replay();
}

/// A sample, arguments, the exit code, the stop reasons that fit, and the verdict.
type Ending = (
    &'static str,
    &'static [&'static str],
    i32,
    &'static [&'static str],
    &'static str,
);

#[test]
fn fix_ends_with_the_code_of_its_end() {
    if skip_slow_tests() {
        return;
    }
    let table: [Ending; 11] = [
        ("missing-mut", &[], 0, &["achieved"], "checked"),
        ("clean-on-disk", &[], 0, &["nothing_to_do"], "none"),
        ("unused-warnings", &[], 0, &["nothing_to_do"], "none"),
        (
            "unused-warnings",
            &["--warnings"],
            0,
            &["achieved"],
            "checked",
        ),
        (
            "unsolvable",
            &[],
            1,
            &["nothing_to_propose", "no_progress"],
            "none",
        ),
        ("build-script-fails", &[], 1, &["broke"], "none"),
        ("broken-manifest", &[], 2, &["broke"], "none"),
        ("no-manifest", &[], 2, &["broke"], "none"),
        ("lints-clippy", &["--clippy"], 0, &["achieved"], "checked"),
        ("test-assert-error", &[], 0, &["nothing_to_do"], "none"),
        (
            "hanging-build-script",
            &["--max-seconds", "5"],
            3,
            &["out_of_time"],
            "none",
        ),
    ];
    for (name, arguments, code, stops, verdict) in table {
        let (home, sample) = (Home::new(), Sample::copy(name).watched());
        let run = fix(&home, &sample, &[&["--json"], arguments].concat());
        let run = run.expect_code(code);
        let (stop, worth) = run.end();
        assert!(
            stops.contains(&stop.as_str()),
            "{name} {arguments:?}: {stop}"
        );
        assert_eq!(worth, verdict, "{name} {arguments:?}");
        sample.assert_untouched();
        home.assert_journals_replay();
    }
}

#[test]
fn diff_and_json_print_that_alone() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("two-errors-two-files").watched());
    let run = fix(&home, &sample, &["--diff"]).expect_code(0);
    let strange = run
        .stdout
        .lines()
        .find(|line| !line.starts_with(['+', '-', ' ', '@']));
    assert_eq!(strange, None, "{}", run.stdout);
    for file in ["src/left.rs", "src/right.rs"] {
        assert!(run.stdout.contains(file), "{}", run.stdout);
    }
    let report = fix(&home, &sample, &["--json"]).expect_code(0).json();
    assert_eq!(
        report["files"].as_array().map(Vec::len),
        Some(2),
        "{report:#}"
    );
    assert!(
        report["proof"]["command"].is_array() && report["baseline"]["errors"].as_u64() > Some(0),
        "{report:#}"
    );
    sample.assert_untouched();
}

#[test]
fn apply_writes_the_proved_text_and_nothing_else() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("two-errors-two-files"));
    let names = |sample: &Sample| -> Vec<_> {
        fs::read_dir(sample.root())
            .expect("a directory")
            .flatten()
            .map(|entry| entry.file_name())
            .collect()
    };
    let before = (names(&sample), sample.read("src/lib.rs"));
    fix(&home, &sample, &["--apply"]).expect_code(0);
    assert!(
        sample
            .read("src/left.rs")
            .contains("let mut word = String::from")
    );
    assert!(
        sample
            .read("src/right.rs")
            .contains("let mut word = String::new")
    );
    assert_eq!(
        (names(&sample), sample.read("src/lib.rs")),
        before,
        "no target, no lock file, no other change"
    );
    assert!(bowline_tests::sample::cargo(sample.root(), &["check"]));
    fix(&home, &sample, &[]).expect_code(0);
    assert!(
        bowline(&home, ["report"]).stdout.contains("nothing_to_do") || home.journals().len() == 2
    );
}

#[test]
fn other_fixes_that_hold_are_shown_beside_the_first() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("two-ways").watched());
    let run = fix(&home, &sample, &["--json", "--others", "3"]).expect_code(0);
    let report: serde_json::Value = serde_json::from_str(&run.stdout).expect("JSON");
    let others = report["others"].as_array().expect("others");
    // Two modules declare the name, and nothing else can be meant.
    assert_eq!(others.len(), 1, "{report:#}");
    let diff = |report: &serde_json::Value| report["files"][0]["diff"].clone();
    assert_ne!(diff(&report), diff(&others[0]));
    assert_eq!(others[0]["verdict"], "checked");
    sample.assert_untouched();
    home.assert_journals_replay();
}

#[test]
fn aims_are_kept_to() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("two-errors-two-files").watched());
    let run = fix(&home, &sample, &["--diff", "--file", "src/left.rs"]);
    assert!(
        run.stdout.contains("src/left.rs") && !run.stdout.contains("src/right.rs"),
        "{}",
        run.stdout
    );
    let run = fix(&home, &sample, &["--diff", "--at", "src/right.rs:3"]);
    assert!(
        run.stdout.contains("src/right.rs") && !run.stdout.contains("src/left.rs"),
        "{}",
        run.stdout
    );
    sample.assert_untouched();

    let (home, sample) = (
        Home::new(),
        Sample::copy("workspace-three-members").watched(),
    );
    fix(&home, &sample, &["--package", "three-middle"]).expect_code(0);
    fix(&home, &sample, &["--package", "three-last"]);
    let run = fix(&home, &sample, &["--package", "three-nobody"]).expect_code(2);
    assert!(
        run.stdout.contains("three-nobody") || run.stderr.contains("three-nobody"),
        "{}",
        run.stdout
    );
    sample.assert_untouched();
}

#[test]
fn a_scaffold_and_an_edit_in_a_test_need_the_persons_word() {
    if skip_slow_tests() {
        return;
    }
    for (name, arguments, word, end) in [
        (
            "scaffold-only",
            &["--json"][..],
            &["--allow", "scaffolds"][..],
            ("achieved", "scaffold"),
        ),
        (
            "test-assert-error",
            &["--json", "--all-targets"],
            &["--allow", "test-edits"],
            ("approval_needed", "checked"),
        ),
    ] {
        let (home, sample) = (Home::new(), Sample::copy(name).watched());
        for apply in [&[][..], &["--apply"]] {
            let run = fix(&home, &sample, &[arguments, apply].concat()).expect_code(1);
            assert_eq!(
                run.end(),
                (end.0.to_owned(), end.1.to_owned()),
                "{name} {apply:?}"
            );
            sample.assert_untouched();
        }
        let run = fix(&home, &sample, &[arguments, word].concat());
        assert_eq!(
            run.end(),
            ("achieved".to_owned(), end.1.to_owned()),
            "{name}"
        );
        sample.assert_untouched();
    }
}

#[test]
fn an_interrupt_cancels() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("hanging-build-script").watched());
    let mut command = program::command(&home, ["fix", "--json"]);
    let child = program::start(command.arg(sample.root()));
    assert!(eventually(DEADLINE, || processes::lives(
        home.path(),
        "build-script-build"
    )));
    program::signal(child.id(), Signal::Interrupt);
    let run = program::finish(child).expect_code(130);
    assert_eq!(run.end().0, "cancelled");
    home.assert_nobody_lives();
    sample.assert_untouched();
}

#[test]
fn the_current_directory_is_the_default_and_the_workspace_is_found_above_it() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("missing-mut").watched());
    let run = bowline_in(&home, &sample.path("src"), ["fix", "--json"]).expect_code(0);
    assert_eq!(run.end(), ("achieved".into(), "checked".into()));
    sample.assert_untouched();
}

#[test]
fn bad_usage_is_told() {
    let home = Home::new();
    for arguments in [
        &["fix", "/no/such/directory"][..],
        &["fix", "--max-attempts", "0"],
        &["frobnicate"],
        &["report", "x"],
    ] {
        let run = bowline(&home, arguments).expect_code(2);
        assert!(
            !run.stderr.is_empty() && run.stdout.is_empty(),
            "{arguments:?}"
        );
    }
    fs::write(home.user_config(), "[limits]\natempts = 3\n").expect("settings");
    let sample = Sample::copy("missing-mut").watched();
    let run = fix(&home, &sample, &[]).expect_code(2);
    assert!(
        run.stderr.contains("attempts"),
        "the nearest key is named: {}",
        run.stderr
    );
    sample.assert_untouched();
}

#[test]
fn help_tells_the_exit_codes() {
    let home = Home::new();
    let help = bowline(&home, ["--help"]).expect_code(0).stdout;
    for code in ["0  ", "1  ", "2  ", "3  ", "130  "] {
        assert!(help.contains(code), "{help}");
    }
    for verb in ["lsp", "fix", "doctor", "history", "report", "replay"] {
        assert!(help.contains(verb), "{verb}");
        bowline(&home, [verb, "--help"]).expect_code(0);
    }
}

#[test]
fn the_doctor_names_what_it_looked_at() {
    if skip_slow_tests() {
        return;
    }
    let home = Home::new();
    let run = bowline(&home, ["doctor"]).expect_code(0);
    for name in ["cargo", "rustc", "clippy"] {
        assert!(run.stdout.contains(name), "{name}: {}", run.stdout);
    }
    let mut command = program::command(&home, ["doctor"]);
    command.env("PATH", home.path()).env("HOME", home.path());
    command.env_remove("CARGO_HOME").env_remove("RUSTUP_HOME");
    let run = program::finish(program::start(&mut command)).expect_code(2);
    assert!(
        run.stdout.contains("rustup"),
        "how to mend it: {}",
        run.stdout
    );
}
