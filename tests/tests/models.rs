//! Whole loops with a model that follows a script: right at once, right at the third try, never right, unreadable, cheating,
//! leaking, refused, cut off by a bound; and a loop that may ask nobody opens no connection.

use std::{fs, process::Command};

use bowline_fixture::{Fixture, ModelServer, Received, Reply, TreeFingerprint};
use bowline_tests::{
    home::Home,
    program::{Run, command, finish, start},
    skip_slow_tests,
};
use serde_json::Value;

/// An error that no rule can mend: what the missing function is meant to do stands in a comment alone.
const PROJECT: &str = r#"
//- /Cargo.toml
[package]
name = "till"
version = "0.1.0"
edition = "2024"
//- /src/lib.rs
/// The price with a fifth on top.
pub fn gross(net: u32) -> u32 {
    levied_upon_the_sum(net)
}

pub fn unrelated() -> u32 {
    7
}
//- /src/billing.rs
// CANARY-CLOSED
//- /.env
DATABASE_PASSWORD=CANARY-DOTENV-1
//- /.bowlineignore
src/billing.rs
//- /AGENTS.md
Prefer integer arithmetic.
"#;

/// The variable of the key, and what stands in it.
const KEY: (&str, &str) = ("BOWLINE_TEST_MODEL_KEY", "k-CANARY-KEY-0123456789");

struct Scene {
    home: Home,
    project: Fixture,
    server: ModelServer,
    before: TreeFingerprint,
}

impl Scene {
    fn new(more: &str, answer: impl FnMut(&Received) -> Reply + Send + 'static) -> Self {
        let server = ModelServer::start(answer);
        let settings = format!(
            "[model]\nprovider = \"custom\"\nmodel = \"scripted-1\"\nbase_url = \"{}\"\nkey_env = \"{}\"\n{more}\n",
            server.url, KEY.0
        );
        let project = Fixture::new(PROJECT);
        Self {
            home: Home::with_settings(&settings),
            before: TreeFingerprint::of(project.root()),
            project,
            server,
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let root = self.project.root().to_str().expect("test paths are UTF-8");
        let mut command = command(&self.home, ["fix", root, "--json"].iter().chain(arguments));
        command
            .env(KEY.0, KEY.1)
            .env("OTHER_SECRET", "CANARY-ENVIRONMENT-1")
            .env_remove("HTTPS_PROXY")
            .env_remove("HTTP_PROXY");
        command
    }

    /// Runs `bowline fix`, and shows that nothing was touched, nobody lives on, and the journal replays.
    fn fix(&self) -> Run {
        let run = finish(start(&mut self.command(&[])));
        self.home.assert_nobody_lives();
        self.home.assert_journals_replay();
        let after = TreeFingerprint::of(self.project.root());
        assert_eq!(self.before.diff(&after), Vec::<String>::new());
        run
    }

    /// Every byte that the program left behind.
    fn left(&self) -> String {
        let mut left = String::new();
        for path in self.home.journals() {
            left.push_str(&fs::read_to_string(path).expect("a journal is text"));
        }
        left.push_str(
            &fs::read_to_string(self.home.state().join("usage.jsonl")).unwrap_or_default(),
        );
        left
    }
}

/// A block that replaces the body of `gross`.
fn body(new: &str) -> String {
    format!(
        "src/lib.rs\n<<<<<<< SEARCH\n    levied_upon_the_sum(net)\n=======\n    {new}\n>>>>>>> REPLACE\n"
    )
}

fn calls(report: &Value) -> Vec<&str> {
    let calls = report["calls"].as_array().expect("the calls are told");
    calls
        .iter()
        .filter_map(|call| call["end"].as_str())
        .collect()
}

#[test]
fn right_at_once() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("price_input = 100\nprice_output = 400", |_| {
        Reply::chat(&body("net + net / 5"), 500, 40)
    });
    let run = scene.fix().expect_code(0);
    let report = run.json();
    assert_eq!(run.end(), ("achieved".into(), "checked".into()));
    assert!(run.stdout.contains("net + net / 5"), "{report:#}");
    assert_eq!(calls(&report), ["answered"]);
    assert_eq!(report["calls"][0]["micros"], 500 + 160);
    let cautions = report["cautions"].to_string();
    assert!(
        cautions.contains("A language model wrote this edit"),
        "{cautions}"
    );
    let [request] = scene.server.received().try_into().expect("one request");
    assert_eq!(
        request.header("authorization"),
        Some(&*format!("Bearer {}", KEY.1))
    );
    assert!(
        request.body.contains("levied_upon_the_sum")
            && request.body.contains("Prefer integer arithmetic.")
    );
}

