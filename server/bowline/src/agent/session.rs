//! One session with an agent: the handshake, prompts, and the answers to what it asks meanwhile. Says nothing of what came of a
//! prompt; that is read out of the tree.

use std::{io, time::Duration};

use bowline_shadow::process::dialogue::Dialogue;
use serde_json::{Value, json};
use tokio::time::timeout;

use super::{
    consent::{self, Refusals},
    failure::AgentError,
    tree::Tree,
    wire::{self, Message, Unreadable},
};

/// The version of the protocol.
const VERSION: u64 = 1;

/// Lines that are no message and are passed over: some programs greet.
const NOISE: u32 = 20;

/// The error that says that somebody must sign in.
const AUTH_REQUIRED: i64 = -32_000;

/// How long an agent may take to end a turn that was cancelled.
const PATIENCE: Duration = Duration::from_secs(1);

/// A session that was opened.
pub(super) struct Session {
    line: Dialogue,
    id: String,
    /// The agent's own name and version, cut to plain words.
    pub(super) name: String,
    /// What was refused since the last prompt.
    pub(super) refusals: Refusals,
    next: u64,
    noise: u32,
    sign_in: Vec<String>,
}

/// Tokens that an agent says it used; most say nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Used {
    pub(super) input: u64,
    pub(super) output: u64,
}

impl Session {
    /// Shakes hands and opens a session in the tree.
    pub(super) async fn begin(line: Dialogue, tree: &Tree) -> Result<Self, AgentError> {
        let mut session = Self {
            line,
            id: String::new(),
            name: String::new(),
            refusals: Refusals::default(),
            next: 0,
            noise: 0,
            sign_in: Vec::new(),
        };
        let us =
            json!({ "name": "bowline", "title": "Bowline", "version": env!("CARGO_PKG_VERSION") });
        let files = json!({ "readTextFile": true, "writeTextFile": true });
        let hello = json!({
            "protocolVersion": VERSION,
            "clientCapabilities": { "fs": files, "terminal": false },
            "clientInfo": us,
        });
        let told = session.ask("initialize", hello, tree).await?;
        match told.get("protocolVersion").and_then(Value::as_u64) {
            Some(VERSION) => {}
            Some(other) => return Err(AgentError::Version(other)),
            None => return Err(AgentError::Protocol("it names no version")),
        }
        session.name = name(&told);
        let ways = told.get("authMethods").and_then(Value::as_array);
        let ways = ways.into_iter().flatten().take(6);
        session.sign_in = ways
            .filter_map(|way| Some(plain(way.get("id")?.as_str()?)))
            .collect();
        let place = json!({ "cwd": tree.root(), "mcpServers": [] });
        let opened = session.ask("session/new", place, tree).await?;
        match opened.get("sessionId").and_then(Value::as_str) {
            Some(id) => session.id = id.to_owned(),
            None => return Err(AgentError::Protocol("it names no session")),
        }
        Ok(session)
    }

    /// Sends a prompt and waits for the end of the turn.
    pub(super) async fn prompt(&mut self, text: &str, tree: &Tree) -> Result<Used, AgentError> {
        self.refusals = Refusals::default();
        let words = json!([{ "type": "text", "text": text }]);
        let prompt = json!({ "sessionId": self.id, "prompt": words });
        let end = self.ask("session/prompt", prompt, tree).await?;
        let used = |key: &str| {
            end.pointer(&format!("/usage/{key}"))
                .and_then(Value::as_u64)
        };
        match end.get("stopReason").and_then(Value::as_str) {
            Some("refusal") => Err(AgentError::Refused),
            // What was cut off has left a difference all the same, and it is judged like any other.
            Some("end_turn" | "max_tokens" | "max_turn_requests") => Ok(Used {
                input: used("inputTokens").unwrap_or_default(),
                output: used("outputTokens").unwrap_or_default(),
            }),
            Some(_) => Err(AgentError::Protocol("it ends its turn for no known reason")),
            None => Err(AgentError::Protocol(
                "it gives no reason for the end of its turn",
            )),
        }
    }

    /// Cancels the turn that is under way, and ends the process.
    pub(super) async fn cancel(mut self) {
        let cancel = wire::notification("session/cancel", json!({ "sessionId": self.id }));
        let farewell = async {
            self.line.say(&cancel).await?;
            while let Some(line) = self.line.hear().await? {
                if matches!(wire::read(&line), Ok(Message::Answer { id, .. }) if id == self.next) {
                    break;
                }
            }
            Ok::<_, io::Error>(())
        };
        let _ = timeout(PATIENCE, farewell).await;
        self.line.end().await;
    }

