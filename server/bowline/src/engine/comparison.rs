//! What a proof outside a loop is worth: its observations against the baseline's, by key. A loop's own verdict is the
//! machine's.

use std::collections::BTreeMap;

use bowline_loop_core::{
    CheckReport, Observation, ObservationKey, Verdict,
    observation::{CheckEnd, Level},
};

use super::types::Proof;

/// Compares the check with the edit to the check without it.
pub(super) fn compare(baseline: CheckReport, report: CheckReport) -> Proof {
    let new = new_errors(&baseline, &report);
    let before = errors(&baseline).count();
    let after = errors(&report).count();
    let tests_pass = report
        .tests
        .as_ref()
        .is_some_and(|tests| tests.failed.is_empty() && tests.passed > 0);
    let verdict = match &report.end {
        CheckEnd::Success if !report.wider.is_empty() => Verdict::Improved,
        CheckEnd::Success if tests_pass => Verdict::Proved,
        CheckEnd::Success => Verdict::Checked,
        CheckEnd::Failure if new.is_empty() && after < before => Verdict::Improved,
        CheckEnd::Failure | CheckEnd::TimedOut | CheckEnd::Broken(_) => Verdict::None,
    };
    Proof {
        verdict,
        baseline,
        report,
        new,
    }
}

fn errors(report: &CheckReport) -> impl Iterator<Item = &Observation> {
    report
        .observations
        .iter()
        .filter(|observation| observation.level == Level::Error)
}

/// The errors that are in `after` more often than in `before`, as sentences.
fn new_errors(before: &CheckReport, after: &CheckReport) -> Vec<String> {
    let mut known: BTreeMap<&ObservationKey, u32> = BTreeMap::new();
    for observation in errors(before) {
        *known.entry(&observation.key).or_default() += 1;
    }
    errors(after)
        .filter(|observation| match known.get_mut(&observation.key) {
            Some(left) if *left > 0 => {
                *left -= 1;
                false
            }
            _ => true,
        })
        .map(|observation| match &observation.site {
            Some(site) => format!("{}:{}: {}", site.path, site.first_line, observation.message),
            None => observation.message.clone(),
        })
        .collect()
}
