//! From cargo's own output to drafts. `errors.rs` is what cargo read when it wrote `errors.jsonl`.

use bowline_documents::apply;
use bowline_loop_core::observation::Level;
use bowline_observers::cargo::{self, Roots};
use expect_test::expect;

#[test]
fn drafts_for_a_real_run() {
    let text = include_str!("../../observers/tests/recorded/errors.rs");
    let roots = Roots {
        prefix: "/cache/slot-0".to_owned(),
        root: "/home/me/work".to_owned(),
    };
    let output = cargo::parse(
        include_str!("../../observers/tests/recorded/errors.jsonl"),
        &roots,
    );
    let drafts = bowline_proposers::propose(&bowline_proposers::Request {
        diagnostics: &output.diagnostics,
        goal: &|diagnostic| diagnostic.level == Level::Error,
        text_of: &|path| (path.as_str() == "src/lib.rs").then(|| text.to_owned()),
        index: &bowline_syntax::Index::default(),
    });
    let shown: String = drafts
        .iter()
        .map(|draft| {
            let after = apply(text, &draft.edits[0].replacements).unwrap();
            format!(
                "{:?}: {}\n{}",
                draft.class,
                draft.title,
                changed(text, &after)
            )
        })
        .collect();
    expect![[r#"
        MaybeIncorrect: 3 repairs at once
            + use std::collections::HashMap;
            +     (name.clone(), name)
            +         assert_eq!(*one, 1u8);
        MachineApplicable: consider cloning the value if the performance cost is acceptable: `.clone()`
            +     (name.clone(), name)
        KeepsMeaning: dereference: `*`
            +         assert_eq!(*one, 1u8);
        MaybeIncorrect: consider importing this struct: `use std::collections::HashMap;`
            + use std::collections::HashMap;
    "#]].assert_eq(&shown);
}

/// The lines that only the text after has.
fn changed(before: &str, after: &str) -> String {
    after
        .lines()
        .filter(|line| !before.lines().any(|other| other == *line))
        .map(|line| format!("    + {line}\n"))
        .collect()
}
