//! Whole loops with a model that follows a script: right at once, right at the third try, never right, unreadable, cheating,
//! leaking, refused, cut off by a bound; and a loop that may ask nobody opens no connection.

mod asking;
mod canaries;
mod editing;
mod failing;
mod leaving;
mod lookups;
mod planning;
mod scene;
mod spending;
mod stronger;

use bowline_fixture::Reply;
use bowline_tests::{
    program::{finish, start},
    skip_slow_tests,
};

use self::scene::{KEY, Scene, body, calls};

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
