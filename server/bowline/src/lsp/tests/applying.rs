//! A result on its way into an editor, over the wire.

use super::*;
use crate::lsp::supervisor::Asked;

const BEFORE: &str = "fn a() {}\nfn b() {}\nfn c() {}\n";
const AFTER: &str = "fn a() {}\nfn B() {}\nfn c() {}\n";

/// A loop that ended with an edit of one file.
fn finished(client: &Client) -> Arc<Finished> {
    let root = client.dir.path().canonicalize().unwrap();
    let file = ProvedFile {
        path: WorkspacePath::new("src/lib.rs"),
        absolute: root.join("src/lib.rs"),
        version: Some(1),
        before: BEFORE.into(),
        before_hash: content_hash(BEFORE.as_bytes()),
        after: AFTER.into(),
    };
    let outcome = Outcome {
        stop: StopReason::Achieved,
        verdict: Verdict::Checked,
        attempts: 1,
        candidates: 1,
        steps: Vec::new(),
        tree: None,
        baseline: None,
        proof: None,
        left: Vec::new(),
        trials: Vec::new(),
        cautions: vec!["Look at b.".into()],
        calls: Vec::new(),
    };
    Arc::new(Finished {
        id: LoopId("fix-1".into()),
        root,
        outcome,
        files: vec![file],
        journal: None,
    })
}

/// A client with the file open, and a result that waits.
async fn waiting(capabilities: Value) -> (Client, Arc<Finished>, String) {
    let mut client = Client::started(capabilities).await;
    let finished = finished(&client);
    let uri = places::uri_of(&finished.files[0].absolute);
    client.open(&uri, 1, BEFORE).await;
    client.text_of(900, &uri).await;
    let held = Held {
        finished: finished.clone(),
        asked: Asked {
            aim: crate::engine::Aim::Workspace,
            directory: finished.root.clone(),
            title: "fix E0001".into(),
            warnings: bowline_loop_core::intent::Warnings::Leave,
            offered: Vec::new(),
        },
        behalf: crate::engine::Behalf::Person,
        fate: Fate::Waiting,
        others: Vec::new(),
    };
    client.session.change(|state| state.loops.ended(held));
    (client, finished, uri)
}

fn documents() -> Value {
    json!({ "workspace": { "workspaceEdit": { "documentChanges": true } } })
}

async fn command(client: &mut Client, id: i64, name: &str, argument: Value) {
    let params = json!({ "command": format!("bowline.server.{name}"), "arguments": [argument] });
    client.request(id, "workspace/executeCommand", params).await;
}

async fn reply(client: &mut Client, to: &Value, result: Value) {
    client
        .send(json!({ "jsonrpc": "2.0", "id": to["id"], "result": result }))
        .await;
}

/// What an editor sends after it has made the edit.
async fn take_over(client: &mut Client, uri: &str, version: i32, text: &str) {
    client.change(uri, version, json!([{ "text": text }])).await;
}

#[tokio::test]
async fn the_text_that_follows_decides_that_an_edit_was_applied() {
    let (mut client, _, uri) = waiting(documents()).await;
    command(&mut client, 1, "apply", json!({ "loop": "fix-1" })).await;
    let asked = client.asked("workspace/applyEdit").await;
    assert_eq!(asked["params"]["label"], "Bowline: fix E0001");
    let change = &asked["params"]["edit"]["documentChanges"][0];
    assert_eq!(change["textDocument"], json!({ "uri": uri, "version": 1 }));
    let place = |character: u32| json!({ "line": 1, "character": character });
    assert_eq!(
        change["edits"],
        json!([{ "range": { "start": place(3), "end": place(4) }, "newText": "B" }])
    );
    reply(&mut client, &asked, json!({ "applied": true })).await;
    take_over(&mut client, &uri, 2, AFTER).await;
    assert_eq!(client.answer(1).await["result"]["state"], "applied");

    command(&mut client, 2, "apply", json!({ "loop": "fix-1" })).await;
    assert!(
        client.answer(2).await["error"]["message"]
            .as_str()
            .unwrap()
            .contains("applied already")
    );
    let report = std::fs::read_to_string(client.dir.path().join("cache/reports/fix-1.md")).unwrap();
    assert!(report.contains("fix-1"));
}

#[tokio::test]
async fn a_refusal_is_one_whatever_its_form_and_the_result_waits_on() {
    let (mut client, _, _) = waiting(documents()).await;
    command(&mut client, 1, "apply", json!({ "loop": "fix-1" })).await;
    let asked = client.asked("workspace/applyEdit").await;
    reply(
        &mut client,
        &asked,
        json!({ "applied": false, "failureReason": "no mood" }),
    )
    .await;
    let answer = client.answer(1).await["result"].clone();
    assert_eq!(answer["state"], "not_applied");
    assert!(answer["message"].as_str().unwrap().contains("no mood"));

    command(&mut client, 2, "apply", json!({ "loop": "fix-1" })).await;
    let asked = client.asked("workspace/applyEdit").await;
    client.send(json!({ "jsonrpc": "2.0", "id": asked["id"], "error": { "code": -32603, "message": "broke" } })).await;
    assert_eq!(client.answer(2).await["result"]["state"], "not_applied");

    command(&mut client, 3, "apply", json!({ "loop": "fix-1" })).await;
    let asked = client.asked("workspace/applyEdit").await;
    client
        .send(json!({ "jsonrpc": "2.0", "id": asked["id"], "error": "not even an object" }))
        .await;
    assert_eq!(client.answer(3).await["result"]["state"], "not_applied");
}

