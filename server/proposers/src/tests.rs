//! Suggestions as rustc writes them in, drafts out. A span is given by the text it covers; an empty one, by what it stands before.

use bowline_documents::apply;
use bowline_loop_core::{
    Replacement,
    observation::{Applicability, DiagnosticChild, DiagnosticSpan, Level},
};
use expect_test::{Expect, expect};

use super::*;
use Applicability::{HasPlaceholders, MachineApplicable, MaybeIncorrect, Unspecified};

mod imports;
mod places;

const FILE: &str = "src/lib.rs";

/// One error with children, each a message and its suggestions.
fn error(children: Vec<(&str, Vec<DiagnosticSpan>)>) -> Diagnostic {
    Diagnostic {
        code: Some("E0308".to_owned()),
        level: Level::Error,
        message: "mismatched types".to_owned(),
        spans: Vec::new(),
        children: children
            .into_iter()
            .map(|(message, spans)| DiagnosticChild {
                level: "help".to_owned(),
                message: message.to_owned(),
                spans,
            })
            .collect(),
        rendered: String::new(),
        package: "work".to_owned(),
        target: "lib".to_owned(),
    }
}

/// Suggests `replacement` for the first `covered` in `text`.
fn replace(
    text: &str,
    covered: &str,
    replacement: &str,
    applicability: Applicability,
) -> DiagnosticSpan {
    let start = text.find(covered).expect("the covered text occurs");
    span(
        FILE,
        start..start + covered.len(),
        Some(replacement),
        Some(applicability),
    )
}

/// Suggests an insertion before the first `mark` in `text`.
fn insert(text: &str, mark: &str, inserted: &str, applicability: Applicability) -> DiagnosticSpan {
    let start = text.find(mark).expect("the mark occurs");
    span(FILE, start..start, Some(inserted), Some(applicability))
}

fn span(
    path: &str,
    range: std::ops::Range<usize>,
    replacement: Option<&str>,
    applicability: Option<Applicability>,
) -> DiagnosticSpan {
    DiagnosticSpan {
        path: WorkspacePath::new(path),
        start: range.start,
        end: range.end,
        first_line: 1,
        last_line: 1,
        column: 1,
        is_primary: true,
        text: String::new(),
        label: None,
        replacement: replacement.map(str::to_owned),
        applicability,
        expansion: None,
    }
}

fn drafts(text: &str, diagnostics: &[Diagnostic]) -> Vec<Draft> {
    let file = WorkspacePath::new(FILE);
    propose(&Request {
        diagnostics,
        goal: &|one| one.level == Level::Error,
        text_of: &|path| (*path == file).then(|| text.to_owned()),
        index: &Index::default(),
    })
}

/// Class, title and the whole text after it, for each draft.
fn check(text: &str, diagnostics: &[Diagnostic], expected: &Expect) {
    let shown: String = drafts(text, diagnostics)
        .iter()
        .map(|draft| {
            let after = apply(text, &draft.edits[0].replacements).expect("a draft applies");
            format!(
                "-- {:?}: {}\n{}\n",
                draft.class,
                draft.title,
                after.trim_end()
            )
        })
        .collect();
    expected.assert_eq(&shown);
}

