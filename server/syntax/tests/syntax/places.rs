//! Facts about where the replacements lie.

use bowline_loop_core::action::EditFacts;

use crate::check::{check, facts_at, facts_of};

#[test]
fn in_tests() {
    check(
        |facts| facts.in_tests,
        &[
            ("#[test]\nfn a() { b(); }", "#[test]\nfn a() { c(); }", 1),
            ("#[test]\nfn a() { b }", "#[test]\nfn a() { b.clone() }", 1),
            (
                "#[cfg(test)]\nmod t { fn a() { b(); } }",
                "#[cfg(test)]\nmod t { fn a() { c(); } }",
                1,
            ),
            (
                "#[cfg(test)]\nmod t { }",
                "#[cfg(test)]\nmod t { use super::*; }",
                1,
            ),
            ("#[test]\nfn a() {}", "", 1),
            ("#[test]\nfn a() {}", "#[test]\n#[ignore]\nfn a() {}", 1),
            (
                "#[test]\nfn a() { let b = ; }",
                "#[test]\nfn a() { let b = 1; }",
                1,
            ),
            (
                "fn c() {}\n#[test]\nfn a() {}",
                "fn d() {}\n#[test]\nfn a() {}",
                0,
            ),
            ("fn c() {}\n", "fn c() {}\n#[test]\nfn a() { b() }\n", 0),
            (
                "#[cfg(not(test))]\nmod t { fn a() { b(); } }",
                "#[cfg(not(test))]\nmod t { fn a() { c(); } }",
                0,
            ),
            (
                "#[cfg(unix)]\nfn a() { b(); }",
                "#[cfg(unix)]\nfn a() { c(); }",
                0,
            ),
        ],
    );
}

#[test]
fn in_tests_by_file() {
    let in_tests = |path| facts_at(path, "fn a() { b(); }", "fn a() { c(); }").in_tests;
    let expected = [
        ("tests/a.rs", 1),
        ("crates/x/tests/common/a.rs", 1),
        ("benches/a.rs", 1),
        ("src/tests.rs", 1),
        ("src/a_tests.rs", 1),
        ("src/latest.rs", 0),
        ("src/tests_of_x/a.rs", 0),
    ];
    assert_eq!(expected.map(|(path, _)| (path, in_tests(path))), expected);
}

#[test]
fn in_asserts() {
    check(
        |facts| facts.in_asserts,
        &[
            (
                "fn a() { assert_eq!(b(), 1_usize); }",
                "fn a() { assert_eq!(b(), 1_isize); }",
                1,
            ),
            ("fn a() { assert!(b); }", "fn a() { assert!(b || c); }", 1),
            ("fn a() { assert!(b); }", "fn a() { debug_assert!(b); }", 1),
            (
                "fn a() { m! { assert!(b) } }",
                "fn a() { m! { assert!(c) } }",
                1,
            ),
            ("fn a() { b; }", "fn a() { assert!(b); }", 0),
            ("fn a() { b; assert!(b); }", "fn a() { c; assert!(b); }", 0),
            ("fn a() { assert!(b); }", "fn a() { assert!(b); c(); }", 0),
            ("fn a() { insert!(b); }", "fn a() { insert!(c); }", 0),
        ],
    );
    let wrapped = facts_of("fn a() { b; }", &[("b", "assert!(b"), (";", ");")]);
    assert_eq!(
        wrapped.in_asserts, 0,
        "an assert put around code touches no assert"
    );
}

#[test]
fn assert_literals_changed() {
    check(
        |facts| facts.assert_literals_changed,
        &[
            (
                "fn a() { assert_eq!(b(), 1_usize); }",
                "fn a() { assert_eq!(b(), 1_isize); }",
                1,
            ),
            (
                "fn a() { assert_eq!(b(), \"x\"); }",
                "fn a() { assert_eq!(b(), \"xy\"); }",
                1,
            ),
            (
                "fn a() { assert_eq!(b(), 'x'); }",
                "fn a() { assert_eq!(b(), c); }",
                1,
            ),
            (
                "fn a() { assert_eq!(b(), true); }",
                "fn a() { assert_eq!(b(), false); }",
                1,
            ),
            (
                "fn a() { assert_eq!(b(), \"x\"); }",
                "fn a() { assert_eq!(b(), \"x\".to_string()); }",
                0,
            ),
            (
                "fn a() { assert_eq!(b(), 1); }",
                "fn a() { assert_eq!(c(), 1); }",
                0,
            ),
            (
                "fn a() { assert_eq!(b(), 1); c(2); }",
                "fn a() { assert_eq!(b(), 1); c(3); }",
                0,
            ),
        ],
    );
}

#[test]
fn in_signatures() {
    check(
        |facts| facts.in_signatures,
        &[
            ("fn a(b: u8) { c }", "fn a(b: u16) { c }", 1),
            ("fn a() { c }", "fn a() -> u8 { c }", 1),
            ("fn a() { c }", "pub fn a() { c }", 1),
            ("fn a<T>() { c }", "fn a<T: Copy>() { c }", 1),
            ("impl<T> A<T> { }", "impl<T: Copy> A<T> { }", 1),
            ("struct A { b: u8 }", "struct A { b: u16 }", 1),
            ("enum A { B }", "enum A { B, C }", 1),
            ("trait A { fn b(&self); }", "trait A { fn b(self); }", 1),
            ("trait A { fn b(); }", "trait A { fn b(); fn c(); }", 1),
            ("const A: u8 = 1;", "const A: u8 = 2;", 1),
            ("type A = u8;", "type A = u16;", 1),
            (
                "fn a() { const B: u8 = 1; }",
                "fn a() { const B: u16 = 1; }",
                1,
            ),
            ("fn a(b: u8) { c }", "fn a(b: u8) { d }", 0),
            ("trait A { fn b() { c } }", "trait A { fn b() { d } }", 0),
            ("impl A { }", "impl A { fn b() {} }", 0),
            ("fn a() {}\n", "fn a() {}\nfn b() {}\n", 0),
            ("fn a() {}", "use b::c;\nfn a() {}", 0),
            ("fn a() {}\nfn b() {}", "fn a() {}\n", 0),
            ("#[derive(A)]\nstruct B;", "#[derive(A, C)]\nstruct B;", 0),
        ],
    );
}

#[test]
fn items_are_named_once_and_in_order() {
    let items = |facts: EditFacts| facts.items;
    let text = "impl A { fn b() { c; d; } }\nfn e() { f; }\nuse g::h;";
    assert_eq!(
        items(facts_of(text, &[("c", "C"), ("d", "D"), ("f;", "F;")])),
        ["fn e", "impl A::fn b"]
    );
    assert_eq!(items(facts_of(text, &[("h;", "i;")])), [""; 0]);
    assert_eq!(
        items(facts_at("src/lib.rs", "impl A { }", "impl A { fn b() {} }")),
        ["impl A"]
    );
    assert_eq!(
        items(facts_at(
            "src/lib.rs",
            "struct A;",
            "#[derive(B)]\nstruct A;"
        )),
        ["struct A"]
    );
    assert_eq!(
        items(facts_at(
            "src/lib.rs",
            "fn a() {}\nfn b() {}",
            "fn a() {}\n"
        )),
        ["fn b"]
    );
    assert_eq!(
        items(facts_at(
            "src/lib.rs",
            "fn a() { let x = ; }",
            "fn a() { let x = 1; }"
        )),
        ["fn a"]
    );
}
