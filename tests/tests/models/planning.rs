//! Plans: from what the compiler and the tests say, from a task in words, and only carried out once a person has agreed.

use std::fs;

use bowline_fixture::Reply;
use bowline_tests::skip_slow_tests;

use super::scene::Scene;

const BROKEN: &str = r#"
//- /Cargo.toml
[package]
name = "basket"
version = "0.1.0"
edition = "2024"
//- /src/lib.rs
pub struct Basket {
    pub names: Vec<String>,
}

pub fn count(basket: &Basket) -> usize {
    basket.nmes.len()
}

pub fn twice(basket: &Basket) -> usize {
    cuont(basket) + cuont(basket)
}
"#;

const RED: &str = r#"
//- /Cargo.toml
[package]
name = "basket"
version = "0.1.0"
edition = "2024"
//- /src/lib.rs
pub fn larger(a: u32, b: u32) -> u32 {
    if a < b { a } else { b }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_larger_one() {
        assert_eq!(super::larger(1, 2), 2);
    }
}
"#;

const SOUND: &str = r#"
//- /Cargo.toml
[package]
name = "basket"
version = "0.1.0"
edition = "2024"
//- /src/lib.rs
pub fn count(names: &[String]) -> usize {
    names.len()
}

#[cfg(test)]
mod tests {
    #[test]
    fn counts() {
        assert_eq!(super::count(&[]), 0);
    }
}
"#;

const DRAWN: &str = "## 1. Add the question\nFiles: src/lib.rs\nDo: Add `pub fn is_empty(names: &[String]) -> bool`.\nCheck: it compiles\nRisk: none\n## Risks\n- A name may be taken.\n";

fn edit(body: &str) -> String {
    format!(
        "src/lib.rs\n<<<<<<< SEARCH\n    names.len()\n}}\n=======\n    {body}\n>>>>>>> REPLACE\n"
    )
}

#[test]
fn errors_are_planned_by_cause_and_run_only_when_approved() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::of(BROKEN, "", |_| Reply::chat("x", 1, 1));
    let drawn = scene
        .verb("plan", &["--no-model", "--json"])
        .expect_code(0)
        .json();
    let steps = drawn["steps"].as_array().expect("steps");
    assert_eq!(steps.len(), 2, "{drawn:#}");
    let spots = steps[0]["work"]["errors"]
        .as_array()
        .expect("errors come first");
    assert_eq!(spots.len(), 2, "one cause, two places: {drawn:#}");
    let early = scene.verb_bare(&["plan", "--run", "last"]).expect_code(2);
    assert!(early.stderr.contains("is not approved"), "{}", early.stderr);

    scene
        .verb_bare(&["plan", "--approve", "last"])
        .expect_code(0);
    let ran = scene
        .verb_bare(&["plan", "--run", "last", "--no-model", "--json"])
        .expect_code(0)
        .json();
    assert_eq!(ran["verdict"], "checked", "{ran:#}");
    scene.assert_untouched();
    let written = scene
        .verb_bare(&["plan", "--run", "last", "--no-model", "--apply"])
        .expect_code(0);
    assert!(
        written.stderr.contains("wrote 1 file"),
        "{}",
        written.stderr
    );
    let text = fs::read_to_string(scene.project.root().join("src/lib.rs")).expect("it is there");
    assert!(text.contains("count(basket) + count(basket)") && text.contains("basket.names.len()"));
    let again = scene.verb_bare(&["plan", "--run", "last"]).expect_code(2);
    assert!(
        again.stderr.contains("src/lib.rs"),
        "the text it was drawn up on is gone: {}",
        again.stderr
    );
    let done = scene.verb("plan", &["--no-model"]).expect_code(0);
    assert!(
        done.stdout.contains("there is nothing to plan"),
        "{}",
        done.stdout
    );
    let words = scene
        .verb("plan", &["add a total", "--no-model"])
        .expect_code(1);
    assert!(words.stdout.contains("needs a model"), "{}", words.stdout);
    assert!(scene.server.received().is_empty());
}

#[test]
fn failing_tests_are_planned_where_it_compiles() {
    if skip_slow_tests() {
        return;
    }
    let scene = Scene::of(RED, "", |_| Reply::chat("x", 1, 1));
    let drawn = scene.verb("plan", &["--no-model"]).expect_code(0);
    assert!(
        drawn.stdout.contains("make `tests::the_larger_one` pass"),
        "{}",
        drawn.stdout
    );
    assert!(
        drawn.stdout.contains("src/lib.rs:1 `larger`"),
        "{}",
        drawn.stdout
    );
    let ran = scene
        .verb_bare(&[
            "plan",
            "--approve",
            "last",
            "--run",
            "last",
            "--no-model",
            "--json",
        ])
        .expect_code(0)
        .json();
    assert_eq!(
        ran["plan"]["steps"][0]["result"]["is_done"], true,
        "{ran:#}"
    );
    scene.assert_untouched();
}

#[test]
fn a_step_in_words_is_guarded_and_proved() {
    if skip_slow_tests() {
        return;
    }
    let right =
        "names.len()\n}\n\npub fn is_empty(names: &[String]) -> bool {\n    names.len() == 0\n}";
    let scene = Scene::of(SOUND, "", move |request| {
        let was_told = |what: &str| request.body.contains(what);
        let text = if !was_told("The step:") {
            DRAWN.to_owned()
        } else if was_told("names.leng()") {
            edit(right)
        } else if was_told("Tests fail with it") {
            edit(&right.replace("len() == 0", "leng() == 0"))
        } else {
            edit("names.len() + 1\n}")
        };
        Reply::chat(&text, 500, 40)
    });
    let drawn = scene
        .verb("plan", &["ask whether it is empty"])
        .expect_code(0);
    assert!(
        drawn.stdout.contains("Drawn up by custom/scripted-1"),
        "{}",
        drawn.stdout
    );
    assert!(
        drawn.stdout.contains("A name may be taken."),
        "{}",
        drawn.stdout
    );
    let first = &scene.server.received()[0].body;
    for part in [
        "ask whether it is empty",
        "src/lib.rs: count",
        "Plan the smallest change",
    ] {
        assert!(first.contains(part), "{part} is not in {first}");
    }
    let ran = scene
        .verb_bare(&["plan", "--approve", "last", "--run", "last", "--json"])
        .expect_code(0)
        .json();
    assert_eq!(
        ran["plan"]["steps"][0]["result"]["verdict"], "proved",
        "{ran:#}"
    );
    assert!(
        ran["files"][0]["diff"]
            .as_str()
            .is_some_and(|diff| diff.contains("+pub fn is_empty"))
    );
    let requests = scene.server.received();
    assert_eq!(requests.len(), 3);
    assert!(
        requests[1].body.contains("tests::counts"),
        "{}",
        requests[1].body
    );
    assert!(requests[2].body.contains("leng"), "{}", requests[2].body);
    let usage = scene.verb_bare(&["usage", "--json"]).expect_code(0).json();
    assert_eq!(
        (&usage["models"][0]["mode"], &usage["models"][0]["calls"]),
        (&"plan".into(), &4.into())
    );
    scene.assert_untouched();
}
