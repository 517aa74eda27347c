//! The defects of a plain tower-lsp server, each over real stdio: what breaks there holds here. Where a defect can be shown
//! in a second or so, the plain server is run as well, so that these tests are known to be able to fail.

mod endings;

use std::{
    path::Path,
    process::Command,
    time::{Duration, Instant},
};

use bowline_tests::{
    binary,
    home::Home,
    sample::Sample,
    server::{Server, handshake, uri_of},
};
use serde_json::{Value, json};

/// What an editor takes for «it hangs».
const SOON: Duration = Duration::from_secs(5);

/// Long enough to say that a process lives on, short enough to wait for.
const A_WHILE: Duration = Duration::from_millis(1500);

/// The plain server, in a home of its own.
fn plain() -> (Home, Server) {
    let home = Home::new();
    let mut server = Server::start_program(Path::new(env!("CARGO_BIN_EXE_plain-tower-lsp")), &home);
    server.initialize(handshake(home.path()));
    (home, server)
}

/// A server of ours whose trial methods exist.
fn on_trial(home: &Home) -> Server {
    let mut command = Command::new(binary::bowline());
    home.adopt(&mut command).env("BOWLINE_TRIAL_METHODS", "1");
    let mut server = Server::start_command(&mut command, home);
    server.initialize(handshake(home.path()));
    server
}

fn text(server: &mut Server, uri: &str) -> Value {
    server.request("bowline/trial/text", json!({ "uri": uri }))
}

/// Asks for something harmless, to see that the server still answers.
fn assert_answers(server: &mut Server) {
    let answer = server.command("bowline.server.history", json!({}));
    assert!(answer["loops"].is_array(), "{answer}");
}

#[test]
fn a_request_right_behind_initialize_is_answered() {
    let home = Home::new();
    let mut server = Server::start(&home);
    let first = server.send("initialize", handshake(home.path()));
    server.notify("initialized", json!({}));
    let second = server.send(
        "workspace/executeCommand",
        json!({ "command": "bowline.server.history", "arguments": [{}] }),
    );
    assert!(server.response(first)["result"]["capabilities"].is_object());
    let answer = server.response(second);
    assert!(answer["error"].is_null(), "{answer}");
}

#[test]
fn a_second_initialize_is_refused() {
    let home = Home::new();
    let mut server = Server::open_workspace(&home, home.path());
    let error = server.request_error("initialize", handshake(home.path()));
    assert_eq!(error["code"], -32600, "{error}");
    assert_answers(&mut server);
}

#[test]
fn shutdown_takes_null_and_an_empty_object() {
    for params in [Value::Null, json!({}), json!([])] {
        let home = Home::new();
        let mut server = Server::open_workspace(&home, home.path());
        assert!(
            server.request("shutdown", params.clone()).is_null(),
            "{params}"
        );
        server.notify("exit", Value::Null);
        let status = server.wait(SOON).expect("it ends with its input open");
        assert_eq!(status.code(), Some(0), "{params}");
    }
    let (_plain_home, mut plain) = plain();
    let error = plain.request_error("shutdown", json!({}));
    assert_eq!(error["code"], -32602, "the plain server has this defect");
}

#[test]
fn malformed_messages_do_not_end_the_conversation() {
    let home = Home::new();
    let mut server = Server::open_workspace(&home, home.path());
    for body in ["{ not json", "", "[]", "3", "{\"jsonrpc\":\"2.0\"}"] {
        server.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
        let answer = server.notification("$/orphan", |_| true);
        assert!(answer["error"]["code"].is_i64(), "{body}: {answer}");
    }
    server.raw(b"Content-Length: many\r\n\r\nnoise between messages\r\n\r\n");
    assert_answers(&mut server);

    let (_plain_home, mut plain) = plain();
    plain.raw(b"Content-Length: 1\r\n\r\n{");
    let id = plain.send("textDocument/codeAction", actions_of("file:///a.rs", &[]));
    plain.wait(A_WHILE);
    assert!(!plain.has_answered(id), "the plain server has this defect");
}

#[test]
fn half_a_surrogate_pair_costs_one_letter() {
    let home = Home::new();
    let mut server = on_trial(&home);
    let uri = server.open_with(&home.path().join("a.rs"), "x");
    let body = format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didChange","params":{{"textDocument":{{"uri":"{uri}","version":2}},"contentChanges":[{{"text":"a\ud800b"}}]}}}}"#
    );
    server.raw(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    assert_eq!(text(&mut server, &uri)["text"], "a\u{fffd}b");
}

#[test]
fn cancelling_a_request_takes_effect_at_once() {
    let home = Home::new();
    let mut server = on_trial(&home);
    let slow: Vec<u64> = (0..8)
        .map(|_| server.send("bowline/trial/sleep", json!({ "millis": 60_000 })))
        .collect();
    let asked = Instant::now();
    assert_answers(&mut server);
    for id in &slow {
        server.notify("$/cancelRequest", json!({ "id": id }));
    }
    for id in slow {
        assert_eq!(server.response(id)["error"]["code"], -32800);
    }
    assert!(asked.elapsed() < SOON, "{:?}", asked.elapsed());
}

