//! What a person types while a loop runs, and while its result waits: it always wins. The edit is merged over it and proved
//! again, or it is stale.

use std::{collections::BTreeMap, path::PathBuf};

use bowline_tests::{
    home::Home,
    sample::Sample,
    server::{EditAnswer, Pick, Server, handshake},
    skip_slow_tests,
};
use serde_json::{Value, json};

const MESSAGE: &str = "cannot borrow `copy` as mutable, as it is not declared as mutable";

struct Session {
    home: Home,
    sample: Sample,
    server: Server,
    uri: String,
}

/// An editor with `missing-mut` open. `review`: the client brings its own review and calls the commands.
fn session(review: Review) -> Session {
    let (home, sample) = (Home::new(), Sample::copy("missing-mut").watched());
    let mut server = Server::start(&home);
    let mut params = handshake(sample.root());
    params["capabilities"]["experimental"]["bowline"]["review"] = json!(review == Review::Own);
    server.initialize(params);
    let uri = server.open(&sample.path("src/lib.rs"));
    Session {
        home,
        sample,
        server,
        uri,
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Review {
    Own,
    ByMessage,
}

impl Session {
    fn begin(&mut self) -> String {
        let actions = self.server.code_actions(&self.uri, "copy.sort()", MESSAGE);
        self.server.run_action(&actions[0])
    }

    fn review(&mut self, id: &str) -> Value {
        self.server
            .notification("bowline/review", |review| review["loop"] == id)
    }

    fn apply(&mut self, id: &str) -> String {
        let answer = self
            .server
            .command("bowline.server.apply", json!({ "loop": id }));
        answer["state"].as_str().unwrap_or_default().to_owned()
    }

    #[track_caller]
    fn end(self) {
        self.sample.assert_untouched();
        drop(self.server);
        self.sample.assert_untouched();
        self.home.assert_journals_replay();
    }

    #[track_caller]
    fn assert_compiles(&self) {
        let path = bowline_tests::server::path_of(&self.uri);
        let texts: BTreeMap<PathBuf, String> = [(path, self.server.text(&self.uri))].into();
        assert!(
            self.sample.cargo_takes(&texts, &["check"]),
            "{}",
            self.server.text(&self.uri)
        );
    }
}

/// Types above the error while a loop is at `stage`, and takes the result.
fn type_above_at(stage: impl Fn(&Value) -> bool) {
    let mut session = session(Review::ByMessage);
    session.server.answers.accept();
    let id = session.begin();
    session.server.notification("bowline/status", |status| {
        status["loop"] == id && stage(status)
    });
    session.server.type_over(
        &session.uri.clone(),
        "pub fn sorted",
        "/// Typed meanwhile.\npub fn sorted",
    );
    assert_eq!(
        session.server.end_of(&id)["stop"],
        "achieved",
        "{}",
        session.server.said()
    );
    session.server.was_asked("workspace/applyEdit");
    let applied = |params: &Value| {
        params["message"]
            .as_str()
            .is_some_and(|text| text.contains("Applied"))
    };
    session.server.notification("window/showMessage", applied);
    let text = session.server.text(&session.uri);
    assert!(
        text.contains("/// Typed meanwhile.") && text.contains("let mut copy"),
        "{text}"
    );
    session.assert_compiles();
    session.end();
}

#[test]
fn typing_above_during_the_first_check_moves_the_place() {
    if !skip_slow_tests() {
        type_above_at(|status| status["stage"] == "observation");
    }
}

#[test]
fn typing_elsewhere_during_the_search_is_merged_and_proved_again() {
    if !skip_slow_tests() {
        type_above_at(|status| status["attempt"].as_u64() >= Some(1));
    }
}

#[test]
fn typing_over_the_place_during_the_loop_ends_in_drift() {
    if skip_slow_tests() {
        return;
    }
    let mut session = session(Review::Own);
    let id = session.begin();
    session.server.notification("bowline/status", |status| {
        status["loop"] == id && status["attempt"].as_u64() >= Some(1)
    });
    session
        .server
        .type_over(&session.uri.clone(), "let copy = ", "let mine = ");
    let end = session.server.end_of(&id);
    match end["stop"].as_str() {
        Some("drift") => {}
        // It was over before the typing came; then applying finds it.
        Some("achieved") => {
            session.review(&id);
            assert_eq!(session.apply(&id), "stale");
        }
        _ => panic!("{end}"),
    }
    assert!(
        session.server.text(&session.uri).contains("let mine = "),
        "what was typed stays"
    );
    session.end();
}

#[test]
fn typing_while_the_result_waits_is_merged_and_proved_again() {
    if skip_slow_tests() {
        return;
    }
    let mut session = session(Review::Own);
    let id = session.begin();
    session.server.end_of(&id);
    let review = session.review(&id);
    assert_eq!(review["files"][0]["version"], 1, "{review}");
    session.server.type_over(
        &session.uri.clone(),
        "pub fn sorted",
        "/// Typed meanwhile.\npub fn sorted",
    );
    session.server.answers.edits.push_back(EditAnswer::Apply);
    assert_eq!(session.apply(&id), "applied", "{}", session.server.said());
    let text = session.server.text(&session.uri);
    assert!(
        text.contains("/// Typed meanwhile.") && text.contains("let mut copy"),
        "{text}"
    );
    session.assert_compiles();
    session.end();
}

#[test]
fn a_result_over_new_errors_is_called_no_more_than_it_is() {
    if skip_slow_tests() {
        return;
    }
    let mut session = session(Review::Own);
    let id = session.begin();
    session.server.end_of(&id);
    session.review(&id);
    let uri = session.uri.clone();
    session.server.type_over(
        &uri,
        "pub fn sorted",
        "pub fn other() -> u32 { \"no number\" }\n\npub fn sorted",
    );
    session.server.answers.edits.push_back(EditAnswer::Apply);
    let answer = session
        .server
        .command("bowline.server.apply", json!({ "loop": id }));
    let message = answer["message"].as_str().unwrap_or_default();
    match answer["state"].as_str() {
        Some("applied") => assert!(
            message.contains("improved") && !message.contains("checked"),
            "{answer}"
        ),
        Some("stale") => session.server.answers.edits.clear(),
        _ => panic!("{answer}"),
    }
    session.end();
}

#[test]
fn typing_over_the_edit_while_it_waits_makes_it_stale() {
    if skip_slow_tests() {
        return;
    }
    let mut session = session(Review::Own);
    let id = session.begin();
    session.server.end_of(&id);
    session.review(&id);
    let uri = session.uri.clone();
    session.server.type_over(&uri, "let copy = ", "let mine = ");
    let before = session.server.text(&uri);
    assert_eq!(session.apply(&id), "stale");
    assert_eq!(session.server.text(&uri), before);
    session.end();
}

#[test]
fn the_editors_word_is_not_believed() {
    if skip_slow_tests() {
        return;
    }
    for (answer, state) in [
        (EditAnswer::LieThatApplied, "not_applied"),
        (EditAnswer::Refuse, "not_applied"),
    ] {
        let mut session = session(Review::Own);
        let id = session.begin();
        session.server.end_of(&id);
        session.review(&id);
        session.server.answers.edits.push_back(answer);
        assert_eq!(session.apply(&id), state, "{answer:?}");
        let journal = std::fs::read_to_string(&session.home.journals()[0]).expect("a journal");
        assert!(journal.contains("\"not_applied\""), "the journal says so");
        // The review is still open: the next try takes it.
        session.server.answers.edits.push_back(EditAnswer::Apply);
        assert_eq!(session.apply(&id), "applied");
        session.assert_compiles();
        session.end();
    }
}

#[test]
fn a_result_that_is_waved_away_stays_until_it_is_discarded() {
    if skip_slow_tests() {
        return;
    }
    let mut session = session(Review::ByMessage);
    session.server.answers.picks.push_back(Pick::Nothing);
    let id = session.begin();
    session.server.end_of(&id);
    session.server.was_asked("window/showMessageRequest");
    let review = session
        .server
        .command("bowline.server.review", json!({ "loop": id }));
    assert_eq!(review["loop"], json!(id));
    session
        .server
        .command("bowline.server.discard", json!({ "loop": id }));
    assert_eq!(
        session.server.text(&session.uri),
        session.sample.read("src/lib.rs")
    );
    session.end();
}