#[test]
fn right_at_the_third_try_with_what_came_of_the_others() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("", |request| match request.number {
        0 => Reply::chat(&body("net.taxed()"), 500, 40),
        1 => Reply::chat("I would rather talk about it.", 500, 40),
        _ => Reply::chat(&body("net + net / 5"), 500, 40),
    });
    let run = scene.fix().expect_code(0);
    assert_eq!(calls(&run.json()), ["answered", "no_edit", "answered"]);
    let requests = scene.server.received();
    assert!(
        requests[1].body.contains("E0599") && requests[1].body.contains("net.taxed()"),
        "{}",
        requests[1].body
    );
    assert!(
        requests[2].body.contains("could not be used"),
        "{}",
        requests[2].body
    );
}

#[test]
fn never_right_ends_with_a_reason_and_what_it_cost() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("samples = 2", |request| {
        Reply::chat(&body(&format!("net.wrong{}()", request.number)), 500, 40)
    });
    let run = scene.fix().expect_code(1);
    let report = run.json();
    assert_eq!(calls(&report), ["answered", "answered"]);
    assert_eq!(scene.server.received().len(), 2);
    assert_eq!(run.end(), ("no_progress".into(), "none".into()));
}

#[test]
fn bounds_are_hard() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new(
        "samples = 9\nloop_tokens = 4000\nreply_tokens = 500",
        |_| Reply::chat("no edit", 2_000, 40),
    );
    let run = scene.fix();
    assert_eq!(run.end().0, "out_of_tokens", "{}", run.stdout);
    assert_eq!(
        scene.server.received().len(),
        2,
        "a third call might not fit"
    );

    let scene = Scene::new("price_input = 100000\nloop_cents = 1", |_| {
        Reply::chat("no edit", 1, 1)
    });
    let run = scene.fix();
    assert_eq!(run.end().0, "out_of_money", "{}", run.stdout);
    assert!(
        scene.server.received().is_empty(),
        "the first call might cost more than there is"
    );
}

#[test]
fn cheating_by_deleting_is_refused() {
    if skip_slow_tests() {
        return;
    }
    let delete = r#"{"edits":[{"file":"src/lib.rs","search":"pub fn gross(net: u32) -> u32 {\n    levied_upon_the_sum(net)\n}","replace":""}]}"#;
    let scene = Scene::new("samples = 1", move |_| Reply::chat(delete, 500, 40));
    let run = scene.fix().expect_code(1);
    assert!(run.stdout.contains("deletes an item"), "{}", run.stdout);
    assert!(["refused_by_guard", "achieved"].contains(&run.end().0.as_str()));
    assert_ne!(run.end().1, "checked");
}

