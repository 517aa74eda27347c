//! What a prompt holds, and what it leaves out when there is no room.

use bowline_loop_core::{
    Diagnostic, WorkspacePath,
    observation::{DiagnosticSpan, Level},
};
use bowline_syntax::Index;

use super::*;

const MAIN: &str =
    "use crate::shapes::Circle;\n\nfn main() {\n    let area: u8 = Circle::new(1.0).area();\n}\n";
const SHAPES: &str = "pub struct Circle {\n    pub radius: f64,\n}\n\nimpl Circle {\n    pub fn new(radius: f64) -> Self {\n        Self { radius }\n    }\n    pub fn area(&self) -> f64 {\n        3.0\n    }\n}\n\npub struct Square;\n";

fn mismatch() -> Diagnostic {
    let start = MAIN.find("Circle::new").expect("it is there");
    let span = DiagnosticSpan {
        path: WorkspacePath::new("src/main.rs"),
        start,
        end: start + 23,
        first_line: 4,
        last_line: 4,
        column: 20,
        is_primary: true,
        text: "Circle::new(1.0).area()".into(),
        label: Some("expected `u8`, found `f64`".into()),
        replacement: None,
        applicability: None,
        expansion: None,
    };
    Diagnostic {
        code: Some("E0308".into()),
        level: Level::Error,
        message: "mismatched types".into(),
        spans: vec![span],
        children: Vec::new(),
        rendered: "error[E0308]: mismatched types\n --> src/main.rs:4:20\n".into(),
        package: "app".into(),
        target: "bin app".into(),
    }
}

