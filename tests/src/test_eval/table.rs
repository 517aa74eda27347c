//! Counts over many cases, as tables.

use std::{collections::BTreeMap, fmt::Write as _};

use super::rank::Ranked;
use crate::eval::table::share;

/// The table of a ranking: by project, and by operator.
pub fn of_ranking(all: &[Ranked]) -> String {
    let mut text = String::new();
    let by: [(&str, fn(&Ranked) -> String); 2] = [
        ("project", |one| {
            one.id.split(':').next().unwrap_or_default().to_owned()
        }),
        ("operator", |one| one.op.clone()),
    ];
    for (name, key) in by {
        let _ = writeln!(
            text,
            "| {name} | bugs | function first | among five | line first | among five | fix among 60 | 200 | 400 |\n|---|---|---|---|---|---|---|---|---|"
        );
        let mut groups: BTreeMap<String, Vec<&Ranked>> = BTreeMap::new();
        for one in all {
            groups.entry(key(one)).or_default().push(one);
        }
        for (group, ranked) in &groups {
            row(&mut text, group, ranked);
        }
        row(&mut text, "all", &all.iter().collect::<Vec<_>>());
        text.push('\n');
    }
    text
}

fn row(text: &mut String, name: &str, ranked: &[&Ranked]) {
    let all = ranked.len();
    let within = |place: fn(&Ranked) -> Option<usize>, most: usize| {
        let found = ranked
            .iter()
            .filter(|one| place(one).is_some_and(|at| at <= most));
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        share(count(found.count()), count(all))
    };
    let _ = writeln!(
        text,
        "| {name} | {all} | {} | {} | {} | {} | {} | {} | {} |",
        within(|one| one.function, 1),
        within(|one| one.function, 5),
        within(|one| one.line, 1),
        within(|one| one.line, 5),
        within(|one| one.fix, 60),
        within(|one| one.fix, 200),
        within(|one| one.fix, 400),
    );
}
