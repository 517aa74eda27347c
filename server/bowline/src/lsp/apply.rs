//! Takes a result into the editor: never over what a person typed, never on the word of the editor alone (I3, I11).
//!
//! Wanted texts are rebased onto the texts of this moment (`target`), proved again where they are not what the loop proved,
//! sent as one workspace edit (`edit`), and compared with the texts that follow (`settle`).

mod edit;
mod settle;
mod target;

use std::{sync::Arc, time::Duration};

use bowline_loop_core::{LoopId, StopReason, Verdict};
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use self::target::Target;
use super::{
    ask::{self, ask},
    observing, progress, review,
    session::Session,
    settings,
    supervisor::{Fate, Held},
};
use crate::{
    engine::{Aim, Proof},
    report::words,
};

/// How often the edit is moved onto new typing before it is given up as stale.
const ROUNDS: u32 = 4;

/// How long an editor may take over an edit; some let a person look through it.
const ACCEPTING: Duration = Duration::from_secs(10 * 60);

/// The hunks a person picked in one file.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(super) struct Chosen {
    /// The file, by the URI of the review.
    pub(super) uri: String,
    /// The hunks, by the index of the review.
    #[serde(default)]
    pub(super) indexes: Vec<usize>,
    /// The whole text as the person has rewritten the proposed one; then the hunks do not count.
    #[serde(default)]
    pub(super) text: Option<String>,
}

/// What became of an edit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum State {
    /// The editor has the text that was proved.
    Applied,
    /// It has a part of it.
    Partly,
    /// It has none of it.
    NotApplied,
    /// The text has moved on, and the edit no longer fits or no longer holds.
    Stale,
}

impl State {
    fn word(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Partly => "partly",
            Self::NotApplied => "not_applied",
            Self::Stale => "stale",
        }
    }
}

/// What the command answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Answer {
    /// What became of the edit.
    pub(super) state: State,
    /// The same as a sentence.
    pub(super) message: String,
}

impl Answer {
    fn new(state: State, message: impl Into<String>) -> Self {
        Self {
            state,
            message: message.into(),
        }
    }
}

/// Applies a result, whole or the chosen hunks of it. An error is a sentence: there is no such result, or it is decided.
///
/// Runs in a task of its own; it waits for the client.
pub(super) async fn apply(
    session: &Arc<Session>,
    id: &LoopId,
    chosen: Option<Vec<Chosen>>,
) -> Result<Answer, String> {
    let mut claim = Claim::take(session, id)?;
    let finished = claim.held.finished.clone();
    let answer = attempt(session, &claim, chosen).await;
    if matches!(answer.state, State::Applied | State::Partly) {
        claim.fate = Fate::Applied;
        if let Some(file) = finished.files.first() {
            observing::schedule(session, &file.absolute);
        }
    }
    drop(claim);
    tracing::info!(%id, state = answer.state.word(), message = answer.message, "applying");
    if let Some(journal) = &finished.journal {
        review::note(
            journal,
            answer.state.word(),
            json!({ "message": answer.message }),
        );
    }
    if let Err(error) = review::write_report(session, finished).await {
        tracing::warn!(%error, "the report could not be written");
    }
    Ok(answer)
}

/// The right to apply a result, until dropped; then the result has the fate written here.
struct Claim<'a> {
    session: &'a Session,
    held: Held,
    fate: Fate,
    /// Ends the proof that applying may need.
    cancel: CancellationToken,
}

impl<'a> Claim<'a> {
    fn take(session: &'a Session, id: &LoopId) -> Result<Self, String> {
        let cancel = CancellationToken::new();
        let held = session.with(|state| {
            if state.loops.is_running(id) {
                return Err(format!("{id} still runs"));
            }
            let held = state.loops.held(id).cloned();
            let held = held
                .ok_or_else(|| format!("the edit of {id} is no longer held; run the loop again"))?;
            match held.fate {
                Fate::Waiting => {}
                Fate::Discarded => return Err(format!("the edit of {id} was discarded")),
                Fate::Applying => return Err(format!("the edit of {id} is being applied already")),
                Fate::Applied => return Err(format!("the edit of {id} was applied already")),
            }
            if held.finished.files.is_empty() {
                return Err(format!(
                    "{id} ended without an edit: {}",
                    held.finished.outcome.stop.sentence()
                ));
            }
            state.loops.decide(id, Fate::Applying);
            state.proofs.insert(id.clone(), cancel.clone());
            Ok(held)
        })?;
        Ok(Self {
            session,
            fate: held.fate,
            held,
            cancel,
        })
    }
}

impl Drop for Claim<'_> {
    fn drop(&mut self) {
        let (id, fate) = (&self.held.finished.id, self.fate);
        self.session.change(|state| {
            state.proofs.remove(id);
            state.loops.decide(id, fate);
        });
    }
}