    /// Ends the process.
    pub(super) async fn end(self) {
        self.line.end().await;
    }

    /// Asks something, and serves the agent until it has answered.
    async fn ask(
        &mut self,
        method: &'static str,
        params: Value,
        tree: &Tree,
    ) -> Result<Value, AgentError> {
        self.next += 1;
        let asked = wire::request(self.next, method, params);
        self.line.say(&asked).await.map_err(|_| AgentError::Ended)?;
        loop {
            match self.hear().await? {
                Message::Answer { id, answer } if id == self.next => {
                    return answer.map_err(|declined| match declined.code {
                        AUTH_REQUIRED => AgentError::SignIn(self.sign_in.clone()),
                        code => AgentError::Declined { method, code },
                    });
                }
                Message::Request { id, method, params } => {
                    let answer = self.serve(&method, &params, tree);
                    let answer = wire::answer(&id, answer);
                    self.line
                        .say(&answer)
                        .await
                        .map_err(|_| AgentError::Ended)?;
                }
                // What it says of its work is for people who watch it; only the tree counts.
                Message::Notification { .. } | Message::Answer { .. } | Message::Stray => {}
            }
        }
    }

    async fn hear(&mut self) -> Result<Message, AgentError> {
        loop {
            let line = match self.line.hear().await {
                Ok(Some(line)) => line,
                Ok(None) => return Err(AgentError::Ended),
                Err(_) => return Err(AgentError::Protocol("a line is too long")),
            };
            if line.trim_ascii().is_empty() {
                continue;
            }
            match wire::read(&line) {
                Ok(message) => return Ok(message),
                Err(Unreadable::Noise) if self.noise < NOISE => self.noise += 1,
                Err(Unreadable::Noise) => {
                    return Err(AgentError::Protocol("it writes lines that are no JSON"));
                }
                Err(Unreadable::NoMessage) => {
                    return Err(AgentError::Protocol("it writes JSON that is no message"));
                }
            }
        }
    }

    /// Answers a request of the agent.
    fn serve(&mut self, method: &str, params: &Value, tree: &Tree) -> Result<Value, (i64, String)> {
        let text = |key: &str| params.get(key).and_then(Value::as_str);
        let number = |key: &str| params.get(key).and_then(Value::as_u64);
        if text("sessionId") != Some(&self.id) {
            return Err((-32_602, "there is no such session".into()));
        }
        let missing = || (-32_602, "a parameter is missing".to_owned());
        match method {
            "session/request_permission" => Ok(consent::answer(params, tree, &mut self.refusals)),
            "fs/read_text_file" => {
                let path = text("path").ok_or_else(missing)?;
                match tree.read(path, number("line"), number("limit")) {
                    Ok(content) => Ok(json!({ "content": content })),
                    Err(denied) => Err(self.denied("read", denied.word())),
                }
            }
            "fs/write_text_file" => {
                let (path, content) = text("path").zip(text("content")).ok_or_else(missing)?;
                match tree.write(path, content) {
                    Ok(()) => Ok(json!({})),
                    Err(denied) => Err(self.denied("write", denied.word())),
                }
            }
            _ => Err((-32_601, "this client does not do that".into())),
        }
    }

    fn denied(&mut self, what: &'static str, why: &'static str) -> (i64, String) {
        self.refusals.note(what, why);
        (-32_602, format!("not allowed: {why}"))
    }
}

/// The name and version that an agent gives itself.
fn name(told: &Value) -> String {
    let part = |key: &str| {
        let part = told.pointer(&format!("/agentInfo/{key}"));
        part.and_then(Value::as_str)
            .map(plain)
            .filter(|text| !text.is_empty())
    };
    match (part("name"), part("version")) {
        (Some(name), Some(version)) => format!("{name} {version}"),
        (Some(name), None) => name,
        (None, _) => String::new(),
    }
}

/// A word of the agent's own as a journal may hold it.
fn plain(text: &str) -> String {
    let plain = |letter: &char| letter.is_ascii_alphanumeric() || "-_.@/+".contains(*letter);
    text.chars().filter(plain).take(40).collect()
}
