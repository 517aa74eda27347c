//! The face that tower-lsp sees: which method goes to which handler. What a handler does is in `handlers`.

use std::sync::Arc;

use tower_lsp::{
    ClientSocket, LanguageServer, LspService,
    jsonrpc::{Error, ErrorCode, Result},
    lsp_types::{InitializeParams, InitializeResult, InitializedParams},
};

use super::{
    Trial,
    front::{Front, Lifecycle, names},
    session::Session,
};
use crate::engine::Engine;

/// One connection's handlers.
pub(super) struct Server {
    pub(super) session: Arc<Session>,
}

/// Builds the service with all its methods.
pub(super) fn service(
    engine: Arc<Engine>,
    lifecycle: Arc<Lifecycle>,
    trial: Trial,
) -> (Front<LspService<Server>>, ClientSocket, Arc<Session>) {
    let (service, socket) = LspService::build(|client| Server {
        session: Arc::new(Session::new(engine, client, lifecycle.clone(), trial)),
    })
    .custom_method(names::DID_OPEN, Server::did_open_document)
    .custom_method(names::DID_CHANGE, Server::did_change_document)
    .custom_method(names::DID_CLOSE, Server::did_close_document)
    .custom_method(names::DID_SAVE, Server::did_save_document)
    .custom_method(names::CODE_ACTION, Server::code_actions)
    .custom_method(names::CODE_LENS, Server::code_lenses)
    .custom_method(names::HOVER, Server::hover)
    .custom_method(names::EXECUTE_COMMAND, Server::execute)
    .custom_method(names::DID_CHANGE_CONFIGURATION, Server::did_change_settings)
    .custom_method(
        names::DID_CHANGE_WORKSPACE_FOLDERS,
        Server::did_change_folders,
    )
    .custom_method(names::DID_CHANGE_WATCHED_FILES, Server::did_change_files)
    .custom_method("window/workDoneProgress/cancel", Server::cancel_progress)
    .custom_method("bowline/trial/panic", Server::trial_panic)
    .custom_method("bowline/trial/sleep", Server::trial_sleep)
    .custom_method("bowline/trial/text", Server::trial_text)
    .finish();
    let session = service.inner().session.clone();
    (Front::new(service, lifecycle), socket, session)
}

#[tower_lsp::async_trait]
impl LanguageServer for Server {
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        self.begin()
    }

    async fn initialized(&self, _: InitializedParams) {
        self.begun();
    }

    async fn shutdown(&self) -> Result<()> {
        self.wind_down();
        Ok(())
    }
}

/// An error for a request that cannot be carried out, with a sentence for people.
pub(super) fn refused(message: impl Into<String>) -> Error {
    // `RequestFailed` of the protocol: the request was well-formed and could not be fulfilled.
    Error {
        code: ErrorCode::ServerError(-32803),
        message: message.into().into(),
        data: None,
    }
}

/// An error for params that make no sense, with a sentence that says why.
pub(super) fn wrong(message: impl Into<String>) -> Error {
    Error {
        code: ErrorCode::InvalidParams,
        message: message.into().into(),
        data: None,
    }
}
