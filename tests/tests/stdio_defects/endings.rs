//! How a server, a loop and their processes end.

use std::time::{Duration, Instant};

use bowline_tests::{
    DEADLINE, eventually, home::Home, processes, sample::Sample, server::Server, skip_slow_tests,
};
use serde_json::{Value, json};

use crate::{A_WHILE, SOON, actions_of, assert_answers, on_trial, plain};

#[test]
fn exit_ends_the_process_while_its_input_is_open() {
    for (first, code) in [(Some("shutdown"), 0), (None, 1)] {
        let home = Home::new();
        let mut server = Server::open_workspace(&home, home.path());
        if let Some(method) = first {
            server.request(method, Value::Null);
        }
        let asked = Instant::now();
        server.notify("exit", Value::Null);
        let status = server.wait(SOON).expect("it ends");
        assert_eq!(status.code(), Some(code));
        assert!(asked.elapsed() < SOON);
    }
    let (_plain_home, mut plain) = plain();
    plain.bare_request("shutdown");
    plain.write(&json!({ "jsonrpc": "2.0", "method": "exit" }));
    assert!(
        plain.wait(A_WHILE).is_none(),
        "the plain server has this defect"
    );
}

#[test]
fn the_end_of_input_ends_the_process_while_a_request_waits() {
    let home = Home::new();
    let mut server = on_trial(&home);
    server.send("bowline/trial/sleep", json!({ "millis": 60_000 }));
    assert_answers(&mut server);
    server.close_input();
    assert!(server.wait(SOON).is_some(), "it lives on");

    let (_plain_home, mut plain) = plain();
    plain.send("workspace/executeCommand", json!({ "command": "slow" }));
    plain.request("textDocument/codeAction", actions_of("file:///a.rs", &[]));
    plain.close_input();
    assert!(
        plain.wait(A_WHILE).is_none(),
        "the plain server has this defect"
    );
}

#[test]
fn the_end_of_input_ends_a_running_loop_with_its_processes() {
    if skip_slow_tests() {
        return;
    }
    let home = Home::new();
    let sample = Sample::copy("hanging-build-script").watched();
    let mut server = Server::open_workspace(&home, sample.root());
    let uri = server.open(&sample.path("src/lib.rs"));
    let id = server.start_loop(
        "bowline.server.fixWorkspace",
        json!({ "textDocument": { "uri": uri } }),
    );
    server.observing(&id);
    assert!(eventually(DEADLINE, || {
        processes::lives(home.path(), "build-script-build")
    }));
    server.close_input();
    assert!(
        server.wait(Duration::from_secs(10)).is_some(),
        "it lives on"
    );
    home.assert_nobody_lives();
    home.assert_journals_replay();
    sample.assert_untouched();
}

#[test]
fn a_killed_server_takes_its_processes_with_it() {
    if skip_slow_tests() {
        return;
    }
    let home = Home::new();
    let sample = Sample::copy("hanging-build-script").watched();
    let mut server = Server::open_workspace(&home, sample.root());
    let id = server.start_loop("bowline.server.fixWorkspace", json!({}));
    server.observing(&id);
    assert!(eventually(DEADLINE, || {
        processes::lives(home.path(), "build-script-build")
    }));
    server.kill();
    home.assert_nobody_lives();
    home.assert_journals_replay();
    sample.assert_untouched();
}

#[test]
fn a_command_answers_at_once_while_loops_run() {
    if skip_slow_tests() {
        return;
    }
    let home = Home::new();
    let sample = Sample::copy("hanging-build-script").watched();
    let mut server = Server::open_workspace(&home, sample.root());
    let uri = server.open(&sample.path("src/lib.rs"));
    let asked = Instant::now();
    let id = server.start_loop(
        "bowline.server.fixWorkspace",
        json!({ "textDocument": { "uri": uri } }),
    );
    assert!(asked.elapsed() < SOON);
    server.observing(&id);
    let asked = Instant::now();
    assert_answers(&mut server);
    let other = server.start_loop(
        "bowline.server.fixFile",
        json!({ "textDocument": { "uri": uri } }),
    );
    assert_ne!(id, other);
    assert!(asked.elapsed() < SOON);
    server.command("bowline.server.stopLoop", json!({}));
    for id in [id, other] {
        assert_eq!(server.end_of(&id)["stop"], "cancelled");
    }
    home.assert_nobody_but(&server);
    sample.assert_untouched();
}

#[test]
fn the_cancel_button_of_a_progress_display_stops_the_loop() {
    if skip_slow_tests() {
        return;
    }
    let home = Home::new();
    let sample = Sample::copy("hanging-build-script").watched();
    let mut server = Server::open_workspace(&home, sample.root());
    let id = server.start_loop("bowline.server.fixWorkspace", json!({}));
    let token = server.was_asked("window/workDoneProgress/create")["token"].clone();
    server.notification("$/progress", |params| {
        params["token"] == token && params["value"]["kind"] == "begin"
    });
    server.observing(&id);
    server.notify("window/workDoneProgress/cancel", json!({ "token": token }));
    assert_eq!(server.end_of(&id)["stop"], "cancelled");
    server.notification("$/progress", |params| {
        params["token"] == token && params["value"]["kind"] == "end"
    });
    home.assert_nobody_but(&server);
    sample.assert_untouched();
}
