//! Documents opened, changed, closed and saved. The texts change before any await, in the order of the messages (I8).

use bowline_documents::Change;

use crate::{
    config::FILE_NAME,
    lsp::{
        documents::Place,
        live, observing,
        server::Server,
        settings,
        wire::{DidChange, DidOpen, OfDocument},
    },
};

impl Server {
    pub(in crate::lsp) async fn did_open_document(&self, params: DidOpen) {
        let document = params.text_document;
        let is_rust = document.language_id == "rust" || document.uri.ends_with(".rs");
        let place = self.session.change_documents(|state| {
            let place = state
                .documents
                .open(&document.uri, document.version, &document.text)?;
            state.knowledge.unsee(&place.path);
            Some(place)
        });
        let Some(place) = place.filter(|_| is_rust) else {
            return;
        };
        if self.is_worth_a_check(&place, &document.text) {
            observing::schedule(&self.session, &place.path);
        }
    }

    pub(in crate::lsp) async fn did_change_document(&self, params: DidChange) {
        let uri = params.text_document.uri;
        let changes: Vec<Change> = params
            .content_changes
            .into_iter()
            .map(Change::from)
            .collect();
        let changed = self.session.change_documents(|state| {
            let shifts = state
                .documents
                .change(&uri, params.text_document.version, &changes)?;
            if let Some(place) = state.documents.place(&uri) {
                state.knowledge.unsee(&place.path);
                for shift in shifts {
                    state.knowledge.shift(&place.path, shift);
                }
            }
            let path = state.documents.place(&uri).map(|place| place.path.clone());
            Ok::<_, bowline_documents::SyncError>(path)
        });
        match changed {
            Ok(None) => {}
            Ok(Some(path)) => {
                observing::schedule_after_typing(&self.session, &path);
                live::withdraw(&self.session, &uri).await;
            }
            Err(error) => tracing::warn!(%error, "a change was not taken"),
        }
    }

    pub(in crate::lsp) async fn did_close_document(&self, params: OfDocument) {
        let uri = &params.text_document.uri;
        self.session
            .change_documents(|state| state.documents.close(uri));
        live::withdraw(&self.session, uri).await;
    }

    pub(in crate::lsp) async fn did_save_document(&self, params: OfDocument) {
        let uri = &params.text_document.uri;
        let Some(place) = self
            .session
            .with(|state| state.documents.place(uri).cloned())
        else {
            return;
        };
        match place.path.file_name().and_then(|name| name.to_str()) {
            Some(FILE_NAME) => {
                let session = self.session.clone();
                tokio::spawn(async move { settings::adopt(&session).await });
            }
            Some(name) if name.ends_with(".rs") || name == "Cargo.toml" => {
                live::withdraw(&self.session, uri).await;
                observing::schedule(&self.session, &place.path);
            }
            _ => {}
        }
    }

    /// The first file of a workspace is, and a file that is not on disk as it is in the editor.
    fn is_worth_a_check(&self, place: &Place, text: &str) -> bool {
        let Some(root) = &place.root else {
            return false;
        };
        let is_first = !self.session.with(|state| state.knowledge.has_begun(root));
        is_first || std::fs::read_to_string(&place.path).map_or(true, |disk| disk != text)
    }
}
