//! The three-way merge: tables of what merges and what does not, and properties over random texts.

use bowline_documents::{apply, hunks, merge3};
use bowline_loop_core::action::Replacement;

use crate::chance::{Chance, PIECES};

#[track_caller]
fn check(base: &str, theirs: &str, ours: &str, expected: &str) {
    assert_eq!(merge3(base, theirs, ours).as_deref(), Ok(expected));
}

#[track_caller]
fn check_conflict(base: &str, theirs: &str, ours: &str, first: u32, last: u32) {
    let conflict = merge3(base, theirs, ours).expect_err("the changes touch");
    assert_eq!(conflict.base_lines, first..last);
}

#[test]
fn far_changes_merge() {
    check(
        "a\nb\nc\nd\n",
        "a\nB\nc\nd\n",
        "a\nb\nc\nD\n",
        "a\nB\nc\nD\n",
    );
    check(
        "a\nb\nc\n",
        "x\na\nb\nc\n",
        "a\nb\nc\ny\n",
        "x\na\nb\nc\ny\n",
    );
    check("a\nb\nc\nd\n", "b\nc\nd\n", "a\nb\nc\n", "b\nc\n");
    check(
        "a\r\nb\r\nc\r\n",
        "A\r\nb\r\nc\r\n",
        "a\r\nb\r\nC\r\n",
        "A\r\nb\r\nC\r\n",
    );
}

#[test]
fn several_changes_on_both_sides_merge() {
    let base = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
    check(
        base,
        "1\nx\n2\n3\n4\n6\n7\n8\n9!\n",
        "1\n2\n3\n4\n5\n6\n7?\n8\n9\n",
        "1\nx\n2\n3\n4\n6\n7?\n8\n9!\n",
    );
}

#[test]
fn the_same_change_twice_is_made_once() {
    check("a\nb\nc\n", "a\nB\nc\n", "a\nB\nc\nd\n", "a\nB\nc\nd\n");
    check(
        "let x = y;\n",
        "let _x = y;\n",
        "let _x = y.clone();\n",
        "let _x = y.clone();\n",
    );
}

#[test]
fn one_line_merges_with_an_unchanged_word_between() {
    check(
        "let x = f(s, t);\n",
        "let total = f(s, t);\n",
        "let x = f(s.clone(), t);\n",
        "let total = f(s.clone(), t);\n",
    );
    check(
        "let x = 1;\nf(x);\n",
        "let x = 1;\ng(x);\n",
        "let x = 2;\nf(x);\n",
        "let x = 2;\ng(x);\n",
    );
    check(
        "one();\ntwo();\n",
        "one();\nmore();\ntwo();\n",
        "one(1);\ntwo();\n",
        "one(1);\nmore();\ntwo();\n",
    );
}

#[test]
fn touching_changes_conflict() {
    check_conflict("a\nb\nc\n", "a\nx\nc\n", "a\ny\nc\n", 1, 2);
    check_conflict("a\nc\n", "a\nx\nc\n", "a\ny\nc\n", 1, 1);
    check_conflict("f(s)\n", "f(t)\n", "f(s.clone())\n", 0, 1);
    check_conflict("f(s, t)\n", "f(u, t)\n", "f(s, v)\n", 0, 1);
    check_conflict("a\nb\nc\n", "a\nc\n", "a\nb!\nc\n", 1, 2);
    check_conflict("a\nb\n", "a\n", "a\nb\nc\n", 1, 2);
}

#[test]
fn a_conflict_names_its_line_for_people() {
    let conflict = merge3("a\nb\nc\n", "a\nx\nc\n", "a\ny\nc\n").expect_err("the changes touch");
    assert_eq!(
        conflict.to_string(),
        "line 2 is changed both in the editor and by the edit"
    );
}

#[test]
fn one_side_alone_is_taken() {
    for seed in 0..300 {
        let mut chance = Chance::new(seed);
        let base = chance.text(PIECES, 60);
        let other = chance.changed(&base, PIECES, 5);
        check(&base, &base, &other, &other);
        check(&base, &other, &base, &other);
        check(&base, &other, &other, &other);
    }
}

/// Lines that are told apart, so that what a side wrote can be found in the result.
fn numbered(chance: &mut Chance, base: &str, side: &str) -> (String, Vec<String>) {
    let mut written = Vec::new();
    let mut edits: Vec<Replacement> = Vec::new();
    let starts: Vec<usize> = base.match_indices('\n').map(|(at, _)| at + 1).collect();
    for (number, pair) in starts.windows(2).enumerate() {
        let line = format!("{side}{number}\n");
        match chance.below(8) {
            0 => edits.push(Replacement {
                start: pair[0],
                end: pair[1],
                text: line.clone(),
            }),
            1 => edits.push(Replacement {
                start: pair[0],
                end: pair[0],
                text: line.clone(),
            }),
            _ => continue,
        }
        written.push(line);
    }
    (apply(base, &edits).expect("edits are in order"), written)
}

#[test]
fn what_the_person_wrote_is_kept() {
    let mut merged = 0;
    for seed in 0..500 {
        let mut chance = Chance::new(seed);
        let base: String = (0..14).map(|n| format!("base line {n}\n")).collect();
        let (theirs, written) = numbered(&mut chance, &base, "their");
        let (ours, added) = numbered(&mut chance, &base, "our");
        let Ok(result) = merge3(&base, &theirs, &ours) else {
            continue;
        };
        merged += 1;
        for line in written.iter().chain(&added) {
            assert!(
                result.contains(line.as_str()),
                "seed {seed}: {line:?} is lost"
            );
        }
        for hunk in hunks(&base, &theirs) {
            let gone = &base[hunk.replacement.range()];
            assert!(
                gone.lines()
                    .all(|line| !result.lines().any(|kept| kept == line)),
                "seed {seed}: {gone:?} is back"
            );
        }
    }
    assert!(
        merged > 100,
        "only {merged} of 500 merged: the table says little"
    );
}
