//! Reading, writing and comparing types.

use super::Ty;

#[test]
fn types_are_read_and_written() {
    for (text, written) in [
        ("&'static mut Vec<i32>", "&mut Vec<i32>"),
        (
            "std::result::Result<u8, Box<dyn std::error::Error>>",
            "Result<u8, Box<dyn std::error::Error>>",
        ),
        (
            "Map<std::slice::Iter<'_, i32>, {closure@a.rs:1:2: 3:4}>",
            "Map<Iter<i32>, {closure@a.rs:1:2: 3:4}>",
        ),
        ("[(u8, &str); 3]", "[(u8, &str); 3]"),
        ("HashMap<_, {integer}>", "HashMap<_, i32>"),
        ("()", "()"),
        ("fn(i32) -> i32 {f}", "fn(i32) -> i32 {f}"),
        ("Box<dyn Fn(u8) -> u8>", "Box<dyn Fn(u8) -> u8>"),
    ] {
        assert_eq!(Ty::parse(text).to_string(), written);
    }
}

#[test]
fn open_parts_fit_what_they_may_become() {
    let fits = |one: &str, two: &str| Ty::parse(one).fits(&Ty::parse(two));
    assert!(fits("Option<_>", "Option<u8>"));
    assert!(fits("integer", "usize"));
    assert!(!fits("{integer}", "f64"));
    assert!(!fits("&u8", "&mut u8"));
}
