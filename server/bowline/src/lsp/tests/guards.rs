//! What plain tower-lsp gets wrong, one test each.

use super::*;

const URI: &str = "untitled:a.rs";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn changes_and_requests_are_handled_in_the_order_they_were_sent() {
    const MESSAGES: i32 = 1000;
    let mut client = Client::started(json!({})).await;
    client.open(URI, 0, "").await;
    let mut input = client.input.take().unwrap();
    let writer = tokio::spawn(async move {
        for n in 1..=MESSAGES {
            let at = json!({ "line": 0, "character": 0 });
            let change = json!({ "jsonrpc": "2.0", "method": "textDocument/didChange", "params": {
                "textDocument": { "uri": URI, "version": n * 3 },
                "contentChanges": [{ "range": { "start": at, "end": at }, "text": "x" }],
            } });
            let ask = json!({ "jsonrpc": "2.0", "id": n, "method": "bowline/trial/text", "params": { "uri": URI } });
            for message in [change, ask] {
                let body = message.to_string();
                input
                    .write_all(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes())
                    .await
                    .unwrap();
            }
        }
        input
    });
    for _ in 1..=MESSAGES {
        let answer = client.read().await;
        let n = answer["id"].as_i64().unwrap();
        assert_eq!(answer["result"]["version"], n * 3);
        assert_eq!(answer["result"]["text"].as_str().unwrap().len() as i64, n);
    }
    drop(writer.await.unwrap());
    assert_eq!(client.exit_code().await, 0);
}

#[tokio::test]
async fn a_panic_costs_one_answer() {
    let mut client = Client::started(json!({})).await;
    client.request(1, "bowline/trial/panic", json!({})).await;
    assert_eq!(client.answer(1).await["error"]["code"], -32603);
    client.open(URI, 1, "text").await;
    assert_eq!(client.text_of(2, URI).await["text"], "text");
}

#[tokio::test]
async fn many_slow_requests_hold_up_nothing_and_are_cancelled_at_once() {
    let mut client = Client::started(json!({})).await;
    for id in 1..=200 {
        client
            .request(id, "bowline/trial/sleep", json!({ "millis": 600_000 }))
            .await;
    }
    client.open(URI, 1, "text").await;
    assert_eq!(client.text_of(1000, URI).await["text"], "text");
    for id in 1..=200 {
        client.notify("$/cancelRequest", json!({ "id": id })).await;
    }
    for id in 1..=200 {
        assert_eq!(client.answer(id).await["error"]["code"], -32800);
    }
}

#[tokio::test]
async fn unreadable_messages_are_answered_and_reading_goes_on() {
    let mut client = Client::started(json!({})).await;
    for (body, code) in [
        ("{\"jsonrpc\"", -32700),
        ("[1,2]", -32600),
        ("{\"jsonrpc\":\"2.0\"}", -32600),
        ("\u{7}", -32700),
    ] {
        client.raw(body.as_bytes()).await;
        let answer = client.read().await;
        assert_eq!(
            (&answer["id"], &answer["error"]["code"]),
            (&Value::Null, &json!(code)),
            "{body}"
        );
    }
    client
        .input
        .as_mut()
        .unwrap()
        .write_all(b"junk\r\nX-Header: 1\r\ncontent-TYPE: odd\r\n")
        .await
        .unwrap();
    client.open(URI, 1, "text").await;
    assert_eq!(client.text_of(1, URI).await["text"], "text");
}

#[tokio::test]
async fn half_a_surrogate_pair_does_not_end_reading() {
    let mut client = Client::started(json!({})).await;
    let open = format!(
        r#"{{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{{"textDocument":{{"uri":"{URI}","languageId":"rust","version":1,"text":"a\ud800b"}}}}}}"#
    );
    client.raw(open.as_bytes()).await;
    assert_eq!(client.text_of(1, URI).await["text"], "a\u{fffd}b");
}

#[tokio::test]
async fn shutdown_takes_null_params_and_exit_ends_with_open_input() {
    for params in [json!(null), json!({})] {
        let mut client = Client::started(json!({})).await;
        client
            .request(1, "bowline/trial/sleep", json!({ "millis": 600_000 }))
            .await;
        client.request(2, "shutdown", params).await;
        assert_eq!(client.answer(2).await.get("result"), Some(&Value::Null));
        client.request(3, "bowline/trial/text", json!({})).await;
        assert_eq!(
            client.answer(3).await["error"]["code"],
            -32600,
            "after shutdown"
        );
        client
            .send(json!({ "jsonrpc": "2.0", "method": "exit", "params": null }))
            .await;
        assert_eq!(client.exit_code().await, 0);
    }
    let mut abrupt = Client::started(json!({})).await;
    abrupt.notify("exit", json!({})).await;
    assert_eq!(abrupt.exit_code().await, 1);
}

#[tokio::test]
async fn the_end_of_input_ends_the_server_while_handlers_and_questions_wait() {
    let mut client = Client::started(json!({ "workspace": { "configuration": true } })).await;
    client.asked("workspace/configuration").await;
    client
        .request(1, "bowline/trial/sleep", json!({ "millis": 600_000 }))
        .await;
    client.input = None;
    assert_eq!(client.exit_code().await, 0);
}

