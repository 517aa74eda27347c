//! Whole sets of facts: of no edit, of a large edit, and of several files.

use bowline_loop_core::{action::EditFacts, ids::WorkspacePath};
use bowline_syntax::{combine, facts};

use crate::check::facts_at;

#[test]
fn no_edit_has_no_facts() {
    let text = "#[test]\nfn a() { let x = 1; assert!(b.clone().unwrap()); todo!() }";
    assert_eq!(
        facts(&WorkspacePath::new("src/lib.rs"), text, &[], text),
        EditFacts::default()
    );
}

#[test]
fn files_are_added_up() {
    let one = facts_at(
        "src/a.rs",
        "fn a() { let x = 1; }",
        "fn a() { let _x = todo!(); }",
    );
    let other = facts_at("src/b.rs", "fn b() { x }\n", "fn b() { x.unwrap() }\n");
    let both = combine(&[one.clone(), other.clone(), one.clone()]);
    assert_eq!(both.items, ["fn a", "fn b"]);
    assert_eq!(
        (
            both.stubs_added,
            both.unwraps_added,
            both.underscore_renames
        ),
        (2, 1, 2)
    );
    assert_eq!(
        both.tokens_inserted,
        2 * one.tokens_inserted + other.tokens_inserted
    );
    assert_eq!(combine(&[]), EditFacts::default());
    assert_eq!(combine(std::slice::from_ref(&other)), other);
}

#[test]
fn any_text_has_facts() {
    let texts = [
        "", "\u{feff}", "\"", "'", "/*", "#[", "#![", "fn", "impl {", "r#\"", "b'", "é😀", "}}}}",
        "#[test", "0x", "\\",
    ];
    for before in texts {
        for after in texts {
            let facts = facts_at("src/lib.rs", before, after);
            assert_eq!(facts.tests_lost, 0, "{before:?} {after:?}");
        }
    }
}

#[test]
fn cut_off_text_has_facts() {
    let text = include_str!("../../src/lexer.rs");
    let boundaries: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    for number in (0..boundaries.len()).step_by(331) {
        let (head, tail) = text.split_at(boundaries[number]);
        let lost = facts_at("src/lib.rs", text, head);
        let gained = facts_at("src/lib.rs", tail, text);
        assert!(
            lost.tokens_inserted <= lost.tokens_deleted + 1,
            "cut at {number}: {lost:?}"
        );
        assert!(
            gained.tokens_deleted <= gained.tokens_inserted + 1,
            "cut at {number}: {gained:?}"
        );
    }
}
