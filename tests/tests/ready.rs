//! What is done before anybody asks: fixes that are ready, and the compiler's words on text that is not saved.

use bowline_tests::{
    home::Home,
    sample::Sample,
    server::{EditAnswer, Server, handshake},
    skip_slow_tests,
};
use serde_json::{Value, json};

fn reviewing(home: &Home, sample: &Sample) -> Server {
    let mut server = Server::start(home);
    let mut params = handshake(sample.root());
    params["initializationOptions"] = json!({ "client": "bowline-nvim" });
    server.initialize(params);
    server
}

/// The titles of the code actions on the first occurrence of `at`.
fn titles(actions: &[Value]) -> Vec<&str> {
    let titles = actions.iter().filter_map(|action| action["title"].as_str());
    titles.collect()
}

#[test]
fn a_fix_is_ready_before_it_is_asked_for_and_opens_at_once() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("typo-name").watched());
    let mut server = reviewing(&home, &sample);
    let uri = server.open(&sample.path("src/main.rs"));
    let ready = server.notification("bowline/ready", |ready| ready["uri"] == uri.as_str());
    let line = ready["line"].as_u64().expect("a line") as usize;
    let text = server.text(&uri);
    let at = text.lines().nth(line).expect("the line").trim().to_owned();
    let actions = server.code_actions(&uri, &at, "cannot find");
    let first = &actions[0];
    assert!(
        titles(&actions)[0].starts_with("✓ checked: "),
        "{actions:#?}"
    );
    assert_eq!(first["isPreferred"], true, "{first:#}");
    let params =
        json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": 8 } });
    let hover = server.request("textDocument/hover", params);
    let known = hover["contents"]["value"].as_str().unwrap_or_default();
    assert!(known.contains("✓ checked"), "{hover:#}");

    let id = server.run_action(first);
    assert_eq!(ready["loop"], id.as_str(), "no other loop was started");
    let review = server.notification("bowline/review", |review| review["loop"] == id);
    server.answers.edits.push_back(EditAnswer::Apply);
    let answer = server.command("bowline.server.apply", json!({ "loop": id }));
    assert_eq!(answer["state"], "applied", "{answer}");
    assert_eq!(json!(server.text(&uri)), review["files"][0]["after"]);
    sample.assert_untouched();
}

#[test]
fn typing_outdates_what_was_ready() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("typo-name").watched());
    let mut server = reviewing(&home, &sample);
    let uri = server.open(&sample.path("src/main.rs"));
    let ready = server.notification("bowline/ready", |ready| ready["uri"] == uri.as_str());
    let line = ready["line"].as_u64().expect("a line") as usize;
    let text = server.text(&uri);
    let at = text.lines().nth(line).expect("the line").trim().to_owned();
    let action = server.code_actions(&uri, &at, "cannot find").remove(0);
    server.type_over(&uri, &at, &format!("{at} "));
    let actions = server.code_actions(&uri, &at, "cannot find");
    assert!(
        !titles(&actions).iter().any(|title| title.starts_with('✓')),
        "{actions:#?}"
    );
    // Chosen from a menu that was open meanwhile, it is looked for anew.
    let id = server.run_action(&action);
    assert_ne!(ready["loop"], id.as_str());
    assert_eq!(server.end_of(&id)["stop"], "achieved", "{}", server.said());
    sample.assert_untouched();
}

#[test]
fn nothing_is_prepared_where_the_settings_say_so() {
    if skip_slow_tests() {
        return;
    }
    let home = Home::with_settings("[background]\nfixes = false\n");
    let sample = Sample::copy("typo-name").watched();
    let mut server = reviewing(&home, &sample);
    let uri = server.open(&sample.path("src/main.rs"));
    // The loop a person starts waits behind the background check, so that is over when this one ends.
    let id = server.start_loop(
        "bowline.server.fixFile",
        json!({ "textDocument": { "uri": uri } }),
    );
    assert_eq!(server.end_of(&id)["stop"], "achieved", "{}", server.said());
    assert_eq!(home.journals().len(), 1);
}

#[test]
fn unsaved_text_is_told_of_where_asked_for_and_withdrawn_with_the_next_keystroke() {
    if skip_slow_tests() {
        return;
    }
    let home = Home::with_settings(
        "[background]\nafter_typing = true\ndiagnostics = true\nfixes = false\n",
    );
    let sample = Sample::copy("clean-on-disk").watched();
    let mut server = reviewing(&home, &sample);
    let uri = server.open(&sample.path("src/lib.rs"));
    server.type_over(&uri, "basket.apples.clone()", "basket.apples");
    let of = |uri: &str, params: &Value| params["uri"] == uri;
    let shown = server.notification("textDocument/publishDiagnostics", |params| {
        of(&uri, params) && params["diagnostics"] != json!([])
    });
    let diagnostic = &shown["diagnostics"][0];
    assert_eq!(
        (
            &diagnostic["code"],
            &diagnostic["source"],
            &diagnostic["severity"]
        ),
        (&json!("E0507"), &json!("bowline"), &json!(1)),
        "{shown:#}"
    );
    server.type_over(&uri, "basket.apples", "basket.apples.clone()");
    let withdrawn = server.notification("textDocument/publishDiagnostics", |params| {
        of(&uri, params) && params["diagnostics"] == json!([])
    });
    assert_eq!(withdrawn["uri"], uri.as_str());
    sample.assert_untouched();
}
