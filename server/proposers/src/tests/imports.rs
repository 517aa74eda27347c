//! Suggested imports: what goes with them, and what they come before.

use super::*;

#[test]
fn an_import_and_the_shorter_path_go_together() {
    let text = "fn f() -> map::HashMap { todo() }";
    let both = error(vec![
        (
            "consider importing this struct",
            vec![insert(
                text,
                "fn",
                "use std::collections::HashMap;\n",
                MaybeIncorrect,
            )],
        ),
        (
            "if you import `HashMap`, refer to it directly",
            vec![replace(text, "map::", "", Unspecified)],
        ),
    ]);
    check(
        text,
        &[both],
        &expect![[r#"
            -- MaybeIncorrect: consider importing this struct: `use std::collections::HashMap;`, and refer to it directly
            use std::collections::HashMap;
            fn f() -> HashMap { todo() }
            -- MaybeIncorrect: consider importing this struct: `use std::collections::HashMap;`
            use std::collections::HashMap;
            fn f() -> map::HashMap { todo() }
            -- Unspecified: if you import `HashMap`, refer to it directly
            fn f() -> HashMap { todo() }
        "#]],
    );
}

#[test]
fn an_import_of_the_very_name_comes_before_another_name() {
    let text = "fn f(a: OsString) {}";
    let error = error(vec![
        (
            "a struct with a similar name exists",
            vec![replace(text, "OsString", "String", MaybeIncorrect)],
        ),
        (
            "consider importing this struct",
            vec![insert(
                text,
                "fn f",
                "use std::ffi::OsString;\n",
                MaybeIncorrect,
            )],
        ),
    ]);
    let titles: Vec<String> = drafts(text, &[error])
        .into_iter()
        .map(|draft| draft.title)
        .collect();
    assert!(titles[0].starts_with("consider importing"), "{titles:?}");
    assert!(titles[1].contains("similar name"), "{titles:?}");
}
