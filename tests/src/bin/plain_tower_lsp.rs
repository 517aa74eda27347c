//! A server on tower-lsp as it comes, without any of Bowline's guards. Tests show on it that a defect is real, so that a test
//! of the guard can fail.

use std::time::Duration;

use serde_json::Value;
use tower_lsp::{
    Client, LanguageServer, LspService, Server,
    jsonrpc::Result,
    lsp_types::{
        CodeActionOrCommand, CodeActionParams, CodeActionProviderCapability, ExecuteCommandParams,
        InitializeParams, InitializeResult, MessageType, ServerCapabilities,
    },
};

struct Plain {
    client: Client,
}

#[tower_lsp::async_trait]
impl LanguageServer for Plain {
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        let capabilities = ServerCapabilities {
            code_action_provider: Some(CodeActionProviderCapability::Simple(true)),
            ..ServerCapabilities::default()
        };
        Ok(InitializeResult {
            capabilities,
            server_info: None,
        })
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn code_action(&self, _: CodeActionParams) -> Result<Option<Vec<CodeActionOrCommand>>> {
        Ok(Some(Vec::new()))
    }

    /// `slow` takes its time; `ask` waits for the client's answer; `panic` panics.
    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        match params.command.as_str() {
            "slow" => tokio::time::sleep(Duration::from_secs(5)).await,
            "ask" => {
                let _ = self
                    .client
                    .show_message_request(MessageType::INFO, "?", None)
                    .await;
            }
            "panic" => panic!("as asked"),
            _ => {}
        }
        Ok(None)
    }
}

#[tokio::main]
async fn main() {
    let (service, socket) = LspService::new(|client| Plain { client });
    Server::new(tokio::io::stdin(), tokio::io::stdout(), socket)
        .serve(service)
        .await;
}