fn prompt(change: impl FnOnce(&mut Case<'_>)) -> Option<Prompt> {
    prompt_after(&[], change)
}

fn prompt_after(attempts: &[Attempt], change: impl FnOnce(&mut Case<'_>)) -> Option<Prompt> {
    let mut index = Index::default();
    let files = [("src/main.rs", MAIN), ("src/shapes.rs", SHAPES)];
    for (path, text) in files {
        index.update(&WorkspacePath::new(path), text);
    }
    let text_of = |path: &WorkspacePath| {
        let found = files.iter().find(|(name, _)| *name == path.as_str());
        found.map(|(_, text)| (*text).to_owned())
    };
    let diagnostics = [mismatch()];
    let mut case = Case {
        diagnostics: &diagnostics,
        goal: &|_| true,
        text_of: &text_of,
        index: &index,
        files: &[],
        foreign: &[],
        instructions: &[("AGENTS.md".into(), "Prefer `as` nowhere.".into())],
        attempts,
        found: &[],
        lookups: LookupBy::Nothing,
        form: Form::Blocks,
        budget: 4_000,
    };
    change(&mut case);
    Prompt::of(&case)
}

#[test]
fn the_code_the_error_and_what_they_name_are_shown() {
    let prompt = prompt(|_| {}).expect("there is something to ask");
    for part in [
        MAIN,
        "error[E0308]",
        "pub fn area(&self) -> f64;",
        "pub struct Circle {",
        "Prefer `as` nowhere.",
    ] {
        assert!(prompt.user.contains(part), "{part}:\n{}", prompt.user);
    }
    assert!(!prompt.user.contains("Square"), "nothing names it");
    assert!(!prompt.user.contains("Self { radius }"), "bodies stay out");
    assert_eq!(prompt.diagnostics, [0]);
    assert_eq!(prompt.shown[0].range, 0..MAIN.len());
    let code = prompt.user.find(MAIN).expect("it was found");
    let error = prompt.user.find("error[E0308]").expect("it was found");
    assert!(prompt.user.find("Prefer").is_some_and(|at| at < code) && code < error);
}

#[test]
fn what_has_no_room_is_named_and_left_out() {
    let prompt = prompt(|case| case.budget = 10).expect("there is something to ask");
    assert!(prompt.user.contains(MAIN) && prompt.user.contains("error[E0308]"));
    assert!(!prompt.user.contains("pub struct Circle"));
    assert!(
        prompt
            .slices
            .iter()
            .any(|slice| slice.what == "declaration" && !slice.is_sent)
    );
}

#[test]
fn what_came_of_earlier_attempts_is_told() {
    let attempts = [
        Attempt {
            edit: "-a\n+b".into(),
            result: "error: no b".into(),
        },
        Attempt {
            edit: String::new(),
            result: "it held no edit".into(),
        },
    ];
    let prompt = prompt_after(&attempts, |_| {}).expect("there is something to ask");
    let (first, second) = (
        prompt.user.find("-a\n+b"),
        prompt.user.find("it held no edit"),
    );
    assert!(first.is_some() && first < second);
}

#[test]
fn a_file_that_must_not_be_shown_is_not_asked_about() {
    assert_eq!(prompt(|case| case.text_of = &|_| None), None);
    assert_eq!(prompt(|case| case.goal = &|_| false), None);
    let hidden = prompt(|case| {
        case.text_of = &|path| (path.as_str() == "src/main.rs").then(|| MAIN.to_owned());
    });
    assert!(hidden.is_some_and(|prompt| !prompt.user.contains("pub struct Circle")));
}

#[test]
fn what_others_do_with_the_names_is_shown_within_its_bound() {
    const OTHER: &str = "use crate::shapes::Circle;\n\npub fn total(all: &[Circle]) -> f64 {\n    all.iter().map(Circle::area).sum()\n}\n";
    const TESTS: &str = "#[test]\nfn runs() {\n    app::main();\n}\n";
    let files = [
        ("src/main.rs", MAIN),
        ("src/other.rs", OTHER),
        ("src/shapes.rs", SHAPES),
        ("tests/runs.rs", TESTS),
    ];
    let mut index = Index::default();
    for (path, text) in files {
        index.update(&WorkspacePath::new(path), text);
    }
    let text_of = |path: &WorkspacePath| {
        let found = files.iter().find(|(name, _)| *name == path.as_str());
        found.map(|(_, text)| (*text).to_owned())
    };
    let paths = files.map(|(path, _)| WorkspacePath::new(path));
    let fact = |text: &str| Fact {
        what: "dependency",
        source: "small 1.2.3, lib.rs".into(),
        text: text.to_owned(),
    };
    let huge = "pub fn huge();\n".repeat(200);
    let foreign = [fact("pub fn advance(by: u8) -> bool;"), fact(&huge)];
    let diagnostics = [mismatch()];
    let prompt = Prompt::of(&Case {
        diagnostics: &diagnostics,
        goal: &|_| true,
        text_of: &text_of,
        index: &index,
        files: &paths,
        foreign: &foreign,
        instructions: &[],
        attempts: &[],
        found: &[],
        lookups: LookupBy::Nothing,
        form: Form::Blocks,
        budget: 4_000,
    });
    let prompt = prompt.expect("there is something to ask");
    for part in [
        "src/other.rs:4: all.iter().map(Circle::area).sum()",
        "app::main();",
        "pub fn advance(by: u8) -> bool;",
    ] {
        assert!(prompt.user.contains(part), "{part}:\n{}", prompt.user);
    }
    assert!(
        !prompt.user.contains("pub fn huge"),
        "one slice must not push out the rest"
    );
    let sources: Vec<&str> = prompt
        .slices
        .iter()
        .map(|slice| slice.source.as_str())
        .collect();
    for source in [
        "uses of Circle",
        "tests/runs.rs: runs",
        "small 1.2.3, lib.rs",
    ] {
        assert!(sources.contains(&source), "{sources:?}");
    }
}

const PRICES: &str = "pub fn gross(net: u32) -> u32 {\n    net - net / 5\n}\n\npub fn other() {}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn a_fifth_on_top() {\n        assert_eq!(super::gross(10), 12);\n    }\n}\n";

#[test]
fn failing_tests_come_with_their_code_and_the_places_of_the_fault() {
    let path = WorkspacePath::new("src/lib.rs");
    let mut index = Index::default();
    index.update(&path, PRICES);
    let failing = Failing {
        tests: vec![("tests::a_fifth_on_top".into(), "left: 8, right: 12".into())],
        places: vec![(
            path.clone(),
            0..PRICES.find("\n\npub fn other").expect("it is there"),
        )],
    };
    let case = Case {
        diagnostics: &[],
        goal: &|_| true,
        text_of: &|_| Some(PRICES.to_owned()),
        index: &index,
        files: &[],
        foreign: &[],
        instructions: &[],
        attempts: &[Attempt {
            edit: "+ net".into(),
            result: "It compiles, and the tests do not pass with it.".into(),
        }],
        found: &[],
        lookups: LookupBy::Nothing,
        form: Form::Item,
        budget: 4_000,
    };
    let prompt = Prompt::failing(&case, &failing).expect("there is something to ask");
    for part in [
        "net - net / 5",
        "assert_eq!(super::gross(10), 12);",
        "tests::a_fifth_on_top: left: 8, right: 12",
        "the tests do not pass with it",
    ] {
        assert!(prompt.user.contains(part), "no «{part}» in {}", prompt.user);
    }
    assert!(!prompt.user.contains("pub fn other"), "{}", prompt.user);
    assert!(
        prompt
            .system
            .contains("Never edit, delete, ignore or weaken a test")
    );
    assert_eq!(prompt.shown.len(), 1);

    let closed = Case {
        text_of: &|_| None,
        ..case
    };
    assert_eq!(Prompt::failing(&closed, &failing), None);
}