#[test]
fn refusals_end_the_loop_with_what_is_missing() {
    if skip_slow_tests() {
        return;
    }
    let denied = || Reply::of(401, r#"{"error":{"message":"wrong key"}}"#);
    let scene = Scene::new("", move |_| denied());
    assert_eq!(scene.fix().end().0, "blocked");
    assert_eq!(scene.server.received().len(), 1);

    let scene = Scene::new("", |_| {
        Reply::of(429, r#"{"error":{"code":"insufficient_quota"}}"#)
    });
    assert_eq!(scene.fix().end().0, "out_of_money");

    let scene = Scene::new("", |_| Reply::chat("x", 1, 1));
    let run = finish(start(scene.command(&[]).env_remove(KEY.0)));
    assert_eq!(run.end().0, "blocked");
    assert!(run.stdout.contains(KEY.0), "{}", run.stdout);
    assert!(scene.server.received().is_empty());
}

#[test]
fn nothing_secret_leaves_or_stays() {
    if skip_slow_tests() {
        return;
    }
    let leak = format!(
        "{}// sk-CANARYabcdefghijklmnopqrstuvwx0123 {}",
        body("net.wrong()"),
        KEY.1
    );
    let scene = Scene::new("samples = 2", move |_| Reply::chat(&leak, 500, 40));
    let text =
        fs::read_to_string(scene.project.root().join("src/lib.rs")).expect("the source is there");
    let secrets = "mod billing;\nconst TOKEN: &str = \"ghp_CANARYabcdefghijklmnopqrstuvwx012345\";\n// CANARY-ENVIRONMENT-1 k-CANARY-KEY-0123456789\n";
    fs::write(
        scene.project.root().join("src/lib.rs"),
        format!("{secrets}{text}"),
    )
    .expect("it can be written");
    let run = finish(start(&mut scene.command(&[])));
    let requests = scene.server.received();
    assert_eq!(requests.len(), 2, "{}", run.stdout);
    for request in &requests {
        assert!(request.body.contains("levied_upon_the_sum"));
        assert!(!request.body.contains("CANARY"), "{}", request.body);
    }
    let kept = scene.left();
    for secret in [
        "ghp_CANARY",
        "k-CANARY-KEY",
        "sk-CANARY",
        "CANARY-DOTENV",
        "CANARY-CLOSED",
    ] {
        assert!(!kept.contains(secret), "{secret} was kept");
    }
    assert!(
        !run.stdout.contains("ghp_CANARY") && !run.stderr.contains("CANARY"),
        "{}",
        run.stderr
    );
}

#[test]
fn off_means_off() {
    if skip_slow_tests() {
        return;
    }
    // Every way out leads here: a proxy for all addresses, and the address of the provider itself.
    let scene = Scene::new("", |_| Reply::chat(&body("net + net / 5"), 1, 1));
    let settings = format!(
        "[model]\nmodel = \"scripted-1\"\nbase_url = \"{}\"\n",
        scene.server.url
    );
    fs::write(scene.home.user_config(), settings).expect("the settings can be written");
    let run = finish(start(
        scene
            .command(&[])
            .env("HTTP_PROXY", &scene.server.url)
            .env("HTTPS_PROXY", &scene.server.url)
            .env("ALL_PROXY", &scene.server.url)
            .env("OPENAI_API_KEY", "sk-anything"),
    ));
    assert!(scene.server.received().is_empty());
    assert_ne!(run.end().1, "checked");
    assert!(run.json()["calls"].as_array().is_none_or(Vec::is_empty));
    assert!(!scene.home.state().join("usage.jsonl").exists());
}

#[test]
fn what_would_be_sent_and_what_was_spent_can_be_seen() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("", |_| Reply::chat(&body("net + net / 5"), 500, 40));
    let root = scene.project.root().to_str().expect("test paths are UTF-8");
    let ask = ["prompt", "src/lib.rs:3", "--directory", root, "--json"];
    let run = finish(start(
        command(&scene.home, ask).env("OTHER_SECRET", "levied_upon_the_sum"),
    ));
    let prompt = run.expect_code(0).json();
    let user = prompt["user"].as_str().expect("a question");
    assert!(
        user.contains("E0425") && user.contains("[redacted:env]"),
        "{user}"
    );
    assert!(!user.contains("levied_upon_the_sum"), "{user}");
    assert!(scene.server.received().is_empty(), "nothing was sent");
    let nothing = finish(start(&mut command(&scene.home, ["usage"]))).expect_code(0);
    assert!(
        nothing.stderr.contains("No model was ever asked"),
        "{}",
        nothing.stderr
    );

    scene.fix().expect_code(0);
    let usage = finish(start(&mut command(&scene.home, ["usage", "--json"])))
        .expect_code(0)
        .json();
    let model = &usage["models"][0];
    let numbers = [
        "calls",
        "failed",
        "input_tokens",
        "output_tokens",
        "loops",
        "solved",
    ]
    .map(|field| model[field].as_u64());
    assert_eq!(numbers, [1, 0, 500, 40, 1, 1].map(Some), "{usage:#}");
    let table = finish(start(&mut command(&scene.home, ["usage"])))
        .expect_code(0)
        .stdout;
    assert!(table.contains("custom/scripted-1"), "{table}");
}

#[test]
fn a_command_gives_the_key_and_the_command_line_the_last_word() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new(&format!("key_command = \"printenv {}\"", KEY.0), |_| {
        Reply::chat(&body("net + net / 5"), 500, 40)
    });
    let run = finish(start(&mut scene.command(&["--no-model"])));
    assert_ne!(run.end().1, "checked");
    assert!(scene.server.received().is_empty());
    scene.fix().expect_code(0);
    let [request] = scene.server.received().try_into().expect("one request");
    assert_eq!(
        request.header("authorization"),
        Some(&*format!("Bearer {}", KEY.1))
    );
    let named = finish(start(&mut scene.command(&["--model", "custom/other"]))).expect_code(0);
    assert_eq!(named.json()["calls"][0]["model"], "other");
}

#[test]
fn a_repository_cannot_choose_who_is_asked() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::new("", |_| Reply::chat(&body("net + net / 5"), 500, 40));
    let other = ModelServer::start(|_| Reply::chat(&body("net"), 1, 1));
    let theirs = format!(
        "[model]\nbase_url = \"{}\"\nkey_command = \"false\"\nloop_tokens = 100\n",
        other.url
    );
    fs::write(
        scene.home.user_config(),
        format!(
            "[model]\nprovider = \"custom\"\nmodel = \"m\"\nbase_url = \"{}\"\nkey_env = \"{}\"\n",
            scene.server.url, KEY.0
        ),
    )
    .expect("the settings can be written");
    fs::write(scene.project.root().join("bowline.toml"), theirs).expect("it can be written");
    let run = finish(start(&mut scene.command(&[])));
    assert!(other.received().is_empty());
    assert_eq!(
        run.end().0,
        "out_of_tokens",
        "it may make the bounds tighter: {}",
        run.stdout
    );
    assert!(
        run.stderr.contains("not for a repository to set"),
        "{}",
        run.stderr
    );
}
