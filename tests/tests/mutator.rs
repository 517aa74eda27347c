//! The mutator and the programs it breaks: what it stands on is sound, what it makes is broken, and chance repeats.

use std::{collections::BTreeSet, process::Command};

use bowline_tests::{
    eval::judge::{self, Recipe},
    mutate::{
        Edit, Ground, HELD_OUT_OPERATORS, HELD_OUT_PROGRAMS, Program, ground, keep,
        operators::{self, Operator},
        program,
    },
    skip_slow_tests,
};

fn samples() -> Vec<Program> {
    program::samples().expect("the samples can be read")
}

fn operator(name: &str) -> &'static Operator {
    operators::all()
        .find(|operator| operator.name == name)
        .expect("an operator of this name")
}

fn one_file(text: &str) -> Program {
    Program {
        name: "one".into(),
        edition: "2021".into(),
        root: "src/main.rs".into(),
        files: [("src/main.rs".to_owned(), text.to_owned())].into(),
    }
}

#[tokio::test]
async fn every_sample_compiles_without_a_warning_and_runs_green() {
    if skip_slow_tests() {
        return;
    }
    let place = tempfile::tempdir().expect("a temporary directory");
    for program in samples() {
        let directory = place.path().join("strict");
        judge::write_files(&directory, &program.files).expect("files can be written");
        for kind in [&["--crate-type", "bin"][..], &["--test"]] {
            let output = Command::new("rustc")
                .args([
                    "--edition",
                    &program.edition,
                    "-D",
                    "warnings",
                    "--emit=metadata",
                ])
                .args(kind)
                .arg(&program.root)
                .current_dir(&directory)
                .output()
                .expect("rustc runs");
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{}: {said}", program.name);
        }
        let recipe: Recipe<'_> = keep::recipe(&program);
        let green = judge::runs_green(recipe, &program.files, place.path()).await;
        assert!(green.expect("it can be judged"), "{}", program.name);
    }
}

#[test]
fn some_are_held_out() {
    let programs: BTreeSet<String> = samples().into_iter().map(|program| program.name).collect();
    assert!(programs.len() >= 24, "{} programs", programs.len());
    for name in HELD_OUT_PROGRAMS {
        assert!(programs.contains(*name), "there is no program {name}");
    }
    let names: Vec<&str> = operators::all().map(|operator| operator.name).collect();
    let distinct: BTreeSet<&str> = names.iter().copied().collect();
    assert_eq!(names.len(), distinct.len(), "operators share a name");
    assert!(names.len() >= 40, "{} operators", names.len());
    let share = names.len() / HELD_OUT_OPERATORS.len();
    assert!((4..=6).contains(&share), "about a fifth is held back");
    for name in HELD_OUT_OPERATORS {
        assert!(distinct.contains(name), "there is no operator {name}");
    }
}

#[test]
fn every_operator_has_a_place_in_the_samples() {
    let programs = samples();
    let grounds: Vec<Ground<'_>> = programs.iter().map(Ground::new).collect();
    for operator in operators::all() {
        let found = grounds
            .iter()
            .any(|ground| !operator.slips(ground).is_empty());
        assert!(found, "{} finds no place", operator.name);
    }
}

#[test]
fn a_seed_repeats_its_choice() {
    let programs = samples();
    let program = programs.first().expect("a program");
    let typo = operator("typo");
    let first = keep::candidates(program, typo, 3);
    assert_eq!(first, keep::candidates(program, typo, 3));
    assert_ne!(first, keep::candidates(program, typo, 4));
}

#[tokio::test]
async fn what_is_kept_is_refused_by_rustc_and_knows_its_original() {
    if skip_slow_tests() {
        return;
    }
    let program =
        one_file("fn main() {\n    let mut sum = 0;\n    sum += 1;\n    assert_eq!(sum, 1);\n}\n");
    let place = tempfile::tempdir().expect("a temporary directory");
    let kept = keep::mutants(&program, operator("drop_mut"), 5, 1, place.path()).await;
    let kept = kept.expect("it can be judged");
    let [case] = kept.as_slice() else {
        panic!("one `mut`, one mutant: {kept:?}")
    };
    assert_eq!(
        case.text,
        "fn main() {\n    let sum = 0;\n    sum += 1;\n    assert_eq!(sum, 1);\n}\n"
    );
    assert_eq!(case.sound(), Some(program.files.clone()));
    assert_eq!(case.codes, ["E0384"]);
    // A slip that compiles is none: the type of `sum` is `i32` either way.
    let typed = one_file("fn main() {\n    let sum: i32 = 1;\n    assert_eq!(sum, 1);\n}\n");
    let kept = keep::mutants(&typed, operator("drop_let_type"), 5, 1, place.path()).await;
    assert!(kept.expect("it can be judged").is_empty());
}

#[test]
fn comments_strings_attributes_and_tests_are_no_sites() {
    let text = "#![allow(dead_code)]\n// let mut a = &b;\nconst S: &str = \"f(&x)\";\nfn main() {}\n\n#[cfg(test)]\nmod tests {\n    \
                #[test]\n    fn f() {\n        let mut a = 1;\n        a += 1;\n    }\n}\n";
    let program = one_file(text);
    let closed = text.find("#[cfg(test)]").expect("tests");
    for operator in operators::all() {
        for files in keep::candidates(&program, operator, 1) {
            let broken = &files["src/main.rs"];
            assert!(
                broken.ends_with(&text[closed..]),
                "{}: {broken}",
                operator.name
            );
            assert!(
                broken.starts_with(&text[..text.find("const").expect("a constant")]),
                "{}",
                operator.name
            );
        }
    }
}

#[test]
fn edits_that_overlap_make_no_mutant() {
    let program = one_file("fn main() {}\n");
    let edit = |range: std::ops::Range<usize>, text: &str| Edit {
        path: "src/main.rs".into(),
        range,
        text: text.into(),
    };
    let apart = ground::apply(&program, &[edit(10..12, "{ }"), edit(0..2, "func")]);
    assert_eq!(apart.expect("they fit")["src/main.rs"], "func main() { }\n");
    assert_eq!(
        ground::apply(&program, &[edit(0..5, ""), edit(3..7, "")]),
        None
    );
    assert_eq!(ground::apply(&program, &[edit(90..95, "")]), None);
}
