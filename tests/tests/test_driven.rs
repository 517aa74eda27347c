//! `bowline test` on samples whose tests fail, each for another reason: how it ends, what it offers, and that nothing is written.

use bowline_tests::{
    home::Home,
    program::{Run, bowline},
    sample::Sample,
    skip_slow_tests,
};

/// One sample and how its loop must end.
struct Row {
    sample: &'static str,
    arguments: &'static [&'static str],
    code: i32,
    stop: &'static str,
    verdict: &'static str,
    /// Parts of the whole answer.
    holds: &'static [&'static str],
}

const SOLVED: Row = Row {
    sample: "",
    arguments: &[],
    code: 0,
    stop: "achieved",
    verdict: "proved",
    holds: &[],
};

const UNSOLVED: Row = Row {
    code: 1,
    stop: "no_progress",
    verdict: "none",
    ..SOLVED
};

/// Runs one row. Every row is judged by the sample's bytes and by a replay of its journal as well.
fn judge(row: &Row) {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy(row.sample).watched());
    let run = test(&home, &sample, row.arguments, &["--json"]).expect_code(row.code);
    let end = (row.stop.to_owned(), row.verdict.to_owned());
    assert_eq!(run.end(), end, "{}\n{}", row.sample, run.stdout);
    for words in row.holds {
        assert!(
            run.stdout.contains(words),
            "{}: no «{words}» in:\n{}",
            row.sample,
            run.stdout
        );
    }
    if row.verdict == "none" {
        assert_eq!(run.json()["files"].as_array().map(Vec::len), Some(0));
    }
    sample.assert_untouched();
    home.assert_nobody_lives();
    home.assert_journals_replay();
}

fn test(home: &Home, sample: &Sample, arguments: &[&str], more: &[&str]) -> Run {
    let root = sample.root().to_str().expect("test paths are UTF-8");
    let all = ["test", root].into_iter();
    bowline(
        home,
        all.chain(arguments.iter().copied())
            .chain(more.iter().copied()),
    )
}

#[test]
fn an_assertion() {
    judge(&Row {
        sample: "red-assertion",
        holds: &["+        goods + self.postage", "Basket::total"],
        ..SOLVED
    });
}

#[test]
fn a_panic() {
    judge(&Row {
        sample: "red-panic",
        holds: &["+    words[words.len() - 1]", "panicked at line 9"],
        ..SOLVED
    });
}

#[test]
fn an_error() {
    judge(&Row {
        sample: "red-result",
        verdict: "checked",
        holds: &["+    if number < 1024", "do not decide between"],
        ..SOLVED
    });
}

#[test]
fn a_panic_that_does_not_come() {
    judge(&Row {
        sample: "red-should-panic",
        verdict: "checked",
        holds: &["do not decide between"],
        ..SOLVED
    });
}

#[test]
fn an_integration_test() {
    judge(&Row {
        sample: "red-integration",
        holds: &["+    join(above, below)"],
        ..SOLVED
    });
}

#[test]
fn a_documentation_test() {
    judge(&Row {
        sample: "red-doctest",
        holds: &["+    panels + 1"],
        ..SOLVED
    });
}

#[test]
fn a_test_program_that_is_aborted() {
    judge(&Row {
        sample: "red-abort",
        holds: &["+    number + sum_up_to(number - 1)"],
        ..SOLVED
    });
}

#[test]
fn a_fault_in_another_package() {
    judge(&Row {
        sample: "red-workspace",
        arguments: &["--package", "high"],
        holds: &["+    one.max(other)", "low/src/lib.rs", "\"--lib\""],
        ..SOLVED
    });
    judge(&Row {
        sample: "red-workspace",
        arguments: &["--package", "low"],
        stop: "blocked",
        holds: &["no test"],
        ..UNSOLVED
    });
}

#[test]
fn several_edits_that_pass() {
    judge(&Row {
        sample: "red-several",
        verdict: "checked",
        holds: &["do not decide between", "becomes"],
        ..SOLVED
    });
}

#[test]
fn a_flaky_test_is_never_called_fixed() {
    judge(&Row {
        sample: "red-flaky",
        stop: "blocked",
        holds: &["flaky test proves no edit", "passes_every_other_time"],
        ..UNSOLVED
    });
}

#[test]
fn tests_that_do_not_compile() {
    judge(&Row {
        sample: "red-uncompiled",
        stop: "blocked",
        holds: &["mismatched types", "bowline fix --all-targets"],
        ..UNSOLVED
    });
}

