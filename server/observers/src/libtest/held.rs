//! Which program of a `cargo test` each test is in: cargo names programs on standard error, in the order in which they speak on
//! standard output.

use std::collections::{BTreeMap, BTreeSet};

use super::{is_start, suite};

/// For each test the names of the program files that have it, documentation tests left out. `None` where the two outputs do not
/// fit together: a program without libtest's harness, or a test that prints what looks like a start.
pub fn held(stdout: &str, stderr: &str) -> Option<BTreeMap<String, BTreeSet<String>>> {
    let programs: Vec<Option<&str>> = stderr.lines().filter_map(program).collect();
    let lines: Vec<&str> = stdout.lines().collect();
    let starts: Vec<usize> = (0..lines.len()).filter(|at| is_start(lines[*at])).collect();
    if starts.len() != programs.len() {
        return None;
    }
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let mut held: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for ((start, end), program) in starts.iter().zip(ends).zip(programs) {
        let Some(program) = program else {
            continue;
        };
        let said = lines[*start..end].join("\n");
        for name in suite::read(&said, "").tests.into_keys() {
            held.entry(name).or_default().insert(program.to_owned());
        }
    }
    Some(held)
}

/// The file of `Running unittests src/lib.rs (target/debug/deps/a-1)`; `Some(None)` for documentation tests.
fn program(line: &str) -> Option<Option<&str>> {
    let line = line.trim();
    if line.starts_with("Doc-tests ") {
        return Some(None);
    }
    let path = line.strip_prefix("Running ")?.strip_suffix(')')?;
    let (_, path) = path.rsplit_once('(')?;
    Some(path.rsplit(['/', '\\']).next())
}

#[cfg(test)]
mod tests {
    use super::*;

    const STDERR: &str = "   Compiling a v0.1.0 (/w)
    Finished `test` profile [unoptimized] target(s) in 0.4s
     Running unittests src/lib.rs (target/debug/deps/a-1)
     Running tests/more.rs (target/debug/deps/more-2)
   Doc-tests a
";
    const STDOUT: &str = "
running 2 tests
test tests::one ... ok
test both ... FAILED

failures:

---- both stdout ----
test printed ... ok

failures:
    both

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

running 1 test
test both ... ok

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s

running 1 test
test src/lib.rs - one (line 3) ... ok

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s
";

    #[test]
    fn tests_belong_to_the_programs_in_their_order() {
        let held = held(STDOUT, STDERR).expect("the outputs fit");
        let files = |name: &str| held[name].iter().map(String::as_str).collect::<Vec<_>>();
        assert_eq!(files("tests::one"), ["a-1"]);
        assert_eq!(files("both"), ["a-1", "more-2"]);
        assert_eq!(held.len(), 2, "{held:?}");
    }

    #[test]
    fn outputs_that_do_not_fit_tell_nothing() {
        let mut printed = STDOUT.to_owned();
        printed.push_str("running 3 tests\n");
        assert_eq!(held(&printed, STDERR), None);
        let without_harness =
            STDERR.to_owned() + "     Running tests/own.rs (target/debug/deps/own-3)\n";
        assert_eq!(held(STDOUT, &without_harness), None);
    }
}
