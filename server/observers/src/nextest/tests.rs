//! A recorded run of nextest: one test of each end, two attempts for each that fails.

use super::*;

const JUNIT: &str = include_str!("tests/junit.xml");
const STDERR: &str = include_str!("tests/stderr.txt");

#[test]
fn each_test_is_counted_by_its_name() {
    let suite = read(JUNIT, STDERR);
    let passing: Vec<&str> = suite.passing().collect();
    assert_eq!(passing, ["in_bin", "ok", "tests::ok"]);
    assert_eq!(suite.failing().count(), 7);
    assert_eq!(suite.tests["tests::ign"].ignored, 1);
    assert_eq!(
        suite.tests["tests::fails"].failed, 1,
        "two attempts, one test"
    );
    assert_eq!(suite.died, 0);
    assert!(!read(JUNIT, "").tests.contains_key("tests::ign"));
}

#[test]
fn each_failure_says_its_kind() {
    let suite = read(JUNIT, STDERR);
    let kind = |name: &str| suite.failures[name].kind;
    assert_eq!(kind("tests::fails"), Kind::Assertion);
    assert_eq!(kind("tests::err"), Kind::Error);
    assert_eq!(kind("tests::no_panic"), Kind::NoPanic);
    assert_eq!(kind("tests::abort"), Kind::Abort);
    assert_eq!(kind("tests::overflow"), Kind::Abort);
    assert_eq!(kind("tests::hangs"), Kind::Timeout);
}

#[test]
fn a_test_that_passes_at_a_retry_is_flaky_and_does_not_pass() {
    let suite = read(JUNIT, STDERR);
    assert_eq!(suite.flaky.iter().collect::<Vec<_>>(), ["tests::retried"]);
    assert!(!suite.passes("tests::retried"));
    let failing = &suite.failures["tests::retried"];
    assert_eq!(failing.kind, Kind::Panic);
    assert_eq!(failing.message, "first time");
}

#[test]
fn sides_messages_and_places_are_read() {
    let suite = read(JUNIT, STDERR);
    let fails = &suite.failures["tests::fails"];
    let sides = (fails.left.as_deref(), fails.right.as_deref());
    assert_eq!(sides, (Some("2"), Some("3")));
    assert_eq!(fails.frames, [("src/lib.rs".to_owned(), 9)]);
    let message = |name: &str| suite.failures[name].message.as_str();
    assert_eq!(message("tests::err"), "Error: \"bad \\\"x\\\"\"");
    assert!(message("tests::abort").contains("SIGABRT"));
    assert!(message("tests::overflow").contains("stack overflowed"));
}

#[test]
fn a_report_that_was_cut_off_counts_no_test() {
    let half = &JUNIT[..JUNIT.len() / 2];
    assert!(read(half, "").tests.is_empty());
    assert!(read("", "").tests.is_empty());
}

#[test]
fn each_test_is_in_its_programs() {
    let held = held(JUNIT);
    let programs = |name: &str| held[name].iter().map(String::as_str).collect::<Vec<_>>();
    assert_eq!(programs("tests::ok"), ["n2"]);
    assert_eq!(programs("ok"), ["n2::more"]);
    assert_eq!(programs("in_bin"), ["n2::bin/n2"]);
}
