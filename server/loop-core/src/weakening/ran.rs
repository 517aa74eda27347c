//! The same question over what ran: two lists of tests, before and after an edit.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Weakening, WeakeningKind};

/// A test of one run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RanTest {
    /// Its name as the harness prints it, behind the target where several targets ran.
    pub name: String,
    /// What became of it.
    pub end: RanEnd,
}

/// What became of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RanEnd {
    /// It ran and passed.
    Passed,
    /// It ran and failed.
    Failed,
    /// It was listed and not run.
    Ignored,
}

/// How often a name ran, and how often it was only listed.
#[derive(Clone, Copy, Default)]
struct Times {
    ran: usize,
    ignored: usize,
}

/// What the run after an edit shows less of than the run before: names that vanished or are ignored now, and, where names do
/// not tell, a smaller number. Tests that are new make up for none. Both runs must be of the same packages and targets.
pub fn lost(before: &[RanTest], after: &[RanTest]) -> Vec<Weakening> {
    let (old, new) = (times(before), times(after));
    let mut found = Vec::new();
    for (name, was) in &old {
        let is = new.get(name).copied().unwrap_or_default();
        if is.ran >= was.ran {
            continue;
        }
        let kind = if is.ignored > was.ignored {
            WeakeningKind::TestIgnored
        } else {
            WeakeningKind::NotRun
        };
        found.push(Weakening::at(kind, name.clone()));
    }
    found
}

/// The same over bare numbers of tests that ran, for harnesses that print no names.
pub fn fewer(before: u32, after: u32) -> Option<Weakening> {
    (after < before).then(|| {
        Weakening::at(
            WeakeningKind::FewerRan,
            format!("{before} before, {after} after"),
        )
    })
}

fn times(tests: &[RanTest]) -> BTreeMap<String, Times> {
    let mut all: BTreeMap<String, Times> = BTreeMap::new();
    for test in tests {
        let times = all.entry(steady(&test.name)).or_default();
        match test.end {
            RanEnd::Passed | RanEnd::Failed => times.ran += 1,
            RanEnd::Ignored => times.ignored += 1,
        }
    }
    all
}

/// A name without what changes when lines move: documentation tests are named after their line.
fn steady(name: &str) -> String {
    let name = name.strip_suffix(" - should panic").unwrap_or(name);
    match name.split_once(" (line ") {
        Some((item, behind)) => {
            let rest = behind.split_once(')').map_or("", |(_, rest)| rest);
            format!("{item}{rest}")
        }
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ran(names: &[&str]) -> Vec<RanTest> {
        let test = |name: &&str| match name.strip_prefix('-') {
            Some(name) => RanTest {
                name: name.into(),
                end: RanEnd::Ignored,
            },
            None => RanTest {
                name: (*name).into(),
                end: RanEnd::Passed,
            },
        };
        names.iter().map(test).collect()
    }

    fn kinds(before: &[&str], after: &[&str]) -> Vec<(WeakeningKind, String)> {
        lost(&ran(before), &ran(after))
            .into_iter()
            .map(|one| (one.kind, one.place))
            .collect()
    }

    #[test]
    fn a_name_that_vanished_or_is_ignored_is_told() {
        assert_eq!(
            kinds(&["a", "b", "c"], &["a", "-b", "d"]),
            [
                (WeakeningKind::TestIgnored, "b".into()),
                (WeakeningKind::NotRun, "c".into())
            ]
        );
    }

    #[test]
    fn a_new_test_makes_up_for_none_and_a_failing_one_ran() {
        assert_eq!(
            kinds(&["a"], &["b", "c"]),
            [(WeakeningKind::NotRun, "a".into())]
        );
        let failed = [RanTest {
            name: "a".into(),
            end: RanEnd::Failed,
        }];
        assert_eq!(lost(&ran(&["a"]), &failed), []);
        assert_eq!(kinds(&["-a", "b"], &["b"]), []);
    }

    #[test]
    fn the_same_name_in_two_targets_is_two_tests() {
        assert_eq!(
            kinds(&["a", "a"], &["a"]),
            [(WeakeningKind::NotRun, "a".into())]
        );
    }

    #[test]
    fn a_documentation_test_may_move() {
        assert_eq!(
            kinds(
                &["src/lib.rs - add (line 3)"],
                &["src/lib.rs - add (line 9)"]
            ),
            []
        );
        assert_eq!(
            kinds(
                &["src/lib.rs - add (line 3) - compile"],
                &["src/lib.rs - add (line 3)"]
            ),
            [(WeakeningKind::NotRun, "src/lib.rs - add - compile".into())]
        );
    }

    #[test]
    fn bare_numbers_are_compared_where_there_are_no_names() {
        assert_eq!(fewer(3, 3), None);
        assert_eq!(
            fewer(3, 2).map(|one| one.sentence()),
            Some("It lets fewer tests run than before: `3 before, 2 after`.".into())
        );
    }
}
