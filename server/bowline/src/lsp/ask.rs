//! Requests to the client, all through [`ask`], and notifications with raw params.
//!
//! Only tasks of loops ask; a handler never does (I7). tower-lsp ends the process when an answer comes for a request whose
//! future is gone, so the request always runs in a task of its own that nobody cancels.

use std::time::Duration;

use serde_json::Value;
use tower_lsp::{Client, lsp_types};

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Refusal {
    /// The client answered with an error.
    #[error("{0}")]
    Refused(String),
    /// The client did not answer in time, or is gone.
    #[error("the editor did not answer")]
    NoAnswer,
}

/// Asks the client, and waits for the answer up to `limit`.
pub(super) async fn ask<R>(
    client: &Client,
    params: Value,
    limit: Duration,
) -> Result<Value, Refusal>
where
    R: lsp_types::request::Request<Params = Value, Result = Value>,
{
    let client = client.clone();
    let asked = tokio::spawn(async move { client.send_request::<R>(params).await });
    match tokio::time::timeout(limit, asked).await {
        Ok(Ok(Ok(answer))) => Ok(answer),
        Ok(Ok(Err(error))) => Err(Refusal::Refused(error.message.into_owned())),
        Ok(Err(_)) | Err(_) => Err(Refusal::NoAnswer),
    }
}

macro_rules! raw {
    ($($kind:ident $trait:ident $name:ident = $method:literal $(-> $result:ty)?;)*) => {$(
        /// The method of the protocol of this name, with params and result as they are on the wire.
        pub(super) enum $name {}
        impl lsp_types::$kind::$trait for $name {
            type Params = Value;
            $(type Result = $result;)?
            const METHOD: &'static str = $method;
        }
    )*};
}

raw! {
    request Request ApplyEdit = "workspace/applyEdit" -> Value;
    request Request Configuration = "workspace/configuration" -> Value;
    request Request CreateProgress = "window/workDoneProgress/create" -> Value;
    request Request RegisterCapability = "client/registerCapability" -> Value;
    request Request RefreshLenses = "workspace/codeLens/refresh" -> Value;
    request Request ShowDocument = "window/showDocument" -> Value;
    request Request ShowMessageRequest = "window/showMessageRequest" -> Value;
    notification Notification Answer = "bowline/answer";
    notification Notification Others = "bowline/others";
    notification Notification PublishDiagnostics = "textDocument/publishDiagnostics";
    notification Notification Ready = "bowline/ready";
    notification Notification Progress = "$/progress";
    notification Notification ShowMessage = "window/showMessage";
    notification Notification Status = "bowline/status";
    notification Notification Review = "bowline/review";
}

/// How grave a message is, as the protocol counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Warning = 2,
    Info = 3,
}

/// Shows a person a message. Never from a handler: it waits while the client does not read.
pub(super) async fn show(client: &Client, weight: Weight, message: &str) {
    let params =
        serde_json::json!({ "type": weight as i64, "message": format!("Bowline: {message}") });
    client.send_notification::<ShowMessage>(params).await;
}
