//! Where edits land and how the new text is written: bytes, line ends, macro calls, derives, lines of their own.

use super::*;

#[test]
fn missing_items_come_together_on_their_own_lines() {
    let text = "mod m {\n    impl T for A {}\n    impl T for B {\n        fn z() {}\n    }\n}\n";
    let item = |mark: &str, item: &str| {
        let at = text.find(mark).unwrap() + mark.len() - 1;
        let code = format!("    {item}\n    ");
        (
            "implement the missing item",
            vec![span(FILE, at..at, Some(&code), Some(HasPlaceholders))],
        )
    };
    let one = error(vec![
        item("A {}", "fn f() { todo!() }"),
        item("A {}", "fn g() { todo!() }"),
    ]);
    let two = error(vec![item("{}\n    }", "fn f() { todo!() }")]);
    let all = drafts(text, &[one, two]);
    assert_eq!(all.len(), 5);
    let after = apply(text, &all[0].edits[0].replacements).unwrap();
    assert_eq!(
        (all[0].class, all[0].title.as_str()),
        (Class::Scaffold, "implement the missing item (3 times)")
    );
    expect![[r#"
        mod m {
            impl T for A {
                fn f() { todo!() }
                fn g() { todo!() }
            }
            impl T for B {
                fn z() {}
                fn f() { todo!() }
            }
        }
    "#]]
    .assert_eq(&after);
}

/// A suggestion inside `core`, called from the first `call` in `text`.
fn expanded(text: &str, call: &str, inserted: &str) -> DiagnosticSpan {
    let start = text.find(call).unwrap();
    DiagnosticSpan {
        expansion: Some(Box::new(span(FILE, start..start + call.len(), None, None))),
        ..span(
            "/rustc/1/library/core/src/macros/mod.rs",
            1464..1464,
            Some(inserted),
            Some(MachineApplicable),
        )
    }
}

#[test]
fn a_suggestion_in_a_macro_is_aimed_at_the_call() {
    let text = "fn t() { assert_eq!(größe(a, b), 1, \"not, {}\", x); }";
    let call = "assert_eq!(größe(a, b), 1, \"not, {}\", x)";
    let dereference = error(vec![(
        "consider dereferencing here",
        vec![expanded(text, call, "*")],
    )]);
    check(
        text,
        &[dereference],
        &expect![[r#"
            -- MaybeIncorrect: consider dereferencing here: `*`
            fn t() { assert_eq!(*größe(a, b), 1, "not, {}", x); }
            -- MaybeIncorrect: consider dereferencing here: `*`
            fn t() { assert_eq!(größe(a, b), 1, "not, {}", *x); }
        "#]],
    );
    let other = error(vec![("wrap it", vec![expanded(text, call, "Some(")])]);
    check(text, &[other], &expect![[""]]);
}

#[test]
fn nothing_is_edited_outside_the_workspace() {
    let text = "fn f() {}";
    let outside = span(
        "/home/me/dep/src/lib.rs",
        0..0,
        Some("pub "),
        Some(MachineApplicable),
    );
    let unknown = span("src/gone.rs", 0..0, Some("pub "), Some(MachineApplicable));
    let stale = span(FILE, 90..95, Some("pub "), Some(MachineApplicable));
    for one in [outside, unknown, stale] {
        assert_eq!(
            drafts(text, &[error(vec![("make it public", vec![one])])]),
            []
        );
    }
}

#[test]
fn derives_are_merged_and_gathered() {
    let text = "#[derive(Debug)]\nstruct S;\n";
    let derive = |line: &str| {
        error(vec![(
            "annotate",
            vec![insert(text, "struct", line, MaybeIncorrect)],
        )])
    };
    let both = [
        derive("#[derive(Clone)]\n"),
        derive("#[derive(PartialEq)]\n"),
        derive("#[derive(Clone)]\n"),
    ];
    check(
        text,
        &both,
        &expect![[r#"
        -- MaybeIncorrect: annotate (2 times)
        #[derive(Debug, Clone, PartialEq)]
        struct S;
        -- MaybeIncorrect: annotate: `, Clone`
        #[derive(Debug, Clone)]
        struct S;
        -- MaybeIncorrect: annotate: `, PartialEq`
        #[derive(Debug, PartialEq)]
        struct S;
    "#]],
    );
}

#[test]
fn offsets_are_bytes() {
    let text = "let größe = \"🦀\"; let y = x;";
    let clone = error(vec![(
        "clone it",
        vec![replace(text, "x;", "x.clone();", MaybeIncorrect)],
    )]);
    let found = drafts(text, std::slice::from_ref(&clone));
    let at = text.len() - 1;
    let inserted = Replacement {
        start: at,
        end: at,
        text: ".clone()".to_owned(),
    };
    assert_eq!(found[0].edits[0].replacements, [inserted]);
    let crab = text.find('🦀').unwrap();
    let cut = span(FILE, crab + 1..crab + 2, Some("x"), Some(MachineApplicable));
    assert_eq!(
        drafts(text, &[error(vec![("cut a character", vec![cut])])]),
        []
    );
}

#[test]
fn line_ends_are_the_file_s() {
    let text = "use a::A;\r\nfn f() {\r\n    g();\r\n}\r\n";
    let import = (
        "import",
        vec![insert(text, "fn", "use b::B;\n", MachineApplicable)],
    );
    let rewrite = (
        "rewrite",
        vec![replace(
            text,
            "{\r\n    g();\r\n}",
            "{\n    g();\n    h();\n}",
            MaybeIncorrect,
        )],
    );
    let after: Vec<String> = drafts(text, &[error(vec![import, rewrite])])
        .iter()
        .map(|draft| apply(text, &draft.edits[0].replacements).unwrap())
        .collect();
    assert_eq!(
        after,
        [
            "use a::A;\r\nuse b::B;\r\nfn f() {\r\n    g();\r\n}\r\n",
            "use a::A;\r\nfn f() {\r\n    g();\r\n    h();\r\n}\r\n",
        ]
    );
}

#[test]
fn a_line_that_is_deleted_whole_goes_with_its_break() {
    let text = "use a::A;\nuse b::B;\nfn f(x: A) {}\n";
    let unused = error(vec![(
        "remove the whole `use` item",
        vec![replace(text, "use b::B;", "", MachineApplicable)],
    )]);
    check(
        text,
        &[unused],
        &expect![[r#"
        -- MachineApplicable: remove the whole `use` item
        use a::A;
        fn f(x: A) {}
    "#]],
    );
}

#[test]
fn traits_of_the_prelude_lose_their_path() {
    let text = "fn f<T>(t: T) {}";
    let bound = |bound: &str| {
        error(vec![(
            "restrict `T`",
            vec![insert(text, ">(t", bound, MaybeIncorrect)],
        )])
    };
    check(
        text,
        &[bound(
            ": std::marker::Copy + std::cmp::Ordering + std::fmt::Debug",
        )],
        &expect![[r#"
            -- MaybeIncorrect: restrict `T`: `: Copy + std::cmp::Ordering + std::fmt::Debug`
            fn f<T: Copy + std::cmp::Ordering + std::fmt::Debug>(t: T) {}
        "#]],
    );
    let own = "trait Copy {}\nfn f<T>(t: T) {}";
    let spelled = error(vec![(
        "restrict `T`",
        vec![insert(own, ">(t", ": std::marker::Copy", MaybeIncorrect)],
    )]);
    check(
        own,
        &[spelled],
        &expect![[r#"
        -- MaybeIncorrect: restrict `T`: `: std::marker::Copy`
        trait Copy {}
        fn f<T: std::marker::Copy>(t: T) {}
    "#]],
    );
}
