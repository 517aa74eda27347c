//! A whole loop of an editor with an agent: from the code action to the applied edit, with what was spent.

use bowline_tests::{
    server::{Server, handshake},
    skip_slow_tests,
};

use super::scene::Scene;

#[test]
fn from_the_code_action_to_the_applied_edit_with_what_was_spent() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("right", "");
    let mut server = Server::start_command(&mut scene.server_command(), &scene.home);
    server.initialize(handshake(scene.project.root()));
    let uri = server.open(&scene.project.root().join("src/lib.rs"));
    let message = "cannot find function `levied_upon_the_sum` in this scope";
    let actions = server.code_actions(&uri, "levied_upon_the_sum", message);
    server.answers.accept();
    let id = server.run_action(&actions[0]);
    let asking = server.notification("bowline/status", |status| {
        let message = status["message"].as_str().unwrap_or_default();
        status["loop"] == *id && message.contains("asking the agent")
    });
    assert_eq!(asking["state"], "running");
    let end = server.end_of(&id);
    assert_eq!(
        (end["stop"].as_str(), end["verdict"].as_str()),
        (Some("achieved"), Some("checked")),
        "{end}{}",
        server.said()
    );
    assert!(end["spend"].is_string() && end["used"].is_string(), "{end}");
    server.was_asked("workspace/applyEdit");
    server.until("the edit is applied", |server| {
        server.text(&uri).contains("net + net / 5")
    });
    assert_eq!(scene.seen("prompt").len(), 1);
    scene.assert_untouched();
}
