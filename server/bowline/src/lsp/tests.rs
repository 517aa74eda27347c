//! Whole connections in one process: raw JSON over pipes, no editor and no cargo.

use std::{collections::VecDeque, time::Duration};

use bowline_documents::content_hash;
use bowline_loop_core::{LoopId, Outcome, StopReason, Verdict, WorkspacePath};
use serde_json::{Value, json};
use tokio::io::{
    AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, DuplexStream,
};

use super::*;
use crate::{
    directories::Directories,
    engine::{Finished, ProvedFile},
    lsp::supervisor::{Fate, Held},
};

mod applying;
mod guards;

/// Nothing here takes longer unless it is broken.
const LIMIT: Duration = Duration::from_secs(30);

/// A client that speaks JSON and believes nothing.
struct Client {
    input: Option<DuplexStream>,
    output: BufReader<DuplexStream>,
    session: Arc<Session>,
    server: tokio::task::JoinHandle<i32>,
    /// Messages that came while another was awaited.
    aside: VecDeque<Value>,
    dir: tempfile::TempDir,
}

impl Client {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        let directories = Directories {
            cache: at("cache"),
            state: at("state"),
            user_config: at("bowline.toml"),
        };
        let options = Options {
            parent: None,
            trial: Trial::On,
        };
        let connection = Connection::new(Arc::new(Engine::new(directories)), options);
        let session = connection.session.clone();
        let (input, server_input) = duplex(1 << 16);
        let (server_output, output) = duplex(1 << 16);
        let server = tokio::spawn(connection.run(server_input, server_output));
        Self {
            input: Some(input),
            output: BufReader::new(output),
            session,
            server,
            aside: VecDeque::new(),
            dir,
        }
    }

    /// A client that has been through `initialize`.
    async fn started(capabilities: Value) -> Self {
        let mut client = Self::new();
        client
            .request(0, "initialize", json!({ "capabilities": capabilities }))
            .await;
        client.answer(0).await;
        client.notify("initialized", json!({})).await;
        client
    }

    async fn raw(&mut self, body: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input
            .write_all(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes())
            .await
            .unwrap();
        input.write_all(body).await.unwrap();
    }

    async fn send(&mut self, message: Value) {
        self.raw(message.to_string().as_bytes()).await;
    }

    async fn request(&mut self, id: i64, method: &str, params: Value) {
        self.send(json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }))
            .await;
    }

    async fn notify(&mut self, method: &str, params: Value) {
        self.send(json!({ "jsonrpc": "2.0", "method": method, "params": params }))
            .await;
    }

    async fn open(&mut self, uri: &str, version: i32, text: &str) {
        let document =
            json!({ "uri": uri, "languageId": "rust", "version": version, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }))
            .await;
    }

    async fn change(&mut self, uri: &str, version: i32, changes: Value) {
        let params = json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": changes });
        self.notify("textDocument/didChange", params).await;
    }

    async fn read(&mut self) -> Value {
        tokio::time::timeout(LIMIT, read(&mut self.output))
            .await
            .expect("no message in time")
    }

    /// The first message that fits; the others are kept.
    async fn find(&mut self, fits: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.aside.iter().position(&fits) {
            return self.aside.remove(at).unwrap();
        }
        loop {
            let message = self.read().await;
            if fits(&message) {
                return message;
            }
            self.aside.push_back(message);
        }
    }

    async fn answer(&mut self, id: i64) -> Value {
        self.find(|message| message["id"] == id && message.get("method").is_none())
            .await
    }

    async fn asked(&mut self, method: &str) -> Value {
        self.find(|message| message["method"] == method).await
    }

    async fn text_of(&mut self, id: i64, uri: &str) -> Value {
        self.request(id, "bowline/trial/text", json!({ "uri": uri }))
            .await;
        self.answer(id).await["result"].clone()
    }

    async fn exit_code(self) -> i32 {
        tokio::time::timeout(LIMIT, self.server)
            .await
            .expect("the server does not end")
            .unwrap()
    }
}

async fn read(output: &mut BufReader<DuplexStream>) -> Value {
    let mut length = 0;
    loop {
        let mut line = String::new();
        assert_ne!(
            output.read_line(&mut line).await.unwrap(),
            0,
            "the server has closed its output"
        );
        match line.trim_end().strip_prefix("Content-Length: ") {
            Some(number) => length = number.parse().unwrap(),
            None if line.trim_end().is_empty() => break,
            None => {}
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).await.unwrap();
    serde_json::from_slice(&body).unwrap()
}
