//! What the guard of weakened tests cannot tell from the edited file alone: answers of tests in other files, and what ran.

use bowline_loop_core::{
    FileEdit, Weakening, WorkspacePath,
    weakening::ran::{self, RanEnd, RanTest},
};
use bowline_observers::libtest::suite::{Suite, Tally};
use bowline_syntax::calls::Calls;

use crate::engine::workbench::{Texts, Workbench};

impl Workbench {
    /// The files that hold the tests of the goal, with their texts.
    pub(super) fn texts_of_tests(&self) -> Texts {
        let Some(index) = self.lease.declarations() else {
            return Texts::new();
        };
        let text_of = |path: &WorkspacePath| self.text_of(path);
        let mut calls = Calls::new(index, &text_of);
        let red = self.bed.red.keys();
        let starts = red.flat_map(|test| calls.starts(test));
        let paths: std::collections::BTreeSet<_> = starts.map(|start| start.path).collect();
        paths
            .into_iter()
            .filter_map(|path| Some((path.clone(), self.text_of(&path)?)))
            .collect()
    }

    /// Answers of the goal's tests that an edit writes into the code of other files.
    pub(in crate::engine::workbench) fn answers_written(
        &self,
        edits: &[FileEdit],
        after: &Texts,
    ) -> Vec<Weakening> {
        let mut found = Vec::new();
        for edit in edits {
            let (Some(before), Some(after)) = (self.text_of(&edit.path), after.get(&edit.path))
            else {
                continue;
            };
            let others = self
                .bed
                .tests
                .iter()
                .filter(|(path, _)| **path != edit.path);
            let others: Vec<(&WorkspacePath, &str)> =
                others.map(|(path, text)| (path, text.as_str())).collect();
            if !others.is_empty() {
                found.extend(bowline_syntax::special_cases(
                    &edit.path, &before, after, &others,
                ));
            }
        }
        found
    }
}

/// What ran before and does not run any more, one sentence each.
pub(super) fn lost(before: &Suite, after: &Suite) -> Vec<(String, String)> {
    let found = ran::lost(&ran_tests(before), &ran_tests(after));
    let told = found.iter().map(|one| (one.place.clone(), one.sentence()));
    let named: Vec<_> = told.collect();
    match ran::fewer(number(before), number(after)) {
        Some(fewer) if named.is_empty() => vec![("the suite".into(), fewer.sentence())],
        _ => named,
    }
}

fn ran_tests(suite: &Suite) -> Vec<RanTest> {
    let mut all = Vec::new();
    for (name, tally) in &suite.tests {
        let ends = [
            (tally.passed, RanEnd::Passed),
            (tally.failed, RanEnd::Failed),
            (tally.ignored, RanEnd::Ignored),
        ];
        for (number, end) in ends {
            let name = name.clone();
            all.extend((0..number).map(|_| RanTest {
                name: name.clone(),
                end,
            }));
        }
    }
    all
}

fn number(suite: &Suite) -> u32 {
    let ran = |tally: &Tally| tally.passed + tally.failed;
    suite.tests.values().map(ran).sum()
}
