//! The service that stands in front of tower-lsp's own: order, panic safety and the life cycle of the connection.
//!
//! tower-lsp polls handlers in any order after their first pending await, dies of a panic, and cannot be told to take other
//! parameter types for its built-in methods. Everything here works on messages; what a method does is in `handlers`.

use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll},
};

use futures::{FutureExt as _, future::BoxFuture};
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use tower::Service;
use tower_lsp::jsonrpc::{Error, ErrorCode, Id, Request, Response};

/// The method under which the pump hands over a message that cannot be read: its params hold the error to answer with.
pub(super) const UNREADABLE: &str = "$bowline/unreadable";

/// Methods that tower-lsp would parse too strictly, and the names under which our own handlers take them.
const RENAMED: [(&str, &str); 11] = [
    ("textDocument/didOpen", names::DID_OPEN),
    ("textDocument/didChange", names::DID_CHANGE),
    ("textDocument/didClose", names::DID_CLOSE),
    ("textDocument/didSave", names::DID_SAVE),
    ("textDocument/codeAction", names::CODE_ACTION),
    ("textDocument/codeLens", names::CODE_LENS),
    ("textDocument/hover", names::HOVER),
    ("workspace/executeCommand", names::EXECUTE_COMMAND),
    (
        "workspace/didChangeConfiguration",
        names::DID_CHANGE_CONFIGURATION,
    ),
    (
        "workspace/didChangeWorkspaceFolders",
        names::DID_CHANGE_WORKSPACE_FOLDERS,
    ),
    (
        "workspace/didChangeWatchedFiles",
        names::DID_CHANGE_WATCHED_FILES,
    ),
];

/// The names of our own handlers for standard methods.
pub(super) mod names {
    pub(in crate::lsp) const DID_OPEN: &str = "$bowline/didOpen";
    pub(in crate::lsp) const DID_CHANGE: &str = "$bowline/didChange";
    pub(in crate::lsp) const DID_CLOSE: &str = "$bowline/didClose";
    pub(in crate::lsp) const DID_SAVE: &str = "$bowline/didSave";
    pub(in crate::lsp) const CODE_ACTION: &str = "$bowline/codeAction";
    pub(in crate::lsp) const CODE_LENS: &str = "$bowline/codeLens";
    pub(in crate::lsp) const HOVER: &str = "$bowline/hover";
    pub(in crate::lsp) const EXECUTE_COMMAND: &str = "$bowline/executeCommand";
    pub(in crate::lsp) const DID_CHANGE_CONFIGURATION: &str = "$bowline/didChangeConfiguration";
    pub(in crate::lsp) const DID_CHANGE_WORKSPACE_FOLDERS: &str =
        "$bowline/didChangeWorkspaceFolders";
    pub(in crate::lsp) const DID_CHANGE_WATCHED_FILES: &str = "$bowline/didChangeWatchedFiles";
}

/// Where the connection stands; shared between the pump, [`Front`] and the server.
#[derive(Default)]
pub(super) struct Lifecycle {
    initialize: OnceLock<Value>,
    shut_down: AtomicBool,
    exited: AtomicBool,
    over: CancellationToken,
}

impl Lifecycle {
    /// The params of `initialize` exactly as the client sent them; null before that.
    pub(super) fn initialize_params(&self) -> &Value {
        self.initialize.get().unwrap_or(&Value::Null)
    }

    /// Says that no further message will be handled: end of input, `exit`, a dead parent.
    pub(super) fn end(&self) {
        self.over.cancel();
    }

    /// Completes when the connection is over.
    pub(super) async fn ended(&self) {
        self.over.cancelled().await;
    }

    /// The exit code the protocol asks for: 1 for an `exit` that no `shutdown` came before, else 0.
    pub(super) fn exit_code(&self) -> i32 {
        let abrupt = self.exited.load(Ordering::SeqCst) && !self.shut_down.load(Ordering::SeqCst);
        i32::from(abrupt)
    }
}

