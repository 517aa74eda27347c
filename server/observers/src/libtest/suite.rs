//! The text of `cargo test`, test by test: how each ended, and for one that failed why and where.

use std::collections::{BTreeMap, BTreeSet};

use super::is_start;

/// What one run of tests said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suite {
    /// How the tests of each name ended. The number of a documentation test's line is left out: it moves with the text.
    pub tests: BTreeMap<String, Tally>,
    /// Why tests failed, by name.
    pub failures: BTreeMap<String, Failing>,
    /// Tests that failed and passed when the runner tried them again; they count as failed.
    pub flaky: BTreeSet<String>,
    /// Test programs that ended before their summary.
    pub died: u32,
}

/// How the tests of one name ended; several programs of a workspace may have a test of the same name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// How many passed.
    pub passed: u32,
    /// How many failed.
    pub failed: u32,
    /// How many were ignored.
    pub ignored: u32,
}

/// Why a test failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failing {
    /// What kind of failure it is.
    pub kind: Kind,
    /// What was said, without the place.
    pub message: String,
    /// The place that the panic names, and those of its backtrace, innermost first: path as written and line, 1-based.
    pub frames: Vec<(String, u32)>,
    /// What an assertion had on its left, as `Debug` wrote it.
    pub left: Option<String>,
    /// What it had on its right.
    pub right: Option<String>,
}

/// Kinds of failures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// An `assert*!` did not hold.
    Assertion,
    /// Another panic.
    Panic,
    /// The test gave an `Err`.
    Error,
    /// It was to panic, and did not, or said something else.
    NoPanic,
    /// It took its whole process down.
    Abort,
    /// It did not end in time.
    Timeout,
    /// It failed and said nothing that is understood.
    Unknown,
}

impl Kind {
    /// The kind in a few words.
    pub fn words(self) -> &'static str {
        match self {
            Self::Assertion => "assertion",
            Self::Panic => "panic",
            Self::Error => "error",
            Self::NoPanic => "no panic",
            Self::Abort => "abort",
            Self::Timeout => "timeout",
            Self::Unknown => "failure",
        }
    }
}

impl Suite {
    /// Adds what another program said.
    pub fn add(&mut self, other: &Suite) {
        for (name, more) in &other.tests {
            let tally = self.tests.entry(name.clone()).or_default();
            tally.passed += more.passed;
            tally.failed += more.failed;
            tally.ignored += more.ignored;
        }
        for (name, failing) in &other.failures {
            let known = self.failures.entry(name.clone());
            known.or_insert_with(|| failing.clone());
        }
        self.flaky.extend(other.flaky.iter().cloned());
        self.died += other.died;
    }

    /// Notes a test that did not end in time.
    pub fn add_hanging(&mut self, name: &str) {
        self.tests.entry(name.to_owned()).or_default().failed += 1;
        let failing = Failing::plain(Kind::Timeout, "it did not end in time");
        self.failures.entry(name.to_owned()).or_insert(failing);
    }

    /// Whether any test of this name came to an end.
    pub fn has_ended(&self, name: &str) -> bool {
        let tally = self.tests.get(name);
        tally.is_some_and(|one| one.passed + one.failed + one.ignored > 0)
    }

    /// Whether every test of this name that ran passed, and at least one ran.
    pub fn passes(&self, name: &str) -> bool {
        let tally = self.tests.get(name).copied().unwrap_or_default();
        tally.passed > 0 && tally.failed == 0
    }

    /// Names of which at least one test failed.
    pub fn failing(&self) -> impl Iterator<Item = &str> {
        let failing = self.tests.iter().filter(|(_, tally)| tally.failed > 0);
        failing.map(|(name, _)| name.as_str())
    }

    /// Names of which every test that ran passed.
    pub fn passing(&self) -> impl Iterator<Item = &str> {
        self.tests
            .keys()
            .map(String::as_str)
            .filter(|name| self.passes(name))
    }
}

/// Reads what cargo and the tests wrote to standard output and standard error.
pub fn read(stdout: &str, stderr: &str) -> Suite {
    let mut suite = Suite::default();
    let mut running = false;
    // Below `failures:` stands what tests printed, which may look like anything.
    let mut reads_names = true;
    let mut section: Option<(String, Vec<&str>)> = None;
    for line in stdout.lines().map(|line| line.trim_end_matches('\r')) {
        let starts = is_start(line);
        if starts || line.starts_with("test result: ") {
            close(&mut suite, section.take());
            suite.died += u32::from(starts && running);
            (running, reads_names) = (starts, true);
        } else if line == "failures:" {
            close(&mut suite, section.take());
            reads_names = false;
        } else if let Some(name) = heading(line) {
            close(&mut suite, section.take());
            section = Some((name, Vec::new()));
        } else if let Some((_, said)) = &mut section {
            said.push(line);
        } else if reads_names && let Some(test) = line.strip_prefix("test ") {
            note(&mut suite, test);
        }
    }
    close(&mut suite, section);
    suite.died += u32::from(running);
    for name in stderr.lines().filter_map(overflowed) {
        suite.tests.entry(name.clone()).or_default().failed += 1;
        suite.failures.insert(name, Failing::abort());
    }
    suite
}