async fn attempt(session: &Arc<Session>, claim: &Claim<'_>, chosen: Option<Vec<Chosen>>) -> Answer {
    let held = &claim.held;
    let finished = &held.finished;
    let wanted = target::wanted(session, finished, chosen.as_deref());
    if wanted.files.is_empty() {
        return Answer::new(
            State::NotApplied,
            "No hunk was picked, so nothing is changed.",
        );
    }
    let mut proved: Option<(Vec<Target>, Verdict)> = None;
    for _ in 0..ROUNDS {
        let targets = match target::rebase(session, &wanted.files) {
            Ok(targets) => targets,
            Err(conflict) => return Answer::new(State::Stale, conflict),
        };
        if targets.is_empty() {
            return Answer::new(State::Applied, "The text has this edit already.");
        }
        let is_loops_own = !wanted.is_changed && targets.iter().all(|target| !target.is_moved);
        let verdict = match &proved {
            _ if is_loops_own => finished.outcome.verdict,
            Some((texts, verdict)) if *texts == targets => *verdict,
            _ => match prove_shown(session, claim, &targets).await {
                // Looked at again from the start: there was time to type during the proof.
                Ok(verdict) => {
                    proved = Some((targets, verdict));
                    continue;
                }
                Err(reason) => {
                    let moved = targets.iter().any(|target| target.is_moved);
                    let state = if moved {
                        State::Stale
                    } else {
                        State::NotApplied
                    };
                    return Answer::new(state, reason);
                }
            },
        };
        // Built under the lock from the very texts that were just compared; `None` when they have changed since.
        let Some(params) =
            session.with(|state| edit::build(state, &targets, &held.asked.title, verdict))
        else {
            continue;
        };
        let said = ask::<ask::ApplyEdit>(&session.client, params, ACCEPTING).await;
        return settle::settle(session, &targets, said, verdict).await;
    }
    Answer::new(
        State::Stale,
        "The text changes faster than the edit can be proved on it; nothing was changed.",
    )
}

/// Proves with a progress display: a check takes its time.
async fn prove_shown(
    session: &Arc<Session>,
    claim: &Claim<'_>,
    targets: &[Target],
) -> Result<Verdict, String> {
    let held = &claim.held;
    let title = format!("proving again: {}", held.asked.title);
    let proof = prove(session, held, targets, &claim.cancel);
    progress::during(session, &held.finished.id, &title, proof).await
}

/// Proves texts that no loop has proved as they stand. An error is a sentence that says why they do not hold.
async fn prove(
    session: &Arc<Session>,
    held: &Held,
    targets: &[Target],
    cancel: &CancellationToken,
) -> Result<Verdict, String> {
    let finished = &held.finished;
    let config = settings::load(session, &finished.root).await;
    let buffers = session.open_buffers();
    let files: Vec<_> = targets.iter().map(Target::as_proved_file).collect();
    let _at_work = session.at_work();
    let engine = &session.engine;
    let aim = &held.asked.aim;
    let proving = engine.prove(&finished.root, aim, &config, &buffers, &files, cancel);
    let mut proving = std::pin::pin!(proving);
    let proof = tokio::select! {
        proof = &mut proving => proof,
        () = session.lifecycle.ended() => {
            // Ended rather than dropped: its processes are gone when this returns.
            cancel.cancel();
            proving.await
        }
    };
    match proof {
        Ok(proof) if proof.verdict > Verdict::None && proof.new.is_empty() => {
            Ok(worth(held, proof.verdict))
        }
        Ok(proof) => Err(does_not_hold(&proof)),
        Err(StopReason::Cancelled) => Err("The proof was stopped, so nothing was applied.".into()),
        Err(stop) => Err(format!(
            "The edit could not be proved on the text as it stands: {}",
            stop.sentence()
        )),
    }
}

/// What a proof of a part is worth: where the tests did not decide between the edits that pass, they do not decide now.
fn worth(held: &Held, verdict: Verdict) -> Verdict {
    let of_tests = matches!(held.asked.aim, Aim::Tests { .. });
    match held.finished.outcome.verdict {
        Verdict::Checked if of_tests => verdict.min(Verdict::Checked),
        _ => verdict,
    }
}

fn does_not_hold(proof: &Proof) -> String {
    match proof.new.as_slice() {
        [] => "By itself this clears nothing, so it was not applied.".into(),
        [only] => format!("By itself this does not hold, so it was not applied: {only}"),
        [first, rest @ ..] => {
            let more = words::count(u32::try_from(rest.len()).unwrap_or(u32::MAX), "more error");
            format!("By itself this does not hold, so it was not applied: {first} (and {more})")
        }
    }
}

#[cfg(test)]
mod tests;
