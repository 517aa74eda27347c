//! Whole loops with an external agent that follows a script: right at once, right at the second prompt, through the client's
//! files, out of its copy, asking for what it may not do, claiming, weakening a test, never ending, dying, unreadable, looking
//! about; and the person's tree is untouched after each.

mod editing;
mod real;
mod scene;

use std::fs;

use bowline_fixture::{ModelServer, Reply};
use bowline_tests::{
    program::{finish, start},
    skip_slow_tests,
};

use self::scene::{Scene, ends, trouble};

#[test]
fn right_at_once() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("right", "");
    let run = scene.fix().expect_code(0);
    assert_eq!(run.end(), ("achieved".into(), "checked".into()));
    assert!(run.stdout.contains("net + net / 5"), "{}", run.stdout);
    let report = run.json();
    let call = &report["calls"][0];
    assert_eq!(
        (&call["provider"], &call["model"], &call["input_tokens"]),
        (&"agent".into(), &"scripted agent 1.2".into(), &70.into())
    );
    let hello = &scene.seen("initialize")[0];
    assert_eq!(hello["protocolVersion"], 1);
    assert_eq!(hello["clientCapabilities"]["terminal"], false);
    let prompt = scene.seen("prompt")[0].to_string();
    for part in [
        "E0425",
        "levied_upon_the_sum",
        "Prefer integer arithmetic.",
        "End your turn",
    ] {
        assert!(prompt.contains(part), "{part} in {prompt}");
    }
    assert!(!prompt.contains("SEARCH"), "{prompt}");
}

#[test]
fn right_at_the_second_prompt_of_the_same_session() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("second", "");
    let run = scene.fix().expect_code(0);
    assert_eq!(ends(&run), ["answered", "answered"]);
    assert_eq!(
        scene.seen("initialize").len(),
        1,
        "one process, one session"
    );
    let prompts = scene.seen("prompt");
    let second = prompts[1].to_string();
    assert!(
        second.contains("E0599") && second.contains("net.taxed()"),
        "{second}"
    );
}

#[test]
fn through_the_clients_files() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("client", "");
    let run = scene.fix().expect_code(0);
    assert_eq!(
        (ends(&run), trouble(&run)),
        (vec!["answered".into()], String::new())
    );
    let read = scene.seen("fs/read_text_file");
    assert_eq!(
        read[1]["result"]["content"],
        "pub fn gross(net: u32) -> u32 {\n"
    );
}

#[test]
fn nothing_outside_its_copy() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("outside", "rounds = 1");
    let run = scene.fix();
    assert_eq!(run.end(), ("nothing_to_propose".into(), "none".into()));
    assert_eq!(ends(&run), ["no_change"]);
    let said = trouble(&run);
    for what in [
        "edit (outside its copy, 2 times)",
        "edit (a closed file)",
        "write (outside its copy, 2 times)",
        "read (outside its copy, 3 times)",
    ] {
        assert!(said.contains(what), "{what} in {said}");
    }
    assert_eq!(
        scene.log().matches("not allowed").count(),
        7,
        "{}",
        scene.log()
    );
    // What it does by itself is held by the sandbox, where the machine has one.
    if cfg!(target_os = "linux") {
        assert_eq!(scene.seen("wrote the person's file"), [false]);
        assert_eq!(scene.seen("read the person's file"), [false]);
    }
}

#[test]
fn commands_and_whatever_is_not_known_are_refused() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("execute", "");
    let run = scene.fix().expect_code(0);
    let said = trouble(&run);
    for what in ["execute (", "fetch (", "switch_mode (", "other ("] {
        assert!(said.contains(what), "{what} in {said}");
    }
    assert_eq!(scene.seen("terminal/create")[0]["error"]["code"], -32601);
}

#[test]
fn a_claim_is_no_change() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("claims", "rounds = 2");
    let run = scene.fix().expect_code(1);
    assert_eq!(run.end(), ("nothing_to_propose".into(), "none".into()));
    assert_eq!(ends(&run), ["no_change", "no_change"]);
    let again = scene.seen("prompt")[1].to_string();
    assert!(again.contains("without changing a file"), "{again}");
}

#[test]
fn a_weakened_test_is_refused() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("weakens", "rounds = 1");
    let run = scene.fix();
    assert_eq!(run.end().0, "approval_needed");
    let cautions = run.json()["cautions"].to_string();
    assert!(cautions.contains("a_fifth_is_levied"), "{cautions}");
}

#[test]
fn one_that_never_ends_is_cancelled_and_ended() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("endless", "seconds = 2");
    let run = scene.fix().expect_code(3);
    assert_eq!(run.end(), ("out_of_time".into(), "none".into()));
    assert_eq!(ends(&run), ["timed_out"]);
    assert_eq!(scene.seen("meanwhile"), ["session/cancel"]);
}

#[test]
fn one_that_dies_has_proposed_nothing() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("dies", "");
    let run = scene.fix().expect_code(2);
    assert_eq!(run.end(), ("broke".into(), "none".into()));
    assert_eq!(ends(&run), ["ended"]);
}

#[test]
fn one_that_does_not_speak_the_protocol_is_sent_away() {
    if skip_slow_tests() {
        return;
    }
    for (script, word) in [("malformed", "protocol"), ("version", "version")] {
        let run = Scene::new(script, "").fix().expect_code(2);
        assert_eq!(run.end(), ("broke".into(), "none".into()));
        assert_eq!(ends(&run), [word]);
    }
}

