//! Ollama's own dialect: one JSON value a line. Asked for its context size, for its default cuts prompts off in silence.

use serde_json::{Value, json};

use super::{Finish, Reading, count};
use crate::model::{
    client::{Ask, Route},
    error::ModelError,
    lookup::{self, LookupBy},
    providers::Form,
    usage::{self, Usage},
};

pub(super) fn body(route: &Route, ask: &Ask) -> Value {
    let prompt = usage::estimate(&ask.system) + usage::estimate(&ask.user);
    let needed = prompt + u64::from(ask.max_output) + 64;
    let mut options = json!({
        "num_predict": ask.max_output,
        "num_ctx": needed.next_multiple_of(1024).max(u64::from(route.provider.context)),
    });
    if let Some(temperature) = ask.temperature(route) {
        options["temperature"] = temperature;
    }
    let mut body = json!({
        "model": route.model,
        "stream": true,
        "messages": [
            { "role": "system", "content": ask.system },
            { "role": "user", "content": ask.user },
        ],
        "options": options,
    });
    if ask.form == Form::Json {
        body["format"] = super::schema(ask);
    }
    if ask.lookups == LookupBy::Calls {
        body["tools"] = lookup::functions();
    }
    body
}

pub(super) fn read(reading: &mut Reading, value: &Value) -> Result<(), ModelError> {
    reading.write(value.pointer("/message/content"))?;
    let calls = value.pointer("/message/tool_calls");
    for call in calls.and_then(Value::as_array).into_iter().flatten() {
        // A call comes whole, and each message may bring further ones.
        let number = reading.calls.len() as u64;
        reading.call(
            number,
            call.pointer("/function/name"),
            call.pointer("/function/arguments"),
        )?;
    }
    if value.get("done").and_then(Value::as_bool) == Some(true) {
        reading.finish = Some(match value.get("done_reason").and_then(Value::as_str) {
            Some("length") => Finish::Length,
            _ => Finish::Complete,
        });
        reading.usage = value.get("eval_count").map(|_| Usage {
            input: count(value, "/prompt_eval_count"),
            output: count(value, "/eval_count"),
            ..Usage::default()
        });
    }
    Ok(())
}
