//! Every rule against the real compiler: `tests/rules/<rule>.cases` holds programs where the rule applies, where it is silent,
//! and where it proposes something that the compiler rejects. `docs/rules.md` is written from the same cases.

#[path = "rules/cases.rs"]
mod cases;
#[path = "rules/compiler.rs"]
mod compiler;
#[path = "rules/page.rs"]
mod page;

use std::{
    collections::BTreeMap,
    num::NonZero,
    sync::atomic::{AtomicUsize, Ordering},
};

use bowline_documents::edit::apply_all;
use bowline_loop_core::{Diagnostic, WorkspacePath, observation::Level};
use bowline_proposers::{
    Draft, Request,
    rules::{self, Rule},
};
use bowline_syntax::Index;

use cases::{Case, Expected, Program};

/// A subset of the rules by name, for work on one of them: `RULE=extra-closing cargo test --test rules`.
fn chosen() -> impl Iterator<Item = &'static Rule> {
    let part = std::env::var("RULE").unwrap_or_default();
    rules::all().filter(move |rule| rule.name.contains(&part))
}

#[test]
fn every_rule_does_what_its_cases_say() {
    let rules: Vec<&'static Rule> = chosen().collect();
    let next = AtomicUsize::new(0);
    let work = || {
        let mut wrong = Vec::new();
        while let Some(rule) = rules.get(next.fetch_add(1, Ordering::Relaxed)) {
            wrong.extend(failures(rule));
        }
        wrong
    };
    // Most of the time goes into the compiler, one process for each program.
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    let wrong: Vec<String> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        let done = workers
            .into_iter()
            .map(|worker| worker.join().expect("a worker ends"));
        done.flatten().collect()
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// The cases of a rule that do not go as they say.
fn failures(rule: &'static Rule) -> Vec<String> {
    let cases = cases::of(rule.name);
    let failed = cases.iter().filter_map(|case| {
        let why = holds(rule, case).err()?;
        Some(format!("{} «{}»: {why}", rule.name, case.title))
    });
    failed.collect()
}

#[test]
fn every_rule_has_all_three_sorts_of_cases() {
    let mut missing = Vec::new();
    for rule in rules::all() {
        let cases = cases::of(rule.name);
        let has = |wanted: fn(&Expected) -> bool| cases.iter().any(|case| wanted(&case.expected));
        if !has(|expected| matches!(expected, Expected::Fixed(_))) {
            missing.push(format!("{}: a case where it applies", rule.name));
        }
        if !has(|expected| matches!(expected, Expected::Silent)) {
            missing.push(format!("{}: a case where it is silent", rule.name));
        }
        if !has(|expected| matches!(expected, Expected::Rejected)) {
            missing.push(format!("{}: a case that the compiler rejects", rule.name));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_file_of_cases_belongs_to_a_rule_and_names_are_unique() {
    let names: Vec<&str> = rules::all().map(|rule| rule.name).collect();
    let unique: std::collections::BTreeSet<&&str> = names.iter().collect();
    assert_eq!(names.len(), unique.len(), "two rules share a name");
    for name in cases::names() {
        assert!(names.contains(&name.as_str()), "no rule is called {name}");
    }
}

#[test]
fn the_page_of_rules_is_in_step() {
    page::in_step();
}

fn holds(rule: &'static Rule, case: &Case) -> Result<(), String> {
    let place = tempfile::tempdir().map_err(|error| error.to_string())?;
    let errors = compiler::check(place.path(), &case.before);
    if !errors.iter().any(|one| one.level == Level::Error) {
        return Err("the program compiles as it is".to_owned());
    }
    let drafts = drafts(rule, &case.before, &errors);
    match &case.expected {
        Expected::Silent if drafts.is_empty() => Ok(()),
        Expected::Silent => Err(format!("proposes {}", shown(&drafts, &case.before))),
        Expected::Rejected if drafts.is_empty() => Err("proposes nothing".to_owned()),
        Expected::Rejected => {
            for after in drafts.iter().filter_map(|draft| after(draft, &case.before)) {
                if !has_errors(place.path(), &after) {
                    return Err(format!("the compiler accepts\n{after}"));
                }
            }
            Ok(())
        }
        Expected::Fixed(fixed) => {
            let made = drafts
                .iter()
                .any(|draft| after(draft, &case.before).as_ref() == Some(fixed));
            if !made {
                let said = errors
                    .iter()
                    .map(|one| one.rendered.as_str())
                    .collect::<String>();
                return Err(format!(
                    "does not make the fixed program; it proposes {}\nof\n{said}",
                    shown(&drafts, &case.before)
                ));
            }
            if has_errors(place.path(), fixed) {
                return Err("the fixed program does not compile".to_owned());
            }
            Ok(())
        }
    }
}

fn has_errors(place: &std::path::Path, program: &Program) -> bool {
    compiler::check(place, program)
        .iter()
        .any(|one| one.level == Level::Error)
}

fn drafts(rule: &'static Rule, program: &Program, diagnostics: &[Diagnostic]) -> Vec<Draft> {
    let mut index = Index::default();
    for (path, text) in &program.files {
        index.update(path, text);
    }
    rules::drafts_of(
        rule,
        &Request {
            diagnostics,
            goal: &|one| one.level == Level::Error,
            text_of: &|path| program.files.get(path).cloned(),
            index: &index,
        },
    )
}

fn after(draft: &Draft, program: &Program) -> Option<Program> {
    let text_of = |path: &WorkspacePath| program.files.get(path).cloned();
    let changed: BTreeMap<_, _> = apply_all(text_of, &draft.edits).ok()?;
    let mut after = program.clone();
    after.files.extend(changed);
    Some(after)
}

fn shown(drafts: &[Draft], program: &Program) -> String {
    let one = |draft: &Draft| {
        let text = after(draft, program)
            .map(|after| after.to_string())
            .unwrap_or_default();
        format!("{:?} {}:\n{text}", draft.class, draft.title)
    };
    drafts.iter().map(one).collect::<Vec<_>>().join("\n--\n")
}
