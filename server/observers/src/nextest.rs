//! What nextest said of each test, out of its JUnit report: the form of its output that does not change and that no test can
//! write into.

use std::collections::{BTreeMap, BTreeSet};

use roxmltree::{Document, Node};

use crate::libtest::suite::{Failing, Kind, Suite};

/// Reads a JUnit report, and out of standard error the names of tests that were passed over; a run of some tests alone passes
/// over all others, so there standard error is left empty. A report that is no whole document holds no test: nextest writes it
/// in one go at its end.
///
/// A test that passed when it was tried again is *flaky*: it counts as failed, and its name is noted.
pub fn read(junit: &str, stderr: &str) -> Suite {
    let mut suite = Suite::default();
    if let Ok(document) = Document::parse(junit) {
        for case in cases(&document) {
            count(case, &mut suite);
        }
    }
    for name in stderr.lines().filter_map(passed_over) {
        suite.tests.entry(name.to_owned()).or_default().ignored += 1;
    }
    suite
}

/// For each test of a JUnit report the programs that have it, as nextest names them.
pub fn held(junit: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut held: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    if let Ok(document) = Document::parse(junit) {
        for case in cases(&document) {
            let program = attribute(case, "classname");
            held.entry(attribute(case, "name"))
                .or_default()
                .insert(program);
        }
    }
    held
}

fn cases<'a, 'i>(document: &'a Document<'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    let all = document.descendants();
    all.filter(|node| node.has_tag_name("testcase"))
}

/// Counts one test.
fn count(case: Node<'_, '_>, suite: &mut Suite) {
    let name = attribute(case, "name");
    let tally = suite.tests.entry(name.clone()).or_default();
    let child = |names: [&str; 2]| {
        let mut children = case.children();
        children.find(|child| names.contains(&child.tag_name().name()))
    };
    let (why, said) = match (
        child(["failure", "error"]),
        child(["flakyFailure", "flakyError"]),
    ) {
        (Some(why), _) => (why, said(case)),
        (None, Some(why)) => {
            suite.flaky.insert(name.clone());
            (why, said(why))
        }
        (None, None) => {
            tally.passed += 1;
            return;
        }
    };
    tally.failed += 1;
    let why = (attribute(why, "type"), attribute(why, "message"));
    let failing = failing(&name, &why, &said);
    suite.failures.entry(name).or_insert(failing);
}

fn attribute(node: Node<'_, '_>, name: &str) -> String {
    node.attribute(name).unwrap_or_default().to_owned()
}

/// What a test, or one attempt at it, wrote.
fn said(of: Node<'_, '_>) -> String {
    let outputs = of
        .children()
        .filter(|child| matches!(child.tag_name().name(), "system-out" | "system-err"));
    outputs.filter_map(|output| output.text()).collect()
}

fn failing(name: &str, (kind, message): &(String, String), said: &str) -> Failing {
    let lines: Vec<&str> = said.lines().collect();
    let mut failing = Failing::read(name, &lines);
    let is_told = !matches!(failing.kind, Kind::Unknown);
    if kind == "test timeout" {
        failing.kind = Kind::Timeout;
        failing.message = "it did not end in time".into();
    } else if kind == "test abort" {
        failing.kind = Kind::Abort;
        let overflowed = lines
            .iter()
            .any(|line| line.ends_with("has overflowed its stack"));
        if overflowed {
            failing.message = "the stack overflowed, and the process was aborted".into();
        } else if !is_told {
            failing.message.clone_from(message);
        }
    } else if !is_told {
        failing.message.clone_from(message);
    }
    failing
}

/// The test of a line like `SKIP [         ] (─────) package tests::name`.
fn passed_over(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix("SKIP [")?;
    let (_, rest) = rest.split_once("] ")?;
    let rest = match rest.strip_prefix('(') {
        Some(numbered) => numbered.split_once(") ")?.1,
        None => rest,
    };
    let (_, name) = rest.trim().split_once(' ')?;
    Some(name)
}

#[cfg(test)]
#[path = "nextest/tests.rs"]
mod tests;