#[test]
fn alternatives_are_split_where_a_span_repeats() {
    let text = "fn f() -> Ordering { Ordering::Less }";
    let imports = [
        "use std::cmp::Ordering;\n",
        "use std::sync::atomic::Ordering;\n",
    ]
    .map(|import| insert(text, "fn f", import, MaybeIncorrect));
    check(
        text,
        &[error(vec![(
            "consider importing one of these enums",
            imports.to_vec(),
        )])],
        &expect![[r#"
            -- MaybeIncorrect: consider importing one of these enums: `use std::cmp::Ordering;`
            use std::cmp::Ordering;
            fn f() -> Ordering { Ordering::Less }
            -- MaybeIncorrect: consider importing one of these enums: `use std::sync::atomic::Ordering;`
            use std::sync::atomic::Ordering;
            fn f() -> Ordering { Ordering::Less }
        "#]],
    );
}

#[test]
fn spans_of_one_child_are_one_edit_then_parts() {
    let text = "fn f() -> u8 { g(a) }";
    let spans = vec![
        insert(text, "g(a)", "(", MachineApplicable),
        insert(text, " }", ") as u8", MachineApplicable),
    ];
    check(
        text,
        &[error(vec![("cast it", spans)])],
        &expect![[r#"
        -- MachineApplicable: cast it
        fn f() -> u8 { (g(a)) as u8 }
        -- Unspecified: cast it: `(`
        fn f() -> u8 { (g(a) }
        -- Unspecified: cast it: `) as u8`
        fn f() -> u8 { g(a)) as u8 }
    "#]],
    );
}

#[test]
fn overlapping_spans_are_alternatives() {
    let text = "let x = a.b.c;";
    let spans = vec![
        replace(text, "a.b", "z", MaybeIncorrect),
        replace(text, "b.c", "c", MaybeIncorrect),
    ];
    check(
        text,
        &[error(vec![("a field has a similar name", spans)])],
        &expect![[r#"
            -- MaybeIncorrect: a field has a similar name: `z`
            let x = z.c;
            -- MaybeIncorrect: a field has a similar name
            let x = a.c;
        "#]],
    );
}

#[test]
fn composites_come_first() {
    let text = "let a = 1; let b = 2; let c = f(a);";
    let one = error(vec![(
        "consider changing this to be mutable",
        vec![insert(text, "a = 1", "mut ", MachineApplicable)],
    )]);
    let two = error(vec![
        (
            "try a longer name",
            vec![replace(text, "b", "bee", MaybeIncorrect)],
        ),
        (
            "consider changing this to be mutable",
            vec![insert(text, "b = 2", "mut ", MachineApplicable)],
        ),
    ]);
    let three = error(vec![(
        "provide the argument",
        vec![replace(text, "(a)", "(a, /* u8 */)", HasPlaceholders)],
    )]);
    check(
        text,
        &[one, two, three],
        &expect![[r#"
        -- MachineApplicable: consider changing this to be mutable (2 times)
        let mut a = 1; let mut b = 2; let c = f(a);
        -- MaybeIncorrect: 2 of the compiler's suggestions at once
        let mut a = 1; let bee = 2; let c = f(a);
        -- MachineApplicable: consider changing this to be mutable: `mut`
        let mut a = 1; let b = 2; let c = f(a);
        -- MachineApplicable: consider changing this to be mutable: `mut`
        let a = 1; let mut b = 2; let c = f(a);
        -- MaybeIncorrect: try a longer name: `bee`
        let a = 1; let bee = 2; let c = f(a);
        -- Scaffold: provide the argument: `, /* u8 */`
        let a = 1; let b = 2; let c = f(a, /* u8 */);
    "#]],
    );
}

#[test]
fn what_collides_is_left_out_of_a_composite() {
    let text = "f(a, b)";
    let first = error(vec![(
        "swap",
        vec![replace(text, "a, b", "b, a", MachineApplicable)],
    )]);
    let second = error(vec![(
        "borrow",
        vec![insert(text, "b)", "&", MachineApplicable)],
    )]);
    let same = error(vec![(
        "borrow",
        vec![insert(text, "b)", "&", MachineApplicable)],
    )]);
    check(
        text,
        &[first, second, same],
        &expect![[r#"
            -- MachineApplicable: swap
            f(b, a)
            -- MachineApplicable: borrow: `&`
            f(a, &b)
        "#]],
    );
}

#[test]
fn whole_lines_at_one_place_go_together() {
    let text = "fn f(a: Rc<u8>, b: Path) {}";
    let import = |line: &str| {
        error(vec![(
            "consider importing this struct",
            vec![insert(text, "fn", line, MaybeIncorrect)],
        )])
    };
    let all = [
        import("use std::rc::Rc;\n"),
        import("use std::path::Path;\n"),
        import("use std::rc::Rc;\n"),
    ];
    check(
        text,
        &all,
        &expect![[r#"
        -- MaybeIncorrect: consider importing this struct (2 times)
        use std::rc::Rc;
        use std::path::Path;
        fn f(a: Rc<u8>, b: Path) {}
        -- MaybeIncorrect: consider importing this struct: `use std::rc::Rc;`
        use std::rc::Rc;
        fn f(a: Rc<u8>, b: Path) {}
        -- MaybeIncorrect: consider importing this struct: `use std::path::Path;`
        use std::path::Path;
        fn f(a: Rc<u8>, b: Path) {}
    "#]],
    );
}

#[test]
fn placeholders_are_told_by_the_text() {
    let text = "f(1); let v = i.collect();";
    let labelled = error(vec![(
        "consider giving `v` a type",
        vec![insert(text, " = i", ": Vec<_>", HasPlaceholders)],
    )]);
    let unlabelled = error(vec![(
        "provide the argument",
        vec![replace(text, "(1)", "(1, /* u8 */)", MachineApplicable)],
    )]);
    check(
        text,
        &[unlabelled, labelled],
        &expect![[r#"
        -- Unspecified: consider giving `v` a type: `: Vec<_>`
        f(1); let v: Vec<_> = i.collect();
        -- Scaffold: provide the argument: `, /* u8 */`
        f(1, /* u8 */); let v = i.collect();
    "#]],
    );
}

#[test]
fn goals_come_first_and_warnings_only_as_goals() {
    let text = "let a = 1; let b = 2;";
    let rename = |name: &str, code: &str, level| Diagnostic {
        code: Some(code.to_owned()),
        level,
        ..error(vec![(
            "rename",
            vec![replace(text, name, &format!("_{name}"), MaybeIncorrect)],
        )])
    };
    let all = [
        rename("a", "E0001", Level::Error),
        rename("b", "unused_variables", Level::Warning),
    ];
    let asked = |code: &str| -> Vec<(Class, String)> {
        propose(&Request {
            diagnostics: &all,
            goal: &|one| one.code.as_deref() == Some(code),
            text_of: &|_| Some(text.to_owned()),
            index: &Index::default(),
        })
        .into_iter()
        .map(|draft| {
            (
                draft.class,
                apply(text, &draft.edits[0].replacements).unwrap(),
            )
        })
        .collect()
    };
    assert_eq!(
        asked("E0001"),
        [(Class::MaybeIncorrect, "let _a = 1; let b = 2;".to_owned())]
    );
    assert_eq!(
        asked("unused_variables"),
        [
            (Class::MaybeIncorrect, "let a = 1; let _b = 2;".to_owned()),
            (Class::MaybeIncorrect, "let _a = 1; let b = 2;".to_owned()),
            (Class::Unspecified, "let _a = 1; let _b = 2;".to_owned()),
        ]
    );
}

#[test]
fn a_round_is_bounded() {
    let text = "x";
    let many = (0..200)
        .map(|number| replace(text, "x", &format!("x{number}"), MaybeIncorrect))
        .collect();
    assert_eq!(
        drafts(text, &[error(vec![("one of many", many)])]).len(),
        order::MOST_DRAFTS
    );
}
