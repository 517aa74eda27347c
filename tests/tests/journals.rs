//! What a loop leaves: a journal that can be listed, read, shown and run again, also where the loop was killed.

use std::fs;

use bowline_tests::{
    DEADLINE, eventually,
    home::Home,
    processes,
    program::{self, Run, Signal, bowline},
    sample::Sample,
    skip_slow_tests,
};
use serde_json::Value;

/// Runs `bowline fix` on a watched sample, and shows that it changed nothing and left nobody behind.
fn fix(home: &Home, sample: &Sample, arguments: &[&str]) -> Run {
    let root = sample.root().to_str().expect("test paths are UTF-8");
    let run = bowline(home, ["fix", root].iter().chain(arguments));
    home.assert_nobody_lives();
    run
}

#[test]
fn every_loop_can_be_listed_read_and_replayed() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("missing-mut").watched());
    fix(&home, &sample, &[]).expect_code(0);
    fix(&home, &sample, &["--file", "src/lib.rs"]).expect_code(0);
    let history = bowline(&home, ["history", "--json"]).expect_code(0).json();
    let loops = history["loops"].as_array().expect("a list");
    assert_eq!(loops.len(), 2, "{history:#}");
    for one in loops {
        let id = one["id"].as_str().expect("an id");
        assert_eq!(
            (one["stop"].as_str(), one["verdict"].as_str()),
            (Some("achieved"), Some("checked"))
        );
        let report = bowline(&home, ["report", id]).expect_code(0).stdout;
        for words in [
            "cannot borrow `copy` as mutable",
            "cargo check",
            "let mut copy",
        ] {
            assert!(report.contains(words), "no «{words}» in:\n{report}");
        }
        let json = bowline(&home, ["report", id, "--json"])
            .expect_code(0)
            .json();
        assert_eq!(json["id"], id);
        bowline(&home, ["replay", id]).expect_code(0);
    }
    bowline(&home, ["report", "no-such-loop"]).expect_code(2);
    sample.assert_untouched();
}

#[test]
fn a_journal_that_was_tampered_with_does_not_replay() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("missing-mut").watched());
    fix(&home, &sample, &[]).expect_code(0);
    let journal = home.journals().remove(0);
    let text = fs::read_to_string(&journal).expect("a journal");
    let wrong = text.replacen("\"effect\":\"baseline\"", "\"effect\":\"prove\"", 1);
    assert_ne!(text, wrong);
    fs::write(&journal, wrong).expect("it can be written");
    let run = bowline(&home, ["replay", "last"]).expect_code(1);
    assert!(!run.stderr.is_empty());
}

#[test]
fn a_killed_loop_leaves_a_readable_journal_and_no_process() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("hanging-build-script").watched());
    let mut command = program::command(&home, ["fix"]);
    let child = program::start(command.arg(sample.root()));
    assert!(eventually(DEADLINE, || processes::lives(
        home.path(),
        "build-script-build"
    )));
    program::signal(child.id(), Signal::Kill);
    assert_eq!(program::finish(child).code, None);
    home.assert_nobody_lives();
    home.assert_journals_replay();
    let history = bowline(&home, ["history", "--json"]).expect_code(0).json();
    assert_eq!(history["loops"][0]["stop"], Value::Null, "{history:#}");
    bowline(&home, ["report", "last"]).expect_code(0);
    bowline(&home, ["replay", "last"]).expect_code(0);
    sample.assert_untouched();
}
