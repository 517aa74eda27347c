//! The review: what the clients are shown, hunks accepted one by one, reports and history over the protocol.

use bowline_tests::{
    home::Home,
    sample::Sample,
    server::{EditAnswer, Pick, Server, handshake},
    skip_slow_tests,
};
use serde_json::{Value, json};

/// A client that brings its own review, with a result of two files waiting.
fn two_files(home: &Home, sample: &Sample) -> (Server, String, Value) {
    let mut server = Server::start(home);
    let mut params = handshake(sample.root());
    params["initializationOptions"] = json!({ "client": "bowline-nvim" });
    server.initialize(params);
    let uri = server.open(&sample.path("src/left.rs"));
    let id = server.start_loop(
        "bowline.server.fixWorkspace",
        json!({ "textDocument": { "uri": uri } }),
    );
    let end = server.end_of(&id);
    assert_eq!(end["stop"], "achieved", "{end}{}", server.said());
    let review = server.notification("bowline/review", |review| review["loop"] == id);
    (server, id, review)
}

#[test]
fn a_review_holds_what_a_client_needs_to_show_it() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("two-errors-two-files").watched());
    let (mut server, id, review) = two_files(&home, &sample);
    assert_eq!(
        (review["verdict"].as_str(), review["stop"].as_str()),
        (Some("checked"), Some("achieved"))
    );
    for key in ["title", "summary", "report"] {
        assert!(
            review[key].as_str().is_some_and(|text| !text.is_empty()),
            "{key}: {review:#}"
        );
    }
    let files = review["files"].as_array().expect("files");
    assert_eq!(files.len(), 2, "{review:#}");
    for file in files {
        let (before, after) = (
            file["before"].as_str().expect("a text"),
            file["after"].as_str().expect("a text"),
        );
        assert!(
            before.contains("let word") && after.contains("let mut word"),
            "{file:#}"
        );
        let is_open = file["uri"]
            .as_str()
            .is_some_and(|uri| uri.ends_with("left.rs"));
        assert_eq!(
            file["version"],
            if is_open { json!(1) } else { Value::Null },
            "{file:#}"
        );
        // The hunks lead from one text to the other.
        let mut lines: Vec<&str> = before.split_inclusive('\n').collect();
        for hunk in file["hunks"].as_array().expect("hunks").iter().rev() {
            let number = |pointer: &str| {
                hunk.pointer(pointer)
                    .and_then(Value::as_u64)
                    .expect("a line") as usize
            };
            lines.splice(
                number("/beforeLines/0")..number("/beforeLines/1"),
                [hunk["text"].as_str().expect("a text")],
            );
        }
        assert_eq!(lines.concat(), after);
    }
    let report = server.command("bowline.server.showReport", json!({ "loop": id }));
    let path = bowline_tests::server::path_of(report["uri"].as_str().expect("a uri"));
    assert!(
        !path.starts_with(sample.root()),
        "reports are not put into the project"
    );
    assert_eq!(
        std::fs::read_to_string(path).expect("a file"),
        report["markdown"].as_str().expect("a text")
    );
    server.command("bowline.server.discard", json!({ "loop": id }));
    sample.assert_untouched();
}

#[test]
fn a_picked_subset_is_proved_before_it_is_called_applied() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("two-errors-two-files").watched());
    let (mut server, id, review) = two_files(&home, &sample);
    let of = |name: &str| -> Value {
        let files = review["files"].as_array().expect("files");
        let file = files
            .iter()
            .find(|file| file["uri"].as_str().is_some_and(|uri| uri.ends_with(name)));
        file.expect("the file").clone()
    };
    let left = of("left.rs")["uri"].clone();
    // One file alone leaves an error, and is an improvement all the same.
    server.answers.edits.push_back(EditAnswer::Apply);
    let hunks = json!([{ "uri": left, "indexes": [0] }]);
    let answer = server.command(
        "bowline.server.apply",
        json!({ "loop": id, "hunks": hunks }),
    );
    assert_eq!(answer["state"], "applied", "{answer}");
    let message = answer["message"].as_str().unwrap_or_default();
    assert!(
        !message.contains(": proved") && !message.contains("checked"),
        "half of it is neither: {message}"
    );
    sample.assert_untouched();
}

