//! Answers in words: without a model, with one, and where it does not answer; and modes that take something away.

use std::fs;

use bowline_fixture::Reply;
use bowline_tests::{
    server::{Server, handshake},
    skip_slow_tests,
};
use serde_json::json;

use super::scene::{Scene, body};

#[test]
fn without_a_model_it_says_what_is_known_and_that_nobody_was_asked() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("", |_| Reply::chat("x", 1, 1));
    let run = scene
        .verb("ask", &["src/lib.rs:3", "--no-model"])
        .expect_code(0);
    for part in [
        "No model was asked",
        "cannot find function `levied_upon_the_sum`",
        "What rustc says of E0425",
        "What a loop without a model found",
        "The place is in `fn gross`",
    ] {
        assert!(
            run.stdout.contains(part),
            "{part} is not in\n{}",
            run.stdout
        );
    }
    let item = scene
        .verb("ask", &["src/lib.rs:6:8", "--no-model", "--json"])
        .expect_code(0)
        .json();
    assert_eq!(item["facts"]["named"][0]["name"], "unrelated");
    assert_eq!(
        item["facts"]["named"][0]["declared"][0]["code"],
        "pub fn unrelated() -> u32"
    );
    assert!(scene.server.received().is_empty());
    scene.assert_untouched();
}

#[test]
fn a_model_answers_and_its_words_are_harmless_and_paid_for() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("price_input = 100\nprice_output = 400", |_| {
        Reply::chat(
            "The function is missing, see src/lib.rs:3. ![](https://host/?x)",
            500,
            40,
        )
    });
    let run = scene
        .verb("ask", &["src/lib.rs:3", "where does it come from?"])
        .expect_code(0);
    assert!(
        run.stdout.contains("The function is missing"),
        "{}",
        run.stdout
    );
    assert!(
        run.stdout.contains("custom/scripted-1 in the mode `ask`"),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("![]"), "{}", run.stdout);
    assert!(
        run.stderr
            .contains("Asking: a question to custom/scripted-1 of at most"),
        "{}",
        run.stderr
    );
    let [request] = scene.server.received().try_into().expect("one request");
    for part in [
        "where does it come from?",
        "E0425",
        "Explain to somebody",
        "Prefer integer arithmetic.",
    ] {
        assert!(
            request.body.contains(part),
            "{part} is not in {}",
            request.body
        );
    }
    let usage = scene.verb_bare(&["usage", "--json"]).expect_code(0).json();
    assert_eq!(usage["models"][0]["mode"], "ask", "{usage:#}");
    assert_eq!(usage["models"][0]["micros"], 500 + 160);
    scene.assert_untouched();
}

#[test]
fn where_the_model_fails_the_rest_is_said() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("", |_| {
        Reply::of(401, r#"{"error":{"message":"wrong key"}}"#)
    });
    let run = scene.verb("ask", &["src/lib.rs:3"]).expect_code(1);
    assert!(
        run.stdout.contains("The model did not answer"),
        "{}",
        run.stdout
    );
    assert!(run.stdout.contains("E0425"), "{}", run.stdout);
}

#[test]
fn a_mode_takes_away_and_a_bad_one_is_named() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("", |_| Reply::chat(&body("net + net / 5"), 500, 40));
    let modes = scene.project.root().join(".bowline/modes");
    fs::create_dir_all(&modes).expect("it can be made");
    let write =
        |name: &str, text: &str| fs::write(modes.join(name), text).expect("it can be written");
    write(
        "quiet.md",
        "---\ndescription: Asks nobody\npermissions:\n  model: deny\n---\n",
    );
    write(
        "docs.md",
        "---\ndescription: Docs alone\npermissions:\n  edit: {\"*\": deny, \"docs/\": allow}\n---\nWrite it plainly.\n",
    );
    write("bad.md", "---\ndescription: x\nsteps: many\n---\n");
    let quiet = scene
        .verb("ask", &["src/lib.rs:3", "--mode", "quiet"])
        .expect_code(0);
    assert!(
        quiet.stdout.contains("does not let one be asked"),
        "{}",
        quiet.stdout
    );
    assert!(
        quiet.stderr.contains("bad.md:3: `steps` must be a number"),
        "{}",
        quiet.stderr
    );
    assert!(scene.server.received().is_empty());

    let closed = scene.verb("fix", &["--json", "--mode", "docs"]);
    assert!(
        closed.stdout.contains("the mode closes"),
        "{}",
        closed.stdout
    );
    assert_ne!(closed.end().1, "checked");
    assert!(
        scene.server.received()[0]
            .body
            .contains("Write it plainly.")
    );
    let reading = scene.verb("fix", &["--mode", "ask"]).expect_code(2);
    assert!(
        reading.stderr.contains("edits nothing"),
        "{}",
        reading.stderr
    );

    let listed = scene.verb("modes", &["--json"]).expect_code(2).json();
    let find = |name: &str| {
        let modes = listed["modes"].as_array().expect("modes");
        modes.iter().find(|mode| mode["name"] == name).cloned()
    };
    assert_eq!(find("quiet").expect("it is listed")["origin"], "repository");
    assert!(find("bad").is_none());
    assert!(
        listed["errors"][0]
            .as_str()
            .is_some_and(|error| error.contains("bad.md:3"))
    );
}

#[test]
fn an_editor_gets_a_document_with_links() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("", |_| Reply::chat("See src/lib.rs:3.", 500, 40));
    let mut server = Server::start(&scene.home);
    let mut params = handshake(scene.project.root());
    params["initializationOptions"] = json!({
        "client": "bowline-nvim",
        "settings": { "model": { "provider": "off" } },
    });
    server.initialize(params);
    let uri = server.open(&scene.project.root().join("src/lib.rs"));
    let at = json!({ "line": 2, "character": 6 });
    let asked = server.command(
        "bowline.server.ask",
        json!({ "textDocument": { "uri": uri }, "range": { "start": at, "end": at } }),
    );
    let answer = server.notification("bowline/answer", |answer| answer["ask"] == asked["ask"]);
    let markdown = answer["markdown"].as_str().expect("Markdown");
    assert!(markdown.contains("No model was asked"), "{markdown}");
    assert!(markdown.contains("[src/lib.rs:3](file:///"), "{markdown}");
    assert!(markdown.contains("lib.rs#L3)"), "{markdown}");
    let nowhere = json!({ "textDocument": { "uri": uri }, "mode": "nosuch" });
    server.command("bowline.server.ask", nowhere);
    let said = server.notification("window/showMessage", |said| {
        said.to_string().contains("nosuch")
    });
    assert!(said.to_string().contains("there is no mode"), "{said}");
    assert!(scene.server.received().is_empty());
}
