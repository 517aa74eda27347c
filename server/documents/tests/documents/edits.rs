//! Applying edits, and finding small ones.

use std::collections::BTreeMap;

use bowline_documents::{EditError, apply, apply_all, minimal};
use bowline_loop_core::{
    action::{FileEdit, Replacement},
    ids::WorkspacePath,
};

use crate::chance::{Chance, PIECES};

fn put(start: usize, end: usize, text: &str) -> Replacement {
    Replacement {
        start,
        end,
        text: text.to_owned(),
    }
}

#[test]
fn applies_in_order() {
    assert_eq!(apply("abc", &[]).as_deref(), Ok("abc"));
    assert_eq!(
        apply("abc", &[put(0, 1, "x"), put(1, 1, "y"), put(2, 3, "")]).as_deref(),
        Ok("xyb")
    );
    assert_eq!(
        apply("a", &[put(1, 1, "b"), put(1, 1, "c")]).as_deref(),
        Ok("abc")
    );
    assert_eq!(apply("a😀b", &[put(1, 5, "€")]).as_deref(), Ok("a€b"));
}

#[test]
fn refuses_what_does_not_fit() {
    let bounds = |start, end| {
        Err(EditError::OutOfBounds {
            start,
            end,
            length: 4,
        })
    };
    assert_eq!(apply("abcd", &[put(3, 5, "")]), bounds(3, 5));
    assert_eq!(apply("abcd", &[put(3, 2, "")]), bounds(3, 2));
    assert_eq!(
        apply("abcd", &[put(1, 3, ""), put(2, 4, "")]),
        Err(EditError::Overlap {
            start: 2,
            before: 3
        })
    );
    assert_eq!(
        apply("abcd", &[put(2, 2, ""), put(0, 0, "")]),
        Err(EditError::Overlap {
            start: 0,
            before: 2
        })
    );
    assert_eq!(
        apply("a😀", &[put(1, 3, "")]),
        Err(EditError::SplitsCharacter { start: 1, end: 3 })
    );
}

#[test]
fn applies_to_several_files() {
    let [a, b, missing] = ["src/a.rs", "src/b.rs", "src/c.rs"].map(WorkspacePath::new);
    let texts = BTreeMap::from([(a.clone(), "aa".to_owned()), (b.clone(), "bb".to_owned())]);
    let edit = |path: &WorkspacePath, replacement| FileEdit {
        path: path.clone(),
        replacements: vec![replacement],
    };
    let text_of = |path: &WorkspacePath| texts.get(path).cloned();

    let edits = [
        edit(&a, put(1, 2, "2")),
        edit(&b, put(0, 0, "_")),
        edit(&a, put(0, 1, "1")),
    ];
    let expected = BTreeMap::from([(a.clone(), "12".to_owned()), (b, "_bb".to_owned())]);
    assert_eq!(apply_all(text_of, &edits), Ok(expected));
    assert_eq!(
        apply_all(text_of, &[edit(&missing, put(0, 0, ""))]),
        Err(EditError::NoText(missing))
    );
    let twice = [edit(&a, put(0, 2, "")), edit(&a, put(1, 2, ""))];
    assert_eq!(
        apply_all(text_of, &twice),
        Err(EditError::Overlap {
            start: 1,
            before: 2
        })
    );
}

#[track_caller]
fn check_minimal(before: &str, after: &str, expected: &[Replacement]) {
    assert_eq!(minimal(before, after), expected);
    assert_eq!(apply(before, &minimal(before, after)).as_deref(), Ok(after));
}

#[test]
fn finds_the_words_that_differ() {
    check_minimal("same", "same", &[]);
    check_minimal("", "new\n", &[put(0, 0, "new\n")]);
    check_minimal("f(s, s)", "f(s.clone(), s)", &[put(3, 3, ".clone()")]);
    check_minimal(
        "let x = 1;\nlet y = 2;\n",
        "let _x = 1;\nlet y = 3;\n",
        &[put(4, 5, "_x"), put(19, 20, "3")],
    );
    check_minimal("a\nb\nc\n", "a\nc\n", &[put(2, 4, "")]);
    check_minimal("a\r\nb\r\n", "a;\r\nb\r\n", &[put(1, 1, ";")]);
    check_minimal("a\r\nb", "a\nb", &[put(1, 3, "\n")]);
    check_minimal("\u{feff}fn a() {}", "\u{feff}fn b() {}", &[put(6, 7, "b")]);
    check_minimal("😀 x", "😁 x", &[put(0, 4, "😁")]);
}

#[test]
fn blanks_do_not_split_a_replacement() {
    check_minimal("use a b;", "use c d;", &[put(4, 7, "c d")]);
}

#[test]
fn random_texts_come_out_as_wanted() {
    for seed in 0..500 {
        let mut chance = Chance::new(seed);
        let before = chance.text(PIECES, 80);
        let after = if chance.below(4) == 0 {
            chance.text(PIECES, 80)
        } else {
            chance.changed(&before, PIECES, 5)
        };
        let edit = minimal(&before, &after);
        assert_eq!(
            apply(&before, &edit).as_deref(),
            Ok(after.as_str()),
            "seed {seed}: {before:?} {edit:?}"
        );
        assert!(
            edit.iter().all(|one| before[one.range()] != one.text),
            "seed {seed}: nothing is replaced by itself"
        );
    }
}

#[test]
fn a_large_rewrite_stays_quick() {
    let before: String = (0..30_000).map(|n| format!("let a{n} = {n};\n")).collect();
    let after: String = (0..30_000).map(|n| format!("let b{n} = {n};\n")).collect();
    assert_eq!(
        apply(&before, &minimal(&before, &after)).as_deref(),
        Ok(after.as_str())
    );
}
