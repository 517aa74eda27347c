//! A recorded output of `cargo test`, test by test.

use super::*;

const STDOUT: &str = r#"
running 9 tests
test tests::ign ... ignored, why
test tests::ok ... ok
test tests::plain ... FAILED
test tests::res ... FAILED
test tests::eq ... FAILED
test tests::should - should panic ... FAILED
test tests::should_msg - should panic ... FAILED
test tests::unwrap ... FAILED
test tests::thread ... FAILED

failures:

---- tests::plain stdout ----
test other ... ok

thread 'tests::plain' (32209) panicked at src/lib.rs:11:57:
assertion failed: super::f(1) == 3
stack backtrace:
   2: core::panicking::panic
             at /rustc/59807616/library/core/src/panicking.rs:150:5
   3: lt::tests::plain
             at ./src/lib.rs:11:57
note: Some details are omitted, run with `RUST_BACKTRACE=full` for a verbose backtrace.

---- tests::res stdout ----
Error: "bad thing"

---- tests::eq stdout ----

thread 'tests::eq' (32207) panicked at src/lib.rs:9:23:
assertion `left == right` failed: with words
more
  left: 2
 right: 3
note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace

---- tests::should stdout ----
note: test did not panic as expected at src/lib.rs:14:32
---- tests::should_msg stdout ----

thread 'tests::should_msg' (32242) panicked at src/lib.rs:15:65:
xyz
note: panic did not contain expected string
      panic message: "xyz"
 expected substring: "abc"
---- tests::unwrap stdout ----

thread 'tests::unwrap' (32244) panicked at src/lib.rs:12:39:
called `Option::unwrap()` on a `None` value

---- tests::thread stdout ----

thread '<unnamed>' (32245) panicked at src/lib.rs:17:49:
in thread

thread 'tests::thread' (32243) panicked at src/lib.rs:17:77:
called `Result::unwrap()` on an `Err` value: Any { .. }


failures:
    tests::eq
    tests::plain

test result: FAILED. 1 passed; 7 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.74s


running 2 tests
test fine ... ok

running 1 test
test src/lib.rs - f (line 3) ... FAILED

failures:

---- src/lib.rs - f (line 3) stdout ----
Test executable failed (exit status: 101).

stderr:

thread 'main' (32339) panicked at /tmp/rustdoctestnntRnu/doctest_bundle_2024.rs:6:1:
assertion `left == right` failed
  left: 2
 right: 3



failures:
    src/lib.rs - f (line 3)

test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.87s
"#;

const STDERR: &str = "     Running tests/over.rs (target/debug/deps/over-cd8fedf0a8884f47)

thread 'overflows' (32248) has overflowed its stack
fatal runtime error: stack overflow, aborting
error: test failed, to rerun pass `--test over`
";

#[test]
fn each_test_is_counted_by_its_name() {
    let suite = read(STDOUT, STDERR);
    let passing: Vec<&str> = suite.passing().collect();
    assert_eq!(passing, ["fine", "tests::ok"]);
    assert_eq!(suite.failing().count(), 9);
    assert!(
        !suite.tests.contains_key("other"),
        "printed by a test, not by libtest"
    );
    assert_eq!(suite.tests["tests::ign"].ignored, 1);
    assert_eq!(suite.died, 1);
}

#[test]
fn each_failure_says_its_kind() {
    let suite = read(STDOUT, STDERR);
    let kind = |name: &str| suite.failures[name].kind;
    assert_eq!(kind("tests::plain"), Kind::Assertion);
    assert_eq!(kind("tests::eq"), Kind::Assertion);
    assert_eq!(kind("tests::res"), Kind::Error);
    assert_eq!(kind("tests::should"), Kind::NoPanic);
    assert_eq!(kind("tests::should_msg"), Kind::NoPanic);
    assert_eq!(kind("tests::unwrap"), Kind::Panic);
    assert_eq!(kind("overflows"), Kind::Abort);
    assert_eq!(kind("src/lib.rs - f"), Kind::Assertion);
}

#[test]
fn sides_messages_and_places_are_read() {
    let suite = read(STDOUT, STDERR);
    let eq = &suite.failures["tests::eq"];
    assert_eq!(
        (eq.left.as_deref(), eq.right.as_deref()),
        (Some("2"), Some("3"))
    );
    assert_eq!(eq.frames, [("src/lib.rs".to_owned(), 9)]);
    assert!(
        eq.message.contains("with words\nmore\nleft: 2"),
        "{}",
        eq.message
    );
    let thread = &suite.failures["tests::thread"];
    assert!(
        thread.message.starts_with("called `Result::unwrap()`"),
        "{}",
        thread.message
    );
    assert_eq!(thread.frames, [("src/lib.rs".to_owned(), 17)]);
    assert_eq!(
        suite.failures["tests::should"].frames,
        [("src/lib.rs".to_owned(), 14)]
    );
}
