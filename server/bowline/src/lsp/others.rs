//! Other fixes for the same error: searched for while the first one is under review, proved like it, and offered beside it.

use std::{sync::Arc, time::Duration};

use bowline_loop_core::{LoopId, Verdict, evidence::Fate as Came};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{
    ask, review,
    session::{Session, State},
    supervisor::{self, Asked, Fate, Held},
};
use crate::{
    engine::{Aim, Behalf, Finished, ProvedFile},
    journal,
};

/// How long the search may take at most; a loop's own bounds end it earlier.
const LONGEST: Duration = Duration::from_secs(10 * 60);

/// Other fixes that are searched for at most.
const MOST: usize = 2;

/// Looks for other fixes of the error that `first` mends, in the background, for as long as a person has not decided on it.
/// Only for one error at one place, and only where the editor can show them.
pub(super) async fn search(session: &Arc<Session>, first: &Finished, asked: &Asked) {
    let is_one_error = matches!(asked.aim, Aim::Spot { .. });
    if !is_one_error || first.outcome.verdict < Verdict::Checked || !session.abilities().review {
        return;
    }
    let mut offered = asked.offered.clone();
    offered.extend(first.offered());
    let _at_work = session.at_work();
    for _ in 0..MOST {
        let asked = Asked {
            offered: offered.clone(),
            ..asked.clone()
        };
        let Some(found) = another(session, &first.id, &asked).await else {
            return;
        };
        offered.extend(found.offered());
        let held = Held {
            finished: Arc::new(found),
            asked,
            behalf: Behalf::Background,
            fate: Fate::Waiting,
            others: Vec::new(),
        };
        let others = session.change(|state| state.loops.add_other(&first.id, held));
        if others.is_none() {
            return;
        }
        let told = json!({ "loop": first.id, "others": payload(session, &first.id) });
        session.client.send_notification::<ask::Others>(told).await;
    }
}

/// One more loop; `None` when it finds nothing that holds, or when nobody waits for it any more.
async fn another(session: &Arc<Session>, first: &LoopId, asked: &Asked) -> Option<Finished> {
    let cancel = CancellationToken::new();
    let (sender, _) = mpsc::unbounded_channel();
    let run = supervisor::run(
        session.clone(),
        journal::new_id(asked.aim.pattern()),
        asked.clone(),
        Behalf::Background,
        cancel.clone(),
        sender,
    );
    tokio::pin!(run);
    let found = tokio::select! {
        found = &mut run => found,
        _ = session.wait_until(LONGEST, |state| !is_waiting(state, first)) => {
            cancel.cancel();
            run.await
        }
    };
    (found.outcome.verdict >= Verdict::Checked).then_some(found)
}

/// Whether a person has still to decide on a result, over the text that it was made for.
fn is_waiting(state: &State, id: &LoopId) -> bool {
    let Some(held) = state.loops.held(id) else {
        return false;
    };
    let is_unchanged = |file: &ProvedFile| {
        let open = state.documents.at(&file.absolute);
        open.map(|(_, document)| document.version) == file.version
    };
    held.fate == Fate::Waiting && held.finished.files.iter().all(is_unchanged)
}

/// The other fixes of a result as the editor is told of them, in the order in which they were found.
pub(super) fn payload(session: &Session, id: &LoopId) -> Value {
    let others = session.with(|state| {
        let ids = state.loops.held(id).map(|held| held.others.clone());
        let held = ids
            .iter()
            .flatten()
            .filter_map(|id| state.loops.held(id).cloned());
        held.collect::<Vec<_>>()
    });
    others
        .iter()
        .map(|other| {
            json!({
                "loop": other.finished.id,
                "title": title(&other.finished),
                "verdict": other.finished.outcome.verdict,
                "summary": review::summary(&other.finished),
            })
        })
        .collect()
}

/// What a result does, in the words of its accepted steps.
pub(super) fn title(finished: &Finished) -> String {
    let steps = finished.outcome.trials.iter();
    let taken = steps.filter(|trial| trial.fate == Came::Accepted);
    taken
        .map(|trial| trial.title.as_str())
        .collect::<Vec<_>>()
        .join("; ")
}
