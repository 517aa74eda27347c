//! A model asked about tests that no small edit makes pass: its edit is proved by the tests, and one that edits a test is refused.

use bowline_fixture::Reply;
use bowline_tests::{
    server::{EditAnswer, Server, handshake},
    skip_slow_tests,
};
use serde_json::{Value, json};

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
    assert_eq!(
        (&told["stop"], &told["verdict"]),
        (&"achieved".into(), &"checked".into()),
        "{told:#}"
    );
    let cautions = told["cautions"].to_string();
    assert!(
        cautions.contains("It fails, and mends nothing: test `tests::behind_a_hyphen`"),
        "{cautions}"
    );
    let tries: Vec<&str> = told["tries"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["fate"].as_str())
        .collect();
    assert_eq!(tries.len(), 3, "{tries:?}");
    let diff = told["files"][0]["diff"].as_str().unwrap_or_default();
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

#[test]
fn a_report_in_the_editor_is_a_failing_test_under_review() {
    if skip_slow_tests() {
        return;
    }
    let failing = r#"    #[test]
    fn behind_a_hyphen() {
        assert_eq!(super::titled("well-known"), "Well-Known");
    }"#;
    let scene = Scene::of(PROJECT, "", move |_| {
        Reply::chat(&beside_the_tests(failing), 500, 40)
    });
    let (mut server, uri) = reviewing(&scene, json!({}));
    let error = refusal(&mut server, &uri, "  ");
    assert!(error.contains("a sentence or more"), "{error}");

    let report = "a word behind a hyphen stays small";
    let argument = json!({ "textDocument": { "uri": uri }, "report": report });
    let id = server.start_loop(WRITE, argument);
    let end = server.end_of(&id);
    assert_eq!(
        (&end["stop"], &end["verdict"], &end["pattern"]),
        (&"achieved".into(), &"checked".into(), &"write".into()),
        "{end}{}",
        server.said()
    );
    let review = server.notification("bowline/review", |review| review["loop"] == *id);
    let title = review["title"].as_str().unwrap_or_default();
    assert_eq!(title, format!("write a failing test: {report}"));
    let summary = review["summary"].as_str().unwrap_or_default();
    assert!(summary.contains("adds a test that fails"), "{summary}");
    let cautions = review["cautions"].to_string();
    assert!(cautions.contains("mends nothing"), "{cautions}");

    // What is typed meanwhile is merged, and the test must fail over it as well.
    server.type_over(&uri, "/// Each word", "/// Here, each word");
    server.answers.edits.push_back(EditAnswer::Apply);
    let answer = server.command("bowline.server.apply", json!({ "loop": id }));
    assert_eq!(answer["state"], "applied", "{answer}");
    let text = server.text(&uri);
    assert!(
        text.contains("/// Here, each word") && text.contains(failing),
        "{text}"
    );
    let history = server.command("bowline.server.history", json!({}));
    assert_eq!(history["loops"][0]["title"], title, "{history:#}");
    let replayed = server.command("bowline.server.replay", json!({ "loop": id }));
    assert_eq!(replayed["agrees"], true, "{replayed}");
    scene.assert_untouched();
}

#[test]
fn without_a_model_the_editor_is_told_what_to_set_up() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::of(PROJECT, "", |_| Reply::chat("", 1, 1));
    let off = json!({ "model": { "provider": "off" } });
    let (mut server, uri) = reviewing(&scene, off);
    let error = refusal(&mut server, &uri, "it is wrong");
    assert!(error.contains("`model.provider`"), "{error}");
    assert!(scene.server.received().is_empty());
}

const WRITE: &str = "bowline.server.writeTest";

/// A server with a review of ours and these settings, with the project's file open.
fn reviewing(scene: &Scene, settings: Value) -> (Server, String) {
    let mut server = Server::start_command(&mut scene.server_command(), &scene.home);
    let mut params = handshake(scene.project.root());
    params["initializationOptions"] = json!({ "client": "bowline-nvim", "settings": settings });
    server.initialize(params);
    let uri = server.open(&scene.project.root().join("src/lib.rs"));
    (server, uri)
}

/// What is said where no loop is started.
fn refusal(server: &mut Server, uri: &str, report: &str) -> String {
    let argument = json!({ "textDocument": { "uri": uri }, "report": report });
    let params = json!({ "command": WRITE, "arguments": [argument] });
    let error = server.request_error("workspace/executeCommand", params);
    error["message"].as_str().unwrap_or_default().to_owned()
}
