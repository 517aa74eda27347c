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
