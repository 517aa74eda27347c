//! What leaves the machine and what stays: secrets, nothing at all where no model is set up, and who may choose.

use std::fs;

use bowline_fixture::{ModelServer, Reply};
use bowline_tests::{
    program::{command, finish, start},
    skip_slow_tests,
};

use super::scene::{KEY, Scene, body};

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
