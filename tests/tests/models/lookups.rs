//! A model that asks to see more before it answers: what it gets, what it never gets, and that asking has an end.

use bowline_fixture::{Received, Reply};
use bowline_tests::skip_slow_tests;
use serde_json::Value;

use super::scene::{PROJECT, Scene, body, calls};

/// The part of a request that holds what was looked up.
fn found(request: &Received) -> String {
    let sent: Value = serde_json::from_str(&request.body).expect("a request is JSON");
    let user = sent["messages"][1]["content"].as_str().unwrap_or_default();
    let (_, found) = user
        .split_once("What you asked to see:")
        .unwrap_or_default();
    found.to_owned()
}

#[test]
fn what_it_asks_for_is_in_the_next_question_and_in_the_report() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("", |request| match request.number {
        0 => Reply::chat(
            "READ src/lib.rs#unrelated\nFIND net: u32\nLIST src",
            500,
            40,
        ),
        _ => Reply::chat(&body("net + net / 5"), 600, 40),
    });
    let run = scene.fix().expect_code(0);
    let report = run.json();
    assert_eq!(run.end(), ("achieved".into(), "checked".into()));
    assert_eq!(calls(&report), ["looked_up", "answered"]);
    let requests = scene.server.received();
    assert!(
        requests[0].body.contains("READ file#item"),
        "{}",
        requests[0].body
    );
    assert_eq!(found(&requests[0]), "");
    let shown = found(&requests[1]);
    assert!(shown.contains("pub fn unrelated() -> u32"), "{shown}");
    assert!(
        shown.contains("src/lib.rs:2: pub fn gross(net: u32)"),
        "{shown}"
    );
    assert!(
        !shown.contains("billing.rs"),
        "a closed file is not even named: {shown}"
    );
    let slices = report["calls"][1]["slices"].as_array().expect("slices");
    let sources: Vec<&str> = slices
        .iter()
        .filter(|slice| slice["what"] == "looked up")
        .filter_map(|slice| slice["source"].as_str())
        .collect();
    assert_eq!(
        sources,
        ["READ src/lib.rs#unrelated", "FIND net: u32", "LIST src"]
    );
}

#[test]
fn nothing_closed_is_shown_and_asking_has_an_end() {
    if skip_slow_tests() {
        return;
    }
    let hostile = "READ .env\nREAD ../../etc/passwd\nREAD src/billing.rs\nFIND CANARY\n";
    let scene = Scene::new("samples = 2", move |_| Reply::chat(hostile, 500, 40));
    let run = scene.fix().expect_code(1);
    let looked_up = ["looked_up"; 3].into_iter();
    let expected: Vec<&str> = looked_up.chain(["no_edit"; 2]).collect();
    assert_eq!(calls(&run.json()), expected);
    let requests = scene.server.received();
    assert_eq!(requests.len(), 5);
    for request in &requests {
        assert!(!request.body.contains("CANARY-"), "{}", request.body);
        assert!(!request.body.contains("root:"), "{}", request.body);
    }
    assert!(found(&requests[1]).contains("nothing there that can be shown"));
    assert!(
        !requests[4].body.contains("READ file#item"),
        "{}",
        requests[4].body
    );
    assert!(!scene.left().contains("CANARY-"));
}

#[test]
fn what_looking_up_costs_counts_in_the_bounds() {
    if skip_slow_tests() {
        return;
    }
    let bounds = "loop_tokens = 4000\nreply_tokens = 500";
    let scene = Scene::new(bounds, |_| Reply::chat("LIST src", 2_000, 40));
    let run = scene.fix();
    assert_eq!(run.end().0, "out_of_tokens", "{}", run.stdout);
    assert_eq!(scene.server.received().len(), 2);

    let scene = Scene::new("samples = 1\nlookups = 0", |_| {
        Reply::chat("LIST src", 500, 40)
    });
    assert_eq!(calls(&scene.fix().json()), ["no_edit"]);
}

#[test]
fn a_server_that_refuses_tools_is_asked_by_lines_and_loses_no_sample() {
    if skip_slow_tests() {
        return;
    }
    for refusal in [
        "registry/m-1 does not support tools",
        "Function calling is not enabled for this model",
    ] {
        let refusal = format!(r#"{{"error":{{"message":"{refusal}"}}}}"#);
        let scene = Scene::by(
            "groq",
            PROJECT,
            "samples = 1",
            move |request| match request.number {
                0 => Reply::of(400, refusal.clone()),
                1 => Reply::chat("READ src/lib.rs#unrelated", 500, 40),
                _ => Reply::chat(&body("net + net / 5"), 600, 40),
            },
        );
        let run = scene.fix().expect_code(0);
        assert_eq!(calls(&run.json()), ["no_tools", "looked_up", "answered"]);
        let requests = scene.server.received();
        let sent: Vec<Value> = requests
            .iter()
            .map(|request| serde_json::from_str(&request.body).expect("a request is JSON"))
            .collect();
        assert!(sent[0]["tools"].is_array() && !requests[0].body.contains("READ file#item"));
        assert!(sent[1]["tools"].is_null() && requests[1].body.contains("READ file#item"));
        assert!(found(&requests[2]).contains("pub fn unrelated() -> u32"));
    }
}

#[test]
fn another_refusal_is_not_taken_for_one_of_tools() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::by("groq", PROJECT, "", |_| {
        Reply::of(404, r#"{"error":{"message":"there is no model m-1"}}"#)
    });
    let run = scene.fix();
    assert_eq!(run.end().0, "blocked");
    assert_eq!(calls(&run.json()), ["rejected"]);
    assert_eq!(scene.server.received().len(), 1);
}