#[test]
fn code_that_does_not_compile_is_made_to_first() {
    judge(&Row {
        sample: "red-uncompiled-code",
        holds: &[
            "name.to_string()",
            "self.books += 1",
            "The tests did not compile before",
        ],
        ..SOLVED
    });
}

#[test]
fn an_asynchronous_function() {
    judge(&Row {
        sample: "red-async",
        holds: &["+    full - let_out"],
        ..SOLVED
    });
}

#[test]
fn a_test_that_does_not_end() {
    judge(&Row {
        sample: "red-timeout",
        arguments: &["--max-seconds", "900"],
        holds: &["timeout", "rest /= 2"],
        ..SOLVED
    });
}

#[test]
fn tests_of_a_feature() {
    judge(&Row {
        sample: "red-features",
        holds: &["+    (cents + 5) / 10 * 10"],
        ..SOLVED
    });
}

#[test]
fn one_module_of_two() {
    judge(&Row {
        sample: "red-module",
        arguments: &["lengths"],
        holds: &[
            "+        metres * 100",
            "weights::tests::three_kilograms, weights::tests::two_kilograms",
        ],
        ..SOLVED
    });
}

#[test]
fn a_project_without_tests() {
    judge(&Row {
        sample: "red-no-tests",
        stop: "blocked",
        holds: &["no test"],
        ..UNSOLVED
    });
}

#[test]
fn a_value_that_is_not_there() {
    judge(&Row {
        sample: "red-unwrap-none",
        holds: &["sorted.len() - 1"],
        ..SOLVED
    });
}

#[test]
fn nothing_to_work_on() {
    judge(&Row {
        sample: "red-empty-input",
        holds: &["+    if degrees.is_empty() {"],
        ..SOLVED
    });
}

#[test]
fn letters_of_more_than_one_byte() {
    judge(&Row {
        sample: "red-unicode",
        holds: &["+    sign.chars().count()"],
        ..SOLVED
    });
}

#[test]
fn a_number_below_nothing() {
    judge(&Row {
        sample: "red-overflow",
        holds: &["+    store.saturating_sub(taken)"],
        ..SOLVED
    });
}

#[test]
fn tests_of_a_program() {
    judge(&Row {
        sample: "red-binary",
        holds: &[".repeat(marks))"],
        ..SOLVED
    });
}

#[test]
fn tests_that_a_macro_makes() {
    judge(&Row {
        sample: "red-macro",
        holds: &["year % 100 != 0 || year % 400 == 0"],
        ..SOLVED
    });
}

#[test]
fn what_stands_on_the_package_must_not_break() {
    judge(&Row {
        sample: "red-dependants",
        arguments: &["--package", "low"],
        holds: &["+    value.max(least).min(most)"],
        ..SOLVED
    });
}

#[test]
fn nothing_helps() {
    judge(&Row {
        sample: "red-hopeless",
        holds: &["spelled", "Is the test right"],
        ..UNSOLVED
    });
}

#[test]
fn what_a_slow_test_shows_is_mended_beside_a_quick_one_that_nothing_mends() {
    judge(&Row {
        sample: "red-slow",
        verdict: "improved",
        holds: &[
            "+        sum += number % 10;",
            "1 of the 2 failing tests still fail: tests::numbers_are_spelled",
        ],
        ..UNSOLVED
    });
}

#[test]
fn what_mends_one_test_breaks_another() {
    judge(&Row {
        sample: "red-breaks-another",
        holds: &["passed before the edit"],
        ..UNSOLVED
    });
}

#[test]
fn a_filter_that_fits_no_test_and_one_that_fits_a_green_one() {
    judge(&Row {
        sample: "red-assertion",
        arguments: &["nobody_wrote_this"],
        stop: "blocked",
        holds: &["no test ran whose name holds `nobody_wrote_this`"],
        ..UNSOLVED
    });
    judge(&Row {
        sample: "red-assertion",
        arguments: &["goods_make"],
        code: 0,
        stop: "nothing_to_do",
        holds: &["1 test ran, and it passed."],
        ..UNSOLVED
    });
}

#[test]
fn apply_writes_what_cargo_takes() {
    if skip_slow_tests() {
        return;
    }
    let (home, sample) = (Home::new(), Sample::copy("red-assertion"));
    test(&home, &sample, &[], &["--apply"]).expect_code(0);
    let text = std::fs::read_to_string(sample.root().join("src/lib.rs")).expect("it is there");
    assert!(text.contains("goods + self.postage"), "{text}");
    test(&home, &sample, &[], &["--json"]).expect_code(0);
}