/// A test's name without what moves: libtest's ` - should panic` and the line of a documentation test.
fn stable(name: &str) -> String {
    let name = name.strip_suffix(" - should panic").unwrap_or(name);
    match name.split_once(" (line ") {
        Some((path, rest)) => {
            let behind = rest.split_once(')').map_or("", |(_, behind)| behind);
            format!("{path}{behind}")
        }
        None => name.to_owned(),
    }
}

fn note(suite: &mut Suite, test: &str) {
    let Some((name, outcome)) = test.rsplit_once(" ... ") else {
        return;
    };
    let tally = suite.tests.entry(stable(name)).or_default();
    match outcome.split([',', ' ']).next() {
        Some("ok") => tally.passed += 1,
        Some("FAILED") => tally.failed += 1,
        Some("ignored") => tally.ignored += 1,
        _ => {}
    }
}

fn heading(line: &str) -> Option<String> {
    let inner = line.strip_prefix("---- ")?.strip_suffix(" ----")?;
    inner
        .strip_suffix(" stdout")
        .or_else(|| inner.strip_suffix(" stderr"))
        .map(stable)
}

fn overflowed(line: &str) -> Option<String> {
    let rest = line.strip_prefix("thread '")?;
    let (name, rest) = rest.split_once('\'')?;
    let own = name != "main" && !name.starts_with('<');
    (own && rest.ends_with("has overflowed its stack")).then(|| name.to_owned())
}

fn close(suite: &mut Suite, section: Option<(String, Vec<&str>)>) {
    if let Some((name, said)) = section {
        let failing = Failing::read(&name, &said);
        suite.failures.entry(name).or_insert(failing);
    }
}

impl Failing {
    fn abort() -> Self {
        Self::plain(
            Kind::Abort,
            "the stack overflowed, and the process was aborted",
        )
    }

    fn plain(kind: Kind, message: &str) -> Self {
        Self {
            kind,
            message: message.into(),
            frames: Vec::new(),
            left: None,
            right: None,
        }
    }

    pub(crate) fn read(name: &str, said: &[&str]) -> Self {
        let own = format!("thread '{name}' ");
        let panics = || (0..said.len()).filter(|at| said[*at].contains(" panicked at "));
        let at = panics()
            .rfind(|at| said[*at].starts_with(&own))
            .or_else(|| panics().next_back());
        let side = |word: &str| {
            let line = said.iter().find_map(|line| line.trim().strip_prefix(word));
            line.map(|value| value.trim().to_owned())
        };
        let (kind, message) = judged(said, at);
        let is_assertion = kind == Kind::Assertion;
        Self {
            kind,
            message,
            frames: frames(&said[at.unwrap_or(0)..]),
            left: is_assertion.then(|| side("left:")).flatten(),
            right: is_assertion.then(|| side("right:")).flatten(),
        }
    }
}

/// The kind of a failure and what it said; `at` is the line of the panic.
fn judged(said: &[&str], at: Option<usize>) -> (Kind, String) {
    let not_panicked = said.iter().find_map(|line| {
        let note = line.strip_prefix("note: ")?;
        let wanted = ["test did not panic as expected", "panic did not contain"];
        let known = wanted.iter().find(|start| note.starts_with(**start))?;
        Some((*known).to_owned())
    });
    if let Some(note) = not_panicked {
        return (Kind::NoPanic, note);
    }
    if let Some(at) = at {
        let ends = |line: &&&str| {
            !line.starts_with("stack backtrace:") && !line.starts_with("note: ") && !line.is_empty()
        };
        let message: Vec<&str> = said[at + 1..]
            .iter()
            .take_while(ends)
            .map(|l| l.trim())
            .collect();
        let kind = match message.first() {
            Some(first) if first.starts_with("assertion") => Kind::Assertion,
            _ => Kind::Panic,
        };
        return (kind, message.join("\n"));
    }
    match said.iter().find(|line| line.starts_with("Error: ")) {
        Some(error) => (Kind::Error, (*error).to_owned()),
        None => (
            Kind::Unknown,
            said.first().copied().unwrap_or_default().to_owned(),
        ),
    }
}

/// Places in the order in which they are named; those of the standard library, which are absolute, are left out.
fn frames(said: &[&str]) -> Vec<(String, u32)> {
    let mut frames = Vec::new();
    for line in said {
        let line = line.trim();
        let panicked = line.split_once(" panicked at ").map(|(_, place)| place);
        let did_not = line
            .strip_prefix("note: test did not panic as expected at ")
            .or_else(|| line.strip_prefix("at ./"));
        let Some(place) = panicked.or(did_not) else {
            continue;
        };
        let mut parts = place.trim_end_matches(':').rsplitn(3, ':');
        let (_, line, path) = (parts.next(), parts.next(), parts.next());
        if let (Some(path), Some(Ok(line))) = (path, line.map(str::parse))
            && !path.starts_with('/')
            && !frames.contains(&(path.to_owned(), line))
        {
            frames.push((path.to_owned(), line));
        }
    }
    frames
}

#[cfg(test)]
#[path = "suite/tests.rs"]
mod tests;
