//! Failing tests over the protocol: the lenses over them, the code action in them, the loop that makes them pass, and what is
//! proved again when a person takes a part of it or rewrites it.

use bowline_tests::{
    home::Home,
    sample::Sample,
    server::{EditAnswer, Server, handshake},
    skip_slow_tests,
};
use serde_json::{Value, json};

const MAKE: &str = "bowline.server.makeTestPass";

fn reviewing(home: &Home, sample: &Sample) -> Server {
    let mut server = Server::start(home);
    let mut params = handshake(sample.root());
    params["initializationOptions"] = json!({ "client": "bowline-nvim" });
    server.initialize(params);
    server
}

fn lenses(server: &mut Server, uri: &str) -> Vec<Value> {
    let answer = server.request(
        "textDocument/codeLens",
        json!({ "textDocument": { "uri": uri } }),
    );
    answer.as_array().cloned().unwrap_or_default()
}

/// The review of a loop that must have ended with an edit.
fn review(server: &mut Server, id: &str) -> Value {
    let end = server.end_of(id);
    assert_eq!(end["stop"], "achieved", "{end}{}", server.said());
    assert_eq!(end["pattern"], "test", "{end}");
    server.notification("bowline/review", |review| review["loop"] == id)
}

#[test]
fn a_lens_over_each_test_starts_the_loop_that_makes_it_pass() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("red-assertion").watched());
    let mut server = reviewing(&home, &sample);
    let uri = server.open(&sample.path("src/lib.rs"));
    let all = lenses(&mut server, &uri);
    let titles: Vec<&str> = all
        .iter()
        .filter_map(|lens| lens["command"]["title"].as_str())
        .collect();
    let one = "▶ make this test pass";
    assert_eq!(titles, ["▶ make these tests pass", one, one]);
    let line = all[1]["range"]["start"]["line"].as_u64().expect("a line");
    let text = server.text(&uri);
    let line = text.lines().nth(line as usize).expect("the line");
    assert!(line.contains("fn postage_is_paid_too"), "{line}");

    let id = server.run_action(&all[1]);
    let review = review(&mut server, &id);
    assert_eq!(review["verdict"], "proved", "{review:#}");
    let summary = review["summary"].as_str().unwrap_or_default();
    assert!(
        summary.contains("failed again without it") && summary.contains("tests run: 2 before"),
        "{summary}"
    );
    server.answers.edits.push_back(EditAnswer::Apply);
    let answer = server.command("bowline.server.apply", json!({ "loop": id }));
    assert_eq!(answer["state"], "applied", "{answer}");
    assert!(server.text(&uri).contains("goods + self.postage"));
    sample.assert_untouched();
}

#[test]
fn what_is_not_saved_counts_and_a_place_stands_for_its_test() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("red-assertion").watched());
    let mut server = reviewing(&home, &sample);
    let uri = server.open(&sample.path("src/lib.rs"));
    // Right in the buffer, wrong on the disk; and another thing the other way round.
    server.type_over(&uri, "goods - self.postage", "goods + self.postage");
    server.type_over(&uri, "self.prices.is_empty()", "!self.prices.is_empty()");
    let actions = server.code_actions(&uri, "assert!(!basket().is_empty())", "nothing of cargo's");
    let make = actions.iter().find(|action| {
        let title = action["title"].as_str().unwrap_or_default();
        title == "Make `goods_make_it_full` pass and prove (no model)"
    });
    let id = server.run_action(make.unwrap_or_else(|| panic!("{actions:#?}")));
    let first = review(&mut server, &id);
    let after = first["files"][0]["after"].as_str().unwrap_or_default();
    assert!(after.contains("goods + self.postage"), "{after}");
    assert!(!after.contains("!self.prices.is_empty()\n    }"), "{after}");
    server.command("bowline.server.discard", json!({ "loop": id }));

    // Its question asked again is the same question.
    let again = server.start_loop("bowline.server.rerun", json!({ "loop": id }));
    let second = review(&mut server, &again);
    assert_eq!(second["files"], first["files"]);
    assert_eq!(second["title"], first["title"]);
    sample.assert_untouched();
}

#[test]
fn what_a_person_rewrites_is_proved_by_the_tests_before_it_is_called_so() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("red-assertion").watched());
    let mut server = reviewing(&home, &sample);
    let uri = server.open(&sample.path("src/lib.rs"));
    let scope = json!({ "textDocument": { "uri": uri }, "scope": "file" });
    let id = server.start_loop(MAKE, scope);
    let review = review(&mut server, &id);
    let after = review["files"][0]["after"].as_str().expect("a text");
    let rewritten = |with: &str| {
        let text = after.replace("goods + self.postage", with);
        json!({ "loop": id, "hunks": [{ "uri": uri, "text": text }] })
    };
    // It compiles, and makes no test pass.
    let answer = server.command("bowline.server.apply", rewritten("goods * self.postage"));
    assert_eq!(answer["state"], "not_applied", "{answer}");
    server.answers.edits.push_back(EditAnswer::Apply);
    let answer = server.command("bowline.server.apply", rewritten("self.postage + goods"));
    assert_eq!(answer["state"], "applied", "{answer}");
    let message = answer["message"].as_str().unwrap_or_default();
    assert!(message.ends_with(": proved."), "{message}");
    assert!(server.text(&uri).contains("self.postage + goods"));
    sample.assert_untouched();
}

#[test]
fn what_cannot_be_meant_is_said_in_a_sentence() {
    let (home, sample) = (Home::new(), Sample::copy("red-assertion").watched());
    let mut server = reviewing(&home, &sample);
    let uri = server.open(&sample.path("src/lib.rs"));
    let at = |line: u32| json!({ "textDocument": { "uri": uri }, "position": { "line": line, "character": 0 } });
    for (argument, words) in [
        (at(0), "no test at the cursor"),
        (json!({}), "takes a `test`"),
    ] {
        let params = json!({ "command": MAKE, "arguments": [argument] });
        let error = server.request_error("workspace/executeCommand", params);
        let message = error["message"].as_str().unwrap_or_default();
        assert!(message.contains(words), "{message}");
    }
}

#[test]
fn a_setting_turns_the_lenses_off() {
    let home = Home::with_settings("[editor]\ntest_lenses = false\n");
    let sample = Sample::copy("red-assertion").watched();
    let mut server = reviewing(&home, &sample);
    let uri = server.open(&sample.path("src/lib.rs"));
    assert_eq!(lenses(&mut server, &uri), Vec::<Value>::new());
}

#[test]
fn a_lens_over_an_example_of_the_documentation_starts_its_loop() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("red-doctest").watched());
    let mut server = reviewing(&home, &sample);
    let uri = server.open(&sample.path("src/lib.rs"));
    let all = lenses(&mut server, &uri);
    let [lens] = all.as_slice() else {
        panic!("{all:#?}")
    };
    assert_eq!(lens["command"]["title"], "▶ make this example pass");
    let line = lens["range"]["start"]["line"].as_u64().expect("a line");
    let text = server.text(&uri);
    assert_eq!(text.lines().nth(line as usize), Some("/// ```"));

    let id = server.run_action(lens);
    let review = review(&mut server, &id);
    assert_eq!(
        review["title"], "make `src/lib.rs - posts` pass",
        "{review:#}"
    );
    assert_eq!(review["verdict"], "proved", "{review:#}");
    server.answers.edits.push_back(EditAnswer::Apply);
    let answer = server.command("bowline.server.apply", json!({ "loop": id }));
    assert_eq!(answer["state"], "applied", "{answer}");
    assert!(server.text(&uri).contains("panels + 1"));
    sample.assert_untouched();
}
