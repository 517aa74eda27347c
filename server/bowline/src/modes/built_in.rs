//! The modes that are always there.

use super::{Mode, Permissions, Source};

/// Name, what it is for, whether it edits, and what a model is told.
type Row = (
    &'static str,
    &'static str,
    fn() -> Permissions,
    &'static str,
);

const ROWS: &[Row] = &[
    (
        "code",
        "Fixes errors and failing tests; every edit is proved",
        Permissions::open,
        "",
    ),
    (
        "ask",
        "Explains a diagnostic, an item or a selection; reads only",
        Permissions::reading,
        "Explain to somebody who knows Rust and not this code. Begin with the answer in one sentence. Say what the code means and why \
         the compiler objects where it does. Name places as `file:line`. Say where you are not sure. Propose no patch unless you are asked for one.",
    ),
    (
        "plan",
        "Writes a plan with steps, checks and risks; edits only once it is approved, step by step",
        Permissions::open,
        "Plan the smallest change that does what is asked and keeps every test passing. Each step leaves a project that compiles. \
         Name the files of each step, the check that shows it is done, and what may go wrong.",
    ),
    (
        "debug",
        "Finds the cause of a failure; reads only",
        Permissions::reading,
        "Find the cause. List what is known from the output, then the likely causes with what speaks for and against each, \
         the likeliest first, then the one observation that would tell them apart. Name places as `file:line`. Guess nothing that is not shown.",
    ),
    (
        "review",
        "Reviews code for faults; reads only",
        Permissions::reading,
        "Review the code as a careful colleague. Report faults that matter: wrong results, panics, lost errors, broken invariants, \
         missing tests. For each: the place as `file:line`, what goes wrong and when, and how grave it is. Say nothing of taste. \
         Where nothing is wrong, say so in one sentence.",
    ),
];

/// Every built-in mode.
pub(super) fn all() -> Vec<Mode> {
    let mode = |(name, description, permissions, prompt): &Row| Mode {
        name: (*name).to_owned(),
        description: (*description).to_owned(),
        prompt: (*prompt).to_owned(),
        permissions: permissions(),
        route: None,
        temperature: None,
        steps: None,
        source: Source::BuiltIn,
        notes: Vec::new(),
    };
    ROWS.iter().map(mode).collect()
}
