//! Which item holds a place. `$0` marks the place.

use bowline_syntax::{Syntax, error_count, item_path};

#[track_caller]
fn check(marked: &str, expected: &str) {
    let byte = marked.find("$0").expect("the place is marked");
    let text = marked.replacen("$0", "", 1);
    assert_eq!(item_path(&text, byte), expected, "{marked}");
    assert_eq!(Syntax::parse(&text).item_path(byte), expected, "{marked}");
}

#[test]
fn every_kind_of_item_has_a_name() {
    check("fn a() { $0x }", "fn a");
    check("struct A { a: $0u8 }", "struct A");
    check("enum A { B$0 }", "enum A");
    check("union A { a: $0u8 }", "union A");
    check("trait A { fn b($0); }", "trait A::fn b");
    check("trait A { type B: C$0lone; }", "trait A::type B");
    check("const A: u8 = $01;", "const A");
    check("static A: u8 = $01;", "static A");
    check("type A = $0u8;", "type A");
    check("macro_rules! a { () => { $0b }; }", "macro_rules a");
    check("mod a { mod b { fn c() { $0 } } }", "mod a::mod b::fn c");
    check("fn a() { fn b() { $0c } }", "fn a::fn b");
}

#[test]
fn impls_are_named_by_type_and_trait() {
    check(
        "impl<T> Stack<T> { fn push(&mut self, t: T) { $0x } }",
        "impl Stack<T>::fn push",
    );
    check(
        "impl std::fmt::Display for Stack { fn fmt(&self) { $0x } }",
        "impl std::fmt::Display for Stack::fn fmt",
    );
    check(
        "impl<K,\n  V> Map<K,\n  V> where K: Ord { const A: u8 = $01; }",
        "impl Map<K, V>::const A",
    );
    check("impl !Send for A$0 {}", "impl !Send for A");
    check("unsafe impl Send for A { $0 }", "impl Send for A");
}

#[test]
fn outside_items_there_is_no_name() {
    check("$0", "");
    check("use a$0::b;", "");
    check("fn a() {}\n$0\nfn b() {}", "");
    check("fn a() {}$0", "");
    check("$0fn a() {}", "fn a");
    assert_eq!(item_path("fn a() {}", 999), "");
}

#[test]
fn an_attribute_belongs_to_what_follows() {
    check(
        "#[derive(De$0bug)]\n// why\n#[repr(C)]\nstruct A;",
        "struct A",
    );
    check("mod a { #[te$0st] fn b() {} }", "mod a::fn b");
    check("#![al$0low(dead_code)]\nfn a() {}", "");
}

#[test]
fn broken_text_has_items_too() {
    check("fn a() { let x = ; $0y }\nfn b() {}", "fn a");
    check("impl A { fn b(&self) { if x { $0y }", "impl A::fn b");
    check("mod m { fn a() { let $0 } fn b() { } }", "mod m::fn a");
    check("struct A { a: , b$0: u8 }", "struct A");
    check(
        "impl<T> Iterator for A<T> where T: Ord { fn next( { ( ; $0x",
        "impl Iterator for A<T>::fn next",
    );
    check("fn a( { $0", "fn a");
}

#[test]
fn wide_characters_and_byte_order_marks_do_no_harm() {
    check("\u{feff}fn ä() { \"😀\"; $0x }", "fn ä");
    let text = "fn a() { \"😀\" }";
    let inside = text.find('😀').expect("it is there") + 1;
    assert_eq!(item_path(text, inside), "fn a");
}

#[test]
fn a_name_does_not_depend_on_lines() {
    let text = "impl A { fn b(&self) { c } }";
    let moved = text.replace(' ', "\n\n");
    let at = |text: &str| {
        item_path(
            text,
            text.find("c\n")
                .or_else(|| text.find("c "))
                .expect("it is there"),
        )
    };
    assert_eq!(at(text), at(&moved));
}

#[test]
fn errors_are_counted() {
    assert_eq!(error_count(""), 0);
    assert_eq!(error_count("fn a() {}"), 0);
    assert_eq!(error_count("fn a() { let x = ; }"), 1);
    assert!(error_count("fn a( { let = ; } struct {") > 1);
}
