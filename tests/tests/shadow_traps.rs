//! What a person's environment and the directories above a project do to a loop: the shadow builds as the person's own
//! cargo would, with nothing of theirs written.

use std::{fs, path::Path, process::Command};

use bowline_fixture::TreeFingerprint;
use bowline_tests::{
    home::Home,
    program::{self, Run},
    sample::Sample,
    skip_slow_tests,
};

/// Runs `bowline fix --json` with some variables.
fn fix(home: &Home, root: &Path, variables: &[(&str, &Path)]) -> Run {
    let mut command = program::command(home, ["fix", "--json"]);
    command.arg(root).envs(variables.iter().copied());
    program::finish(program::start(&mut command))
}

#[track_caller]
fn assert_solved(run: Run, home: &Home, sample: &Sample) {
    let run = run.expect_code(0);
    assert_eq!(run.end().0, "achieved", "{}", run.stdout);
    home.assert_nobody_lives();
    sample.assert_untouched();
}

#[test]
fn flags_of_the_environment_hold_in_the_shadow() {
    if skip_slow_tests() {
        return;
    }
    let sample = Sample::copy("missing-mut");
    let library = sample.read("src/lib.rs");
    let needs = format!("#[cfg(not(theirs))]\ncompile_error!(\"the flags are lost\");\n{library}");
    sample.write("src/lib.rs", needs.as_bytes());
    let (home, sample) = (Home::new(), sample.watched());
    let flags = Path::new("--cfg theirs");
    let run = fix(&home, sample.root(), &[("RUSTFLAGS", flags)]);
    assert_solved(run, &home, &sample);
    // And without them it is as hopeless as it is for them.
    fix(&home, sample.root(), &[]).expect_code(1);
    sample.assert_untouched();
}

#[test]
fn a_target_directory_of_the_environment_is_read_and_never_written() {
    if skip_slow_tests() {
        return;
    }
    let sample = Sample::copy("missing-mut");
    let elsewhere = sample.path("../elsewhere");
    let built = Command::new("cargo")
        .args(["check", "--quiet", "--offline", "--keep-going"])
        .env("CARGO_TARGET_DIR", &elsewhere)
        .env_remove("RUSTUP_TOOLCHAIN")
        .current_dir(sample.root())
        .output()
        .expect("cargo runs");
    assert!(!built.status.success() && elsewhere.is_dir());
    let (home, sample) = (Home::new(), sample.watched());
    let before = TreeFingerprint::of(&elsewhere);
    for _ in 0..2 {
        let run = fix(&home, sample.root(), &[("CARGO_TARGET_DIR", &elsewhere)]);
        assert_solved(run, &home, &sample);
    }
    assert!(before.diff(&TreeFingerprint::of(&elsewhere)).is_empty());
    assert!(!sample.path("target").exists());
}

#[test]
fn a_toolchain_file_above_the_project_holds_in_the_shadow() {
    if skip_slow_tests() {
        return;
    }
    let installed = Command::new("rustup").args(["toolchain", "list"]).output();
    let installed = installed.map_or_else(
        |_| String::new(),
        |output| String::from_utf8_lossy(&output.stdout).into_owned(),
    );
    if !installed.lines().any(|line| line.starts_with("nightly")) {
        eprintln!("skipped: there is no second toolchain on this machine");
        return;
    }
    let sample = Sample::copy("missing-mut");
    let file = "[toolchain]\nchannel = \"nightly\"\n";
    sample.write("../rust-toolchain.toml", file.as_bytes());
    let library = sample.read("src/lib.rs");
    sample.write(
        "src/lib.rs",
        format!("#![feature(rustc_attrs)]\n#![allow(internal_features)]\n{library}").as_bytes(),
    );
    let (home, sample) = (Home::new(), sample.watched());
    let run = fix(&home, sample.root(), &[]);
    assert_solved(run, &home, &sample);
}

#[test]
fn cleaning_takes_shadows_and_the_next_loop_makes_new_ones() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("missing-mut").watched());
    assert_solved(fix(&home, sample.root(), &[]), &home, &sample);
    let clean = |arguments: &[&str]| {
        let all = ["clean"].iter().chain(arguments);
        program::bowline(&home, all).expect_code(0).stdout
    };
    for keeps in [["--older-than", "1"], ["--budget", "20G"]] {
        let said = clean(&keeps);
        assert!(said.starts_with("removed: 0 shadow workspaces"), "{said}");
    }
    let said = clean(&["--budget", "0"]);
    assert!(said.starts_with("removed: 1 shadow workspaces"), "{said}");
    assert_solved(fix(&home, sample.root(), &[]), &home, &sample);
    let said = clean(&["--all"]);
    assert!(said.starts_with("removed: 1 shadow workspaces"), "{said}");
    let shadows = home.cache().join("shadows");
    let left = fs::read_dir(shadows).expect("the directory stays").count();
    assert_eq!(left, 0, "nothing lies about");
    program::bowline(&home, ["clean", "--all", "--older-than", "1"]).expect_code(2);
}
