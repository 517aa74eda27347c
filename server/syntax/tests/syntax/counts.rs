//! Facts that are counted over the whole text: one table a fact, what counts and what does not.

use crate::check::{check, facts_at};

#[test]
fn asserts_lost() {
    check(
        |facts| facts.asserts_lost,
        &[
            ("fn a() { assert!(x); }", "fn a() { }", 1),
            (
                "fn a() { assert_eq!(x, 1); debug_assert!(y); }",
                "fn a() { }",
                2,
            ),
            (
                "fn a() { m! { assert_ne!(x, 1); } }",
                "fn a() { m! { } }",
                1,
            ),
            ("fn a() { std::assert!(x); }", "fn a() { drop(x); }", 1),
            ("fn a() { assert!(x); }", "fn a() { assert!(y); }", 0),
            (
                "fn a() { assert!(x); }\nfn b() {}",
                "fn a() {}\nfn b() { assert!(x); }",
                0,
            ),
            ("fn a() { assert(x); }", "fn a() { }", 0),
            ("// assert!(x)\nfn a() { \"assert!(x)\"; }", "fn a() { }", 0),
            ("fn a() { assert!(x); }", "fn a() { // assert!(x);\n }", 1),
        ],
    );
}

#[test]
fn tests_lost() {
    check(
        |facts| facts.tests_lost,
        &[
            ("#[test]\nfn a() {}", "", 1),
            ("#[test]\nfn a() {}", "fn a() {}", 1),
            (
                "#[tokio::test(flavor = \"x\")]\nasync fn a() {}",
                "async fn a() {}",
                1,
            ),
            (
                "#[test]\n#[ignore]\npub(crate) fn a() {}",
                "pub(crate) fn a() {}",
                1,
            ),
            (
                "#[test]\nfn a() {}\n#[test]\nfn b() {}",
                "#[test]\nfn b() {}\n#[test]\nfn a() {}",
                0,
            ),
            ("#[test]\nfn a() {}", "#[test]\nfn renamed() {}", 0),
            ("#[latest]\nfn a() {}", "fn a() {}", 0),
            ("#[cfg(test)]\nfn a() {}", "fn a() {}", 0),
        ],
    );
}

#[test]
fn tests_silenced() {
    check(
        |facts| facts.tests_silenced,
        &[
            ("#[test]\nfn a() {}", "#[test]\n#[ignore]\nfn a() {}", 1),
            (
                "#[test]\nfn a() {}",
                "#[test]\n#[ignore = \"slow\"]\nfn a() {}",
                1,
            ),
            (
                "#[test]\nfn a() {}",
                "#[should_panic(expected = \"x\")]\n#[test]\nfn a() {}",
                1,
            ),
            (
                "#[test]\nfn a() {}",
                "#[test]\n#[cfg(feature = \"x\")]\nfn a() {}",
                1,
            ),
            (
                "#[test]\nfn a() {}",
                "#[test]\n#[cfg_attr(unix, ignore)]\nfn a() {}",
                1,
            ),
            (
                "#[cfg(test)]\nmod t {}",
                "#[cfg(all(test, feature = \"x\"))]\nmod t {}",
                1,
            ),
            (
                "#[cfg(test)]\nmod t {}",
                "#[cfg(any())]\n#[cfg(test)]\nmod t {}",
                1,
            ),
            ("#[test]\nfn a() {}", "#[test]\n#[allow(x)]\nfn a() {}", 0),
            ("fn a() {}", "#[cfg(unix)]\nfn a() {}", 0),
            ("mod t {}", "#[cfg(test)]\nmod t {}", 0),
            ("#[test]\n#[ignore]\nfn a() {}", "#[test]\nfn a() {}", 0),
        ],
    );
    let file = facts_at(
        "tests/a.rs",
        "#[test]\nfn a() {}",
        "#![cfg(windows)]\n#[test]\nfn a() {}",
    );
    assert_eq!(file.tests_silenced, 1);
}

