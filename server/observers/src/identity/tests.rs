//! Identity by hand-made diagnostics; recorded ones are in `tests/recorded.rs`.

use super::*;

fn diagnostic(message: &str, places: &[(&str, usize)]) -> Diagnostic {
    Diagnostic {
        code: Some("E0308".to_owned()),
        level: Level::Error,
        message: message.to_owned(),
        spans: places
            .iter()
            .map(|&(path, start)| span(path, start))
            .collect(),
        children: Vec::new(),
        rendered: String::new(),
        package: "work".to_owned(),
        target: "lib".to_owned(),
    }
}

fn span(path: &str, start: usize) -> DiagnosticSpan {
    DiagnosticSpan {
        path: WorkspacePath::new(path),
        start,
        end: start + 1,
        first_line: 1,
        last_line: 1,
        column: 1,
        is_primary: true,
        text: "x".to_owned(),
        label: None,
        replacement: None,
        applicability: None,
        expansion: None,
    }
}

fn observed(diagnostics: &[Diagnostic]) -> Vec<Observation> {
    observe(diagnostics, &mut |_, _| "fn f".to_owned())
}

#[test]
fn ordinals_follow_the_source_and_the_list_keeps_its_order() {
    let late = diagnostic("mismatched types", &[("src/lib.rs", 90)]);
    let early = diagnostic("mismatched types", &[("src/lib.rs", 10)]);
    let other = diagnostic("mismatched types", &[("src/b.rs", 50)]);
    let ordinals: Vec<(usize, u32)> = observed(&[late, early, other])
        .iter()
        .map(|one| (one.site.as_ref().unwrap().start, one.key.ordinal))
        .collect();
    assert_eq!(ordinals, [(90, 1), (10, 0), (50, 0)]);
}

#[test]
fn moved_lines_keep_the_key() {
    let before = observed(&[diagnostic(
        "found `{closure@src/lib.rs:3:5: 3:9}`",
        &[("src/lib.rs", 10)],
    )]);
    let after = observed(&[diagnostic(
        "found `{closure@src/lib.rs:9:5: 9:9}`",
        &[("src/lib.rs", 99)],
    )]);
    assert_eq!(before[0].key, after[0].key);
    assert_ne!(before[0].site, after[0].site);
}

#[test]
fn targets_of_one_package_repeat_and_other_packages_do_not() {
    let lib = diagnostic("mismatched types", &[("src/lib.rs", 10)]);
    let bin = Diagnostic {
        target: "bin work".to_owned(),
        ..lib.clone()
    };
    let other = Diagnostic {
        package: "other".to_owned(),
        ..lib.clone()
    };
    let once = observed(&[lib.clone(), bin, lib.clone()]);
    assert_eq!(once.len(), 1);
    assert_eq!(once[0].targets, ["bin work", "lib"]);
    assert_eq!(observed(&[lib, other]).len(), 2);
}

#[test]
fn calls_of_one_local_macro_are_told_apart() {
    let called_at = |start| {
        let mut one = diagnostic("mismatched types", &[("src/lib.rs", 10)]);
        one.spans[0].expansion = Some(Box::new(span("src/lib.rs", start)));
        one
    };
    assert_eq!(observed(&[called_at(50), called_at(70)]).len(), 2);
}

#[test]
fn an_expansion_of_a_foreign_macro_is_seen_at_the_call() {
    let mut one = diagnostic(
        "can't compare",
        &[("/rustc/1/library/core/src/macros/mod.rs", 1464)],
    );
    one.spans[0].expansion = Some(Box::new(span("src/lib.rs", 50)));
    let found = observed(&[one]);
    assert_eq!(found[0].site.as_ref().unwrap().start, 50);
    assert_eq!(found[0].key.path, Some(WorkspacePath::new("src/lib.rs")));
    assert_eq!(found[0].key.item, "fn f");
}

#[test]
fn summaries_are_dropped() {
    for message in [
        "aborting due to 1 previous error",
        "aborting due to 3 previous errors; 2 warnings emitted",
        "could not compile `work` (lib) due to 1 previous error",
        "For more information about this error, try `rustc --explain E0308`.",
        "Some errors have detailed explanations: E0277, E0308.",
        "1 warning emitted",
        "12 warnings emitted",
    ] {
        assert_eq!(observed(&[diagnostic(message, &[])]), [], "{message}");
    }
    assert_eq!(
        observed(&[diagnostic("linking with `cc` failed", &[])]).len(),
        1
    );
}
