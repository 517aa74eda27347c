//! Candidates for a test that fails: where the fault may lie, told from the test, its failure and what changed of late, and small
//! edits there, each of a kind that undoes a slip. Nothing is run here, and nothing of it knows what the test expects, beyond
//! how far numbers are apart: no candidate answers the test's own input with the test's own answer.

mod arguments;
mod arithmetic;
mod branches;
mod comparisons;
mod constants;
mod edits;
mod flow;
mod guards;
mod hints;
mod hunks;
mod logic;
mod methods;
mod names;
mod neighbours;
mod operator;
mod order;
mod probes;
mod ranges;
mod rank;
mod site;
mod statements;
mod switched;
mod traced;
mod updates;
mod values;

use std::ops::{Range, RangeInclusive};

use bowline_loop_core::WorkspacePath;
use bowline_syntax::Index;

use crate::Draft;

pub use operator::names as operators;
pub use probes::{Call, PROBE, PROBE_TEST, Probe, probe};
pub use rank::rank;
pub use switched::{Arm, Switched, VARIABLE, switched};
pub use traced::{Spectrum, Stretch, TRACE, Traced, traced};

/// Candidates that are handed over at most.
pub const MOST_CANDIDATES: usize = 400;

/// What is asked.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// How the tests failed.
    pub failure: &'a Failure,
    /// The texts that the tests ran with.
    pub text_of: &'a dyn Fn(&WorkspacePath) -> Option<String>,
    /// What the workspace declares.
    pub index: &'a Index,
}

/// What is known of a failure. All but the failing tests may be left empty; the more is known, the better the ranking.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Failure {
    /// The tests that fail, as libtest names them (`tests::adds`).
    pub failing: Vec<String>,
    /// Tests that pass on the same code.
    pub passing: Vec<String>,
    /// Places of the workspace that panics name, the innermost frame first. Those in tests count as asserts.
    pub frames: Vec<Line>,
    /// What the assert had on its left, as `Debug` wrote it.
    pub left: Option<String>,
    /// What it had on its right.
    pub right: Option<String>,
    /// Stretches that changed of late, the latest first.
    pub recent: Vec<Hunk>,
    /// What tests ran through, where that was watched.
    pub spectrum: Spectrum,
}

/// A line of a file.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Line {
    /// The file.
    pub path: WorkspacePath,
    /// Its number, 1-based.
    pub line: u32,
}

/// A recent change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// The file.
    pub path: WorkspacePath,
    /// The lines as they are now, 1-based, the end not included; empty where lines were only taken away, in front of `start`.
    pub lines: Range<u32>,
    /// The text that stood there before, whole lines with their line ends.
    pub old: String,
}

/// A function that the fault may lie in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Its file.
    pub path: WorkspacePath,
    /// Its name, behind the type whose impl holds it: `Stack::push`.
    pub name: String,
    /// Its bytes, 0-based.
    pub range: Range<usize>,
    /// Its lines, 1-based.
    pub lines: RangeInclusive<u32>,
    /// How likely it is beside the others: the first has 1000.
    pub weight: u32,
    /// What speaks for it.
    pub reasons: Vec<Reason>,
}

/// What speaks for a place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A failing test reaches it by so many calls.
    Reached {
        /// Calls from the nearest failing test.
        calls: u32,
    },
    /// So many of the passing tests reach it too, in percent.
    Passing {
        /// Their share, in percent.
        percent: u32,
    },
    /// A panic names this line of it, 1-based.
    Panicked {
        /// The line.
        line: u32,
    },
    /// A failing test ran through it.
    Ran,
    /// It changed of late.
    Changed,
    /// A failing test's name, or its text, speaks of it.
    Named,
}

/// Edits that may make the failing tests pass, best first; the same request gives the same edits.
pub fn candidates(request: &Request<'_>) -> Vec<Draft> {
    let named = named_candidates(request).into_iter();
    named.map(|(_, draft)| draft).collect()
}

/// The same edits, each behind the name of the operator that made it.
pub fn named_candidates(request: &Request<'_>) -> Vec<(&'static str, Draft)> {
    let places = rank(request);
    order::candidates(request, &places)
}

#[cfg(test)]
mod tests;
