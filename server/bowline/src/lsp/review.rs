//! What happens with a loop that has ended: its report is written, and its edit is put before a person in the way their
//! editor can show it. How an edit gets into the editor is in `apply`.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use bowline_documents::hunks;
use bowline_loop_core::{LoopId, StopReason, Verdict};
use serde_json::{Value, json};

use super::{
    apply,
    ask::{self, Weight, ask},
    others, places,
    session::Session,
    supervisor::Fate,
};
use crate::{
    engine::{Finished, ProvedFile},
    journal, report,
    report::words,
};

/// How long a question may stand before a person.
const QUESTION: Duration = Duration::from_secs(60 * 60);

/// How long an editor may take to open a document.
const OPENING: Duration = Duration::from_secs(10);

const APPLY: &str = "Apply";
const SHOW: &str = "Show report";
const DISCARD: &str = "Discard";

/// Shows a person what a loop has come to.
pub(super) async fn present(session: &Arc<Session>, finished: &Arc<Finished>, title: &str) {
    if let Err(error) = write_report(session, finished.clone()).await {
        tracing::warn!(%error, "the report could not be written");
    }
    if finished.files.is_empty() {
        return tell_end(session, finished, title).await;
    }
    if session.abilities().review {
        let payload = payload(session, finished, title);
        return session
            .client
            .send_notification::<ask::Review>(payload)
            .await;
    }
    question(session, finished, title).await;
}

/// What `bowline/review` carries.
pub(super) fn payload(session: &Session, finished: &Finished, title: &str) -> Value {
    let files: Vec<Value> = finished
        .files
        .iter()
        .map(|file| file_payload(session, file))
        .collect();
    json!({
        "loop": finished.id,
        "title": title,
        "verdict": finished.outcome.verdict,
        "stop": finished.outcome.stop.code(),
        "summary": summary(finished),
        "cautions": finished.outcome.cautions,
        "report": places::uri_of(&report_path(session, &finished.id)),
        "does": others::title(finished),
        "others": others::payload(session, &finished.id),
        "files": files,
    })
}

fn file_payload(session: &Session, file: &ProvedFile) -> Value {
    let open = session.with(|state| {
        state
            .documents
            .at(&file.absolute)
            .map(|(uri, _)| uri.to_owned())
    });
    let (before, after) = (
        places::without_bom(&file.before),
        places::without_bom(&file.after),
    );
    let hunks: Vec<Value> = hunks(before, after)
        .into_iter()
        .enumerate()
        .map(|(index, hunk)| {
            json!({
                "index": index,
                "beforeLines": [hunk.before_lines.start, hunk.before_lines.end],
                "afterLines": [hunk.after_lines.start, hunk.after_lines.end],
                "text": hunk.replacement.text,
            })
        })
        .collect();
    json!({
        "uri": open.unwrap_or_else(|| places::uri_of(&file.absolute)),
        "version": file.version,
        "before": before,
        "after": after,
        "hunks": hunks,
    })
}

/// What the result is worth, in a sentence or two.
pub(super) fn summary(finished: &Finished) -> String {
    let outcome = &finished.outcome;
    let tests = outcome
        .proof
        .as_ref()
        .and_then(|proof| proof.tests.as_ref());
    let meaning = report::testing::meaning(outcome)
        .unwrap_or_else(|| words::verdict_sentence(outcome.verdict, tests));
    if outcome.stop == StopReason::Achieved {
        meaning
    } else {
        format!("{meaning} {}", outcome.stop.sentence())
    }
}

/// Says why there is no edit. A loop that a person stopped needs no words.
async fn tell_end(session: &Session, finished: &Finished, title: &str) {
    let stop = &finished.outcome.stop;
    let weight = match stop {
        StopReason::Cancelled => return,
        StopReason::Achieved | StopReason::NothingToDo => Weight::Info,
        _ => Weight::Warning,
    };
    ask::show(
        &session.client,
        weight,
        &format!("{title}: {}", stop.sentence()),
    )
    .await;
}

