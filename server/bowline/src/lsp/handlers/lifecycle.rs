//! `initialize`, `initialized`, `shutdown`, and the cancel button of a progress display.

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use tower_lsp::{jsonrpc::Result, lsp_types::InitializeResult};

use crate::lsp::{
    ask::{self, ask},
    caps::{self, Abilities},
    command, parent, progress,
    server::{Server, refused},
    session::Session,
    settings,
};

/// How long a client may take to say its settings.
const ANSWERING: Duration = Duration::from_secs(10);

impl Server {
    /// Answers `initialize` from its raw params.
    pub(in crate::lsp) fn begin(&self) -> Result<InitializeResult> {
        let session = &self.session;
        let abilities = Abilities::read(session.lifecycle.initialize_params());
        if let Some(process) = abilities.process {
            parent::watch(process, session.lifecycle.clone());
        }
        let offer = caps::offer(abilities.encoding, &command::NAMES);
        session.with(|state| {
            state.documents.set_encoding(abilities.encoding);
            state.folders.clone_from(&abilities.folders);
            state.settings.clone_from(&abilities.settings);
            state.abilities = Arc::new(abilities);
        });
        serde_json::from_value(offer).map_err(|error| refused(error.to_string()))
    }

    /// Asks for settings once the client is ready to be asked.
    pub(in crate::lsp) fn begun(&self) {
        tokio::spawn(greet(self.session.clone()));
    }

    /// Stops everything that runs; the process lives on until `exit`.
    pub(in crate::lsp) fn wind_down(&self) {
        self.session.cancel_all();
    }

    /// Takes the cancel button of a progress display.
    pub(in crate::lsp) async fn cancel_progress(&self, params: Value) {
        if let Some(id) = progress::loop_of(&params["token"]) {
            self.session.change(|state| state.cancel(Some(&id)));
        }
    }
}

async fn greet(session: Arc<Session>) {
    ask_settings(&session).await;
    if session.abilities().watched_files {
        let watchers = json!([{ "globPattern": "**/bowline.toml" }]);
        let registration = json!({
            "id": "bowline.toml",
            "method": "workspace/didChangeWatchedFiles",
            "registerOptions": { "watchers": watchers },
        });
        let params = json!({ "registrations": [registration] });
        // A client that refuses costs nothing: settings are read anew for every loop.
        let _ = ask::<ask::RegisterCapability>(&session.client, params, ANSWERING).await;
    }
}

/// Asks the client for its settings, and takes them on. A null is a client without any.
pub(in crate::lsp) async fn ask_settings(session: &Arc<Session>) {
    if session.abilities().configuration {
        let params = json!({ "items": [{ "section": "bowline" }] });
        match ask::<ask::Configuration>(&session.client, params, ANSWERING).await {
            Ok(answer) => {
                if let Some(found) = answer.get(0).filter(|found| found.is_object()) {
                    session.with(|state| state.settings = Some(found.clone()));
                }
            }
            Err(refusal) => tracing::info!(%refusal, "the client did not say its settings"),
        }
    }
    settings::adopt(session).await;
}
