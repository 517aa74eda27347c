//! Whole loops of an editor with a model: from the code action over the words about what is being written to the applied edit,
//! with what was spent; and one that the person stops while the model writes.

use std::sync::mpsc::channel;

use bowline_fixture::{Reply, Step};
use bowline_tests::{
    server::{Server, handshake},
    skip_slow_tests,
};
use serde_json::json;

use super::scene::{Scene, body};

/// A server that the scene's model is set up for, with the project's file open.
fn session(scene: &Scene) -> (Server, String) {
    let mut server = Server::start_command(&mut scene.bare_command(&[]), &scene.home);
    server.initialize(handshake(scene.project.root()));
    let uri = server.open(&scene.project.root().join("src/lib.rs"));
    (server, uri)
}

/// Starts the loop of the first code action on the error.
fn begin(server: &mut Server, uri: &str) -> String {
    let message = "cannot find function `levied_upon_the_sum` in this scope";
    let actions = server.code_actions(uri, "levied_upon_the_sum", message);
    let title = actions[0]["title"].as_str().unwrap_or_default();
    assert!(title.starts_with("Fix and prove: "), "{title}");
    server.run_action(&actions[0])
}

/// The beginning of an answer: enough words that the editor is told of them.
fn thinking_aloud() -> String {
    format!(
        "data: {}\n\n",
        json!({ "choices": [{ "delta": { "content": "Well, ".repeat(60) } }] })
    )
}

#[test]
fn from_the_code_action_to_the_applied_edit_with_what_was_spent() {
    if skip_slow_tests() {
        return;
    }
    let (go, gate) = channel();
    let mut gate = Some(gate);
    let scene = Scene::new("price_input = 100\nprice_output = 400", move |_| {
        let mut reply = Reply::chat(&body("net + net / 5"), 500, 40);
        let pause = Step::Wait(gate.take().expect("one request"));
        reply.steps.insert(0, pause);
        reply.steps.insert(0, Step::Bytes(thinking_aloud().into()));
        reply
    });
    let (mut server, uri) = session(&scene);
    server.answers.accept();
    let id = begin(&mut server, &uri);
    let writing = server.notification("bowline/status", |status| {
        let message = status["message"].as_str().unwrap_or_default();
        status["loop"] == *id && message.contains("question 1") && message.ends_with("written")
    });
    assert_eq!(
        (writing["state"].as_str(), writing["stage"].as_str()),
        (Some("running"), Some("action"))
    );
    go.send(()).expect("the model waits");
    let end = server.end_of(&id);
    assert_eq!(
        (end["stop"].as_str(), end["verdict"].as_str()),
        (Some("achieved"), Some("checked")),
        "{end}{}",
        server.said()
    );
    assert_eq!(end["used"], "540 tokens, $0.0006", "{end}");
    assert!(
        end["spend"]
            .as_str()
            .is_some_and(|spend| spend.contains("1 call")),
        "{end}"
    );
    let asked = server.was_asked("window/showMessageRequest");
    assert!(
        asked["message"]
            .as_str()
            .is_some_and(|text| text.contains("checked")),
        "{asked}"
    );
    server.was_asked("workspace/applyEdit");
    server.until("the edit is applied", |server| {
        server.text(&uri).contains("net + net / 5")
    });
    scene.assert_untouched();
}

#[test]
fn a_model_that_writes_is_hung_up_on_when_the_loop_is_stopped() {
    if skip_slow_tests() {
        return;
    }
    let (told, hung_up) = channel();
    let mut told = Some(told);
    let scene = Scene::new("", move |_| {
        Reply::of(200, thinking_aloud())
            .with("content-type", "text/event-stream")
            .then(Step::AwaitHangUp(told.take().expect("one request")))
    });
    let (mut server, uri) = session(&scene);
    let id = begin(&mut server, &uri);
    server.notification("bowline/status", |status| {
        let message = status["message"].as_str().unwrap_or_default();
        status["loop"] == *id && message.ends_with("written")
    });
    server.command("bowline.server.stopLoop", json!({ "loop": id }));
    assert_eq!(server.end_of(&id)["stop"], "cancelled");
    hung_up.recv().expect("the model saw the client go");
    scene.assert_untouched();
}
