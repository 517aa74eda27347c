//! Reports and history out of the journals, and starting afresh. Reading files happens off the message loop.

use std::{path::Path, sync::Arc, time::Duration};

use bowline_loop_core::LoopId;
use serde_json::{Value, json};
use tower_lsp::jsonrpc::Result;

use crate::{
    journal,
    lsp::{
        observing, places, review,
        server::{Server, refused},
        session::Session,
        settings, supervisor,
    },
    report,
    report::words,
};

/// How long cancelled loops may take to end before a fresh start goes on without them.
const ENDING: Duration = Duration::from_secs(5);

impl Server {
    /// The report of a loop; without an id of the one that ended last.
    pub(super) async fn report(&self, id: Option<LoopId>) -> Result<Value> {
        let held = self.session.with(|state| match &id {
            Some(id) => state.loops.held(id).cloned(),
            None => state.loops.last().cloned(),
        });
        let (id, markdown) = match held {
            Some(held) => {
                let id = held.finished.id.clone();
                let written = review::write_report(&self.session, held.finished).await;
                (
                    id,
                    written.map_err(|error| {
                        refused(format!("the report could not be written: {error}"))
                    })?,
                )
            }
            None => self.report_of_journal(id).await?,
        };
        // Our own clients show the text of the answer themselves.
        if !self.session.abilities().review {
            let (session, id) = (self.session.clone(), id.clone());
            tokio::spawn(async move { review::show_report(&session, &id).await });
        }
        Ok(
            json!({ "uri": places::uri_of(&review::report_path(&self.session, &id)), "markdown": markdown }),
        )
    }

    async fn report_of_journal(&self, id: Option<LoopId>) -> Result<(LoopId, String)> {
        let session = self.session.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let directory = session.engine.directories().journals();
            let name = id.map_or_else(|| "last".to_owned(), |id| id.0);
            let path = journal::find(&directory, &name).map_err(|error| error.to_string())?;
            let record = journal::read(&path).map_err(|error| error.to_string())?;
            let id = record.header.id.clone();
            let target = review::report_path(&session, &id);
            let markdown = review::store(
                &target,
                Path::new(&record.header.root),
                &report::markdown_of_record(&record),
            );
            Ok((
                id,
                markdown.map_err(|error| format!("the report could not be written: {error}"))?,
            ))
        });
        reading
            .await
            .map_err(|error| refused(error.to_string()))?
            .map_err(|error: String| refused(error))
    }

    /// Every loop that has a journal, newest first.
    pub(super) async fn history(&self) -> Result<Value> {
        let directory = self.session.engine.directories().journals();
        let (running, waiting) = self.session.with(|state| {
            let running: Vec<LoopId> = state.loops.running().cloned().collect();
            let waiting: Vec<LoopId> = state.loops.waiting().cloned().collect();
            (running, waiting)
        });
        let listing = tokio::task::spawn_blocking(move || loops(&directory, &running, &waiting));
        let loops = listing.await.map_err(|error| refused(error.to_string()))?;
        Ok(json!({ "loops": loops }))
    }

    /// Cancels every loop and forgets what was learnt: shadows, checks, settings. Documents stay, they are the editor's.
    pub(super) async fn restart(&self) -> Result<Value> {
        self.session.change(|state| {
            state.cancel(None);
            state.knowledge.clear();
        });
        supervisor::all_ended(&self.session, ENDING).await;
        self.session.engine.close_idle_shadows();
        tokio::spawn(start_over(self.session.clone()));
        Ok(Value::Null)
    }
}

async fn start_over(session: Arc<Session>) {
    settings::adopt(&session).await;
    if let Some(directory) = session.with(|state| settings::any_directory(state)) {
        observing::schedule(&session, &directory);
    }
}

fn loops(directory: &Path, running: &[LoopId], waiting: &[LoopId]) -> Vec<Value> {
    let entry = |summary: journal::Summary| {
        let stop = match &summary.stop {
            Some(stop) => stop.code(),
            None if running.contains(&summary.id) => "running",
            None => "unfinished",
        };
        let (date, time) = journal::civil(summary.started_unix_millis / 1000);
        json!({
            "id": summary.id,
            "started": format!("{date}T{time}Z"),
            "stop": stop,
            "verdict": words::verdict(summary.verdict.unwrap_or(bowline_loop_core::Verdict::None)),
            "used": words::used(&summary.calls),
            "title": summary.title,
            "root": summary.root,
            "can": can(&summary.id, running, waiting),
        })
    };
    journal::list(directory).into_iter().map(entry).collect()
}

/// The commands that make sense for a loop, in the order in which people want them.
fn can(id: &LoopId, running: &[LoopId], waiting: &[LoopId]) -> &'static [&'static str] {
    if running.contains(id) {
        &["stopLoop"]
    } else if waiting.contains(id) {
        &["review", "showReport", "discard", "rerun", "replay"]
    } else {
        &["showReport", "rerun", "replay"]
    }
}
