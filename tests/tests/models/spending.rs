//! What a question may cost is known before it is sent, and what is dear is sent with a person's word alone: on the command line,
//! and in an editor, where a loop with a model goes from the code action to the accepted edit.

use bowline_fixture::Reply;
use bowline_tests::{
    program::{finish, start},
    server::{Pick, Server, handshake},
    skip_slow_tests,
};

use super::scene::{Scene, body};

/// A question of some thousand tokens costs some cents.
const DEAR: &str = "price_input = 1000\nprice_output = 4000";

fn scene(more: &str) -> Scene {
    Scene::new(more, |_| Reply::chat(&body("net + net / 5"), 500, 40))
}

#[test]
fn without_a_word_nothing_dear_is_sent() {
    if skip_slow_tests() {
        return;
    }
    let scene = scene(&format!("{DEAR}\nask_cents = 0"));
    let run = scene.fix().expect_code(1);
    assert_eq!(run.end(), ("policy_denied".into(), "none".into()));
    for words in ["custom/scripted-1", "may cost $0.0", "`model.ask_cents`"] {
        assert!(run.stdout.contains(words), "no «{words}»: {}", run.stdout);
    }
    assert!(scene.server.received().is_empty());

    let run = finish(start(&mut scene.command(&["--allow", "spending"]))).expect_code(0);
    assert_eq!(run.end(), ("achieved".into(), "checked".into()));
    assert_eq!(scene.server.received().len(), 1);
}

#[test]
fn what_is_cheap_or_has_no_price_needs_none() {
    if skip_slow_tests() {
        return;
    }
    for settings in [&format!("{DEAR}\nask_cents = 50"), "ask_cents = 0"] {
        let scene = scene(settings);
        scene.fix().expect_code(0);
        assert_eq!(scene.server.received().len(), 1, "{settings}");
    }
}

#[test]
fn in_an_editor_the_person_is_asked_once_a_loop() {
    if skip_slow_tests() {
        return;
    }
    let scene = scene(&format!("{DEAR}\nask_cents = 0"));
    let mut server = Server::start_command(&mut scene.server_command(), &scene.home);
    server.initialize(handshake(scene.project.root()));
    let uri = server.open(&scene.project.root().join("src/lib.rs"));
    let message = "cannot find function `levied_upon_the_sum` in this scope";

    server.answers.picks.push_back(Pick::Action("Do without"));
    let actions = server.code_actions(&uri, "levied_upon_the_sum", message);
    let id = server.run_action(&actions[0]);
    assert_eq!(server.end_of(&id)["stop"], "policy_denied");
    let asked = server.was_asked("window/showMessageRequest");
    let question = asked["message"].as_str().unwrap_or_default();
    assert!(question.contains("may cost $0.0"), "{asked}");
    assert!(scene.server.received().is_empty());

    server
        .answers
        .picks
        .push_back(Pick::Action("Ask the model"));
    server.answers.accept();
    let actions = server.code_actions(&uri, "levied_upon_the_sum", message);
    let id = server.run_action(&actions[0]);
    let told = server.notification("bowline/status", |status| {
        status["loop"] == id
            && status["stage"] == "action"
            && status["message"].to_string().contains("may cost")
    });
    assert!(
        told["message"].to_string().contains("asking the model"),
        "{told}"
    );
    let end = server.end_of(&id);
    assert_eq!(end["stop"], "achieved", "{}", server.said());
    server.was_asked("workspace/applyEdit");
    assert!(server.text(&uri).contains("net + net / 5"));
    assert_eq!(scene.server.received().len(), 1);
}
