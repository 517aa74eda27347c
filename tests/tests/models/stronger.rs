//! A cheap model is asked first and a stronger one where that fails; both are counted, and one bound holds over both.

use std::fs;

use bowline_fixture::{Received, Reply};
use bowline_tests::skip_slow_tests;
use serde_json::Value;

use super::scene::{Scene, body, calls};

const STRONGER: &str = "stronger = [\"scripted-2\"]";

fn sent(request: &Received) -> Value {
    serde_json::from_str(&request.body).expect("a request is JSON")
}

/// The names of the models that were asked, in order.
fn models(requests: &[Received]) -> Vec<String> {
    let names = requests
        .iter()
        .map(|request| sent(request)["model"].clone());
    names
        .map(|name| name.as_str().unwrap_or_default().to_owned())
        .collect()
}

fn is_cheap(request: &Received) -> bool {
    sent(request)["model"] == "scripted-1"
}

#[test]
fn the_cheap_one_is_wrong_three_times_and_the_stronger_one_right() {
    if skip_slow_tests() {
        return;
    }
    let prices = "price_input = 100\nprice_output = 100\nstronger_price_input = 1000\nstronger_price_output = 1000";
    let scene = Scene::new(&format!("{STRONGER}\n{prices}"), |request| {
        match is_cheap(request) {
            true => Reply::chat(&body(&format!("net.wrong{}()", request.number)), 500, 40),
            false => Reply::chat(&body("net + net / 5"), 600, 50),
        }
    });
    let run = scene.fix().expect_code(0);
    let report = run.json();
    assert_eq!(run.end(), ("achieved".into(), "checked".into()));
    assert_eq!(calls(&report), ["answered"; 4]);
    assert!(run.stdout.contains("what scripted-2 wrote"), "{report:#}");
    assert_eq!(report["calls"][2]["micros"], 540);
    assert_eq!(report["calls"][3]["micros"], 6_500);
    let requests = scene.server.received();
    assert_eq!(
        models(&requests),
        ["scripted-1", "scripted-1", "scripted-1", "scripted-2"]
    );
    let heats: Vec<f64> = requests
        .iter()
        .filter_map(|request| sent(request)["temperature"].as_f64())
        .collect();
    assert_eq!(heats, [0.0, 0.35, 0.7, 0.0]);
    assert!(
        requests[3].body.contains("net.wrong2()"),
        "the stronger one is told what came of the others: {}",
        requests[3].body
    );
    let ledger = fs::read_to_string(scene.home.state().join("usage.jsonl")).expect("the ledger");
    let written: Vec<Value> = ledger
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line is JSON"))
        .collect();
    assert_eq!(written.len(), 4);
    assert_eq!(written[0]["model"], "scripted-1");
    assert_eq!(written[3]["model"], "scripted-2");
    let usage = scene.verb_bare(&["usage"]).stdout;
    assert!(
        usage.contains("scripted-1") && usage.contains("scripted-2"),
        "{usage}"
    );
}

#[test]
fn what_no_further_question_mends_leads_to_the_stronger_one_at_once() {
    if skip_slow_tests() {
        return;
    }
    let failures = [
        (401, r#"{"error":{"message":"wrong key"}}"#),
        (404, r#"{"error":{"message":"no such model"}}"#),
        (429, r#"{"error":{"code":"insufficient_quota"}}"#),
        (
            400,
            r#"{"error":{"code":"context_length_exceeded","message":"x"}}"#,
        ),
        (200, "data: {nonsense\n\n"),
    ];
    for (status, failure) in failures {
        let scene = Scene::new(STRONGER, move |request| match is_cheap(request) {
            true => Reply::of(status, failure),
            false => Reply::chat(&body("net + net / 5"), 600, 50),
        });
        let run = scene.fix();
        assert_eq!(run.end().1, "checked", "{failure}: {}", run.stdout);
        assert_eq!(
            models(&scene.server.received()),
            ["scripted-1", "scripted-2"],
            "{failure}"
        );
    }
}

#[test]
fn one_bound_holds_over_both() {
    if skip_slow_tests() {
        return;
    }
    let bounds = "samples = 1\nloop_tokens = 4000\nreply_tokens = 500";
    let scene = Scene::new(&format!("{STRONGER}\n{bounds}"), |_| {
        Reply::chat("no edit", 3_500, 40)
    });
    let run = scene.fix();
    assert_eq!(run.end().0, "out_of_tokens", "{}", run.stdout);
    assert_eq!(models(&scene.server.received()), ["scripted-1"]);

    let dear = "samples = 1\nloop_cents = 1\nstronger_price_input = 100000";
    let scene = Scene::new(&format!("{STRONGER}\n{dear}"), |_| {
        Reply::chat("no edit", 500, 40)
    });
    let run = scene.fix();
    assert_eq!(run.end().0, "out_of_money", "{}", run.stdout);
    assert_eq!(models(&scene.server.received()), ["scripted-1"]);
}

#[test]
fn a_repository_names_no_stronger_model_and_one_that_is_named_for_a_run_is_the_only_one() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::of(
        "//- /Cargo.toml\n[package]\nname = \"till\"\nversion = \"0.1.0\"\nedition = \"2024\"\n//- /src/lib.rs\npub fn gross(net: u32) -> u32 {\n    levied_upon_the_sum(net)\n}\n//- /bowline.toml\n[model]\nsamples = 1\nstronger = [\"scripted-of-the-repository\"]\n",
        "",
        |_| Reply::chat("no edit", 500, 40),
    );
    scene.fix();
    assert_eq!(models(&scene.server.received()), ["scripted-1"]);

    let scene = Scene::new(&format!("samples = 1\n{STRONGER}"), |_| {
        Reply::chat("no edit", 500, 40)
    });
    bowline_tests::program::finish(bowline_tests::program::start(
        &mut scene.command(&["--model", "custom/scripted-3"]),
    ));
    assert_eq!(models(&scene.server.received()), ["scripted-3"]);
}