#[tokio::test]
async fn an_editor_that_says_applied_and_did_not_is_not_believed() {
    let (mut client, _, _) = waiting(documents()).await;
    command(&mut client, 1, "apply", json!({ "loop": "fix-1" })).await;
    let asked = client.asked("workspace/applyEdit").await;
    reply(&mut client, &asked, json!({ "applied": true })).await;
    assert_eq!(client.answer(1).await["result"]["state"], "not_applied");
}

#[tokio::test]
async fn what_was_typed_over_the_edit_wins() {
    let (mut client, _, uri) = waiting(documents()).await;
    take_over(
        &mut client,
        &uri,
        2,
        "fn a() {}\nfn typed() {}\nfn c() {}\n",
    )
    .await;
    command(&mut client, 1, "apply", json!({ "loop": "fix-1" })).await;
    let answer = client.answer(1).await["result"].clone();
    assert_eq!(answer["state"], "stale");
    assert!(
        answer["message"]
            .as_str()
            .unwrap()
            .contains("src/lib.rs was changed at line 2"),
        "{answer}"
    );
}

#[tokio::test]
async fn nothing_picked_is_nothing_done() {
    let (mut client, _, uri) = waiting(documents()).await;
    command(
        &mut client,
        1,
        "apply",
        json!({ "loop": "fix-1", "hunks": [{ "uri": uri, "indexes": [] }] }),
    )
    .await;
    assert_eq!(client.answer(1).await["result"]["state"], "not_applied");
    // All of the hunks are the loop's own result and need no second proof.
    command(
        &mut client,
        2,
        "apply",
        json!({ "loop": "fix-1", "hunks": [{ "uri": uri, "indexes": [0] }] }),
    )
    .await;
    client.asked("workspace/applyEdit").await;
}

#[tokio::test]
async fn a_plain_client_gets_plain_changes_and_a_closed_file_is_read_from_disk() {
    let (mut client, finished, uri) = waiting(json!({})).await;
    let path = &finished.files[0].absolute;
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    // With a byte order mark, which positions do not count.
    std::fs::write(path, format!("\u{feff}{BEFORE}")).unwrap();
    client
        .notify(
            "textDocument/didClose",
            json!({ "textDocument": { "uri": uri } }),
        )
        .await;
    command(&mut client, 1, "apply", json!({ "loop": "fix-1" })).await;
    let asked = client.asked("workspace/applyEdit").await;
    assert_eq!(
        asked["params"]["edit"]["changes"][&uri][0]["range"]["start"],
        json!({ "line": 1, "character": 3 })
    );
    std::fs::write(path, format!("\u{feff}{AFTER}")).unwrap();
    reply(&mut client, &asked, json!({ "applied": true })).await;
    assert_eq!(client.answer(1).await["result"]["state"], "applied");
}

#[tokio::test]
async fn a_review_client_gets_the_texts_and_hunks() {
    let (client, finished, uri) =
        waiting(json!({ "experimental": { "bowline": { "review": true } } })).await;
    let mut client = client;
    review::present(&client.session, &finished, "fix E0001").await;
    let review = client.asked("bowline/review").await["params"].clone();
    assert_eq!(review["loop"], "fix-1");
    assert_eq!(
        (&review["verdict"], &review["stop"]),
        (&json!("checked"), &json!("achieved"))
    );
    let file = &review["files"][0];
    assert_eq!(
        (&file["uri"], &file["version"], &file["after"]),
        (&json!(uri), &json!(1), &json!(AFTER))
    );
    let hunk =
        json!({ "index": 0, "beforeLines": [1, 2], "afterLines": [1, 2], "text": "fn B() {}\n" });
    assert_eq!(file["hunks"], json!([hunk]));
    command(&mut client, 1, "review", json!({ "loop": "fix-1" })).await;
    assert_eq!(client.answer(1).await["result"], review);
    command(&mut client, 2, "discard", json!({ "loop": "fix-1" })).await;
    assert!(client.answer(2).await.get("result").is_some());
}

#[tokio::test]
async fn other_clients_are_asked_by_a_message() {
    let mut capabilities = documents();
    capabilities["window"] = json!({ "showDocument": { "support": true } });
    let (mut client, finished, uri) = waiting(capabilities).await;
    let session = client.session.clone();
    tokio::spawn(async move { review::present(&session, &finished, "fix E0001").await });
    let asked = client.asked("window/showMessageRequest").await;
    assert!(
        asked["params"]["message"]
            .as_str()
            .unwrap()
            .contains("Look at b.")
    );
    reply(&mut client, &asked, json!({ "title": "Show report" })).await;
    let shown = client.asked("window/showDocument").await;
    assert!(
        shown["params"]["uri"]
            .as_str()
            .unwrap()
            .ends_with("/reports/fix-1.md")
    );
    reply(&mut client, &shown, json!({ "success": true })).await;
    let asked = client.asked("window/showMessageRequest").await;
    reply(&mut client, &asked, json!({ "title": "Apply" })).await;
    let edit = client.asked("workspace/applyEdit").await;
    take_over(&mut client, &uri, 2, AFTER).await;
    reply(&mut client, &edit, json!({ "applied": true })).await;
    let told = client.asked("window/showMessage").await;
    assert_eq!(
        told["params"]["message"],
        "Bowline: Applied to 1 file: checked."
    );
}
