//! Places and candidates over small workspaces.

use std::collections::BTreeMap;

use bowline_loop_core::WorkspacePath;
use bowline_syntax::Index;

use super::{Failure, Hunk, Line, Place, Reason, Request, candidates, rank};
use crate::Draft;

/// A library of one file.
struct Library {
    texts: BTreeMap<WorkspacePath, String>,
    index: Index,
    failure: Failure,
}

impl Library {
    /// The file is `src/lib.rs`; its failing tests are named.
    fn new(text: &str, failing: &[&str]) -> Self {
        let path = WorkspacePath::new("src/lib.rs");
        let mut index = Index::default();
        index.update(&path, text);
        Self {
            texts: [(path, text.to_owned())].into(),
            index,
            failure: Failure {
                failing: failing.iter().map(|&name| name.to_owned()).collect(),
                ..Failure::default()
            },
        }
    }

    fn ask<T>(&self, what: impl Fn(&Request<'_>) -> T) -> T {
        let text_of = |path: &WorkspacePath| self.texts.get(path).cloned();
        what(&Request {
            failure: &self.failure,
            text_of: &text_of,
            index: &self.index,
        })
    }

    fn places(&self) -> Vec<Place> {
        self.ask(rank)
    }

    fn names(&self) -> Vec<String> {
        self.places().into_iter().map(|place| place.name).collect()
    }

    fn drafts(&self) -> Vec<Draft> {
        self.ask(candidates)
    }
}

const TWO: &str = "\
pub fn add(a: u8, b: u8) -> u8 {
    a + b
}
pub fn sub(a: u8, b: u8) -> u8 {
    a + b
}
#[test]
fn adds() { assert_eq!(add(1, 2), 3); }
#[test]
fn both() { assert_eq!(sub(add(1, 2), 1), 2); }
";

#[test]
fn what_passing_tests_reach_too_comes_later() {
    let mut library = Library::new(TWO, &["both"]);
    library.failure.passing = vec!["adds".into()];
    assert_eq!(library.names(), ["sub", "add"]);
    let places = library.places();
    assert_eq!(places[0].weight, 1000);
    assert!(
        places[1]
            .reasons
            .contains(&Reason::Passing { percent: 100 })
    );
}

#[test]
fn a_panic_in_a_function_comes_before_what_is_called() {
    let mut library = Library::new(TWO, &["both"]);
    let path = WorkspacePath::new("src/lib.rs");
    library.failure.frames = vec![Line { path, line: 2 }];
    assert_eq!(library.names(), ["add", "sub"]);
}

#[test]
fn what_a_panicking_function_calls_is_a_place_though_no_call_leads_there() {
    let text = "macro_rules! calls { ($name:ident) => { $name() } }\npub fn outer() -> u8 {\n    calls!(hidden)\n}\nfn hidden() -> u8 {\n    assert_eq!(inner(), 1);\n    1\n}\n\
                fn inner() -> u8 {\n    2\n}\n#[test]\nfn test() { outer(); }\n";
    let mut library = Library::new(text, &["test"]);
    let path = WorkspacePath::new("src/lib.rs");
    library.failure.frames = vec![Line { path, line: 6 }];
    assert!(library.names().contains(&"inner".to_owned()));
}

#[test]
fn tests_are_no_places() {
    let library = Library::new(
        "#[test]\nfn it() { helper() }\n#[cfg(test)]\nfn helper() {}\n",
        &["it"],
    );
    assert_eq!(library.places(), []);
    assert_eq!(library.drafts(), []);
}

#[test]
fn a_recent_change_is_taken_back_first() {
    let mut library = Library::new(TWO, &["both"]);
    library.failure.recent = vec![Hunk {
        path: WorkspacePath::new("src/lib.rs"),
        lines: 5..6,
        old: "    a.saturating_sub(b)\n".into(),
    }];
    let drafts = library.drafts();
    assert_eq!(drafts[0].title, "`a + b` becomes `a.saturating_sub(b)`");
    let replacement = &drafts[0].edits[0].replacements[0];
    assert_eq!(&TWO[replacement.range()], "    a + b\n");
}

#[test]
fn the_same_request_gives_the_same_candidates_each_once() {
    let library = Library::new(TWO, &["both"]);
    let drafts = library.drafts();
    assert_eq!(drafts, library.drafts());
    let all = drafts.len();
    let mut edits: Vec<_> = drafts.into_iter().map(|draft| draft.edits).collect();
    edits.sort();
    edits.dedup();
    assert_eq!(edits.len(), all);
}

/// What candidates make of one line of a function, the likeliest first.
#[track_caller]
fn made(line: &str, wanted: &str) {
    let parameters =
        "a: i32, b: i32, s: &str, v: &mut Vec<i32>, yes: bool, no: bool, o: Option<i32>";
    let text = format!("pub fn it({parameters}) {{\n{line}\n}}\n#[test]\nfn test() {{ it(); }}\n");
    let library = Library::new(&text, &["test"]);
    let made: Vec<String> = library
        .drafts()
        .into_iter()
        .map(|draft| {
            let mut text = text.clone();
            for replacement in draft.edits[0].replacements.iter().rev() {
                text.replace_range(replacement.range(), &replacement.text);
            }
            let lines: Vec<&str> = text.lines().skip(1).collect();
            lines[..lines.len() - 3].join("\n")
        })
        .collect();
    let at = made.iter().position(|one| one == wanted);
    assert!(at.is_some(), "{wanted} is not among:\n{}", made.join("\n"));
}