#[tokio::test]
async fn initialize_counts_once_and_a_request_right_behind_it_is_answered() {
    let mut client = Client::new();
    client
        .request(1, "bowline/trial/text", json!({ "uri": URI }))
        .await;
    assert_eq!(
        client.answer(1).await["error"]["code"],
        -32002,
        "before initialize"
    );
    client
        .request(
            2,
            "initialize",
            json!({ "capabilities": { "textDocument": "odd" }, "processId": null }),
        )
        .await;
    client
        .request(3, "bowline/trial/text", json!({ "uri": URI }))
        .await;
    client
        .request(4, "initialize", json!({ "capabilities": {} }))
        .await;
    let offer = client.answer(2).await["result"].clone();
    assert_eq!(offer["capabilities"]["positionEncoding"], "utf-16");
    assert_eq!(
        offer["capabilities"]["executeCommandProvider"]["commands"]
            .as_array()
            .unwrap()
            .len(),
        crate::lsp::command::NAMES.len()
    );
    assert!(client.answer(3).await.get("result").is_some());
    assert_eq!(client.answer(4).await["error"]["code"], -32600);
}

#[tokio::test]
async fn odd_foreign_diagnostics_do_not_fail_a_code_action() {
    let mut client = Client::started(json!({})).await;
    let at = json!({ "line": 0, "character": 0 });
    let odd = json!([{ "code": { "a": 1 }, "message": { "kind": "x" }, "relatedInformation": [{ "location": { "uri": "no uri" } }] }, 3]);
    let params = json!({
        "textDocument": { "uri": "file:///nowhere/a.rs" },
        "range": { "start": at, "end": at },
        "context": { "diagnostics": odd, "only": "odd", "triggerKind": [] },
    });
    client.request(1, "textDocument/codeAction", params).await;
    assert_eq!(client.answer(1).await["result"], json!([]));
}

#[tokio::test]
async fn settings_that_are_null_are_no_settings() {
    let mut client = Client::started(json!({ "workspace": { "configuration": true } })).await;
    for (push, answer) in [(false, json!(null)), (true, json!([null]))] {
        if push {
            client
                .notify(
                    "workspace/didChangeConfiguration",
                    json!({ "settings": null }),
                )
                .await;
        }
        let asked = client.asked("workspace/configuration").await;
        assert_eq!(asked["params"]["items"][0]["section"], "bowline");
        client
            .send(json!({ "jsonrpc": "2.0", "id": asked["id"], "result": answer }))
            .await;
    }
    client.open(URI, 1, "text").await;
    assert_eq!(client.text_of(1, URI).await["text"], "text");
}

#[tokio::test]
async fn positions_count_in_the_agreed_encoding() {
    for (encodings, wanted) in [
        (json!(["utf-16"]), "b"),
        (json!(["utf-16", "utf-8"]), "😀b"),
    ] {
        let mut client =
            Client::started(json!({ "general": { "positionEncodings": encodings } })).await;
        client.open(URI, 1, "\r\n😀b").await;
        let at = |character: u32| json!({ "line": 1, "character": character });
        // Two units are the emoji in UTF-16, and lie inside of it in UTF-8.
        client
            .change(
                URI,
                5,
                json!([{ "range": { "start": at(0), "end": at(2) }, "text": "" }]),
            )
            .await;
        assert_eq!(
            client.text_of(1, URI).await,
            json!({ "version": 5, "text": format!("\r\n{wanted}") })
        );
    }
}

#[tokio::test]
async fn wrong_commands_are_refused_in_words() {
    let mut client = Client::started(json!({})).await;
    client
        .request(
            1,
            "workspace/executeCommand",
            json!({ "command": "bowline.server.aply" }),
        )
        .await;
    let error = client.answer(1).await["error"].clone();
    assert_eq!(error["code"], -32602);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("did you mean `bowline.server.apply`?"),
        "{error}"
    );
    let unheld = json!({ "command": "bowline.server.apply", "arguments": [{ "loop": "fix-0" }] });
    client.request(2, "workspace/executeCommand", unheld).await;
    assert!(
        client.answer(2).await["error"]["message"]
            .as_str()
            .unwrap()
            .contains("no longer held")
    );
    client
        .request(
            3,
            "workspace/executeCommand",
            json!({ "command": "bowline.server.history", "arguments": [{}] }),
        )
        .await;
    assert_eq!(client.answer(3).await["result"], json!({ "loops": [] }));
}

#[tokio::test]
async fn a_client_that_does_not_read_loses_no_change() {
    let mut client = Client::started(json!({})).await;
    client.open(URI, 0, "").await;
    let at = json!({ "line": 0, "character": 0 });
    for n in 1..=3000 {
        client
            .change(
                URI,
                n,
                json!([{ "range": { "start": at, "end": at }, "text": "x" }]),
            )
            .await;
    }
    let text = client.text_of(1, URI).await;
    assert_eq!(text["text"].as_str().unwrap().len(), 3000);
}
