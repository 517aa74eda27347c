//! The tests that a file declares, under the names by which libtest knows them. Does not live here: tests that macros make, and
//! tests in documentation.

use std::ops::Range;

use bowline_loop_core::WorkspacePath;

use crate::{
    Index,
    outline::{Item, Outline},
    tokens::Tokens,
};

/// A test function of a text, or a module with tests in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TestItem {
    /// The modules of this file around it and its own name, as in `tests::adds`.
    pub name: String,
    /// What it is.
    pub kind: TestKind,
    /// The byte of its `fn` or `mod`.
    pub keyword: usize,
    /// Its bytes, from the first attribute to the closing brace.
    pub range: Range<usize>,
}

/// What holds tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TestKind {
    /// One test.
    Test,
    /// A module with at least one test in it.
    Module,
    /// The examples in the documentation of one item.
    Example,
}

/// The code tokens of a text that stand outside its tests and benchmarks: what is built where nothing is tested.
pub fn code_without_tests(text: &str) -> Vec<&str> {
    let tokens = Tokens::new(text);
    let items = Outline::new(&tokens).items;
    let of_tests: Vec<Range<usize>> = items
        .iter()
        .filter(|item| item.is_test() || item.is_for_tests(&tokens))
        .map(|item| item.tokens.clone())
        .collect();
    let is_outside = |index: &usize| !of_tests.iter().any(|range| range.contains(index));
    (0..tokens.code.len())
        .filter(is_outside)
        .map(|index| tokens.at(index))
        .collect()
}

/// The tests of a text and the modules that hold them, in order. Benchmarks are none: they are compiled and not run.
pub fn tests_of(text: &str) -> Vec<TestItem> {
    let tokens = Tokens::new(text);
    let items = Outline::new(&tokens).items;
    let is_test =
        |item: &Item<'_>| item.is_test() && !item.attributes.iter().any(|one| one.name == "bench");
    let holds = |outer: &Item<'_>, inner: &Item<'_>| {
        outer.kind == "mod"
            && outer.keyword < inner.keyword
            && outer.tokens.contains(&inner.keyword)
    };
    let kind = |item: &Item<'_>| {
        if is_test(item) {
            return Some(TestKind::Test);
        }
        let has_tests = items
            .iter()
            .any(|inner| holds(item, inner) && is_test(inner));
        has_tests.then_some(TestKind::Module)
    };
    let found = items.iter().filter_map(|item| {
        let around = items.iter().filter(|outer| holds(outer, item));
        let names: Vec<&str> = around
            .chain([item])
            .map(|one| tokens.at(one.keyword + 1))
            .collect();
        Some(TestItem {
            name: names.join("::").replace("r#", ""),
            kind: kind(item)?,
            keyword: tokens.code[item.keyword].start,
            range: tokens.bytes(item.tokens.clone()),
        })
    });
    found.collect()
}

/// The module that a file is in its crate, told by its path within the package (`src/net/wire.rs` is `net::wire`); empty for the
/// root of a crate.
pub fn module_of(path: &WorkspacePath) -> String {
    Index::default().place(path).modules.join("::")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_outside_of_tests_is_the_same_whatever_tests_are_added() {
        let code = "pub fn one() -> u8 { 1 }\n";
        let tested = format!(
            "{code}#[cfg(test)]\nmod tests {{\n    #[test]\n    fn is_one() {{ assert_eq!(super::one(), 1); }}\n}}\n#[test]\nfn alone() {{}}\n"
        );
        assert_eq!(code_without_tests(code), code_without_tests(&tested));
        let other = tested.replace("{ 1 }", "{ 2 }");
        assert_ne!(code_without_tests(code), code_without_tests(&other));
        assert_ne!(
            code_without_tests(code),
            code_without_tests(&format!("{code}#[cfg(not(test))]\nfn more() {{}}\n"))
        );
    }

    #[test]
    fn tests_have_the_names_that_libtest_gives_them() {
        let text = "
            fn product() {}
            #[test] fn outside() {}
            #[cfg(test)]
            mod tests {
                use super::*;
                fn helper() {}
                #[test]
                #[should_panic]
                fn adds() {}
                #[tokio::test(flavor = \"current_thread\")]
                async fn waits() -> Result<(), ()> { Ok(()) }
                mod deep { #[rstest] #[case(1)] fn cases(n: u8) {} }
                #[bench] fn quick(b: &mut Bencher) {}
            }
            mod after { #[test] fn r#try() {} }";
        let found = tests_of(text);
        let of = |kind: TestKind| -> Vec<&str> {
            let found = found.iter().filter(|one| one.kind == kind);
            found.map(|one| one.name.as_str()).collect()
        };
        let tests = [
            "outside",
            "tests::adds",
            "tests::waits",
            "tests::deep::cases",
            "after::try",
        ];
        assert_eq!(of(TestKind::Test), tests);
        assert_eq!(of(TestKind::Module), ["tests", "tests::deep", "after"]);
        assert!(text[found[2].keyword..].starts_with("fn adds"));
        assert!(text[found[2].range.clone()].starts_with("#[test]"));
        assert!(text[found[2].range.clone()].ends_with("fn adds() {}"));
    }

    #[test]
    fn a_file_is_the_module_that_its_path_says() {
        for (path, module) in [
            ("src/lib.rs", ""),
            ("src/net/wire.rs", "net::wire"),
            ("src/net/mod.rs", "net"),
            ("src/bin/tool.rs", ""),
            ("tests/all.rs", ""),
            ("tests/all/main.rs", ""),
            ("tests/all/part.rs", "part"),
        ] {
            assert_eq!(module_of(&WorkspacePath::new(path)), module, "{path}");
        }
    }
}
