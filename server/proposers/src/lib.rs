//! Candidates for the loop, never verdicts.
//!
//! Lives here: edits that may cure a diagnostic, made from what the compiler itself suggests and by rules that know the
//! language. Does not live here: whether a candidate is any good; guards, screening and proof decide that.

pub mod behaviour;
mod composite;
mod derive;
mod group;
mod order;
pub mod rules;
mod suggestions;
mod texts;

use bowline_loop_core::{Class, Diagnostic, FileEdit, WorkspacePath};
use bowline_syntax::Index;

use texts::Texts;

/// A candidate before it has a number and facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// A few words for people: what the edit does.
    pub title: String,
    /// How far the proposer vouches for it.
    pub class: Class,
    /// The edit, against the texts that were handed over.
    pub edits: Vec<FileEdit>,
    /// The diagnostics it was made for, as indices into those of the request; sorted.
    pub diagnostics: Vec<usize>,
}

/// What the proposers are asked.
#[derive(Clone, Copy)]
pub struct Request<'a> {
    /// What the last check of the current tree said, warnings included.
    pub diagnostics: &'a [Diagnostic],
    /// Tells the diagnostics that the loop wants gone. Errors that are not goals count too, for the cure of one error may
    /// stand in another; warnings only as goals.
    pub goal: &'a dyn Fn(&Diagnostic) -> bool,
    /// The text that rustc read.
    pub text_of: &'a dyn Fn(&WorkspacePath) -> Option<String>,
    /// What the workspace declares.
    pub index: &'a Index,
}

/// Candidates for the diagnostics at hand, best first: rustc's suggestions and the rules' edits, each alone and several
/// together.
pub fn propose(request: &Request<'_>) -> Vec<Draft> {
    let mut texts = Texts::new(request.text_of);
    let mut groups = suggestions::collect(request.diagnostics, request.goal, &mut texts);
    groups.extend(rules::collect(request));
    order::order(&groups)
}

#[cfg(test)]
mod tests;
