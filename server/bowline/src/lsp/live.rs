//! What the compiler says of text that is not saved yet, shown as diagnostics where a person asked for it. Other servers check
//! what is on disk, so this is shown only while a buffer differs from it, only where the saved text did not already have the
//! same error, and only until the next keystroke.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    sync::Arc,
};

use bowline_documents::position_of;
use bowline_loop_core::{Observation, observation::Level};
use serde_json::{Value, json};

use super::{
    ask, places,
    session::{Session, State},
};
use crate::engine::{Observed, OpenBuffer};

/// What tells an error of the saved text from a new one: code and message. Lines move while a person types.
type Said = (String, String);

/// What is shown, and what the saved texts had.
#[derive(Default)]
pub(super) struct Live {
    /// What the last check of a file found while its buffer was what is on disk.
    saved: BTreeMap<PathBuf, BTreeSet<Said>>,
    /// The documents that show something.
    shown: BTreeSet<String>,
}

impl Live {
    /// Takes note that a document shows nothing any more; says whether it did.
    fn withdraw(&mut self, uri: &str) -> bool {
        self.shown.remove(uri)
    }
}

/// A document with what to show in it.
struct Page {
    uri: String,
    version: i32,
    diagnostics: Vec<Value>,
}

/// Shows what a check of `taken` found in the buffers that are not saved.
pub(super) async fn show(session: &Arc<Session>, observed: &Observed, taken: &[OpenBuffer]) {
    let mut unsaved = Vec::new();
    for buffer in taken
        .iter()
        .filter(|buffer| buffer.path.starts_with(&observed.root))
    {
        if is_saved(buffer).await {
            let said = found(observed, &buffer.path).map(said).collect();
            session.with(|state| state.live.saved.insert(buffer.path.clone(), said));
        } else {
            unsaved.push(buffer);
        }
    }
    let pages: Vec<Page> = session.with(|state| {
        let pages = unsaved
            .into_iter()
            .filter_map(|buffer| page(state, observed, buffer));
        let pages: Vec<Page> = pages.collect();
        let shown = pages.iter().filter(|page| !page.diagnostics.is_empty());
        let shown: Vec<String> = shown.map(|page| page.uri.clone()).collect();
        state.live.shown.extend(shown);
        pages
    });
    for page in pages {
        publish(session, &page.uri, Some(page.version), page.diagnostics).await;
    }
}

/// Takes back what a document shows: its text has changed, or was saved or closed.
pub(super) async fn withdraw(session: &Session, uri: &str) {
    if session.with(|state| state.live.withdraw(uri)) {
        publish(session, uri, None, Vec::new()).await;
    }
}

async fn is_saved(buffer: &OpenBuffer) -> bool {
    let disk = tokio::fs::read_to_string(&buffer.path).await;
    disk.is_ok_and(|disk| places::without_bom(&disk) == buffer.text)
}

fn found<'o>(observed: &'o Observed, path: &'o Path) -> impl Iterator<Item = &'o Observation> {
    observed.observations.iter().filter(move |one| {
        let site = one.site.as_ref().filter(|_| one.level != Level::Note);
        site.is_some_and(|site| places::physical(&observed.root.join(site.path.as_str())) == path)
    })
}

fn said(observation: &Observation) -> Said {
    (observation.key.code.clone(), observation.message.clone())
}

/// What to show in a buffer; `None` when it has changed since the check.
fn page(state: &State, observed: &Observed, buffer: &OpenBuffer) -> Option<Page> {
    let (uri, document) = state.documents.at(&buffer.path)?;
    if document.version != buffer.version {
        return None;
    }
    let saved = state.live.saved.get(&buffer.path);
    let encoding = state.documents.encoding();
    let is_new = |one: &&Observation| saved.is_none_or(|saved| !saved.contains(&said(one)));
    let diagnostics = found(observed, &buffer.path)
        .filter(is_new)
        .filter_map(|one| {
            let site = one.site.as_ref()?;
            let end = document.text.len_bytes();
            let position = |byte: usize| {
                let at = position_of(&document.text, byte.min(end), encoding);
                json!({ "line": at.line, "character": at.character })
            };
            let mut diagnostic = json!({
                "range": { "start": position(site.start), "end": position(site.end) },
                "severity": if one.level == Level::Error { 1 } else { 2 },
                "source": "bowline",
                "message": one.message,
            });
            if !one.key.code.is_empty() {
                diagnostic["code"] = one.key.code.clone().into();
            }
            Some(diagnostic)
        })
        .collect();
    Some(Page {
        uri: uri.to_owned(),
        version: document.version,
        diagnostics,
    })
}

async fn publish(session: &Session, uri: &str, version: Option<i32>, diagnostics: Vec<Value>) {
    let mut params = json!({ "uri": uri, "diagnostics": diagnostics });
    if let Some(version) = version {
        params["version"] = version.into();
    }
    let client = &session.client;
    client
        .send_notification::<ask::PublishDiagnostics>(params)
        .await;
}
