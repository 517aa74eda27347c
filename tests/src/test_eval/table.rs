//! Counts over many cases, as tables.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{rank::Ranked, repair::Repaired, screen::Screened};
use crate::eval::table::{part, share};

/// What rows are made by.
type Key = fn(&Ranked) -> String;

/// The table of a ranking: by project, and by operator.
pub fn of_ranking(all: &[Ranked]) -> String {
    let mut text = String::new();
    let by: [(&str, Key); 2] = [
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

/// The table of a screening.
pub fn of_screening(all: &[Screened]) -> String {
    let mut text = String::from(
        "| project | bugs | reproduced | function first | among five | suite green | identical first | identical among the green | green but another | builds: median | ms: median |\n|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    let mut groups: BTreeMap<&str, Vec<&Screened>> = BTreeMap::new();
    for one in all {
        let project = one.ranked.id.split(':').next().unwrap_or_default();
        groups.entry(project).or_default().push(one);
    }
    for (name, group) in &groups {
        screening_row(&mut text, name, group);
    }
    screening_row(&mut text, "all", &all.iter().collect::<Vec<_>>());
    text
}

fn screening_row(text: &mut String, name: &str, group: &[&Screened]) {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let of = |wanted: fn(&Screened) -> bool| {
        let count = group.iter().filter(|one| wanted(one)).count();
        share(number(count), number(group.len()))
    };
    let median = |value: fn(&Screened) -> u64| {
        part(
            &mut group.iter().map(|one| value(one)).collect::<Vec<_>>(),
            50,
        )
    };
    let _ = writeln!(
        text,
        "| {name} | {} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
        group.len(),
        of(|one| one.reproduced),
        of(|one| one.ranked.function == Some(1)),
        of(|one| one.ranked.function.is_some_and(|at| at <= 5)),
        of(|one| !one.green.is_empty()),
        of(|one| one.fix_green == Some(1)),
        of(|one| one.fix_green.is_some()),
        of(|one| !one.green.is_empty() && one.fix_green != Some(1)),
        median(|one| u64::from(one.builds)),
        median(|one| one.all_millis),
    );
}

/// The table of repairs. «Green» is the crate's own suite with the edit; «another» an edit with which it is green and which does not
/// give the original back.
pub fn of_repairs(all: &[Repaired]) -> String {
    let mut text = String::from(
        "| project | bugs | reproduced | function first | among five | repaired, suite green | identical | green, another | of those labelled undecided | proved | candidates: median | s: median | p95 |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|\n",
    );
    let mut groups: BTreeMap<&str, Vec<&Repaired>> = BTreeMap::new();
    for one in all {
        let project = one.id.split(':').next().unwrap_or_default();
        groups.entry(project).or_default().push(one);
    }
    for (name, group) in &groups {
        repairs_row(&mut text, name, group);
    }
    repairs_row(&mut text, "all", &all.iter().collect::<Vec<_>>());
    text
}

fn repairs_row(text: &mut String, name: &str, group: &[&Repaired]) {
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let count = |wanted: fn(&Repaired) -> bool| {
        let found = group.iter().filter(|one| wanted(one));
        number(found.count())
    };
    let of = |wanted: fn(&Repaired) -> bool| share(count(wanted), number(group.len()));
    let another = count(|one| one.green && !one.identical);
    let labelled = count(|one| one.green && !one.identical && one.undecided);
    let part_of = |value: fn(&Repaired) -> u64, percent| {
        let mut values: Vec<u64> = group.iter().map(|one| value(one)).collect();
        part(&mut values, percent)
    };
    let _ = writeln!(
        text,
        "| {name} | {} | {} | {} | {} | {} | {} | {another} | {labelled} | {} | {} | {} | {} |",
        group.len(),
        of(|one| one.reproduced),
        of(|one| one.function == Some(1)),
        of(|one| one.function.is_some_and(|at| at <= 5)),
        of(|one| one.green),
        of(|one| one.green && one.identical),
        count(|one| one.verdict == "proved"),
        part_of(|one| u64::from(one.candidates), 50),
        part_of(|one| one.millis / 1000, 50),
        part_of(|one| one.millis / 1000, 95),
    );
}
