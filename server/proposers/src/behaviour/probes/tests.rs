//! What a probe is made of, and where there is none.

use super::*;

const BEFORE: &str = "//! A file.

/// Halves it.
pub fn half(of: u32) -> u32 {
    of / 1
}

struct Row(Vec<u8>);

impl Row {
    fn sum(of: &[u8], start: u8) -> u8 {
        of.iter().fold(start, |sum, one| sum + one)
    }

    fn len(&self) -> usize {
        self.0.len()
    }
}
";

const TESTS: &str = "#[test]
fn halves() {
    assert_eq!(half(8), 4);
    assert_eq!(crate::half(some), 4);
    assert_eq!(Row::sum(&[1, 2], 3), 6);
}
";

fn of(from: &str, to: &str) -> Result<Probe, &'static str> {
    probe(BEFORE, &BEFORE.replace(from, to), &[TESTS])
}

fn texts(probe: &Probe) -> Vec<&str> {
    probe.calls.iter().map(|call| call.text.as_str()).collect()
}

#[test]
fn the_inputs_of_tests_come_first_and_their_neighbours_next() {
    let probe = of("of / 1", "of / 2").unwrap();
    assert_eq!(probe.function, "half");
    let of_tests: Vec<bool> = probe.calls.iter().map(|call| call.of_test).collect();
    assert_eq!(of_tests[..2], [true, false]);
    assert_eq!(
        texts(&probe)[..5],
        ["half(8)", "half(9)", "half(7)", "half(0)", "half(1)"]
    );
}

#[test]
fn both_texts_hold_the_same_test_behind_the_item() {
    let probe = of("sum + one", "sum - one").unwrap();
    assert_eq!(probe.function, "Row::sum");
    assert_eq!(texts(&probe)[0], "Row::sum(&[1, 2], 3)");
    assert!(texts(&probe).contains(&"Row::sum(&[], 3)"), "{probe:?}");
    assert!(texts(&probe).contains(&"Row::sum(&[1, 2], 0)"), "{probe:?}");
    for text in [&probe.before, &probe.after] {
        let syntax = Syntax::parse(text);
        assert!(!syntax.root().has_error());
        let at = text.find(PROBE_TEST).unwrap();
        assert!(nodes::enclosing(syntax.node_at(at..at), &["impl_item"]).is_none());
    }
    assert_eq!(probe.before.replace("sum + one", "sum - one"), probe.after);
}

#[test]
fn what_cannot_be_called_so_is_not_probed() {
    let why = |from: &str, to: &str| of(from, to).unwrap_err();
    assert!(why("self.0.len()", "self.0.len() + 1").contains("a method"));
    assert!(why("A file", "This file").contains("not within one function"));
    let before = "fn all<T: Ord>(of: &[T]) -> usize { of.len() }";
    let after = before.replace("len()", "len() + 1");
    assert!(probe(before, &after, &[]).unwrap_err().contains("generic"));
    let before = "struct S; fn one(of: S) -> u8 { 1 }";
    let after = before.replace("{ 1 }", "{ 2 }");
    assert!(probe(before, &after, &[]).unwrap_err().contains("types"));
}

#[test]
fn what_is_changed_in_place_is_shown_too() {
    let before = "fn sort(of: &mut Vec<u8>) { of.sort(); }";
    let after = before.replace("sort();", "reverse();");
    let tests = "fn t() { sort(&mut vec![3, 1]); }";
    let probe = probe(before, &after, &[tests]).unwrap();
    assert!(
        probe.after.contains("let mut a0 = vec!["),
        "{}",
        probe.after
    );
    assert!(probe.after.contains("sort(&mut a0)"));
}
