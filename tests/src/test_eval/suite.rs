//! A crate's own suite, run by plain cargo, test by test.

use std::{collections::BTreeMap, ffi::OsString, path::Path, time::Duration};

use bowline_shadow::process::{self, End, Invocation};
use tokio_util::sync::CancellationToken;

/// What one run of a suite said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Run {
    /// Each test that ended, and how.
    pub tests: BTreeMap<String, Ending>,
    /// What cargo and the tests wrote.
    pub output: String,
}

/// How a test ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// It passed.
    Passed,
    /// It failed.
    Failed,
}

impl Run {
    /// The tests that ended so, by name.
    pub fn that(&self, ending: Ending) -> Vec<String> {
        let all = self.tests.iter();
        all.filter(|(_, one)| **one == ending)
            .map(|(name, _)| name.clone())
            .collect()
    }

    /// Adds the run of another program. One name in two programs counts as failed where either failed.
    pub fn add(&mut self, other: Run) {
        for (name, ending) in other.tests {
            let known = self.tests.entry(name).or_insert(ending);
            if ending == Ending::Failed {
                *known = ending;
            }
        }
        self.output.push_str(&other.output);
    }

    /// Whether tests ran and none failed.
    pub fn is_green(&self) -> bool {
        !self.tests.is_empty() && self.that(Ending::Failed).is_empty()
    }
}

/// Runs the tests of a package's library and of its `tests/`; `None` where it does not build, or does not end in time.
pub async fn run(root: &Path, deadline: Duration, more: &[&str]) -> anyhow::Result<Option<Run>> {
    let mut argv: Vec<OsString> = ["cargo", "test", "--lib", "--tests", "--no-fail-fast"]
        .map(OsString::from)
        .into();
    argv.extend(more.iter().map(OsString::from));
    let unset = ["CARGO_TARGET_DIR", "RUSTFLAGS", "RUSTC_WRAPPER", "CARGO"];
    let mut env: Vec<(OsString, Option<OsString>)> = unset.map(|name| (name.into(), None)).into();
    env.push(("RUST_BACKTRACE".into(), Some("1".into())));
    let invocation = Invocation {
        argv,
        dir: root.to_owned(),
        env,
        deadline,
    };
    let output = process::run(&invocation, &CancellationToken::new()).await?;
    if !matches!(output.end, End::Exited(0 | 101)) {
        return Ok(None);
    }
    let run = read(&String::from_utf8_lossy(&output.stdout));
    Ok((!run.tests.is_empty()).then_some(run))
}

/// Reads what libtest wrote.
pub fn read(text: &str) -> Run {
    Run {
        tests: endings(text),
        output: text.to_owned(),
    }
}

/// The tests in libtest's own words. One name in two programs counts as failed where either failed.
fn endings(text: &str) -> BTreeMap<String, Ending> {
    let mut tests = BTreeMap::new();
    for line in text.lines() {
        let Some((name, ending)) = line
            .strip_prefix("test ")
            .and_then(|rest| rest.rsplit_once(" ... "))
        else {
            continue;
        };
        let name = name.trim_end_matches(" - should panic").trim().to_owned();
        match ending.split_whitespace().next() {
            Some("ok") => {
                tests.entry(name).or_insert(Ending::Passed);
            }
            Some("FAILED") => {
                tests.insert(name, Ending::Failed);
            }
            _ => {}
        }
    }
    tests
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_are_read_line_by_line() {
        let text = "running 3 tests\ntest a::b ... ok\ntest c - should panic ... FAILED\ntest d ... ignored\n";
        assert_eq!(
            endings(text),
            [
                ("a::b".to_owned(), Ending::Passed),
                ("c".to_owned(), Ending::Failed)
            ]
            .into()
        );
    }
}