#[test]
fn each_family_undoes_a_slip() {
    for (line, wanted) in [
        ("if a < b { }", "if a <= b { }"),
        ("if a == b { }", "if a != b { }"),
        ("let _ = a + b;", "let _ = a - b;"),
        ("let _ = b - a;", "let _ = a - b;"),
        ("let _ = a + 1;", "let _ = a;"),
        ("let _ = v[a];", "let _ = v[a - 1];"),
        ("if yes && no { }", "if yes || no { }"),
        ("if !yes { }", "if yes { }"),
        ("if yes { }", "if !yes { }"),
        ("let _ = a & b;", "let _ = a & !b;"),
        ("let _ = a & -b;", "let _ = a & !-b;"),
        ("let _ = (7, 40);", "let _ = (40, 40);"),
        ("let _ = 7;", "let _ = 6;"),
        (
            "let _ = (a >> 31, 1, 3, 5, 7, 9, 11, 13, a >> 20);",
            "let _ = (a >> 20, 1, 3, 5, 7, 9, 11, 13, a >> 20);",
        ),
        ("let _ = true;", "let _ = false;"),
        ("for _ in 0..a { }", "for _ in 0..=a { }"),
        ("let _ = &s[2..];", "let _ = &s[..2];"),
        ("let _ = a * 2;", "let _ = b * 2;"),
        ("go(a, b);", "go(b, a);"),
        ("let _ = a.min(b);", "let _ = a.max(b);"),
        ("let _ = s.trim_start();", "let _ = s.trim_end();"),
        ("let _ = s.trim_start();", "let _ = s.trim();"),
        ("let _ = v.iter();", "let _ = v.iter().rev();"),
        ("let _ = v.iter().rev();", "let _ = v.iter();"),
        ("v.push(1);", "v.insert(0, 1);"),
        ("let _ = s.len();", "let _ = s.chars().count();"),
        ("let _ = a.wrapping_add(b);", "let _ = a.saturating_add(b);"),
        ("let _ = o.unwrap();", "let _ = o.unwrap_or_default();"),
        ("if yes { 1 } else { 2 };", "if yes { 2 } else { 1 };"),
        ("match a { 1 => 5, _ => 6 };", "match a { 1 => 6, _ => 5 };"),
        ("a = b;", "a += b;"),
        ("a += b;", "a = b;"),
        ("v.clear();\nlet _ = a;", "let _ = a;"),
        ("loop { break; }", "loop { continue; }"),
        ("let _ = a.cmp(&b);", "let _ = b.cmp(&a);"),
        ("go(Some(a));", "go(None);"),
        ("let _ = 'a';", "let _ = 'A';"),
        (
            "return;",
            "    if s.is_empty() {\n        return;\n    }\nreturn;",
        ),
    ] {
        made(line, wanted);
    }
}

/// What candidates put into a text, the likeliest first.
fn written(text: &str) -> Vec<String> {
    let drafts = Library::new(text, &["test"]).drafts().into_iter();
    drafts
        .flat_map(|draft| draft.edits[0].replacements.clone())
        .map(|one| one.text.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

#[test]
fn what_is_bound_and_used_nowhere_is_given_back() {
    let text = "struct Some0(u8);\npub struct All(Vec<Some0>);\nimpl Iterator for All {\n    type Item = u8;\n    fn next(&mut self) -> Option<Self::Item> {\n        \
                while let Some(entry) = self.0.pop() {\n            let Some0(found) = entry;\n            return None;\n        }\n        None\n    }\n}\n\
                #[test]\nfn test() { All(Vec::new()).next(); }\n";
    let written = written(text);
    assert!(written.contains(&"Some(found)".to_owned()), "{written:?}");
    assert!(!written.contains(&"Some(entry)".to_owned()), "{written:?}");
}

#[test]
fn the_forgotten_case_may_give_a_variant_of_ones_own() {
    let text = "pub enum Style { Bare, Quoted, Mixed(u8) }\npub fn style(s: &str) -> Style {\n    style_of(s)\n}\nfn style_of(_: &str) -> Style { Style::Bare }\n\
                #[test]\nfn test() { style(\"\"); }\n";
    let written = written(text);
    let case = |value: &str| format!("if s.is_empty() {{ return Style::{value}; }}");
    assert!(written.contains(&case("Quoted")), "{written:?}");
    assert!(!written.contains(&case("Mixed")), "{written:?}");
}

#[test]
fn a_test_s_own_answer_is_never_given_for_its_own_question() {
    let text = "pub fn word(s: &str) -> String {\n    s.to_owned()\n}\n#[test]\nfn it() { assert_eq!(word(\"question\"), \"answer\"); }\n";
    let mut library = Library::new(text, &["it"]);
    library.failure.left = Some("\"question\"".into());
    library.failure.right = Some("\"answer\"".into());
    for draft in library.drafts() {
        for replacement in &draft.edits[0].replacements {
            assert!(!replacement.text.contains("answer") && !replacement.text.contains("question"));
        }
    }
}
