//! What the tables are written in: a text before, a text after, and a number.

use bowline_loop_core::{
    action::{EditFacts, Replacement},
    ids::WorkspacePath,
};
use bowline_syntax::facts;

/// One fact of an edit.
pub type Fact = fn(&EditFacts) -> u32;

/// Checks one fact over a table of (before, after, expected) in `src/lib.rs`.
#[track_caller]
pub fn check(fact: Fact, table: &[(&str, &str, u32)]) {
    for &(before, after, expected) in table {
        let got = fact(&facts_at("src/lib.rs", before, after));
        assert_eq!(
            got, expected,
            "\n--- before\n{before}\n--- after\n{after}\n"
        );
    }
}

/// The facts of an edit given by its two texts, as one replacement of what differs.
pub fn facts_at(path: &str, before: &str, after: &str) -> EditFacts {
    facts(
        &WorkspacePath::new(path),
        before,
        &[difference(before, after)],
        after,
    )
}

/// The facts of an edit given by its replacements: (what is replaced, with what), each text once in `before`.
pub fn facts_of(before: &str, changes: &[(&str, &str)]) -> EditFacts {
    let mut replacements: Vec<Replacement> = changes
        .iter()
        .map(|(old, new)| {
            let start = before.find(old).expect("the text is there");
            Replacement {
                start,
                end: start + old.len(),
                text: (*new).to_owned(),
            }
        })
        .collect();
    replacements.sort();
    let mut after = before.to_owned();
    for replacement in replacements.iter().rev() {
        after.replace_range(replacement.range(), &replacement.text);
    }
    facts(
        &WorkspacePath::new("src/lib.rs"),
        before,
        &replacements,
        &after,
    )
}

/// What differs between two texts, as one replacement.
pub fn difference(before: &str, after: &str) -> Replacement {
    let same = |pairs: &mut dyn Iterator<Item = (char, char)>| -> usize {
        pairs
            .take_while(|(one, other)| one == other)
            .map(|(c, _)| c.len_utf8())
            .sum()
    };
    let start = same(&mut before.chars().zip(after.chars()));
    let behind = same(
        &mut before[start..]
            .chars()
            .rev()
            .zip(after[start..].chars().rev()),
    );
    let text = after[start..after.len() - behind].to_owned();
    Replacement {
        start,
        end: before.len() - behind,
        text,
    }
}
