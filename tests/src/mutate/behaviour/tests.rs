//! The operators over a small program.

use std::collections::BTreeSet;

use super::{HELD_OUT_BEHAVIOUR, bugs, operators};
use crate::mutate::Program;

const TEXT: &str = "\
pub fn it(a: usize, b: usize, list: &mut Vec<usize>) -> Option<usize> {
    if a < b && !list.is_empty() {
        return None;
    }
    for one in 0..a {
        list.push(one + 1);
    }
    Some(a.max(b))
}
#[cfg(test)]
mod tests {
    #[test]
    fn it() { assert!(1 < 2); }
}
";

fn program() -> Program {
    Program {
        name: "small".into(),
        edition: "2021".into(),
        root: "src/lib.rs".into(),
        files: [("src/lib.rs".to_owned(), TEXT.to_owned())].into(),
    }
}

#[test]
fn names_are_unique_and_those_held_back_exist() {
    let names: Vec<&str> = operators().map(|operator| operator.name).collect();
    let unique: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names.len(), unique.len());
    assert!(names.len() >= 40, "{}", names.len());
    for held in HELD_OUT_BEHAVIOUR {
        assert!(unique.contains(held), "{held}");
    }
}

#[test]
fn a_seed_repeats_its_bugs_and_none_is_in_a_test() {
    let first = bugs(&program(), 1, 500);
    assert_eq!(first, bugs(&program(), 1, 500));
    assert_ne!(first, bugs(&program(), 2, 500));
    assert!(
        first
            .iter()
            .all(|bug| bug.line <= 9 && bug.text.ends_with("assert!(1 < 2); }\n}\n"))
    );
    let made: BTreeSet<&str> = first.iter().map(|bug| bug.operator).collect();
    for operator in [
        "lt_to_le",
        "and_to_or",
        "drop_not",
        "range_closed",
        "min_max",
        "none_for_some",
        "drop_early_return",
        "drop_statement",
    ] {
        assert!(made.contains(operator), "{operator} among {made:?}");
    }
}
