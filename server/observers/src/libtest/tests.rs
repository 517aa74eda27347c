//! Recorded outputs of `cargo test`.

use super::*;

#[test]
fn several_binaries_and_doctests_are_summed() {
    let output = "
running 4 tests
test tests::adds ... ok
test tests::later ... ignored, needs a network
test tests::sub ... FAILED
test tests::must_panic - should panic ... FAILED

failures:

---- tests::sub stdout ----

thread 'tests::sub' (123) panicked at src/lib.rs:12:9:
assertion `left == right` failed
    indented output of the test
---- tests::must_panic stdout ----
note: test did not panic as expected at src/lib.rs:20:8

failures:
    tests::must_panic
    tests::sub

test result: FAILED. 1 passed; 2 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s


running 1 test
test whole ... ok

test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s


running 2 tests
test src/lib.rs - add (line 3) ... ok
test src/lib.rs - sub (line 9) ... FAILED

failures:

---- src/lib.rs - sub (line 9) stdout ----
error: expected `;`

failures:
    src/lib.rs - sub (line 9)

test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.30s
";
    let counts = parse(output);
    assert_eq!(counts.passed, 3);
    assert_eq!(counts.ignored, 1);
    assert_eq!(
        counts.failed,
        [
            "tests::must_panic",
            "tests::sub",
            "src/lib.rs - sub (line 9)"
        ]
    );
}

#[test]
fn output_between_name_and_outcome_loses_no_failure() {
    let output = "running 2 tests\r\ntest a ... ok\r\ntest b ... said something\nFAILED\n\nfailures:\n\nfailures:\n    b\n\n\
                  test result: FAILED. 1 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
    let counts = parse(output);
    assert_eq!((counts.passed, counts.failed), (1, vec!["b".to_owned()]));
}

#[test]
fn a_test_that_prints_a_list_does_not_add_names() {
    let output = "running 1 test\ntest a ... FAILED\n\nfailures:\n\n---- a stdout ----\nfailures:\n    not a name\n\n\
                  failures:\n    a\n\ntest result: FAILED. 0 passed; 1 failed; 0 ignored\n";
    assert_eq!(parse(output).failed, ["a"]);
}

#[test]
fn a_binary_that_dies_keeps_what_it_said() {
    let output = "running 3 tests\ntest a ... ok\ntest b ... FAILED\ntest c ... \nrunning 1 test\ntest d ... ok\n\n\
                  test result: ok. 1 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out\n";
    let counts = parse(output);
    assert_eq!((counts.passed, counts.failed), (2, vec!["b".to_owned()]));
}

#[test]
fn nothing_run_counts_nothing() {
    assert_eq!(parse(""), TestCounts::default());
    let empty = "running 0 tests\n\ntest result: ok. 0 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out\n";
    assert_eq!(parse(empty), TestCounts::default());
}
