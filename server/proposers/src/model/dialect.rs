//! The ways in which providers speak, and what they have in common: a request as JSON, and an answer read message by
//! message. Every field of an answer is optional, for hardly any server has them all.

mod chat;
mod messages;
mod ollama;
mod responses;

use std::collections::BTreeMap;

use serde_json::Value;

use super::{
    client::{Ask, Route},
    error::{self, ModelError},
    frames::Framing,
    lookup::{Lookup, LookupBy},
    usage::Usage,
};

/// Characters of a reply that are read at the most.
const MOST_TEXT: usize = 1 << 20;

/// Calls of tools that are read in one reply.
const MOST_CALLS: usize = 16;

/// How a provider speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// OpenAI's chat completions, which nearly everybody speaks.
    Chat,
    /// Anthropic's messages.
    Messages,
    /// Ollama's own.
    Ollama,
    /// OpenAI's responses, which some of its models speak alone.
    Responses,
}

/// How a reply ended, in the provider's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Finish {
    /// By itself.
    Complete,
    /// At its bound on tokens.
    Length,
    /// At the end of the model's context.
    ContextFull,
    /// The model, or a filter, would not.
    Refused,
}

/// An answer as far as it was read.
#[derive(Debug, Default)]
pub(super) struct Reading {
    /// What the model wrote; its thinking left out.
    pub(super) text: String,
    /// What the provider counted.
    pub(super) usage: Option<Usage>,
    /// How it ended, where that was said.
    pub(super) finish: Option<Finish>,
    /// Whether the provider said that nothing follows.
    pub(super) done: bool,
    /// Tools that are called, by their number in the answer.
    calls: BTreeMap<u64, Call>,
}

/// A call of a tool as far as it was read.
#[derive(Debug, Default)]
struct Call {
    name: String,
    /// JSON.
    arguments: String,
}

impl Reading {
    fn write(&mut self, text: Option<&Value>) -> Result<(), ModelError> {
        if let Some(text) = text.and_then(Value::as_str) {
            self.text.push_str(text);
        }
        if self.text.len() > MOST_TEXT {
            return Err(ModelError::Malformed("it has no end".into()));
        }
        Ok(())
    }

    /// Takes a piece of a call: its name where it comes, a part of its arguments or all of them.
    fn call(
        &mut self,
        number: u64,
        name: Option<&Value>,
        arguments: Option<&Value>,
    ) -> Result<(), ModelError> {
        if self.calls.len() >= MOST_CALLS && !self.calls.contains_key(&number) {
            return Ok(());
        }
        let call = self.calls.entry(number).or_default();
        if let Some(name) = name.and_then(Value::as_str) {
            name.clone_into(&mut call.name);
        }
        match arguments {
            Some(Value::String(part)) => call.arguments.push_str(part),
            Some(whole @ Value::Object(object)) if !object.is_empty() => {
                call.arguments = whole.to_string();
            }
            _ => {}
        }
        if call.arguments.len() > MOST_TEXT {
            return Err(ModelError::Malformed("it has no end".into()));
        }
        Ok(())
    }

    /// What was written, and behind it a line for each tool that is called, as a model without tools would write it.
    fn written(self) -> String {
        let mut text = self.text;
        for call in self.calls.into_values() {
            if let Some(lookup) = Lookup::of_call(&call.name, &call.arguments) {
                text.push_str(&format!("\n{lookup}"));
            }
        }
        text
    }

    /// The text, if the answer is whole.
    pub(super) fn into_text(self) -> Result<String, ModelError> {
        match (self.finish, self.done) {
            (Some(Finish::Complete), _) | (None, true) => Ok(self.written()),
            (Some(Finish::Refused), _) => Err(ModelError::Refused),
            (Some(Finish::ContextFull), _) => {
                Err(ModelError::ContextTooLong("its context is full".into()))
            }
            (Some(Finish::Length), _) | (None, false) => Err(ModelError::Truncated),
        }
    }
}

impl Dialect {
    /// The address of a call.
    pub(super) fn url(self, base: &str) -> String {
        let path = match self {
            Self::Chat => "/chat/completions",
            Self::Messages => "/v1/messages",
            Self::Ollama => "/api/chat",
            Self::Responses => "/responses",
        };
        format!("{}{path}", base.trim_end_matches('/'))
    }

    /// The headers of a call besides those of the body; the key is in one of them.
    pub(super) fn headers(self, key: Option<&str>) -> Vec<(&'static str, String)> {
        let mut headers = Vec::new();
        match self {
            Self::Messages => {
                headers.push(("anthropic-version", "2023-06-01".to_owned()));
                headers.extend(key.map(|key| ("x-api-key", key.to_owned())));
            }
            Self::Chat | Self::Ollama | Self::Responses => {
                headers.extend(key.map(|key| ("authorization", format!("Bearer {key}"))));
            }
        }
        headers
    }

    /// The body of a call.
    pub(super) fn body(self, route: &Route, ask: &Ask) -> Value {
        match self {
            Self::Chat => chat::body(route, ask),
            Self::Messages => messages::body(route, ask),
            Self::Ollama => ollama::body(route, ask),
            Self::Responses => responses::body(route, ask),
        }
    }

    pub(super) fn framing(self) -> Framing {
        match self {
            Self::Chat | Self::Messages | Self::Responses => Framing::Events,
            Self::Ollama => Framing::Lines,
        }
    }

    /// Takes one message of an answer.
    pub(super) fn read(self, reading: &mut Reading, message: &str) -> Result<(), ModelError> {
        if message.trim() == "[DONE]" {
            reading.done = true;
            return Ok(());
        }
        let value: Value = serde_json::from_str(message)
            .map_err(|error| ModelError::Malformed(format!("not JSON: {error}")))?;
        if value.get("error").is_some_and(|error| !error.is_null()) {
            return Err(error::classify(None, message, None));
        }
        match self {
            Self::Chat => chat::read(reading, &value),
            Self::Messages => messages::read(reading, &value),
            Self::Ollama => ollama::read(reading, &value),
            Self::Responses => responses::read(reading, &value),
        }
    }
}

/// The schema that edits are held to where a provider can hold its model to one.
pub(super) fn schema(ask: &Ask) -> Value {
    let text = |most: u32| serde_json::json!({ "type": "string", "maxLength": most });
    let mut schema = serde_json::json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["edits"],
        "properties": { "edits": { "type": "array", "maxItems": 8, "items": {
            "type": "object",
            "additionalProperties": false,
            "required": ["file", "search", "replace"],
            "properties": { "file": text(200), "search": text(4000), "replace": text(4000) },
        } } },
    });
    if ask.lookups == LookupBy::Words {
        // Strict schemas want every property required.
        schema["required"] = serde_json::json!(["edits", "look"]);
        schema["properties"]["look"] =
            serde_json::json!({ "type": "array", "maxItems": 4, "items": text(300) });
    }
    schema
}

/// A count at a path of an answer; zero where there is none.
fn count(value: &Value, path: &str) -> u64 {
    value.pointer(path).and_then(Value::as_u64).unwrap_or(0)
}

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;