#[test]
fn no_hunk_is_no_edit_and_an_unknown_loop_is_an_error() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("two-errors-two-files").watched());
    let (mut server, id, _) = two_files(&home, &sample);
    let answer = server.command("bowline.server.apply", json!({ "loop": id, "hunks": [] }));
    assert_eq!(answer["state"], "not_applied", "{answer}");
    for command in ["apply", "review", "discard", "showReport"] {
        let params = json!({ "command": format!("bowline.server.{command}"), "arguments": [{ "loop": "fix-0" }] });
        let error = server.request_error("workspace/executeCommand", params);
        assert_eq!(error["code"], -32803, "{command}: {error}");
    }
    server.answers.edits.push_back(EditAnswer::Apply);
    let answer = server.command("bowline.server.apply", json!({ "loop": id }));
    assert_eq!(answer["state"], "applied", "{answer}");
    let again = json!({ "command": "bowline.server.apply", "arguments": [{ "loop": id }] });
    assert_eq!(
        server.request_error("workspace/executeCommand", again)["code"],
        -32803
    );
    let history = server.command("bowline.server.history", json!({}));
    assert_eq!(history["loops"][0]["id"], json!(id), "{history}");
    sample.assert_untouched();
}

#[test]
fn an_editor_that_takes_one_file_of_two_has_it_partly() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("two-errors-two-files").watched());
    let (mut server, id, _) = two_files(&home, &sample);
    server.answers.edits.push_back(EditAnswer::OnlyFirstFile);
    let answer = server.command("bowline.server.apply", json!({ "loop": id }));
    assert_eq!(answer["state"], "partly", "{answer}");
    sample.assert_untouched();
}

#[test]
fn the_report_is_opened_on_request_and_the_question_comes_again() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("missing-mut").watched());
    let mut server = Server::open_workspace(&home, sample.root());
    let uri = server.open(&sample.path("src/lib.rs"));
    server
        .answers
        .picks
        .extend([Pick::Action("Show"), Pick::Action("Discard")]);
    let id = server.start_loop(
        "bowline.server.fixFile",
        json!({ "textDocument": { "uri": uri } }),
    );
    server.end_of(&id);
    let shown = server.was_asked("window/showDocument");
    let path = bowline_tests::server::path_of(shown["uri"].as_str().expect("a uri"));
    assert!(
        std::fs::read_to_string(path)
            .expect("a report")
            .contains("let mut copy")
    );
    server.was_asked("window/showMessageRequest");
    server.was_asked("window/showMessageRequest");
    sample.assert_untouched();
}

#[test]
fn annotations_go_to_those_who_know_them() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("missing-mut").watched());
    let mut server = Server::start(&home);
    let mut params = handshake(sample.root());
    params["capabilities"]["workspace"]["workspaceEdit"]["changeAnnotationSupport"] =
        json!({ "groupsOnLabel": true });
    server.initialize(params);
    let uri = server.open(&sample.path("src/lib.rs"));
    server.answers.accept();
    server.start_loop(
        "bowline.server.fixFile",
        json!({ "textDocument": { "uri": uri } }),
    );
    let edit = server.was_asked("workspace/applyEdit");
    let id = edit
        .pointer("/edit/documentChanges/0/edits/0/annotationId")
        .and_then(Value::as_str)
        .expect("an id");
    assert!(
        edit["edit"]["changeAnnotations"][id]["label"].is_string(),
        "{edit:#}"
    );
    assert!(edit["label"].is_string(), "{edit:#}");
    let applied = |params: &Value| {
        params["message"]
            .as_str()
            .is_some_and(|text| text.contains("Applied"))
    };
    server.notification("window/showMessage", applied);
    sample.assert_untouched();
}

#[test]
fn actions_come_from_our_own_check_where_the_editor_passes_nothing() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("missing-mut").watched());
    let mut server = Server::open_workspace(&home, sample.root());
    let uri = server.open(&sample.path("src/lib.rs"));
    let range =
        bowline_tests::server::range_of(&server.text(&uri), "copy.sort()", server.encoding());
    let params =
        json!({ "textDocument": { "uri": uri }, "range": range, "context": { "diagnostics": [] } });
    // The check runs in the background and says nothing when it is done, so the question is asked again.
    let mut titles = Vec::new();
    let known = bowline_tests::eventually(bowline_tests::DEADLINE, || {
        let actions = server.request("textDocument/codeAction", params.clone());
        titles = actions
            .as_array()
            .expect("actions")
            .iter()
            .map(|action| action["title"].to_string())
            .collect();
        // Before that, the general action alone is there.
        titles.iter().any(|title| title.contains("Fix and prove: "))
    });
    assert!(known, "{}", server.said());
    for words in [
        "Fix and prove: cannot borrow `copy` as mutable",
        "Fix all in file",
        "Fix all in workspace",
    ] {
        assert!(
            titles.iter().any(|title| title.contains(words)),
            "no «{words}» in {titles:?}"
        );
    }
    sample.assert_untouched();
}