#[test]
fn a_panic_in_a_handler_is_an_error_and_no_end() {
    let home = Home::new();
    let mut server = on_trial(&home);
    let error = server.request_error("bowline/trial/panic", json!({}));
    assert_eq!(error["code"], -32603, "{error}");
    assert_answers(&mut server);

    let (_plain_home, mut plain) = plain();
    let id = plain.send("workspace/executeCommand", json!({ "command": "panic" }));
    plain.wait(A_WHILE);
    assert!(!plain.has_answered(id), "the plain server has this defect");
}

fn actions_of(uri: &str, diagnostics: &[Value]) -> Value {
    let range =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 1 } });
    json!({ "textDocument": { "uri": uri }, "range": range, "context": { "diagnostics": diagnostics } })
}

#[test]
fn an_odd_foreign_diagnostic_costs_nobody_their_code_actions() {
    let home = Home::new();
    let sample = Sample::copy("missing-mut");
    let mut server = Server::open_workspace(&home, sample.root());
    let uri = server.open(&sample.path("src/lib.rs"));
    let range =
        json!({ "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 3 } });
    let odd = [
        json!({ "range": range, "message": { "kind": "markdown", "value": "marked up" }, "code": { "odd": true } }),
        json!({ "range": range, "message": "plain", "code": [1, 2], "codeDescription": 3, "tags": "x" }),
        json!({ "range": range, "message": "good", "severity": 1, "relatedInformation": [{ "location": { "uri": "not a uri" } }] }),
        json!({ "range": "nowhere", "message": 7 }),
        Value::Null,
    ];
    let answer = server.request("textDocument/codeAction", actions_of(&uri, &odd));
    let titles: Vec<&str> = answer
        .as_array()
        .expect("actions")
        .iter()
        .filter_map(|one| one["title"].as_str())
        .collect();
    for message in ["marked up", "plain", "good"] {
        assert!(
            titles.iter().any(|title| title.contains(message)),
            "{message}: {titles:?}"
        );
    }
    let (_plain_home, mut plain) = plain();
    let error = plain.request_error("textDocument/codeAction", actions_of(&uri, &odd));
    assert_eq!(error["code"], -32602, "the plain server has this defect");
}

#[test]
fn versions_may_jump() {
    let home = Home::new();
    let mut server = on_trial(&home);
    let uri = uri_of(&home.path().join("a.rs"));
    let open = json!({ "uri": uri, "languageId": "rust", "version": 0, "text": "one" });
    server.notify("textDocument/didOpen", json!({ "textDocument": open }));
    for (version, text) in [(5, "two"), (6, "three"), (900, "four")] {
        let document = json!({ "uri": uri, "version": version });
        server.notify(
            "textDocument/didChange",
            json!({ "textDocument": document, "contentChanges": [{ "text": text }] }),
        );
    }
    assert_eq!(
        text(&mut server, &uri),
        json!({ "version": 900, "text": "four" })
    );
}

#[test]
fn a_client_without_settings_may_answer_null() {
    let home = Home::new();
    let mut server = Server::start(&home);
    server.answers.settings = Value::Null;
    server.initialize(handshake(home.path()));
    server.was_asked("workspace/configuration");
    assert_answers(&mut server);
}

#[test]
fn a_client_that_never_answers_holds_up_nothing() {
    let home = Home::new();
    let mut command = Command::new(binary::bowline());
    home.adopt(&mut command).env("BOWLINE_TRIAL_METHODS", "1");
    let mut server = Server::start_command(&mut command, &home);
    server.answers.silent = true;
    server.initialize(handshake(home.path()));
    let uri = server.open_with(&home.path().join("a.rs"), "");
    // Each loop asks for a progress display and is never answered.
    for _ in 0..200 {
        server.send("workspace/executeCommand", json!({ "command": "bowline.server.fixFile", "arguments": [{ "textDocument": { "uri": uri } }] }));
    }
    server.edit(&uri, &[json!({ "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 0, "character": 0 } }, "newText": "typed" })]);
    assert_eq!(text(&mut server, &uri)["text"], "typed");
    assert_answers(&mut server);
}

#[test]
fn an_unknown_command_is_told_which_is_near() {
    let home = Home::new();
    let mut server = Server::open_workspace(&home, home.path());
    let params = json!({ "command": "bowline.server.fixFiles", "arguments": [] });
    let error = server.request_error("workspace/executeCommand", params);
    assert!(
        error["message"]
            .as_str()
            .is_some_and(|message| message.contains("bowline.server.fixFile`")),
        "{error}"
    );
    let params = json!({ "command": "bowline.server.fixFile", "arguments": ["not an object"] });
    assert_eq!(
        server.request_error("workspace/executeCommand", params)["code"],
        -32602
    );
}

#[test]
fn everything_typed_arrives_in_order() {
    let home = Home::new();
    let mut server = on_trial(&home);
    let uri = server.open_with(&home.path().join("a.rs"), "fn main() {}\n");
    let mut asked = Vec::new();
    for number in 0..500 {
        let start = json!({ "line": 0, "character": 0 });
        server.edit(&uri, &[json!({ "range": { "start": start, "end": start }, "newText": format!("// {number} 😀\n") })]);
        asked.push((
            server.send("bowline/trial/text", json!({ "uri": uri })),
            number + 2,
        ));
    }
    for (id, version) in asked {
        assert_eq!(
            server.response(id)["result"]["version"],
            version,
            "an older text"
        );
    }
    assert_eq!(text(&mut server, &uri)["text"], server.text(&uri));
}
