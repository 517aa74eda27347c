//! A whole loop with a real agent, opencode, whose model is a scripted server on the loopback interface. Runs where
//! `BOWLINE_OPENCODE` names its program (`npm install opencode-ai`), and says so where it does not.

use std::fs;

use bowline_fixture::{Fixture, ModelServer, Received, Reply, TreeFingerprint};
use bowline_tests::{
    home::Home,
    program::{command, finish, start},
};
use serde_json::{Value, json};

/// What the model says: an edit of the file by the agent's own tool, then that it is done.
fn reply(request: &Received) -> Reply {
    let asked: Value = serde_json::from_str(&request.body).unwrap_or_default();
    let is_done = asked["messages"].to_string().contains("\"role\":\"tool\"");
    let can_edit = asked["tools"].to_string().contains("\"name\":\"edit\"");
    let place = request.body.split("Working directory: ").nth(1);
    let place = place.and_then(|rest| rest.split("\\n").next());
    let Some(place) = place.filter(|_| can_edit && !is_done) else {
        return Reply::chat("Done.", 100, 10);
    };
    let edit = json!({
        "filePath": format!("{place}/src/lib.rs"),
        "oldString": "levied_upon_the_sum(net)",
        "newString": "net + net / 5",
    });
    let function = json!({ "name": "edit", "arguments": edit.to_string() });
    let call = json!({ "index": 0, "id": "c1", "type": "function", "function": function });
    let chunk = |delta: Value, end: Value| {
        let choice = json!({ "index": 0, "delta": delta, "finish_reason": end });
        let chunk = json!({ "id": "x", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice] });
        format!("data: {chunk}\n\n")
    };
    let said = chunk(
        json!({ "role": "assistant", "tool_calls": [call] }),
        Value::Null,
    );
    let end = chunk(json!({}), "tool_calls".into());
    Reply::of(200, format!("{said}{end}data: [DONE]\n\n")).with("content-type", "text/event-stream")
}

#[test]
fn opencode_writes_into_its_copy_alone() {
    let Some(program) = std::env::var_os("BOWLINE_OPENCODE") else {
        eprintln!("skipped: BOWLINE_OPENCODE names no opencode");
        return;
    };
    let program = program.to_str().expect("its path is UTF-8");
    let server = ModelServer::start(reply);
    let own = tempfile::tempdir().expect("a directory for its files");
    let at = |name: &str| own.path().join(name);
    let options = json!({ "baseURL": format!("{}/v1", server.url), "apiKey": "k" });
    let provider = json!({ "npm": "@ai-sdk/openai-compatible", "name": "Scripted", "options": options, "models": { "m": { "name": "m" } } });
    // It asks before it edits, and edits by itself as well.
    for word in ["ask", "allow"] {
        let config = json!({
            "autoupdate": false, "share": "disabled", "model": "scripted/m", "small_model": "scripted/m",
            "permission": { "edit": word, "bash": "ask" }, "provider": { "scripted": provider },
        });
        fs::write(at("opencode.json"), config.to_string()).expect("it can be written");
        let home = Home::with_settings(&format!(
            "[agent]\ncommand = \"{program} acp\"\npaths = \"{}\"\nenv = \"XDG_* OPENCODE_*\"\n",
            own.path().display()
        ));
        let project = Fixture::new(
            "//- /Cargo.toml\n[package]\nname = \"till\"\nversion = \"0.1.0\"\nedition = \"2024\"\n//- /src/lib.rs\npub fn gross(net: u32) -> u32 {\n    levied_upon_the_sum(net)\n}\n",
        );
        let before = TreeFingerprint::of(project.root());
        let root = project.root().to_str().expect("test paths are UTF-8");
        let mut fix = command(&home, ["fix", root, "--json"]);
        fix.env("OPENCODE_CONFIG", at("opencode.json"))
            .env("OPENCODE_DISABLE_AUTOUPDATE", "1")
            .env("OPENCODE_DISABLE_MODELS_FETCH", "1");
        for name in ["CONFIG", "DATA", "STATE", "CACHE"] {
            fix.env(format!("XDG_{name}_HOME"), at(name));
        }
        let run = finish(start(&mut fix)).expect_code(0);
        assert_eq!(run.end(), ("achieved".into(), "checked".into()));
        assert!(run.stdout.contains("net + net / 5"), "{}", run.stdout);
        let name = run.json()["calls"][0]["model"].to_string();
        assert!(name.contains("OpenCode"), "{name}");
        let after = TreeFingerprint::of(project.root());
        assert_eq!(before.diff(&after), Vec::<String>::new());
        home.assert_nobody_lives();
        home.assert_journals_replay();
        let requests = server.received();
        assert!(!requests.is_empty());
        for request in requests {
            assert!(!request.body.contains(root), "the project is not named");
        }
    }
}
