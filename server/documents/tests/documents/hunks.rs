//! Hunks, picking among them, and the diff for people.

use std::collections::BTreeSet;

use bowline_documents::{Hunk, hunks, pick, unified};
use expect_test::expect;

use crate::chance::{Chance, PIECES};

const BEFORE: &str = "one\ntwo\nthree\nfour\nfive\n";
const AFTER: &str = "ONE\ntwo\nthree\nfour\nand a half\nfive\nsix";

fn shown(hunks: &[Hunk]) -> Vec<(u32, u32, u32, u32, &str)> {
    hunks
        .iter()
        .map(|hunk| {
            let (before, after) = (&hunk.before_lines, &hunk.after_lines);
            (
                before.start,
                before.end,
                after.start,
                after.end,
                hunk.replacement.text.as_str(),
            )
        })
        .collect()
}

#[test]
fn a_hunk_is_whole_lines() {
    let found = hunks(BEFORE, AFTER);
    let expected = [
        (0, 1, 0, 1, "ONE\n"),
        (4, 4, 4, 5, "and a half\n"),
        (5, 5, 6, 7, "six"),
    ];
    assert_eq!(shown(&found), expected);
    assert!(hunks(BEFORE, BEFORE).is_empty());
    assert_eq!(shown(&hunks("a\r\nb", "a\r\n")), [(1, 2, 1, 1, "")]);
}

#[test]
fn picks_some() {
    let found = hunks(BEFORE, AFTER);
    let picked = |chosen: &[usize]| pick(BEFORE, &found, &chosen.iter().copied().collect());
    assert_eq!(picked(&[]), BEFORE);
    assert_eq!(picked(&[0, 1, 2]), AFTER);
    assert_eq!(picked(&[1]), "one\ntwo\nthree\nfour\nand a half\nfive\n");
    assert_eq!(picked(&[0, 2]), "ONE\ntwo\nthree\nfour\nfive\nsix");
    assert_eq!(picked(&[7]), BEFORE);
}

#[test]
fn random_hunks_are_all_or_nothing() {
    for seed in 0..500 {
        let mut chance = Chance::new(seed);
        let before = chance.text(PIECES, 80);
        let after = chance.changed(&before, PIECES, 6);
        let found = hunks(&before, &after);
        let all: BTreeSet<usize> = (0..found.len()).collect();
        assert_eq!(pick(&before, &found, &all), after, "seed {seed}");
        assert_eq!(
            pick(&before, &found, &BTreeSet::new()),
            before,
            "seed {seed}"
        );
    }
}

#[test]
fn a_hunk_that_does_not_fit_is_left_out() {
    let found = hunks(BEFORE, AFTER);
    assert_eq!(pick("short", &found, &BTreeSet::from([2])), "short");
}

#[test]
fn a_diff_has_three_lines_of_context() {
    assert_eq!(unified("a.rs", BEFORE, BEFORE), "");
    expect![[r#"
        --- a/src/lib.rs
        +++ b/src/lib.rs
        @@ -1,5 +1,7 @@
        -one
        +ONE
         two
         three
         four
        +and a half
         five
        +six
        \ No newline at end of file
    "#]]
    .assert_eq(&unified("src/lib.rs", BEFORE, AFTER));
}