#[test]
fn somebody_must_sign_in() {
    if skip_slow_tests() {
        return;
    }
    let run = Scene::new("signed-out", "").fix().expect_code(1);
    assert_eq!(run.end(), ("blocked".into(), "none".into()));
    assert!(run.stdout.contains("it knows: log-in"), "{}", run.stdout);
}

#[test]
fn one_that_is_not_there_is_named() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("right", "");
    let settings = "[agent]\ncommand = \"no-such-agent acp\"\n";
    fs::write(scene.home.user_config(), settings).expect("it can be written");
    let run = scene.fix().expect_code(2);
    assert!(run.stdout.contains("no-such-agent"), "{}", run.stdout);
    let doctor = finish(start(&mut scene.command("doctor", &[])));
    assert!(
        doctor.stdout.contains("`no-such-agent` was not found"),
        "{}",
        doctor.stdout
    );
}

#[test]
fn it_sees_no_secret_and_its_edit_keeps_them() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("looks", "");
    let run = finish(start(&mut scene.command("fix", &["--diff"]))).expect_code(0);
    let log = scene.log();
    assert!(
        log.contains("AGENTS.md") && log.contains("levied_upon_the_sum"),
        "{log}"
    );
    assert!(
        !log.contains("CANARY") && !log.contains("tree/src/billing.rs"),
        "{log}"
    );
    assert!(log.contains("[redacted:"), "{log}");
    assert!(run.stdout.contains("net + net / 5"), "{}", run.stdout);
    assert!(!run.stdout.contains("redacted"), "{}", run.stdout);
}

#[test]
fn new_files_and_links_are_no_proposal() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("adds", "");
    let run = scene.fix().expect_code(0);
    assert_eq!(ends(&run), ["unfit", "answered"]);
    assert!(scene.seen("prompt")[1].to_string().contains("a new file"));
    #[cfg(unix)]
    {
        let run = Scene::new("links", "rounds = 1").fix();
        assert_eq!(
            (ends(&run), run.end().1),
            (vec!["unfit".into()], "none".into())
        );
    }
}

#[test]
fn the_model_is_asked_first_and_the_agent_where_it_cannot_answer() {
    if skip_slow_tests() {
        return;
    }
    let denied = || Reply::of(401, r#"{"error":{"message":"wrong key"}}"#);
    let server = ModelServer::start(move |_| denied());
    let model = format!(
        "[model]\nprovider = \"custom\"\nmodel = \"scripted-1\"\nbase_url = \"{}\"\nkey_env = \"SCRIPTED_PROJECT\"\n",
        server.url
    );
    let scene = Scene::with(&model, "right", "");
    let run = scene.fix().expect_code(0);
    assert_eq!(server.received().len(), 1);
    assert_eq!(ends(&run), ["auth", "answered"]);
}

#[test]
fn a_repository_starts_no_agent() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("right", "");
    let settings = fs::read_to_string(scene.home.user_config()).expect("they are there");
    fs::write(scene.home.user_config(), "").expect("it can be written");
    fs::write(scene.project.root().join("bowline.toml"), settings).expect("it can be written");
    let run = finish(start(&mut scene.command("fix", &["--json"])));
    assert_eq!(run.end().1, "none");
    assert_eq!(scene.log(), "");
}

/// A function whose one test fails.
const FAILING: &str = r#"
//- /Cargo.toml
[package]
name = "till"
version = "0.1.0"
edition = "2024"
//- /src/lib.rs
pub fn gross(net: u32) -> u32 {
    levied_upon_the_sum(net)
}

pub fn levied_upon_the_sum(sum: u32) -> u32 {
    sum
}

#[test]
fn a_fifth_is_levied() {
    assert_eq!((gross(10), gross(100), gross(35)), (12, 120, 42));
}
"#;

#[test]
fn failing_tests_are_its_business_too() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::of(FAILING, "", "right", "");
    let run = finish(start(&mut scene.command("test", &["--json"]))).expect_code(0);
    scene.look_after(&run);
    assert_eq!(run.end(), ("achieved".into(), "proved".into()));
    assert_eq!(ends(&run), ["answered"]);
    let prompt = scene.seen("prompt")[0].to_string();
    assert!(
        prompt.contains("a_fifth_is_levied") && prompt.contains("(12, 120, 42)"),
        "{prompt}"
    );
}

#[test]
fn it_writes_the_failing_test_and_nothing_else() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::of(FAILING, "", "writes", "");
    let report = "a hundred stays a hundred";
    let asked = ["--write", report, "--beside", "src/lib.rs", "--json"];
    let run = finish(start(&mut scene.command("test", &asked))).expect_code(0);
    scene.look_after(&run);
    assert_eq!(run.end(), ("achieved".into(), "checked".into()));
    assert_eq!(ends(&run), ["answered", "answered"]);
    let prompts = scene.seen("prompt");
    assert!(prompts[0].to_string().contains(report), "{}", prompts[0]);
    let told = prompts[1].to_string();
    assert!(told.contains("It changes code outside of tests"), "{told}");
    assert!(
        run.stdout.contains("test `of_a_hundred`: assertion"),
        "{}",
        run.stdout
    );
}
