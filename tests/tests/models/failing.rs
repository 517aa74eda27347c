//! A model asked about tests that no small edit makes pass: its edit is proved by the tests, and one that edits a test is refused.

use bowline_fixture::Reply;
use bowline_tests::skip_slow_tests;

use super::scene::{Scene, calls};

/// What the function is meant to do is said by the test alone, and no candidate of one word comes near.
const PROJECT: &str = r#"
//- /Cargo.toml
[package]
name = "words"
version = "0.1.0"
edition = "2024"
//- /src/lib.rs
/// Each word with its first letter large.
pub fn titled(text: &str) -> String {
    text.to_string()
}

#[cfg(test)]
mod tests {
    #[test]
    fn each_word_begins_large() {
        assert_eq!(super::titled("a small step"), "A Small Step");
    }

    #[test]
    fn nothing_stays_nothing() {
        assert_eq!(super::titled(""), "");
    }
}
"#;

fn block(search: &str, replace: &str) -> String {
    format!("src/lib.rs\n<<<<<<< SEARCH\n{search}\n=======\n{replace}\n>>>>>>> REPLACE\n")
}

const RIGHT: &str = r#"    let large = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string());
        first.unwrap_or_default() + letters.as_str()
    };
    text.split(' ').map(large).collect::<Vec<_>>().join(" ")"#;

#[test]
fn its_edit_is_proved_by_the_tests_and_told_what_did_not_help() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::of(PROJECT, "", |request| match request.number {
        0 => Reply::chat(
            &block("    text.to_string()", "    text.to_uppercase()"),
            500,
            40,
        ),
        _ => Reply::chat(&block("    text.to_string()", RIGHT), 500, 90),
    });
    let run = scene.verb("test", &["--json"]).expect_code(0);
    assert_eq!(run.end(), ("achieved".into(), "proved".into()));
    assert_eq!(calls(&run.json()), ["answered", "answered"]);
    let requests = scene.server.received();
    for words in ["pub fn titled", "each_word_begins_large", "A Small Step"] {
        assert!(
            requests[0].body.contains(words),
            "no «{words}»: {}",
            requests[0].body
        );
    }
    assert!(
        requests[1].body.contains("the tests do not pass with it"),
        "{}",
        requests[1].body
    );
    scene.home.assert_journals_replay();
    scene.assert_untouched();
}

#[test]
fn a_model_that_edits_the_test_makes_nothing_pass() {
    if skip_slow_tests() {
        return;
    }
    let cheat = block(
        r#"        assert_eq!(super::titled("a small step"), "A Small Step");"#,
        r#"        assert_eq!(super::titled("a small step"), "a small step");"#,
    );
    let scene = Scene::of(PROJECT, "samples = 1", move |_| {
        Reply::chat(&cheat, 500, 40)
    });
    let run = scene.verb("test", &["--json"]);
    assert_ne!(run.code, Some(0), "{}", run.stdout);
    assert_ne!(run.end().1, "proved");
    assert!(scene.server.received().len() == 1, "{}", run.stdout);
    scene.assert_untouched();
}

/// Adds to the tests of [`PROJECT`].
fn beside_the_tests(added: &str) -> String {
    let last = r#"        assert_eq!(super::titled(""), "");
    }"#;
    block(last, &format!("{last}\n\n{added}"))
}

#[test]
fn a_report_becomes_a_test_that_fails_and_nothing_else() {
    if skip_slow_tests() {
        return;
    }
    let passing = r#"    #[test]
    fn one_letter() {
        assert_eq!(super::titled("A"), "A");
    }"#;
    let failing = r#"    #[test]
    fn behind_a_hyphen() {
        assert_eq!(super::titled("well-known"), "Well-Known");
    }"#;
    let scene = Scene::of(PROJECT, "", move |request| match request.number {
        0 => Reply::chat(&block("    text.to_string()", RIGHT), 500, 90),
        1 => Reply::chat(&beside_the_tests(passing), 500, 40),
        _ => Reply::chat(&beside_the_tests(failing), 500, 40),
    });
    let report = [
        "--write",
        "a word behind a hyphen stays small",
        "--beside",
        "src/lib.rs",
        "--json",
    ];
    let run = scene.verb("test", &report).expect_code(0);
    let told = run.json();
    assert_eq!(told["holds"], true, "{told:#}");
    let sentence = told["sentence"].as_str().unwrap_or_default();
    assert!(
        sentence.contains("`tests::behind_a_hyphen` fails"),
        "{sentence}"
    );
    let diff = told["diff"].as_str().unwrap_or_default();
    assert!(
        diff.contains("+    fn behind_a_hyphen()") && !diff.contains("\n-"),
        "{diff}"
    );
    let requests = scene.server.received();
    assert!(
        requests[0]
            .body
            .contains("a word behind a hyphen stays small")
    );
    assert!(
        requests[1]
            .body
            .contains("It changes code outside of tests, in src/lib.rs.")
    );
    assert!(requests[2].body.contains("No new test fails"));
    scene.assert_untouched();

    let run = scene
        .verb("test", &[&report[..4], &["--apply"]].concat())
        .expect_code(0);
    let written = std::fs::read_to_string(scene.project.root().join("src/lib.rs"));
    assert!(
        written.is_ok_and(|text| text.contains(failing)),
        "{}",
        run.stderr
    );
}

#[test]
fn without_a_model_no_test_is_written() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::of(PROJECT, "", |_| Reply::chat("", 1, 1));
    let report = [
        "--write",
        "it is wrong",
        "--beside",
        "src/lib.rs",
        "--no-model",
    ];
    let run = scene.verb("test", &report);
    assert_ne!(run.code, Some(0));
    assert!(
        run.stderr.contains("--model PROVIDER/MODEL"),
        "{}",
        run.stderr
    );
    assert!(scene.server.received().is_empty());
}
