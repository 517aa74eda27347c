//! The text of `cargo test` as counts. What each test did, and why one failed, is in `libtest/suite`, and which program it is in, in
//! `libtest/held`.

pub mod held;
pub mod suite;

use bowline_loop_core::observation::TestCounts;

/// Sums the results of all test binaries and documentation tests in the output of one `cargo test`.
///
/// A binary that died before its summary counts with the lines it had written by then.
pub fn parse(stdout: &str) -> TestCounts {
    let mut total = TestCounts::default();
    let mut binary = Binary::default();
    for line in stdout.lines().map(|line| line.trim_end_matches('\r')) {
        if let Some(result) = line.strip_prefix("test result: ") {
            binary.finish(result, &mut total);
            binary = Binary::default();
        } else if is_start(line) {
            binary.abandon(&mut total);
            binary = Binary::default();
        } else {
            binary.read(line);
        }
    }
    binary.abandon(&mut total);
    total
}

/// What one test binary has said so far.
#[derive(Default)]
struct Binary {
    passed: u32,
    ignored: u32,
    /// Names out of `test … ... FAILED` lines.
    failed: Vec<String>,
    /// Names out of the list below the last `failures:`; `None` before the first.
    listed: Option<Vec<String>>,
}

impl Binary {
    fn read(&mut self, line: &str) {
        if line == "failures:" {
            self.listed = Some(Vec::new());
        } else if let Some(test) = line.strip_prefix("test ") {
            self.read_test(test);
        } else if let (Some(listed), Some(name)) = (&mut self.listed, line.strip_prefix("    ")) {
            listed.push(name.to_owned());
        }
    }

    fn read_test(&mut self, test: &str) {
        let Some((name, outcome)) = test.rsplit_once(" ... ") else {
            return;
        };
        if outcome == "ok" {
            self.passed += 1;
        } else if outcome.starts_with("ignored") {
            self.ignored += 1;
        } else if outcome.starts_with("FAILED") {
            let name = name.strip_suffix(" - should panic").unwrap_or(name);
            self.failed.push(name.to_owned());
        }
    }

    /// Takes the summary's numbers. The list below `failures:` names the failed tests, unless a test printed something alike.
    fn finish(mut self, result: &str, total: &mut TestCounts) {
        self.passed = count(result, "passed").unwrap_or(self.passed);
        self.ignored = count(result, "ignored").unwrap_or(self.ignored);
        let failed = count(result, "failed").unwrap_or_default() as usize;
        if let Some(listed) = self.listed.take()
            && (listed.len() == failed || self.failed.len() != failed)
        {
            self.failed = listed;
        }
        self.abandon(total);
    }

    fn abandon(self, total: &mut TestCounts) {
        total.passed += self.passed;
        total.ignored += self.ignored;
        total.failed.extend(self.failed);
    }
}

/// Whether a test binary says how many tests it is about to run.
fn is_start(line: &str) -> bool {
    line.strip_prefix("running ")
        .and_then(|rest| rest.split_once(' '))
        .is_some_and(|(number, what)| {
            number.parse::<u32>().is_ok() && matches!(what, "test" | "tests")
        })
}

/// The number before `what` in `ok. 3 passed; 0 failed; …`.
fn count(result: &str, what: &str) -> Option<u32> {
    result
        .split([';', '.'])
        .find_map(|part| part.trim().strip_suffix(what)?.trim().parse().ok())
}

#[cfg(test)]
#[path = "libtest/tests.rs"]
mod tests;
