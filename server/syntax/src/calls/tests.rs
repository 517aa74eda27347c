//! Walks over small workspaces.

use std::collections::BTreeMap;

use bowline_loop_core::WorkspacePath;

use super::{Calls, Role};
use crate::Index;

fn reached(files: &[(&str, &str)], test: &str) -> Vec<String> {
    let texts: BTreeMap<WorkspacePath, String> = files
        .iter()
        .map(|(path, text)| (WorkspacePath::new(path), (*text).to_owned()))
        .collect();
    let mut index = Index::default();
    for (path, text) in &texts {
        index.update(path, text);
    }
    let text_of = |path: &WorkspacePath| texts.get(path).cloned();
    let mut calls = Calls::new(&index, &text_of);
    let starts = calls.starts(test);
    let found = calls.reached(&starts);
    found
        .into_iter()
        .map(|one| {
            let role = match one.role {
                Role::Test => " test",
                Role::Product => "",
            };
            let owner = one.container.map(|of| of + "::").unwrap_or_default();
            let lines = format!("{}-{}", one.lines.start(), one.lines.end());
            format!("{} {owner}{} {lines}{role}", one.distance, one.name)
        })
        .collect()
}

#[test]
fn calls_in_asserts_closures_and_arguments_are_followed() {
    let text = "fn far() {}\nfn near() { far() }\nfn handed(x: u8) -> u8 { x }\nfn lone() {}\n\
                #[cfg(test)]\nmod tests {\n    #[test]\n    fn it() {\n        assert_eq!(near(), ());\n        \
                [1].iter().map(|x| vec![handed(*x)]);\n    }\n}\n";
    assert_eq!(
        reached(&[("src/lib.rs", text)], "tests::it"),
        ["0 it 8-11 test", "1 near 2-2", "1 handed 3-3", "2 far 1-1"]
    );
}

#[test]
fn methods_are_told_apart_by_self_and_by_their_type() {
    let text = "struct A;\nimpl A {\n    fn new() -> A { A }\n    fn go(&self) { self.step() }\n    fn step(&self) {}\n}\n\
                struct B;\nimpl B {\n    fn new() -> B { B }\n    fn step(&self) {}\n}\n\
                #[test]\nfn it() { A::new().go() }\n";
    assert_eq!(
        reached(&[("src/lib.rs", text)], "it"),
        [
            "0 it 13-13 test",
            "1 A::new 3-3",
            "1 A::go 4-4",
            "2 A::step 5-5"
        ]
    );
}

#[test]
fn a_test_made_by_a_macro_begins_at_its_call() {
    let lib = "pub fn twice(x: u8) -> u8 { x * 2 }\n";
    let test = "macro_rules! case { ($name:ident, $a:expr) => { #[test] fn $name() { twice($a); } } }\ncase!(two, 1);\n";
    assert_eq!(
        reached(&[("src/lib.rs", lib), ("tests/it.rs", test)], "two"),
        ["0  2-2 test", "0 twice 1-1"].map(|line| line.replace("0 twice", "1 twice"))
    );
}

#[test]
fn what_an_operator_calls_counts_for_types_that_were_met() {
    let text = "struct A;\nimpl PartialEq for A {\n    fn eq(&self, o: &A) -> bool { same() }\n}\nfn same() -> bool { true }\n\
                struct B;\nimpl PartialEq for B {\n    fn eq(&self, o: &B) -> bool { true }\n}\n\
                #[test]\nfn it() { assert_eq!(A, A); }\n";
    assert_eq!(
        reached(&[("src/lib.rs", text)], "it"),
        ["0 it 11-11 test", "2 A::eq 3-3", "3 same 5-5"]
    );
}

#[test]
fn an_example_of_the_documentation_leads_to_what_it_calls() {
    let text = "/// Adds.\n///\n/// ```\n/// assert_eq!(a::twice(a::add(1, 1)), 4);\n/// ```\npub fn add(a: u8, b: u8) -> u8 { sum(a, b) }\n\
                pub fn twice(a: u8) -> u8 { a }\nfn sum(a: u8, b: u8) -> u8 { a + b }\npub fn other() {}\n";
    assert_eq!(
        reached(&[("src/lib.rs", text)], "src/lib.rs - add"),
        ["0 add 6-6", "0 twice 7-7", "1 sum 8-8"]
    );
}
