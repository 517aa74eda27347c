//! Where the fault behind failing tests may lie, in the words of reports and of the proposers.

use std::collections::BTreeMap;

use bowline_loop_core::{WorkspacePath, observation::Suspect};
use bowline_observers::libtest::suite::{self, Suite};
use bowline_proposers::{
    behaviour::{self, Failure, Line, Place, Reason},
    model::prompt::Failing,
};

use super::{Texts, Workbench};

/// Places that a report names at the most.
const MOST: usize = 10;

/// Places that a model is shown at the most.
const SHOWN: usize = 6;

/// What the proposers are told of failing tests.
pub(super) fn failure(red: &BTreeMap<String, suite::Failing>, suite: &Suite) -> Failure {
    let mut frames = Vec::new();
    for (path, line) in red.values().flat_map(|failing| &failing.frames) {
        let frame = Line {
            path: WorkspacePath::new(path),
            line: *line,
        };
        if !frame.path.is_outside() && !frames.contains(&frame) {
            frames.push(frame);
        }
    }
    let side =
        |of: fn(&suite::Failing) -> &Option<String>| red.values().find_map(|one| of(one).clone());
    Failure {
        failing: red.keys().cloned().collect(),
        passing: suite.passing().map(str::to_owned).collect(),
        frames,
        left: side(|one| &one.left),
        right: side(|one| &one.right),
        recent: Vec::new(),
        spectrum: behaviour::Spectrum::default(),
    }
}

impl Workbench {
    /// The functions that the fault may lie in, likeliest first.
    pub(super) fn places(&mut self) -> Vec<Place> {
        let over: Texts = self.overlays();
        self.lease.refresh_declarations(&over);
        self.ranked()
    }

    /// The same with the declarations as they are known.
    fn ranked(&self) -> Vec<Place> {
        let Some(index) = self.lease.declarations() else {
            return Vec::new();
        };
        behaviour::rank(&behaviour::Request {
            failure: &self.bed.failure,
            text_of: &|path| self.text_of(path),
            index,
        })
    }

    /// What a model is told of the failing tests, with the declarations as they are known; `None` where none fails.
    pub(in crate::engine::workbench) fn failing(&self) -> Option<Failing> {
        let tests = self.red_in_words();
        let places = self.ranked().into_iter().take(SHOWN);
        (!tests.is_empty()).then(|| Failing {
            tests,
            places: places.map(|place| (place.path, place.range)).collect(),
        })
    }

    /// The likeliest of them, in the words of reports.
    pub(super) fn suspects(&mut self) -> Vec<Suspect> {
        let places = self.places().into_iter().take(MOST);
        places
            .map(|place| Suspect {
                path: place.path,
                line: *place.lines.start(),
                name: place.name,
                weight: place.weight,
                reasons: place.reasons.iter().map(words).collect(),
            })
            .collect()
    }
}

fn words(reason: &Reason) -> String {
    match reason {
        Reason::Reached { calls: 0 | 1 } => "called by the test".into(),
        Reason::Reached { calls } => format!("{calls} calls from the test"),
        Reason::Passing { percent } => format!("{percent}% of the passing tests reach it"),
        Reason::Panicked { line } => format!("panicked at line {line}"),
        Reason::Ran => "ran in the failing test".into(),
        Reason::Changed => "changed of late".into(),
        Reason::Named => "named by the test".into(),
    }
}
