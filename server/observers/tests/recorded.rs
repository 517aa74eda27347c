//! Real output of `cargo check --all-targets --message-format=json` (cargo 1.95) as diagnostics and observations.
//!
//! `recorded/errors.jsonl` was checked in a mirror at `/cache/slot-0`, of a workspace at `/home/me/work`; explanations, definition
//! sites and environments are trimmed.

use bowline_observers::{
    cargo::{self, CargoOutput, Roots},
    observe,
};
use expect_test::{Expect, expect};

fn recorded() -> CargoOutput {
    let roots = Roots {
        prefix: "/cache/slot-0".to_owned(),
        root: "/home/me/work".to_owned(),
    };
    cargo::parse(include_str!("recorded/errors.jsonl"), &roots)
}

fn check(actual: &[String], expected: &Expect) {
    expected.assert_eq(&(actual.join("\n") + "\n"));
}

#[test]
fn every_message_is_read() {
    let output = recorded();
    assert_eq!(output.success, Some(false));
    assert_eq!(output.junk, Vec::<String>::new());
    assert!(
        output
            .diagnostics
            .iter()
            .all(|one| one.package == "shapes" && one.target == "lib")
    );
    assert!(
        !format!("{output:?}").contains("/cache/slot-0"),
        "the mirror's prefix shows"
    );
}

#[test]
fn observations_are_in_order_and_without_repeats() {
    let observations = observe(&recorded().diagnostics, &mut |path, byte| {
        format!("{path}@{byte}")
    });
    let lines: Vec<String> = observations
        .iter()
        .map(|one| {
            let site = one.site.as_ref().unwrap();
            let (path, item, text) = (&site.path, &one.key.item, &one.key.text);
            format!(
                "{:?} {:?} {} {path}:{}:{} `{text}` in {item} #{}: {}",
                one.level,
                one.phase,
                one.key.code,
                site.first_line,
                site.column,
                one.key.ordinal,
                one.key.message
            )
        })
        .collect();
    check(
        &lines,
        &expect![[r#"
        Error Resolve E0425 src/lib.rs:8:19 `HashMap` in src/lib.rs@155 #0: cannot find type `HashMap` in this scope
        Error Resolve E0433 src/lib.rs:11:5 `HashMap` in src/lib.rs@234 #0: cannot find type `HashMap` in this scope
        Warning Borrow unused_imports src/lib.rs:2:5 `std::fmt` in src/lib.rs@57 #0: unused import: `std::fmt`
        Error Types E0308 src/lib.rs:10:18 `add` in src/lib.rs@225 #0: mismatched types
        Error Types E0599 src/lib.rs:16:12 `width` in src/lib.rs@302 #0: no method named `width` found for reference `&'static str` in the current scope
        Error Types E0277 src/lib.rs:29:9 `assert_eq!(one, 1u8)` in src/lib.rs@456 #0: can't compare `&u8` with `u8`
        Error Borrow E0382 src/lib.rs:5:12 `name` in src/lib.rs@128 #0: use of moved value: `name`
    "#]],
    );
}

#[test]
fn suggestions_keep_their_places_and_applicability() {
    let output = recorded();
    let mut lines = Vec::new();
    for diagnostic in &output.diagnostics {
        for child in &diagnostic.children {
            for span in child.spans.iter().filter(|span| span.replacement.is_some()) {
                lines.push(format!(
                    "{}: {}: {}..{} {:?} {:?}",
                    child.level,
                    child.message,
                    span.start,
                    span.end,
                    span.replacement.as_deref().unwrap(),
                    span.applicability.unwrap(),
                ));
            }
        }
    }
    lines.sort();
    lines.dedup();
    check(
        &lines,
        &expect![[r#"
            help: consider cloning the value if the performance cost is acceptable: 126..126 ".clone()" MachineApplicable
            help: consider dereferencing here: 1454..1454 "*" MachineApplicable
            help: consider importing this struct: 53..53 "use std::collections::HashMap;\n" MaybeIncorrect
            help: remove the whole `use` item: 53..67 "" MachineApplicable
        "#]],
    );
}

#[test]
fn a_span_in_a_macro_knows_the_call() {
    let output = recorded();
    let mut lines = Vec::new();
    for span in output.diagnostics.iter().flat_map(|one| &one.spans) {
        if let Some(call) = &span.expansion {
            lines.push(format!(
                "{}:{} `{}` called at {}:{} `{}`",
                span.path, span.first_line, span.text, call.path, call.first_line, call.text
            ));
        }
    }
    lines.dedup();
    check(
        &lines,
        &expect![[r#"
        src/lib.rs:16 `width` called at src/lib.rs:21 `area!("Größe")`
        /rustc/59807616e1fa2540724bfbac14d7976d7e4a3860/library/core/src/macros/mod.rs:46 `` called at src/lib.rs:29 `assert_eq!(one, 1u8)`
    "#]],
    );
}

#[test]
fn what_is_not_cargo_s_is_kept_as_junk() {
    let roots = Roots {
        prefix: String::new(),
        root: "/home/me/work".to_owned(),
    };
    let stdout = r#"
warming up the wrapper
{"reason":"timing-info","package_id":"x","new":[1,2]}
{"reason":"compiler-message","message":"not an object"}
{"no":"reason"}
[1, 2]
{"reason":"compiler-message","package_id":"path+file:///home/me/work#0.1.0","target":{"kind":["bin"],"name":"work","later":1},"message":{"message":"plain","level":"error: internal compiler error","later":{}}}
{"reason":"compiler-message","message":{"message":"cut
"#;
    let output = cargo::parse(stdout, &roots);
    assert_eq!(output.success, None);
    assert_eq!(output.junk.len(), 5);
    let [diagnostic] = output.diagnostics.as_slice() else {
        panic!("one diagnostic expected: {output:?}");
    };
    assert_eq!(diagnostic.message, "internal compiler error: plain");
    assert_eq!(
        (diagnostic.package.as_str(), diagnostic.target.as_str()),
        ("work", "bin work")
    );
}
