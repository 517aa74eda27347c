//! Whole-server tests: what they share. A real `bowline` over real stdio, sample projects, and what must be left untouched.
//!
//! Lives here: the raw-JSON client, copies of the sample projects, and the parts of the evaluation commands. Does not live
//! here: the tests themselves (`tests/`), and any logic of the product. Everything but [`eval`] and [`mutate`] panics on
//! misuse, because its caller is a test.

// Test support panics by design, and says with what.
#![allow(clippy::unwrap_used)]

pub mod binary;
pub mod eval;
pub mod home;
pub mod mutate;
pub mod processes;
pub mod program;
pub mod sample;
pub mod server;
pub mod shadow_bench;
pub mod sources;
pub mod test_eval;

use std::time::{Duration, Instant};

/// How long a test waits for anything that must happen. Generous: machines are shared.
pub const DEADLINE: Duration = Duration::from_secs(300);

/// Whether tests that run cargo are left out. They run unless `BOWLINE_SKIP_SLOW_TESTS` is set, and always where `CI` is.
pub fn skip_slow_tests() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let skip = set("BOWLINE_SKIP_SLOW_TESTS") && !set("CI");
    if skip {
        eprintln!("skipped: BOWLINE_SKIP_SLOW_TESTS is set");
    }
    skip
}

/// Waits until `condition` holds and says whether it came to hold in time. For things that send no event, such as the
/// death of a process that is not ours.
pub fn eventually(within: Duration, mut condition: impl FnMut() -> bool) -> bool {
    let started = Instant::now();
    loop {
        if condition() {
            return true;
        }
        if started.elapsed() > within {
            return false;
        }
        std::thread::park_timeout(Duration::from_millis(10));
    }
}
