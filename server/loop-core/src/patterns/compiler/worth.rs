//! What a compiler-driven result is worth: the ladder from *improved* to *proved*, and the sentences that go with it.

use std::collections::BTreeSet;

use crate::{
    evidence::Verdict,
    ids::WorkspacePath,
    observation::{CheckEnd, CheckReport, Level, Observation, Phase},
    patterns::{Aim, Edited, Finish, Likeness, Standing, Worth},
};

/// Names of tests or files that one sentence lists at the most.
const LISTED: usize = 5;

pub(super) fn worth(aim: &Aim, proof: &CheckReport, standing: &Standing, edited: &Edited) -> Worth {
    let mut cautions = Vec::new();
    let mut verdict = if !standing.is_clear() {
        cautions.extend(appeared(aim, &standing.left));
        Verdict::Improved
    } else if !standing.uncovered.is_empty() {
        cautions.push(uncovered(&standing.uncovered));
        Verdict::Improved
    } else if !proof.wider.is_empty() {
        cautions.push(wider(&proof.wider));
        Verdict::Improved
    } else if standing.others.is_empty() {
        tested(proof, &mut cautions)
    } else if standing
        .others
        .iter()
        .all(|left| is_apart(aim, left, edited))
    {
        cautions.push(unrelated(&standing.others));
        Verdict::Checked
    } else {
        cautions.push(unseen(&standing.others));
        Verdict::Improved
    };
    cautions.extend(proof.unseen.iter().cloned());
    if edited.finish == Finish::Unfinished {
        cautions.push(
            "The edit leaves code that a person must finish: `todo!()` or a placeholder.".into(),
        );
        if verdict > Verdict::Scaffold {
            verdict = Verdict::Scaffold;
        }
    } else if verdict == Verdict::Checked {
        let doubts = doubts(aim, proof, edited);
        if !doubts.is_empty() {
            verdict = Verdict::Scaffold;
        }
        cautions.extend(doubts);
    }
    Worth { verdict, cautions }
}

/// Lints that say that a piece of code is there for nothing.
const IDLE: &[&str] = &[
    "irrefutable_let_patterns",
    "path_statements",
    "unconditional_recursion",
    "unreachable_code",
    "unreachable_patterns",
    "unused_assignments",
    "unused_must_use",
    "unused_mut",
    "unused_variables",
];

/// Why a clean check without a test says too little: the edit takes a value for granted, or code that it touches is idle now.
/// What compiles by using another name than the one that was meant leaves the one that was meant unused.
fn doubts(aim: &Aim, proof: &CheckReport, edited: &Edited) -> Vec<String> {
    let mut doubts = Vec::new();
    if edited.finish == Finish::Guessed {
        doubts.push(
            "The edit takes for granted that a value is there, and panics where it is not.".into(),
        );
    }
    let is_idle = |seen: &&Observation| {
        IDLE.contains(&seen.key.code.as_str())
            && seen
                .key
                .path
                .as_ref()
                .is_some_and(|path| edited.files.contains(path))
            && edited.items.contains(&seen.key.item)
            && !aim.others.contains_key(&Likeness::of(seen))
    };
    // A slip in punctuation hides every lint and chooses no name.
    let chose_no_name = aim.goal.iter().all(|goal| goal.phase <= Phase::Parse);
    let mut seen = proof.observations.iter();
    if let Some(idle) = seen.find(|seen| is_idle(seen) && !chose_no_name) {
        doubts.push(format!(
            "The compiler warns of code that the edit touches ({}): the edit may not be what was meant.",
            idle.message
        ));
    }
    doubts
}

/// No test has a baseline: the code did not compile before, so a failing test may have failed already.
fn tested(proof: &CheckReport, cautions: &mut Vec<String>) -> Verdict {
    let Some(tests) = &proof.tests else {
        return Verdict::Checked;
    };
    match &proof.end {
        CheckEnd::TimedOut => cautions.push("The tests ran into their deadline.".into()),
        CheckEnd::Broken(_) => cautions.push("The tests could not be run to their end.".into()),
        CheckEnd::Success | CheckEnd::Failure => {}
    }
    if !tests.failed.is_empty() {
        let names = listed(tests.failed.iter().map(String::as_str));
        cautions.push(format!(
            "These tests fail: {names}. They did not run before the edit, so they may have failed already."
        ));
    }
    let is_proved = proof.end == CheckEnd::Success && tests.failed.is_empty() && tests.passed > 0;
    if is_proved {
        Verdict::Proved
    } else {
        Verdict::Checked
    }
}