/// Polls every handler once, in the order in which messages are read, before the next message is looked at.
pub(super) struct Front<S> {
    inner: S,
    lifecycle: Arc<Lifecycle>,
}

impl<S> Front<S> {
    pub(super) fn new(inner: S, lifecycle: Arc<Lifecycle>) -> Self {
        Self { inner, lifecycle }
    }

    /// Rewrites a message for the inner service, or answers it here.
    fn admit(&self, request: Request) -> Result<Request, Option<Response>> {
        let (method, id, params) = request.into_parts();
        match method.as_ref() {
            UNREADABLE => Err(Some(Response::from_error(Id::Null, unreadable(params)))),
            "initialize" if id.is_some() => {
                if self
                    .lifecycle
                    .initialize
                    .set(params.unwrap_or(Value::Null))
                    .is_err()
                {
                    let mut error = Error::invalid_request();
                    error.message = "this server is initialized already".into();
                    return Err(id.map(|id| Response::from_error(id, error)));
                }
                // The strict types of lsp-types never see what a client really says about itself.
                Ok(rebuilt(
                    "initialize",
                    id,
                    Some(json!({ "capabilities": {} })),
                ))
            }
            "initialized" => Ok(rebuilt("initialized", id, Some(json!({})))),
            "shutdown" => {
                self.lifecycle.shut_down.store(true, Ordering::SeqCst);
                Ok(rebuilt("shutdown", id, None))
            }
            "exit" => {
                self.lifecycle.exited.store(true, Ordering::SeqCst);
                Ok(rebuilt("exit", None, None))
            }
            other => {
                let ours = RENAMED
                    .iter()
                    .find(|(theirs, _)| *theirs == other)
                    .map(|(_, ours)| *ours);
                match ours {
                    Some(ours) => Ok(rebuilt(ours, id, params)),
                    None => Ok(rebuilt(method, id, params)),
                }
            }
        }
    }
}

fn rebuilt(
    method: impl Into<std::borrow::Cow<'static, str>>,
    id: Option<Id>,
    params: Option<Value>,
) -> Request {
    let mut request = Request::build(method);
    if let Some(params) = params {
        request = request.params(params);
    }
    if let Some(id) = id {
        request = request.id(id);
    }
    request.finish()
}

fn unreadable(params: Option<Value>) -> Error {
    let text = |field: &str| params.as_ref().and_then(|params| params.get(field));
    let code = text("code")
        .and_then(Value::as_i64)
        .unwrap_or(ErrorCode::ParseError.code());
    let message = text("message")
        .and_then(Value::as_str)
        .unwrap_or("the message could not be read")
        .to_owned();
    Error {
        code: ErrorCode::from(code),
        message: message.into(),
        data: None,
    }
}

impl<S> Service<Request> for Front<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Option<Response>;
    type Error = S::Error;
    type Future = BoxFuture<'static, Result<Option<Response>, S::Error>>;

    /// Always ready: the inner service has no readiness of its own, and an error here would end reading for good.
    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let request = match self.admit(request) {
            Ok(request) => request,
            Err(answer) => return std::future::ready(Ok(answer)).boxed(),
        };
        let id = request.id().cloned();
        let inner = &mut self.inner;
        // Building the future parses the params, which runs code of its own.
        let called = std::panic::catch_unwind(AssertUnwindSafe(|| inner.call(request)));
        let Ok(future) = called else {
            return std::future::ready(Ok(internal_error(id))).boxed();
        };
        let mut reply: Self::Future = AssertUnwindSafe(future)
            .catch_unwind()
            .map(move |done| done.unwrap_or_else(|_| Ok(internal_error(id))))
            .boxed();
        match reply.as_mut().now_or_never() {
            Some(done) => std::future::ready(done).boxed(),
            None => reply,
        }
    }
}

fn internal_error(id: Option<Id>) -> Option<Response> {
    id.map(|id| Response::from_error(id, Error::internal_error()))
}

#[cfg(test)]
mod tests;
