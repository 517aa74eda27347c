//! Which lints a program's behaviour cannot depend on. The mending of any other one is tested, where there are tests.

/// Lints of rustc and clippy whose mending takes away or respells what has no meaning at run time.
const WITHOUT_MEANING: &[&str] = &[
    "ambiguous_glob_reexports",
    "dead_code",
    "elided_lifetimes_in_paths",
    "mismatched_lifetime_syntaxes",
    "non_camel_case_types",
    "non_snake_case",
    "non_upper_case_globals",
    "redundant_imports",
    "redundant_semicolons",
    "single_use_lifetimes",
    "unused_attributes",
    "unused_braces",
    "unused_doc_comments",
    "unused_imports",
    "unused_lifetimes",
    "unused_macros",
    "unused_mut",
    "unused_parens",
    "unused_qualifications",
    "clippy::needless_lifetimes",
    "clippy::needless_return",
    "clippy::redundant_field_names",
    "clippy::redundant_static_lifetimes",
    "clippy::single_component_path_imports",
    "clippy::unused_unit",
];

/// Whether the mending of this diagnostic may change what a program does that compiled before. An error's cannot: there was no
/// program.
pub(super) fn may_change_behaviour(code: &str) -> bool {
    let is_error = code.is_empty()
        || code
            .strip_prefix('E')
            .is_some_and(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()));
    !is_error && !WITHOUT_MEANING.contains(&code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_and_spelling_need_no_tests_and_anything_unknown_does() {
        let asked = [
            "E0382",
            "",
            "unused_mut",
            "clippy::needless_return",
            "clippy::manual_range_contains",
            "unused_must_use",
        ];
        let answers = asked.map(may_change_behaviour);
        assert_eq!(answers, [false, false, false, false, true, true]);
    }
}