/// Errors left that the baseline does not show: whether the edit caused them or only uncovered them, no check can tell.
fn appeared(aim: &Aim, left: &[Observation]) -> Option<String> {
    let known: BTreeSet<Likeness> = aim.goal.iter().map(Likeness::of).collect();
    let new = left
        .iter()
        .filter(|o| o.level == Level::Error && !known.contains(&Likeness::of(o)))
        .count();
    match new {
        0 => None,
        1 => Some(
            "1 error was not seen before: the edit caused it, or let the compiler come far enough."
                .into(),
        ),
        n => Some(format!(
            "{n} errors were not seen before: the edit caused them, or let the compiler come far enough."
        )),
    }
}

fn uncovered(errors: &[Observation]) -> String {
    format!(
        "{} in another target ({}) can be seen now that this one compiles; the edit should not be felt there.",
        self::errors(errors.len()),
        listed(places(errors).into_iter()),
    )
}

fn wider(errors: &[Observation]) -> String {
    format!(
        "{} in tests, examples or benches ({}), which nothing compiled before: the edit caused {}, or {} older than it.",
        self::errors(errors.len()),
        listed(places(errors).into_iter()),
        if errors.len() == 1 { "it" } else { "them" },
        if errors.len() == 1 {
            "it is"
        } else {
            "they are"
        },
    )
}

fn unrelated(others: &[Observation]) -> String {
    format!(
        "{} in another package or target ({}) {} there before the edit and {} left as {}.",
        errors(others.len()),
        listed(places(others).into_iter()),
        if others.len() == 1 { "was" } else { "were" },
        if others.len() == 1 { "is" } else { "are" },
        if others.len() == 1 {
            "it was"
        } else {
            "they were"
        },
    )
}

fn unseen(others: &[Observation]) -> String {
    format!(
        "Later compiler phases have not seen the edit, because {} from before it {}.",
        match others.len() {
            1 => "1 other error".to_owned(),
            n => format!("{n} other errors"),
        },
        if others.len() == 1 {
            "remains"
        } else {
            "remain"
        },
    )
}

fn places(observations: &[Observation]) -> BTreeSet<&str> {
    let sites = observations
        .iter()
        .map(|observation| observation.site.as_ref());
    sites
        .map(|site| site.map_or("the build itself", |site| site.path.as_str()))
        .collect()
}

fn errors(count: usize) -> String {
    if count == 1 {
        "1 error".into()
    } else {
        format!("{count} errors")
    }
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    let shown = names
        .iter()
        .take(LISTED)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > LISTED {
        format!("{shown} and {} more", names.len() - LISTED)
    } else {
        shown
    }
}

/// Whether an error cannot have kept the compiler from seeing the edited files to the end: it lies in another package, or
/// in another target of the same one. Where a file is at home is known from what was seen in it, else by its path alone.
fn is_apart(aim: &Aim, left: &Observation, edited: &Edited) -> bool {
    let Some(site) = &left.site else { return false };
    edited.files.iter().all(|file| match aim.homes.get(file) {
        Some(seen) if !seen.is_empty() && !left.targets.is_empty() => {
            left.homes().iter().all(|home| !seen.contains(home))
        }
        _ => target(file) != target(&site.path),
    })
}

/// The target a file belongs to by cargo's conventions: `benches/x.rs`, `tests/x/…` and `examples/x.rs` are their own,
/// everything else is the library or a binary of its package.
fn target(path: &WorkspacePath) -> Option<(String, String)> {
    let parts: Vec<&str> = path.as_str().split('/').collect();
    let at = parts
        .iter()
        .position(|part| matches!(*part, "benches" | "tests" | "examples" | "src"))?;
    if parts[at] == "src" {
        return None;
    }
    let name = parts.get(at + 1)?.trim_end_matches(".rs");
    Some((parts[..=at].join("/"), name.to_owned()))
}
