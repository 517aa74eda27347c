//! Methods that misbehave on purpose, for tests of the whole server; unknown to it unless it was started for a trial.

use std::time::Duration;

use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};

use crate::lsp::{Trial, server::Server};

impl Server {
    fn on_trial(&self) -> Result<()> {
        match self.session.trial {
            Trial::On => Ok(()),
            Trial::Off => Err(Error::method_not_found()),
        }
    }

    /// Panics.
    pub(in crate::lsp) async fn trial_panic(&self, _: Value) -> Result<Value> {
        self.on_trial()?;
        panic!("a handler panics for a test");
    }

    /// Answers after `millis`.
    pub(in crate::lsp) async fn trial_sleep(&self, params: Value) -> Result<Value> {
        self.on_trial()?;
        let millis = params["millis"].as_u64().unwrap_or_default();
        tokio::time::sleep(Duration::from_millis(millis)).await;
        Ok(json!({ "slept": millis }))
    }

    /// Answers the version and text of an open document as the server has it at this message.
    pub(in crate::lsp) async fn trial_text(&self, params: Value) -> Result<Value> {
        self.on_trial()?;
        let uri = params["uri"].as_str().unwrap_or_default();
        let buffer = self.session.with(|state| state.documents.get(uri).cloned());
        Ok(buffer.map_or(
            Value::Null,
            |buffer| json!({ "version": buffer.version, "text": buffer.text.to_string() }),
        ))
    }
}
