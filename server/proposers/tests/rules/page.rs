//! `docs/rules.md`, written from the rules' own words and their first cases.

use std::{fmt::Write as _, fs, path::PathBuf};

use bowline_loop_core::Class;
use bowline_proposers::rules::{self, Rule};

use crate::cases::{self, Expected, Program};

const HEAD: &str = "# The rules

What Bowline tries by itself, beside what rustc suggests. Every edit below is a candidate: it is shown only after the compiler has
accepted it. *Keeps the meaning*: the program does what was written. *Plausible*: read it before you take it. *Scaffold*: it
compiles and is unfinished.

This page is written by `UPDATE_EXPECT=1 cargo test -p bowline-proposers --test rules`.
";

/// Fails when the page is not what the rules say; writes it with `UPDATE_EXPECT=1`.
pub fn in_step() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/rules.md");
    let mut page = HEAD.to_owned();
    for rule in rules::all() {
        entry(rule, &mut page);
    }
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, &page).expect("docs/rules.md can be written");
    }
    let present = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        present == page,
        "docs/rules.md is behind the rules; run this test with UPDATE_EXPECT=1"
    );
}

fn entry(rule: &Rule, page: &mut String) {
    let class = match rule.class {
        Class::KeepsMeaning => "keeps the meaning",
        Class::Scaffold => "scaffold",
        _ => "plausible",
    };
    write!(page, "\n## {}\n\n*{class}.* {}\n", rule.name, rule.about).expect("a string takes all");
    let first = cases::of(rule.name)
        .into_iter()
        .find_map(|case| match case.expected {
            Expected::Fixed(fixed) => Some((case.before, fixed)),
            _ => None,
        });
    if let Some((before, after)) = first {
        write!(page, "\n```diff\n{}```\n", changed(&before, &after)).expect("a string takes all");
    }
}

/// The changed lines, with one line around them, file by file.
fn changed(before: &Program, after: &Program) -> String {
    let mut shown = String::new();
    for (path, text) in &before.files {
        let new = after.files.get(path).cloned().unwrap_or_default();
        if *text == new {
            continue;
        }
        if before.files.len() > 1 {
            shown += &format!("# {path}\n");
        }
        let unified = bowline_documents::unified(path.as_str(), text, &new);
        for line in unified.lines().filter(|line| {
            !line.starts_with("---") && !line.starts_with("+++") && !line.starts_with("@@")
        }) {
            shown += line.trim_end();
            shown.push('\n');
        }
    }
    shown
}