#[test]
fn other_fixes_are_found_while_the_first_waits_and_each_can_be_taken() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("two-ways").watched());
    let mut server = Server::start(&home);
    let mut params = handshake(sample.root());
    params["initializationOptions"] = json!({ "client": "bowline-nvim" });
    server.initialize(params);
    let uri = server.open(&sample.path("src/lib.rs"));
    let place = json!({ "line": 9, "character": 4 });
    let id = server.start_loop(
        "bowline.server.fixAtCursor",
        json!({ "textDocument": { "uri": uri }, "range": { "start": place, "end": place } }),
    );
    let first = server.notification("bowline/review", |review| review["loop"] == id);
    assert_eq!(first["others"], json!([]), "{first:#}");
    let told = server.notification("bowline/others", |told| told["loop"] == id);
    let other = told["others"][0]["loop"]
        .as_str()
        .expect("a loop")
        .to_owned();
    assert_eq!(told["others"][0]["verdict"], "checked", "{told:#}");
    let second = server.command("bowline.server.review", json!({ "loop": other }));
    assert_ne!(first["files"][0]["after"], second["files"][0]["after"]);

    // Asked for one more by hand, the loop says that there is none.
    let none = server.start_loop("bowline.server.otherFix", json!({ "loop": id }));
    assert_eq!(server.end_of(&none)["verdict"], "none");

    server.answers.edits.push_back(EditAnswer::Apply);
    let answer = server.command("bowline.server.apply", json!({ "loop": other }));
    assert_eq!(answer["state"], "applied", "{answer}");
    assert_eq!(json!(server.text(&uri)), second["files"][0]["after"]);
    sample.assert_untouched();
}

#[test]
fn a_proposed_text_that_a_person_rewrote_is_proved_before_it_is_applied() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("two-errors-two-files").watched());
    let (mut server, id, review) = two_files(&home, &sample);
    let (uri, after) = (&review["files"][0]["uri"], &review["files"][0]["after"]);
    let after = after.as_str().expect("a text");
    let rewritten = |text: &str| json!({ "loop": id, "hunks": [{ "uri": uri, "text": text }] });
    let broken = format!("{after}fn rewritten() -> u32 {{ \"no number\" }}\n");
    let answer = server.command("bowline.server.apply", rewritten(&broken));
    assert_eq!(answer["state"], "not_applied", "{answer}");

    // As an editor may send it: without the last line break.
    let good = format!("{after}// rewritten");
    server.answers.edits.push_back(EditAnswer::Apply);
    let answer = server.command("bowline.server.apply", rewritten(&good));
    assert_eq!(answer["state"], "applied", "{answer}");
    let uri = uri.as_str().expect("a uri");
    assert_eq!(server.text(uri), format!("{good}\n"));
    sample.assert_untouched();
}

#[test]
fn a_loop_that_ended_is_asked_again_and_stepped_through_again() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("two-errors-two-files").watched());
    let (mut server, id, _) = two_files(&home, &sample);
    let can = |server: &mut Server, id: &str| {
        let history = server.command("bowline.server.history", json!({}));
        let loops = history["loops"].as_array().expect("a list").clone();
        let entry = loops.into_iter().find(|one| one["id"] == id);
        entry.expect("the loop is listed")["can"].clone()
    };
    assert_eq!(can(&mut server, &id)[0], "review");
    let replay = server.command("bowline.server.replay", json!({ "loop": id }));
    assert_eq!(replay["agrees"], true, "{replay}");

    let again = server.start_loop("bowline.server.rerun", json!({ "loop": id }));
    assert_ne!(again, id);
    let review = server.notification("bowline/review", |review| review["loop"] == again);
    assert_eq!(
        review["files"].as_array().map(Vec::len),
        Some(2),
        "{review:#}"
    );
    server.command("bowline.server.discard", json!({ "loop": id }));
    assert_eq!(can(&mut server, &id)[0], "showReport");
    sample.assert_untouched();
}