#[test]
fn items_lost() {
    check(
        |facts| facts.items_lost,
        &[
            ("fn a() {}\nfn b() {}", "fn a() {}", 1),
            (
                "struct A;\nenum B {}\ntrait C {}\nmod d {}\nconst E: u8 = 1;\nstatic F: u8 = 1;",
                "",
                6,
            ),
            ("impl A { fn b() {} }", "", 2),
            ("impl A for B { type C = u8; }", "impl A for B { }", 1),
            ("macro_rules! a { () => {} }", "", 1),
            ("fn a() {}\nfn b() {}", "fn b() {}\nfn a() {}", 0),
            ("fn a() {}", "fn b() {}", 0),
            ("fn a() {}", "struct A;", 1),
            ("fn a(f: fn(u8), g: &impl B) {}", "fn a() {}", 0),
            ("struct A<const N: usize>;", "struct A;", 0),
            ("use a::b;", "", 0),
            ("const fn a() { const { 1 } }", "fn a() { 1 }", 0),
            ("fn a() { let x: &'static str; }", "fn a() { }", 0),
        ],
    );
}

#[test]
fn lets_lost() {
    check(
        |facts| facts.lets_lost,
        &[
            ("fn a() { let x = 1; }", "fn a() { }", 1),
            (
                "fn a() { let x = 1; let y = x; }",
                "fn a() { let y = 1; }",
                1,
            ),
            (
                "fn a() { let Some(x) = y else { return }; }",
                "fn a() { if let Some(x) = y {} }",
                1,
            ),
            ("fn a() { if let Some(x) = y {} }", "fn a() { }", 0),
            ("fn a() { while let Some(x) = y {} }", "fn a() { }", 0),
            ("fn a() { if b && let Some(x) = y {} }", "fn a() { }", 0),
            ("fn a() { let x = 1; }", "fn a() { let _x = 1; }", 0),
        ],
    );
}

#[test]
fn allows_added() {
    check(
        |facts| facts.allows_added,
        &[
            ("fn a() {}", "#[allow(dead_code)]\nfn a() {}", 1),
            ("fn a() {}", "#![allow(dead_code, unused,)]\nfn a() {}", 2),
            (
                "fn a() {}",
                "#[expect(dead_code, reason = \"later\")]\nfn a() {}",
                1,
            ),
            (
                "fn a() {}",
                "#[cfg_attr(test, allow(clippy::all))]\nfn a() {}",
                1,
            ),
            ("#[allow(a)]\nfn a() {}", "#[allow(a, b)]\nfn a() {}", 1),
            ("#[warn(a)]\nfn a() {}", "#[allow(a)]\nfn a() {}", 1),
            (
                "#[derive(Debug)]\nstruct A;",
                "#[derive(Debug, Clone)]\nstruct A;",
                0,
            ),
            ("fn a() {}", "#[deny(dead_code)]\nfn a() {}", 0),
            ("fn a() {}", "fn a() { b.expect(\"c\"); allow(d) }", 0),
            (
                "#[allow(a, reason = \"x\")]\nfn a() {}",
                "#[allow(a, reason = \"y\")]\nfn a() {}",
                0,
            ),
        ],
    );
}

#[test]
fn stubs_added() {
    check(
        |facts| facts.stubs_added,
        &[
            ("fn a() { }", "fn a() { todo!() }", 1),
            (
                "fn a() { }",
                "fn a() { unimplemented!(); unreachable![]; std::panic!{} }",
                3,
            ),
            ("fn a() { m!(x) }", "fn a() { m!(panic!()) }", 1),
            ("fn a() { todo!() }", "fn a() { panic!() }", 0),
            ("fn a() { }", "fn a() { todo() }", 0),
            ("fn a() { }", "fn a() { \"todo!()\"; }", 0),
        ],
    );
}

