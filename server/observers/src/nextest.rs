//! What nextest said of each test, out of its JUnit report: the form of its output that does not change and that no test can
//! write into.

mod xml;

use crate::libtest::suite::{Failing, Kind, Suite};
use xml::Part;

/// Reads a JUnit report, and out of standard error the names of tests that were passed over; a run of some tests alone passes
/// over all others, so there standard error is left empty.
///
/// A test that passed when it was tried again is *flaky*: it counts as failed, and its name is noted.
pub fn read(junit: &str, stderr: &str) -> Suite {
    let mut suite = Suite::default();
    let mut open: Vec<String> = Vec::new();
    let mut case = Case::default();
    for part in xml::parts(junit) {
        match part {
            Part::Start { name, attributes } => {
                case.begin(&name, &attributes);
                open.push(name);
            }
            Part::Text(text) => case.hear(&open, &text),
            Part::End => {
                if open.pop().as_deref() == Some("testcase") {
                    std::mem::take(&mut case).close(&mut suite);
                }
            }
        }
    }
    for name in stderr.lines().filter_map(passed_over) {
        suite.tests.entry(name.to_owned()).or_default().ignored += 1;
    }
    suite
}

/// One test as far as it was read.
#[derive(Default)]
struct Case {
    name: String,
    /// Type and message of the failure, where it failed.
    failure: Option<(String, String)>,
    /// The same of an attempt before one that passed.
    flaky: Option<(String, String)>,
    /// What the attempt that counts wrote.
    said: String,
    /// What the attempts beside it wrote.
    said_aside: String,
}

impl Case {
    fn begin(&mut self, element: &str, attributes: &[(String, String)]) {
        let value = |wanted: &str| {
            let found = attributes.iter().find(|(key, _)| key == wanted);
            found.map(|(_, value)| value.clone()).unwrap_or_default()
        };
        let why = || (value("type"), value("message"));
        match element {
            "testcase" => self.name = value("name"),
            "failure" | "error" => self.failure = Some(why()),
            "flakyFailure" | "flakyError" if self.flaky.is_none() => self.flaky = Some(why()),
            _ => {}
        }
    }

    fn hear(&mut self, open: &[String], text: &str) {
        let [.., outer, inner] = open else {
            return;
        };
        if !matches!(inner.as_str(), "system-out" | "system-err") {
            return;
        }
        match outer.as_str() {
            "testcase" => self.said.push_str(text),
            _ => self.said_aside.push_str(text),
        }
    }

    fn close(self, suite: &mut Suite) {
        let tally = suite.tests.entry(self.name.clone()).or_default();
        let (why, said) = match (self.failure, self.flaky) {
            (Some(why), _) => (why, self.said),
            (None, Some(why)) => {
                suite.flaky.insert(self.name.clone());
                (why, self.said_aside)
            }
            (None, None) => {
                tally.passed += 1;
                return;
            }
        };
        tally.failed += 1;
        let failing = failing(&self.name, &why, &said);
        suite.failures.entry(self.name).or_insert(failing);
    }
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
