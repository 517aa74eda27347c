//! Chat completions as OpenAI defined them, with what others made of them.

use serde_json::{Value, json};

use super::{Finish, Reading, count};
use crate::model::{
    client::{Ask, Route},
    error::ModelError,
    lookup::{self, LookupBy},
    providers::{Bound, Form},
    usage::Usage,
};

pub(super) fn body(route: &Route, ask: &Ask) -> Value {
    let bound = match route.provider.quirks.bound {
        Bound::MaxTokens => "max_tokens",
        Bound::MaxCompletionTokens => "max_completion_tokens",
    };
    let mut body = json!({
        "model": route.model,
        "stream": true,
        "stream_options": { "include_usage": true },
        "messages": [
            { "role": "system", "content": ask.system },
            { "role": "user", "content": ask.user },
        ],
    });
    body[bound] = ask.max_output.into();
    if let Some(temperature) = ask.temperature(route) {
        body["temperature"] = temperature;
    }
    if ask.form == Form::Json {
        body["response_format"] = json!({
            "type": "json_schema",
            "json_schema": { "name": "edits", "strict": true, "schema": super::schema(ask) },
        });
    }
    if ask.lookups == LookupBy::Calls {
        body["tools"] = lookup::functions();
    }
    body
}

pub(super) fn read(reading: &mut Reading, value: &Value) -> Result<(), ModelError> {
    if let Some(usage) = value.get("usage").filter(|usage| usage.is_object()) {
        reading.usage = Some(Usage {
            input: count(usage, "/prompt_tokens"),
            cached: count(usage, "/prompt_tokens_details/cached_tokens"),
            output: count(usage, "/completion_tokens"),
            estimated: false,
            // Gateways that bill say what it cost, in dollars.
            micros: usage
                .get("cost")
                .and_then(Value::as_f64)
                .map(|dollars| (dollars * 1e6).ceil() as u64),
        });
    }
    let Some(choice) = value.pointer("/choices/0") else {
        return Ok(());
    };
    if let Some(error) = choice.get("error").filter(|error| !error.is_null()) {
        return Err(crate::model::error::classify(
            None,
            &error.to_string(),
            None,
        ));
    }
    reading.write(choice.pointer("/delta/content"))?;
    // A server that does not stream gives the whole message at once.
    reading.write(choice.pointer("/message/content"))?;
    let calls = ["/delta/tool_calls", "/message/tool_calls"];
    let calls = calls
        .iter()
        .filter_map(|path| choice.pointer(path)?.as_array());
    for (place, call) in calls.flat_map(|calls| (0..).zip(calls)) {
        reading.call(
            call.get("index").and_then(Value::as_u64).unwrap_or(place),
            call.pointer("/function/name"),
            call.pointer("/function/arguments"),
        )?;
    }
    if let Some(reason) = choice.get("finish_reason").and_then(Value::as_str) {
        reading.finish = Some(match reason {
            "length" => Finish::Length,
            "content_filter" => Finish::Refused,
            _ => Finish::Complete,
        });
    }
    Ok(())
}