#[test]
fn unsafe_added() {
    check(
        |facts| facts.unsafe_added,
        &[
            ("fn a() { b() }", "fn a() { unsafe { b() } }", 1),
            ("impl A for B {}", "unsafe impl A for B {}", 1),
            ("fn a() { unsafe { b() } }", "fn a() { unsafe { c() } }", 0),
            ("fn a() { }", "fn a() { not_unsafe(); \"unsafe\"; }", 0),
        ],
    );
}

#[test]
fn unwraps_added() {
    check(
        |facts| facts.unwraps_added,
        &[
            ("fn a() { b }", "fn a() { b.unwrap() }", 1),
            ("fn a() { b }", "fn a() { b\n    .expect(\"c\") }", 1),
            ("fn a() { b }", "fn a() { m!(\"{}\", b.unwrap()) }", 1),
            ("fn a() { b }", "fn a() { b.unwrap_or(c) }", 0),
            ("fn a() { b }", "fn a() { unwrap(b) }", 0),
            ("fn a() { b.unwrap() }", "fn a() { b.expect(\"c\") }", 0),
        ],
    );
}

#[test]
fn clones_added() {
    check(
        |facts| facts.clones_added,
        &[
            ("fn a() { b(c, c) }", "fn a() { b(c.clone(), c) }", 1),
            ("fn a() { b(c, c) }", "fn a() { b(Rc::clone(&c), c) }", 1),
            ("fn a() { b(c) }", "fn a() { b(c.cloned()) }", 0),
            (
                "#[derive(A)]\nstruct B;",
                "#[derive(A, Clone)]\nstruct B;",
                0,
            ),
        ],
    );
}

#[test]
fn statics_added() {
    check(
        |facts| facts.statics_added,
        &[
            ("fn a(b: &str) {}", "fn a(b: &'static str) {}", 1),
            ("fn a<T>() {}", "fn a<T: 'static>() {}", 1),
            ("fn a() {}", "static A: u8 = 1; fn a() {}", 0),
            ("fn a(b: &str) {}", "fn a(b: &'stat str) {}", 0),
        ],
    );
}

#[test]
fn pubs_added() {
    check(
        |facts| facts.pubs_added,
        &[
            ("fn a() {}", "pub fn a() {}", 1),
            ("use a::b;", "pub use a::b;", 1),
            ("struct A { b: u8 }", "pub struct A { pub b: u8 }", 2),
            ("fn a() {}", "pub(crate) fn a() {}", 1),
            ("pub(crate) fn a() {}", "pub fn a() {}", 1),
            ("pub fn a() {}", "pub(crate) fn a() {}", 0),
            ("struct A((u8,));", "struct A(pub (u8,));", 1),
            ("fn a() {}", "fn a() { public() }", 0),
        ],
    );
}

#[test]
fn placeholders_added() {
    check(
        |facts| facts.placeholders_added,
        &[
            ("fn a() { b() }", "fn a() { b(/* value */) }", 1),
            (
                "fn a() { let b = c; }",
                "fn a() { let b: /* Type */ = c; }",
                1,
            ),
            (
                "fn a() { A }",
                "fn a() { A { b: /* value */, c: /* value */ } }",
                2,
            ),
            ("fn a() { }", "fn a() { // TODO: write it\n }", 1),
            ("fn a() { b(/* value */) }", "fn a() { c(/* value */) }", 0),
            ("fn a() { b(/* value */) }", "fn a() { b(1) }", 0),
            ("fn a() { }", "/** What it does. */\nfn a() { }", 0),
            ("fn a() { }", "fn a() { // a note\n }", 0),
            ("fn a() { }", "fn a() { \"/* value */\" }", 0),
        ],
    );
}

#[test]
fn syntax_errors_added() {
    check(
        |facts| facts.syntax_errors_added,
        &[
            ("fn a() { let b = 1; }", "fn a() { let b = ; }", 1),
            ("fn a() { let b = ; }", "fn a() { let b = 1; }", 0),
            ("fn a() { let b = ; }", "fn a() { let c = ; }", 0),
        ],
    );
}