/// Asks a person by a message with buttons, for editors without a review surface of ours.
async fn question(session: &Arc<Session>, finished: &Arc<Finished>, title: &str) {
    let number = u32::try_from(finished.files.len()).unwrap_or(u32::MAX);
    let cautions: String = finished
        .outcome
        .cautions
        .iter()
        .map(|caution| format!(" Caution: {caution}"))
        .collect();
    let message = format!(
        "Bowline: {title}: an edit of {} is ready ({}). {}{cautions}",
        words::count(number, "file"),
        words::verdict(finished.outcome.verdict),
        summary(finished),
    );
    let weight = if finished.outcome.verdict >= Verdict::Checked {
        Weight::Info
    } else {
        Weight::Warning
    };
    loop {
        let actions = [APPLY, SHOW, DISCARD].map(|title| json!({ "title": title }));
        let params = json!({ "type": weight as i64, "message": message, "actions": actions });
        let answer = ask::<ask::ShowMessageRequest>(&session.client, params, QUESTION).await;
        // A message that is waved away decides nothing: the commands still take the edit.
        let Ok(answer) = answer else { return };
        match answer["title"].as_str() {
            Some(APPLY) => return apply_and_tell(session, &finished.id).await,
            Some(DISCARD) => return discard(session, &finished.id),
            Some(SHOW) => show_report(session, &finished.id).await,
            _ => return,
        }
    }
}

async fn apply_and_tell(session: &Arc<Session>, id: &LoopId) {
    let (weight, message) = match apply::apply(session, id, None).await {
        Ok(answer) if answer.state == apply::State::Applied => (Weight::Info, answer.message),
        Ok(answer) => (Weight::Warning, answer.message),
        Err(reason) => (Weight::Warning, reason),
    };
    ask::show(&session.client, weight, &message).await;
}

/// Drops a result; its report and journal stay.
pub(super) fn discard(session: &Session, id: &LoopId) {
    let journal = session.change(|state| {
        let before = state.loops.decide(id, Fate::Discarded);
        let held = state
            .loops
            .held(id)
            .filter(|_| before == Some(Fate::Waiting));
        held.and_then(|held| held.finished.journal.clone())
    });
    if let Some(path) = journal {
        note(&path, "discarded", json!({}));
    }
}

/// Adds a note to a journal; one that cannot be written is no reason to fail.
pub(super) fn note(path: &Path, kind: &str, detail: Value) {
    if let Err(error) = journal::append_note(path, kind, detail) {
        tracing::warn!(%error, kind, "the note could not be written to the journal");
    }
}

/// Where the report document of a loop lies.
pub(super) fn report_path(session: &Session, id: &LoopId) -> PathBuf {
    session
        .engine
        .directories()
        .reports()
        .join(format!("{id}.md"))
}

/// Writes the report document anew; gives its text.
pub(super) async fn write_report(
    session: &Session,
    finished: Arc<Finished>,
) -> std::io::Result<String> {
    let path = report_path(session, &finished.id);
    let writing = tokio::task::spawn_blocking(move || {
        let markdown = report::markdown(&finished);
        store(&path, &finished.root, &markdown)
    });
    writing.await.map_err(std::io::Error::other)?
}

/// Writes the report document of a loop over the workspace at `root`, with links to the places it names; gives its text.
pub(super) fn store(path: &Path, root: &Path, markdown: &str) -> std::io::Result<String> {
    let markdown = report::linked(markdown, root, &places::uri_of);
    if let Some(directory) = path.parent() {
        std::fs::create_dir_all(directory)?;
    }
    std::fs::write(path, &markdown)?;
    Ok(markdown)
}

/// Opens the report document in the editor, or says where it lies.
pub(super) async fn show_report(session: &Session, id: &LoopId) {
    let path = report_path(session, id);
    if session.abilities().show_document {
        let params = json!({ "uri": places::uri_of(&path), "external": false, "takeFocus": true });
        let answer = ask::<ask::ShowDocument>(&session.client, params, OPENING).await;
        if answer.is_ok_and(|answer| answer["success"] == true) {
            return;
        }
    }
    ask::show(
        &session.client,
        Weight::Info,
        &format!("the report is at {}", path.display()),
    )
    .await;
}
