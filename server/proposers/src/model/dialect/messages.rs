//! Messages as Anthropic defined them.

use serde_json::{Value, json};

use super::{Finish, Reading, count};
use crate::model::{
    client::{Ask, Route},
    error::ModelError,
    lookup::{self, LookupBy},
    usage::Usage,
};

pub(super) fn body(route: &Route, ask: &Ask) -> Value {
    let mut body = json!({
        "model": route.model,
        "stream": true,
        "max_tokens": ask.max_output,
        "system": ask.system,
        "messages": [{ "role": "user", "content": ask.user }],
    });
    if let Some(temperature) = ask.temperature(route) {
        body["temperature"] = temperature;
    }
    if ask.lookups == LookupBy::Calls {
        body["tools"] = lookup::tools()
            .map(|tool| json!({ "name": tool.name, "description": tool.about, "input_schema": tool.schema() }))
            .collect();
    }
    body
}

pub(super) fn read(reading: &mut Reading, value: &Value) -> Result<(), ModelError> {
    match value.get("type").and_then(Value::as_str) {
        Some("message_start") => count_in(reading, value.pointer("/message/usage")),
        Some("content_block_start") => {
            block(reading, value.get("content_block"), count(value, "/index"))?;
        }
        // Thinking comes as deltas of another kind, without a field `text`.
        Some("content_block_delta") => {
            reading.write(value.pointer("/delta/text"))?;
            if let Some(part) = value.pointer("/delta/partial_json") {
                reading.call(count(value, "/index"), None, Some(part))?;
            }
        }
        Some("message_delta") => {
            count_in(reading, value.get("usage"));
            stop(reading, value.pointer("/delta/stop_reason"));
        }
        Some("message_stop") => reading.done = true,
        // A server that does not stream gives the whole message at once.
        Some("message") => {
            let blocks = value.get("content").and_then(Value::as_array);
            for (number, one) in (0..).zip(blocks.into_iter().flatten()) {
                block(reading, Some(one), number)?;
            }
            count_in(reading, value.get("usage"));
            stop(reading, value.get("stop_reason"));
        }
        _ => {}
    }
    Ok(())
}

/// A block of the answer: text, or the call of a tool.
fn block(reading: &mut Reading, block: Option<&Value>, number: u64) -> Result<(), ModelError> {
    let Some(block) = block else { return Ok(()) };
    reading.write(block.get("text"))?;
    if block.get("type").and_then(Value::as_str) == Some("tool_use") {
        reading.call(number, block.get("name"), block.get("input"))?;
    }
    Ok(())
}

/// Counts are cumulative, and a later message may hold only some of them. Tokens read exclude cached ones here.
fn count_in(reading: &mut Reading, usage: Option<&Value>) {
    let Some(usage) = usage else { return };
    let before = reading.usage.unwrap_or_default();
    let cached = count(usage, "/cache_read_input_tokens");
    let fresh = count(usage, "/input_tokens") + count(usage, "/cache_creation_input_tokens");
    reading.usage = Some(Usage {
        input: before.input.max(fresh + cached),
        cached: before.cached.max(cached),
        output: before.output.max(count(usage, "/output_tokens")),
        estimated: false,
        micros: None,
    });
}

fn stop(reading: &mut Reading, reason: Option<&Value>) {
    if let Some(reason) = reason.and_then(Value::as_str) {
        reading.finish = Some(match reason {
            "max_tokens" => Finish::Length,
            "model_context_window_exceeded" => Finish::ContextFull,
            "refusal" => Finish::Refused,
            _ => Finish::Complete,
        });
    }
}
