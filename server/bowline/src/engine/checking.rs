//! From a cargo run to a report: the fourth stage. Runs nothing itself; reads what a run left.

use bowline_loop_core::{
    CheckReport, Diagnostic, WorkspacePath,
    observation::{CheckEnd, Level},
};
use bowline_observers::cargo::{self, Roots};
use bowline_shadow::{CargoRun, process::End};

/// How many bytes of a tool's last words a report keeps.
const LAST_WORDS: usize = 2_000;

/// A report for the machine, and the diagnostics behind it for the proposers.
pub(super) struct Checked {
    pub(super) report: CheckReport,
    pub(super) diagnostics: Vec<Diagnostic>,
}

/// Reads a finished `cargo check` or `cargo clippy`. `text_of` gives the text that was checked, for item paths.
pub(super) fn read(run: &CargoRun, roots: &Roots, text_of: &dyn Fn(&WorkspacePath) -> Option<String>) -> Checked {
    let stdout = String::from_utf8_lossy(&run.output.stdout);
    let parsed = cargo::parse(&stdout, roots);
    let mut texts = std::collections::BTreeMap::new();
    let mut item_of = |path: &WorkspacePath, byte: usize| {
        let text: &Option<String> = texts.entry(path.clone()).or_insert_with(|| text_of(path));
        text.as_deref().map(|text| bowline_syntax::item_path(text, byte)).unwrap_or_default()
    };
    let observations = bowline_observers::observe(&parsed.diagnostics, &mut item_of);
    let says_why = observations.iter().any(|observation| observation.level == Level::Error);
    let end = match run.output.end {
        End::Exited(0) => CheckEnd::Success,
        End::Exited(_) if says_why => CheckEnd::Failure,
        End::TimedOut => CheckEnd::TimedOut,
        End::Exited(_) | End::Signalled(_) | End::Cancelled => CheckEnd::Broken(last_words(run)),
    };
    let report =
        CheckReport { end, command: run.command.clone(), millis: millis(run), observations, tests: None };
    Checked { report, diagnostics: parsed.diagnostics }
}

/// Adds what a test run said to the report of the check before it.
pub(super) fn add_tests(report: &mut CheckReport, run: &CargoRun) {
    let counts = bowline_observers::libtest::parse(&String::from_utf8_lossy(&run.output.stdout));
    report.millis += millis(run);
    match run.output.end {
        End::Exited(0) => {}
        End::TimedOut => report.end = CheckEnd::TimedOut,
        _ if counts.failed.is_empty() => report.end = CheckEnd::Broken(last_words(run)),
        _ => {}
    }
    report.command.push("&&".into());
    report.command.extend(run.command.iter().cloned());
    report.tests = Some(counts);
}

fn millis(run: &CargoRun) -> u64 {
    u64::try_from(run.output.elapsed.as_millis()).unwrap_or(u64::MAX)
}

/// The end of what cargo wrote to standard error, cut at a line.
fn last_words(run: &CargoRun) -> String {
    let said = String::from_utf8_lossy(&run.output.stderr);
    let said = said.trim();
    if said.len() <= LAST_WORDS {
        return said.to_owned();
    }
    let mut from = said.len() - LAST_WORDS;
    while !said.is_char_boundary(from) {
        from += 1;
    }
    let tail = &said[from..];
    tail.split_once('\n').map_or(tail, |(_, rest)| rest).to_owned()
}
