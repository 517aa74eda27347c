//! Responses as OpenAI defined them: named events, an end of their own, and no `[DONE]`.

use serde_json::{Value, json};

use super::{Finish, Reading, count};
use crate::model::{
    client::{Ask, Route},
    error::{self, ModelError},
    lookup::{self, LookupBy},
    providers::Form,
    usage::Usage,
};

pub(super) fn body(route: &Route, ask: &Ask) -> Value {
    let mut body = json!({
        "model": route.model,
        "stream": true,
        // Nothing of what is asked stays with the provider for a later call.
        "store": false,
        "instructions": ask.system,
        "input": [{ "role": "user", "content": ask.user }],
        "max_output_tokens": ask.max_output,
    });
    if let Some(temperature) = ask.temperature(route) {
        body["temperature"] = temperature;
    }
    if ask.form == Form::Json {
        body["text"] = json!({ "format": {
            "type": "json_schema", "name": "edits", "strict": true, "schema": super::schema(ask),
        } });
    }
    if ask.lookups == LookupBy::Calls {
        let tools = lookup::tools().map(|tool| {
            json!({
                "type": "function", "name": tool.name, "description": tool.about,
                "parameters": tool.schema(), "strict": false,
            })
        });
        body["tools"] = tools.collect();
    }
    body
}

pub(super) fn read(reading: &mut Reading, value: &Value) -> Result<(), ModelError> {
    let number = count(value, "/output_index");
    match value.get("type").and_then(Value::as_str) {
        Some("response.output_text.delta") => reading.write(value.get("delta"))?,
        Some("response.refusal.delta") => reading.finish = Some(Finish::Refused),
        Some("response.output_item.added") => {
            reading.call_of(value.get("item"), number)?;
        }
        Some("response.function_call_arguments.delta") => {
            reading.call(number, None, value.get("delta"))?;
        }
        Some("response.completed" | "response.incomplete" | "response.failed") => {
            end(reading, value.get("response").unwrap_or(value))?;
        }
        Some("error") => return Err(error::classify(None, &value.to_string(), None)),
        // A server that does not stream gives the whole response at once.
        None if value.get("object").and_then(Value::as_str) == Some("response") => {
            whole(reading, value)?;
            end(reading, value)?;
        }
        _ => {}
    }
    Ok(())
}

impl Reading {
    /// Takes the item of an answer that is the call of a tool; other kinds come by events of their own.
    fn call_of(&mut self, item: Option<&Value>, number: u64) -> Result<(), ModelError> {
        let Some(item) = item else { return Ok(()) };
        if item.get("type").and_then(Value::as_str) == Some("function_call") {
            self.call(number, item.get("name"), item.get("arguments"))?;
        }
        Ok(())
    }
}

/// The items of a response that was not streamed.
fn whole(reading: &mut Reading, response: &Value) -> Result<(), ModelError> {
    let items = response.get("output").and_then(Value::as_array);
    for (number, item) in (0..).zip(items.into_iter().flatten()) {
        reading.call_of(Some(item), number)?;
        let parts = item.get("content").and_then(Value::as_array);
        for part in parts.into_iter().flatten() {
            match part.get("type").and_then(Value::as_str) {
                Some("output_text") => reading.write(part.get("text"))?,
                Some("refusal") => reading.finish = Some(Finish::Refused),
                _ => {}
            }
        }
    }
    Ok(())
}

/// How it ended, and what it used.
fn end(reading: &mut Reading, response: &Value) -> Result<(), ModelError> {
    if let Some(usage) = response.get("usage").filter(|usage| usage.is_object()) {
        reading.usage = Some(Usage {
            input: count(usage, "/input_tokens"),
            cached: count(usage, "/input_tokens_details/cached_tokens"),
            output: count(usage, "/output_tokens"),
            ..Usage::default()
        });
    }
    let reason = response.pointer("/incomplete_details/reason");
    match response.get("status").and_then(Value::as_str) {
        Some("failed") => {
            let error = json!({ "error": response.get("error") });
            return Err(error::classify(None, &error.to_string(), None));
        }
        Some("incomplete") => {
            reading.finish = Some(match reason.and_then(Value::as_str) {
                Some("content_filter") => Finish::Refused,
                _ => Finish::Length,
            });
        }
        // What was refused on the way stays refused.
        _ => reading.finish = reading.finish.or(Some(Finish::Complete)),
    }
    reading.done = true;
    Ok(())
}
