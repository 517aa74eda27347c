//! Finds out what the editor has really done: its own answer is a hint, the text that follows is the truth.

use std::time::Duration;

use bowline_documents::merge3;
use bowline_loop_core::Verdict;
use serde_json::Value;

use super::{
    Answer, State,
    target::{Target, text_now},
};
use crate::{
    lsp::{ask::Refusal, session, session::Session},
    report::words,
};

/// How long the texts may take to follow an answer that says «applied»: editors gather changes before they send them.
const FOLLOWING: Duration = Duration::from_secs(3);

/// What the text of one file shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// The whole edit, and perhaps what was typed since.
    Whole,
    /// A part of it, or something else.
    Part,
    /// Nothing.
    Nothing,
}

/// Compares the texts with those that were proved, and says what came of the edit.
pub(super) async fn settle(
    session: &Session,
    targets: &[Target],
    said: Result<Value, Refusal>,
    verdict: Verdict,
) -> Answer {
    let refusal = match &said {
        Ok(answer) if answer["applied"] == true => None,
        Ok(answer) => Some(
            answer["failureReason"]
                .as_str()
                .unwrap_or("the editor refused it")
                .to_owned(),
        ),
        Err(refusal) => Some(refusal.to_string()),
    };
    if refusal.is_none() {
        let all_whole = |state: &session::State| {
            targets
                .iter()
                .all(|target| look(state, target) == Seen::Whole)
        };
        session.wait_until(FOLLOWING, all_whole).await;
    }
    let seen: Vec<Seen> =
        session.with(|state| targets.iter().map(|target| look(state, target)).collect());
    verdict_of(targets, &seen, refusal, verdict)
}

fn look(state: &session::State, target: &Target) -> Seen {
    match text_now(state, &target.absolute) {
        Some((_, now)) => compare(&target.base, &target.goal, &now),
        None => Seen::Part,
    }
}

pub(super) fn compare(base: &str, goal: &str, now: &str) -> Seen {
    if now == goal {
        return Seen::Whole;
    }
    if now == base {
        return Seen::Nothing;
    }
    // Merging the edit into a text that has it already changes nothing.
    match merge3(base, now, goal) {
        Ok(merged) if merged == now => Seen::Whole,
        _ => Seen::Part,
    }
}

pub(super) fn verdict_of(
    targets: &[Target],
    seen: &[Seen],
    refusal: Option<String>,
    verdict: Verdict,
) -> Answer {
    let without: Vec<&str> = targets
        .iter()
        .zip(seen)
        .filter(|(_, seen)| **seen != Seen::Whole)
        .map(|(target, _)| target.path.as_str())
        .collect();
    let files = words::count(u32::try_from(targets.len()).unwrap_or(u32::MAX), "file");
    if without.is_empty() {
        return Answer::new(
            State::Applied,
            format!("Applied to {files}: {}.", words::verdict(verdict)),
        );
    }
    if let Some(reason) = refusal {
        let state = if seen.iter().all(|seen| *seen == Seen::Nothing) {
            State::NotApplied
        } else {
            State::Partly
        };
        return Answer::new(state, format!("The editor did not take the edit: {reason}"));
    }
    let names = without.join(", ");
    if seen.iter().all(|seen| *seen == Seen::Nothing) {
        let message =
            format!("The editor says that it applied the edit, and {names} shows nothing of it.");
        return Answer::new(State::NotApplied, message);
    }
    let message =
        format!("Only a part of the edit is there: {names} is not the text that was checked.");
    Answer::new(State::Partly, message)
}
