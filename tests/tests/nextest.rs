//! Projects set up for nextest: who runs their tests, and that a retry is no success. The runner is a script that writes a report
//! as nextest does, but for one test with the real one.
#![cfg(unix)]

use std::{env, fs, os::unix::fs::PermissionsExt, path::PathBuf, process::Command};

use bowline_tests::{
    home::Home,
    program::{Run, command, finish, start},
    sample::Sample,
    skip_slow_tests,
};

/// The head of a script that stands in for `cargo-nextest`: it answers, and finds where the report is to be written.
const HEAD: &str = r#"#!/bin/sh
[ "$2" = --version ] && { echo "cargo-nextest 0.0.0"; exit 0; }
for word in "$@"; do
    case $word in
        bowline:*) report=$(sed -n "s/^path = '\(.*\)'$/\1/p" "${word#bowline:}") ;;
    esac
done
case_of() { echo "<testcase name=\"tests::$1\" classname=\"red-nextest\">$2</testcase>"; }
panicked='<system-err>thread panicked at src/lib.rs:14:9:&#10;assertion failed</system-err>'
failure="<failure message=\"it panicked\" type=\"test failure with exit code 101\"/>$panicked"
flaky="<flakyFailure message=\"it panicked\" type=\"test failure with exit code 101\">$panicked</flakyFailure>"
"#;

/// Two tests fail until the right edit is there.
const JUDGES: &str = r#"
if grep -q 'seats - sold' src/lib.rs; then end=0 failure=; else end=100; fi
{
    echo '<testsuites><testsuite name="red-nextest">'
    case_of an_empty_hall_has_all ''
    case_of sold_seats_are_taken "$failure"
    case_of a_full_hall_has_none "$failure"
    echo '</testsuite></testsuites>'
} > "$report"
exit $end
"#;

/// The same two pass when they are tried again.
const RETRIES: &str = r#"
{
    echo '<testsuites><testsuite name="red-nextest">'
    case_of an_empty_hall_has_all ''
    case_of sold_seats_are_taken "$flaky"
    case_of a_full_hall_has_none "$flaky"
    echo '</testsuite></testsuites>'
} > "$report"
"#;

/// It cannot run anything.
const REFUSES: &str = r#"
echo "error: creating test list failed" >&2
exit 104
"#;

/// Runs `bowline test` with a script of this body as nextest.
fn scripted(body: &str, sample: &Sample, home: &Home) -> Run {
    let bin = home.path().join("bin");
    fs::create_dir_all(&bin).expect("a home can be written");
    let program = bin.join("cargo-nextest");
    fs::write(&program, format!("{HEAD}{body}")).expect("a home can be written");
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).expect("it is ours");
    let inherited = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths([bin].into_iter().chain(env::split_paths(&inherited)));
    let mut command = test(home, sample);
    command.env("PATH", path.expect("no directory has a colon in its name"));
    finish(start(&mut command))
}

fn test(home: &Home, sample: &Sample) -> Command {
    let root = sample.root().to_str().expect("test paths are UTF-8");
    command(home, ["test", root, "--json"])
}

fn expect(run: &Run, end: (&str, &str), holds: &[&str]) {
    assert_eq!(run.end(), (end.0.into(), end.1.into()), "{}", run.stdout);
    for words in holds {
        assert!(
            run.stdout.contains(words),
            "no «{words}» in:\n{}",
            run.stdout
        );
    }
}

/// cargo looks beside itself before it looks at the `PATH`; a script cannot stand in for one there.
fn is_beside_cargo() -> bool {
    let homes = [
        env::var_os("CARGO_HOME").map(Into::into),
        env::home_dir().map(|home| home.join(".cargo")),
    ];
    let mut homes = homes.into_iter().flatten();
    homes.any(|home: PathBuf| home.join("bin/cargo-nextest").exists())
}

fn has_nextest() -> bool {
    let answer = Command::new("cargo")
        .args(["nextest", "--version"])
        .output();
    answer.is_ok_and(|output| output.status.success())
}

#[test]
fn nextest_judges_where_the_project_is_set_up_for_it() {
    if skip_slow_tests() || is_beside_cargo() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("red-nextest").watched());
    let run = scripted(JUDGES, &sample, &home);
    expect(
        &run,
        ("achieved", "proved"),
        &[
            "+    seats - sold",
            "\"nextest\"",
            "\"--doc\"",
            "failed again without it",
        ],
    );
    sample.assert_untouched();
    home.assert_nobody_lives();
    home.assert_journals_replay();
}

#[test]
fn a_test_that_passes_at_a_retry_is_no_goal() {
    if skip_slow_tests() || is_beside_cargo() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("red-nextest"));
    let run = scripted(RETRIES, &sample, &home);
    expect(
        &run,
        ("blocked", "none"),
        &["flaky test proves no edit", "sold_seats_are_taken"],
    );
    home.assert_journals_replay();
}

#[test]
fn cargo_judges_where_nextest_cannot() {
    if skip_slow_tests() || is_beside_cargo() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("red-nextest"));
    let run = scripted(REFUSES, &sample, &home);
    expect(
        &run,
        ("achieved", "proved"),
        &["not under nextest", "creating test list failed"],
    );
}

#[test]
fn scripts_of_its_settings_run_by_a_person_s_word_alone() {
    if skip_slow_tests() || is_beside_cargo() {
        return;
    }
    let sample = Sample::copy("red-nextest");
    let settings = sample.root().join(".config/nextest.toml");
    fs::write(&settings, "[scripts.setup.s]\ncommand = \"true\"\n").expect("it is ours");
    let run = scripted(JUDGES, &sample, &Home::new());
    expect(
        &run,
        ("achieved", "proved"),
        &["not under nextest", "allow.risky_edits"],
    );
    let home = Home::with_settings("[allow]\nrisky_edits = \"allow\"\n");
    let run = scripted(JUDGES, &sample, &home);
    expect(&run, ("achieved", "proved"), &["\"nextest\""]);
    assert!(!run.stdout.contains("not under nextest"), "{}", run.stdout);
}

#[test]
fn cargo_judges_where_nextest_is_not_installed() {
    if skip_slow_tests() || is_beside_cargo() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("red-nextest").watched());
    let inherited = env::var_os("PATH").unwrap_or_default();
    let lacks = |directory: &PathBuf| !directory.join("cargo-nextest").exists();
    let path = env::join_paths(env::split_paths(&inherited).filter(lacks));
    let mut command = test(&home, &sample);
    command.env("PATH", path.expect("no directory has a colon in its name"));
    let run = finish(start(&mut command));
    expect(
        &run,
        ("achieved", "proved"),
        &["+    seats - sold", "not under nextest"],
    );
    sample.assert_untouched();
    home.assert_nobody_lives();
    home.assert_journals_replay();
}

#[test]
fn the_real_one_where_it_is_installed() {
    if skip_slow_tests() || !has_nextest() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("red-nextest").watched());
    let run = finish(start(&mut test(&home, &sample)));
    expect(
        &run,
        ("achieved", "proved"),
        &["+    seats - sold", "\"nextest\""],
    );
    sample.assert_untouched();
    home.assert_nobody_lives();
    home.assert_journals_replay();
}
