//! The fourth stage: what the tools said, as values with an identity that survives moved lines.

use serde::{Deserialize, Serialize};

use crate::ids::WorkspacePath;

/// How far the compiler came before it gave an error, in its order of work. A set of errors is in the earliest phase of its
/// members. Approximate: derived from codes, see `bowline-observers`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Lexing: brackets and quotes that do not close, and what else keeps a text from being read at all.
    Lex,
    /// Parsing, macro expansion.
    Parse,
    /// Name resolution.
    Resolve,
    /// Type checking.
    Types,
    /// Borrow checking and lints.
    Borrow,
    /// It compiles, and tests fail.
    Tests,
    /// No error at all.
    Clean,
}

/// How grave a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The code does not compile.
    Error,
    /// The code compiles.
    Warning,
    /// A note or help that stands alone.
    Note,
}

/// The identity of an observation: never a line number, so that it survives edits elsewhere in the file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ObservationKey {
    /// Error code or lint name; empty where rustc gives none.
    pub code: String,
    /// The message with numbers of anonymous things and line numbers taken out.
    pub message: String,
    /// The file of the primary span; empty where there is none.
    pub path: Option<WorkspacePath>,
    /// The path of the item that holds the primary span, for instance `impl Stack::fn push`.
    pub item: String,
    /// The text of the primary span.
    pub text: String,
    /// Which of several otherwise equal observations this is, from 0, in source order.
    pub ordinal: u32,
}

/// Where the primary span starts and ends, for people and for finding the diagnostic under a cursor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Site {
    /// The file.
    pub path: WorkspacePath,
    /// First line, 1-based.
    pub first_line: u32,
    /// Last line, 1-based, inclusive.
    pub last_line: u32,
    /// Column of the start, 1-based, in Unicode scalar values.
    pub column: u32,
    /// First byte, 0-based.
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
}

/// One thing a check said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Observation {
    /// Its identity.
    pub key: ObservationKey,
    /// How grave it is.
    pub level: Level,
    /// How far the compiler came.
    pub phase: Phase,
    /// Its primary place; `None` for an error that has none (a linker's, a manifest's).
    pub site: Option<Site>,
    /// The name of the package it was found in.
    pub package: String,
    /// The targets of that package it was found in, for instance `lib` and `test lib`; sorted.
    #[serde(default)]
    pub targets: Vec<String>,
    /// The message as rustc wrote it.
    pub message: String,
    /// The diagnostic as rustc renders it, without colours; empty where rustc gave none.
    pub rendered: String,
}

impl Observation {
    /// The packages and targets it was found in; one with an empty target where that was not said.
    pub fn homes(&self) -> Vec<(String, String)> {
        let home = |target: &str| (self.package.clone(), target.to_owned());
        if self.targets.is_empty() {
            vec![home("")]
        } else {
            self.targets.iter().map(|t| home(t)).collect()
        }
    }
}

/// The answer of one cargo run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckReport {
    /// How the run ended.
    pub end: CheckEnd,
    /// The command, argument by argument.
    pub command: Vec<String>,
    /// Wall time, in milliseconds.
    pub millis: u64,
    /// What was said, in the order it was said, without repeats across targets.
    pub observations: Vec<Observation>,
    /// What the tests said, where they ran. They run only behind a clean check, so a bad `end` beside them is theirs.
    pub tests: Option<TestCounts>,
    /// Errors in targets that only the proof looks at: tests, examples, benches. Nothing compiled them before the first edit, so
    /// they may be older than it.
    #[serde(default)]
    pub wider: Vec<Observation>,
    /// What the run could not look at, one sentence each.
    #[serde(default)]
    pub unseen: Vec<String>,
}

/// How a cargo run ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckEnd {
    /// Exit status 0.
    Success,
    /// Another exit status, with errors that say why.
    Failure,
    /// It ran into its deadline and its process group was killed.
    TimedOut,
    /// It ended badly without a compiler error: an internal compiler error, a signal, a failing build script, a manifest
    /// that does not parse. Holds the last lines of what it said.
    Broken(String),
}

/// What a test run counted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestCounts {
    /// Tests that passed.
    pub passed: u32,
    /// Names of the tests that failed.
    pub failed: Vec<String>,
    /// Tests ignored.
    pub ignored: u32,
    /// Tests that failed and passed on the same code.
    #[serde(default)]
    pub flaky: Vec<String>,
    /// Where the fault behind the failures may lie, likeliest first.
    #[serde(default)]
    pub suspects: Vec<Suspect>,
    /// What came of running the function that an edit changes on inputs near those of the tests, a sentence each.
    #[serde(default)]
    pub probes: Vec<String>,
}

/// A function that a fault may lie in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspect {
    /// Its file.
    pub path: WorkspacePath,
    /// Its first line, 1-based.
    pub line: u32,
    /// Its name, behind the type whose impl holds it.
    pub name: String,
    /// How likely it is beside the others: the first has 1000.
    pub weight: u32,
    /// What speaks for it, a few words each.
    pub reasons: Vec<String>,
}

/// A compiler diagnostic with everything a proposer needs. The machine itself works on [`Observation`]s.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Error code or lint name.
    pub code: Option<String>,
    /// How grave it is.
    pub level: Level,
    /// The message.
    pub message: String,
    /// The places, primary ones flagged.
    pub spans: Vec<DiagnosticSpan>,
    /// Notes and helps, with the suggestions among them.
    pub children: Vec<DiagnosticChild>,
    /// As rustc renders it, without colours.
    pub rendered: String,
    /// The name of the package it was found in.
    pub package: String,
    /// The target it was found in, for instance `lib` or `bin server`.
    pub target: String,
}

impl Diagnostic {
    /// The first primary span, where there is one.
    pub fn primary(&self) -> Option<&DiagnosticSpan> {
        self.spans.iter().find(|span| span.is_primary)
    }
}

/// A note or help below a diagnostic, flattened out of rustc's tree in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiagnosticChild {
    /// `note`, `help`, and so on.
    pub level: String,
    /// Its message.
    pub message: String,
    /// Its places and suggested replacements.
    pub spans: Vec<DiagnosticSpan>,
}

/// A place in a file as rustc reports it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DiagnosticSpan {
    /// The file.
    pub path: WorkspacePath,
    /// First byte, 0-based, into the file as rustc read it.
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
    /// First line, 1-based.
    pub first_line: u32,
    /// Last line, 1-based, inclusive.
    pub last_line: u32,
    /// Column of the start, 1-based, in Unicode scalar values.
    pub column: u32,
    /// Whether rustc underlines it with carets.
    pub is_primary: bool,
    /// The source text of the span, as rustc shows it: the part of its first line that it covers. Empty for an insertion
    /// and for a file that rustc could not show.
    pub text: String,
    /// What rustc writes beside it.
    pub label: Option<String>,
    /// The replacement suggested for exactly this span.
    pub replacement: Option<String>,
    /// rustc's word on that replacement.
    pub applicability: Option<Applicability>,
    /// The outermost call in the person's own code, where the span lies in a macro's expansion.
    pub expansion: Option<Box<DiagnosticSpan>>,
}

/// rustc's word on a suggestion (`rustc_lint_defs::Applicability`). A hint: labels mislead both ways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Applicability {
    /// Safe to apply by machine, says rustc.
    MachineApplicable,
    /// May be what was meant.
    MaybeIncorrect,
    /// Holds text that a person must fill in.
    HasPlaceholders,
    /// Not said.
    Unspecified,
}
