//! The words for loops that make tests pass: what a result is worth, where the fault was looked for, what to decide.

use std::fmt::Write as _;

use bowline_loop_core::{
    Observation, Outcome, Verdict,
    observation::Suspect,
    patterns::{test_driven::FAILS, test_first::UNSHOWN},
};

use super::{evidence::Evidence, words};

/// What a person should decide of a test that no edit made pass.
pub(super) const DECIDE: &str = "Is the test right, and is what it asks for written already? The places above are where it leads.";

/// Whether an observation is a failing test.
pub(super) fn is_test(observation: &Observation) -> bool {
    observation.key.code == FAILS
}

/// What the verdict of a test-driven loop means; `None` for a loop of another kind.
pub(crate) fn meaning(outcome: &Outcome) -> Option<String> {
    let baseline = outcome.baseline.as_ref()?;
    let run = |report: &Option<bowline_loop_core::CheckReport>| {
        let tests = report.as_ref().and_then(|report| report.tests.as_ref());
        tests.map_or(0, |tests| {
            tests.passed + u32::try_from(tests.failed.len()).unwrap_or(u32::MAX)
        })
    };
    let ran = format!(
        "tests run: {} before, {} after",
        run(&outcome.baseline),
        run(&outcome.proof)
    );
    let mut said = baseline.observations.iter();
    if said.any(|one| one.key.code == UNSHOWN) && outcome.verdict == Verdict::Checked {
        return Some(format!(
            "It adds a test that fails, twice over, and nothing that passed before fails ({ran})."
        ));
    }
    let goal = baseline.observations.iter().filter(|one| is_test(one));
    let number = u32::try_from(goal.count()).unwrap_or(u32::MAX);
    if number == 0 {
        return None;
    }
    let failing = words::count(number, "failing test");
    Some(match outcome.verdict {
        Verdict::None => return None,
        Verdict::Improved => {
            format!("Some of the {failing} pass with it, and others still fail ({ran}).")
        }
        Verdict::Scaffold => format!("The {failing} pass with it, and it is unfinished ({ran})."),
        Verdict::Checked => format!(
            "With it, and only with it, {failing} passed and nothing else broke ({ran}); other edits pass too."
        ),
        Verdict::Proved => format!(
            "{failing} passed with it, failed again without it and passed again with it; nothing else broke ({ran})."
        ),
    })
}

/// One place in a line: `src/lib.rs:12 Basket::total (called by the test)`.
pub(crate) fn place(suspect: &Suspect) -> String {
    let reasons = match suspect.reasons.as_slice() {
        [] => String::new(),
        reasons => format!(" ({})", reasons.join(", ")),
    };
    format!(
        "{}:{} {}{reasons}",
        suspect.path, suspect.line, suspect.name
    )
}

/// Where the fault was looked for.
pub(super) fn places(page: &mut String, evidence: &Evidence) {
    let suspects = evidence.suspects();
    if suspects.is_empty() {
        return;
    }
    page.push_str("\n## Where the tests lead, likeliest first\n\n");
    for suspect in suspects {
        let _ = writeln!(page, "1. {}", place(suspect));
    }
}

/// What the edit does with inputs that no test has.
pub(super) fn probes(page: &mut String, evidence: &Evidence) {
    let [first, named @ ..] = evidence.probes() else {
        return;
    };
    let _ = write!(page, "\n## Inputs near those of the tests\n\n{first}\n");
    if !named.is_empty() {
        page.push('\n');
    }
    for one in named {
        let _ = writeln!(page, "- {one}");
    }
}
