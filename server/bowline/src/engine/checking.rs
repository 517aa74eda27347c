//! From a cargo run to a report: the fourth stage. Runs nothing itself; reads what a run left.

use std::collections::{BTreeMap, BTreeSet};

use bowline_loop_core::{
    CheckReport, Diagnostic, Observation, WorkspacePath,
    observation::{CheckEnd, Level},
};
use bowline_observers::cargo::{self, Roots};
use bowline_shadow::{CargoRun, Survey, process::End};
use bowline_syntax::Syntax;

/// How many bytes of a tool's last words a report keeps.
const LAST_WORDS: usize = 2_000;

/// A report for the machine, and the diagnostics behind it for the proposers.
pub(super) struct Checked {
    pub(super) report: CheckReport,
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What screenings after it need.
    pub(super) survey: Option<Survey>,
}

/// Reads a finished `cargo check` or `cargo clippy`, or a screening in the shape of one. `text_of` gives the text that was checked, for item paths.
pub(super) fn read(
    run: &CargoRun,
    roots: &Roots,
    text_of: &dyn Fn(&WorkspacePath) -> Option<String>,
) -> Checked {
    let stdout = String::from_utf8_lossy(&run.output.stdout);
    let parsed = cargo::parse(&stdout, roots);
    let texts = texts_of(&parsed.diagnostics, text_of);
    let mut parses: BTreeMap<&WorkspacePath, Syntax<'_>> = BTreeMap::new();
    let mut item_of = |path: &WorkspacePath, byte: usize| match texts.get_key_value(path) {
        Some((path, text)) => parses
            .entry(path)
            .or_insert_with(|| Syntax::parse(text))
            .item_path(byte),
        None => String::new(),
    };
    let observations = bowline_observers::observe(&parsed.diagnostics, &mut item_of);
    let says_why = observations
        .iter()
        .any(|observation| observation.level == Level::Error);
    let end = match run.output.end {
        End::Exited(0) => CheckEnd::Success,
        End::Exited(_) if says_why => CheckEnd::Failure,
        End::TimedOut => CheckEnd::TimedOut,
        End::Exited(_) | End::Signalled(_) | End::Cancelled => CheckEnd::Broken(last_words(run)),
    };
    let report = CheckReport {
        end,
        command: run.command.clone(),
        millis: millis(run),
        observations,
        tests: None,
        wider: Vec::new(),
        unseen: Vec::new(),
    };
    Checked {
        report,
        diagnostics: parsed.diagnostics,
        survey: run.survey.clone(),
    }
}

/// The text of every file that a diagnostic points into, so that each is parsed once however much is said about it.
fn texts_of(
    diagnostics: &[Diagnostic],
    text_of: &dyn Fn(&WorkspacePath) -> Option<String>,
) -> BTreeMap<WorkspacePath, String> {
    let paths: BTreeSet<&WorkspacePath> = diagnostics
        .iter()
        .flat_map(|diagnostic| &diagnostic.spans)
        .flat_map(|span| [Some(span), span.expansion.as_deref()])
        .flatten()
        .map(|span| &span.path)
        .filter(|path| !path.is_outside())
        .collect();
    paths
        .into_iter()
        .filter_map(|path| Some((path.clone(), text_of(path)?)))
        .collect()
}

/// Codes of errors that no edit of another target can cause: a crate that is not there, a feature that only another toolchain has.
const OF_THE_SET_UP: &[&str] = &["E0463", "E0554", "E0635", "E0658"];

/// Whether an error tells of what is installed or published beside the target, and not of the code that it calls: rustc has
/// no code for a file that `include_str!` and its like cannot read.
fn is_of_the_set_up(error: &Observation) -> bool {
    let key = &error.key;
    OF_THE_SET_UP.contains(&key.code.as_str())
        || key.code.is_empty() && key.message.starts_with("couldn't read ")
}

/// Adds to a clean check what a wider one found: errors in targets that the first did not compile.
pub(super) fn add_targets(report: &mut CheckReport, wider: Checked) {
    report.millis += wider.report.millis;
    report.command.push("&&".into());
    report.command.extend(wider.report.command);
    match wider.report.end {
        CheckEnd::Success | CheckEnd::Failure => {}
        CheckEnd::TimedOut => report
            .unseen
            .push("Tests, examples and benches were not compiled within their deadline.".into()),
        CheckEnd::Broken(_) => report
            .unseen
            .push("Tests, examples and benches could not be compiled.".into()),
    }
    let observations = wider.report.observations.into_iter();
    let errors = observations.filter(|observation| observation.level == Level::Error);
    let (of_the_set_up, errors): (Vec<_>, Vec<_>) = errors.partition(is_of_the_set_up);
    let idle: BTreeSet<&WorkspacePath> = of_the_set_up
        .iter()
        .filter_map(|error| error.key.path.as_ref())
        .collect();
    report.unseen.extend(idle.into_iter().map(|path| {
        format!("`{path}` does not compile here, with the edit or without: it says nothing of it.")
    }));
    report.wider = errors;
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
pub(super) fn last_words(run: &CargoRun) -> String {
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
    tail.split_once('\n')
        .map_or(tail, |(_, rest)| rest)
        .to_owned()
}
