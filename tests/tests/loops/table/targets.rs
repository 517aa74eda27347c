//! Rows in which tests, examples and benches have a say.

use super::{ALL_TARGETS, FILE, at};
use crate::row::{Row, row};

/// The bench never builds on a stable compiler: that was so before, and does not count against the edit.
pub(crate) fn all_targets_bench_broken() -> Row {
    let message = "cannot assign twice to immutable variable `total`";
    Row {
        settings: ALL_TARGETS,
        holds: &["let mut total = 0;"],
        judged_by: &["check", "--examples"],
        ..row(
            "all-targets-bench-broken",
            "examples/total.rs",
            at("total +=", message),
        )
    }
}

/// Nobody knew that the bench does not build before the library did: the edit is offered, and called no more than it is.
pub(crate) fn all_targets_bench_masked() -> Row {
    let message = "cannot assign twice to immutable variable `sum`";
    Row {
        settings: ALL_TARGETS,
        typed: &[("let mut sum", "let sum")],
        stops: &["achieved", "nothing_to_propose"],
        verdicts: &["improved"],
        holds: &["let mut sum = 0;"],
        judged_by: &["check"],
        ..row(
            "all-targets-bench-broken",
            "src/lib.rs",
            at("sum += round", message),
        )
    }
}

/// Swapping the arguments would compile as well, but for the test.
pub(crate) fn tests_tell() -> Row {
    Row {
        holds: &["pub fn pad(text: &str, width: usize)", "pad(row, 20)"],
        judged_by: &["test"],
        ..row("tests-tell", "src/lib.rs", FILE)
    }
}

/// Whether the edit broke the tests or they were broken before, no check can tell: it is offered, and not as one that is done.
pub(crate) fn tests_broken_too() -> Row {
    let how = at("prices.iter()", "mismatched types");
    Row {
        verdicts: &["improved"],
        ..row("tests-broken-too", "src/lib.rs", how)
    }
}

/// What no stable toolchain compiles says nothing of the edit.
pub(crate) fn nightly_bench() -> Row {
    let how = at("prices.iter()", "mismatched types");
    row("nightly-bench", "src/lib.rs", how)
}
