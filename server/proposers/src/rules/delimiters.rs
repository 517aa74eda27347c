//! Brackets, braces and quotes that are missing or too many, and the markers of an unfinished merge.

mod closers;
mod conflicts;
mod layout;
mod quotes;

use bowline_loop_core::Class;

use super::{Case, Edit, Rule, edit::Fixes, parses::Trial};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "missing-closing-delimiter",
        class: Class::KeepsMeaning,
        about: "Closes a bracket that was opened and never closed: at the end of its line, or of the call, the list or the condition \
                that it begins; wherever the file parses again.",
        propose: closers::missing,
    },
    Rule {
        name: "missing-brace",
        class: Class::KeepsMeaning,
        about: "Closes a block where the indentation says that it ends, or opens one where the lines below a head are indented \
                deeper, when braces do not match.",
        propose: layout::missing,
    },
    Rule {
        name: "extra-closing-delimiter",
        class: Class::KeepsMeaning,
        about: "Takes away a closing bracket or brace that nothing opened; of several braces the one whose indentation does not fit.",
        propose: extra_closing,
    },
    Rule {
        name: "unterminated-literal",
        class: Class::KeepsMeaning,
        about: "Puts in the quote that a string or a character lacks, or ends a block comment, where the rest of the line and of the \
                file reads as code again.",
        propose: quotes::unterminated,
    },
    Rule {
        name: "merge-conflict",
        class: Class::Scaffold,
        about: "Settles an unfinished merge: keeps the one side, the other, or both after each other, and takes the markers away. \
                Which one is right, a person must say.",
        propose: conflicts::settle,
    },
];

/// Whether the error says that brackets do not match.
fn unbalanced(case: &Case<'_>) -> bool {
    let starts = |words: &&str| case.message().starts_with(words);
    case.has_no_code()
        && [
            "mismatched closing delimiter",
            "unexpected closing delimiter",
            "this file contains an unclosed delimiter",
        ]
        .iter()
        .any(starts)
}

fn extra_closing(case: &Case<'_>, fixes: &mut Fixes) {
    if !unbalanced(case) || !case.message().starts_with("unexpected") {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let trial = Trial::of(&spot);
    let deleted = |at: std::ops::Range<usize>| Edit::default().delete(&spot, at);
    let title = format!("remove the extra `{}`", spot.text());
    // The layout names the brace that is out of place; rustc names the last one.
    let misplaced = layout::extra_braces(&spot).into_iter();
    let candidates = misplaced
        .chain([spot.range.clone()])
        .map(|at| ((), deleted(at)))
        .collect();
    for ((), edit) in trial.best(candidates) {
        fixes.keeps(title.clone(), edit);
    }
}
