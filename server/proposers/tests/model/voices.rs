//! The four dialects as a scripted server speaks them: a piece of text, each kind of end, and a failure in the middle.

use bowline_fixture::{Reply, Step};
use bowline_proposers::model::{Dialect, Provider, Route, Secret};

/// Every dialect.
pub const ALL: [Dialect; 4] = [
    Dialect::Chat,
    Dialect::Messages,
    Dialect::Ollama,
    Dialect::Responses,
];

/// The way to a provider who speaks like this, at the given address.
pub fn route(dialect: Dialect, url: &str) -> Route {
    let name = match dialect {
        Dialect::Chat | Dialect::Responses => "openai",
        Dialect::Messages => "anthropic",
        Dialect::Ollama => "ollama",
    };
    let mut provider = Provider::named(name).expect("a provider of the table");
    provider.dialect = dialect;
    provider.base_url = url.to_owned();
    Route {
        provider,
        model: "m-1".into(),
        key: Secret::new("k-secret"),
    }
}

/// The path that requests go to.
pub fn path(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::Chat => "/chat/completions",
        Dialect::Messages => "/v1/messages",
        Dialect::Ollama => "/api/chat",
        Dialect::Responses => "/responses",
    }
}

/// A message that brings a piece of text, which has no quotes in it.
pub fn piece(dialect: Dialect, text: &str) -> String {
    match dialect {
        Dialect::Chat => event(&format!(
            r#"{{"choices":[{{"delta":{{"content":"{text}"}}}}]}}"#
        )),
        Dialect::Messages => event(&format!(
            r#"{{"type":"content_block_delta","index":0,"delta":{{"type":"text_delta","text":"{text}"}}}}"#
        )),
        Dialect::Ollama => format!("{{\"message\":{{\"content\":\"{text}\"}},\"done\":false}}\n"),
        Dialect::Responses => event(&format!(
            r#"{{"type":"response.output_text.delta","output_index":0,"delta":"{text}"}}"#
        )),
    }
}

/// How an answer ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// By itself.
    Complete,
    /// At the bound on tokens.
    Length,
    /// With the word that the model will not.
    Refused,
}

/// The messages at the end of an answer: 9 tokens were read and 2 written. `None` where the dialect has no such end.
pub fn end(dialect: Dialect, end: End) -> Option<String> {
    let reason = |words: [&'static str; 3]| match end {
        End::Complete => words[0],
        End::Length => words[1],
        End::Refused => words[2],
    };
    Some(match dialect {
        Dialect::Chat => {
            let reason = reason(["stop", "length", "content_filter"]);
            event(&format!(
                r#"{{"choices":[{{"delta":{{}},"finish_reason":"{reason}"}}]}}"#
            )) + &event(r#"{"choices":[],"usage":{"prompt_tokens":9,"completion_tokens":2}}"#)
                + &event("[DONE]")
        }
        Dialect::Messages => {
            let reason = reason(["end_turn", "max_tokens", "refusal"]);
            event(&format!(
                r#"{{"type":"message_delta","delta":{{"stop_reason":"{reason}"}},"usage":{{"input_tokens":9,"output_tokens":2}}}}"#
            )) + &event(r#"{"type":"message_stop"}"#)
        }
        Dialect::Ollama if end == End::Refused => return None,
        Dialect::Ollama => {
            let reason = reason(["stop", "length", ""]);
            format!(
                "{{\"message\":{{\"content\":\"\"}},\"done\":true,\"done_reason\":\"{reason}\",\"prompt_eval_count\":9,\"eval_count\":2}}\n"
            )
        }
        Dialect::Responses => {
            let usage = r#""usage":{"input_tokens":9,"output_tokens":2}"#;
            event(&match end {
                End::Complete => format!(
                    r#"{{"type":"response.completed","response":{{"status":"completed",{usage}}}}}"#
                ),
                cut => {
                    let reason = match cut {
                        End::Refused => "content_filter",
                        _ => "max_output_tokens",
                    };
                    format!(
                        r#"{{"type":"response.incomplete","response":{{"status":"incomplete","incomplete_details":{{"reason":"{reason}"}},{usage}}}}}"#
                    )
                }
            })
        }
    })
}

/// A failure inside a good answer, as a word of the provider's and its class.
pub fn failure(dialect: Dialect) -> (String, &'static str) {
    match dialect {
        Dialect::Chat => (
            event(r#"{"error":{"code":502,"message":"upstream"}}"#),
            "server",
        ),
        Dialect::Messages => (
            event(r#"{"type":"error","error":{"type":"overloaded_error","message":"busy"}}"#),
            "overloaded",
        ),
        Dialect::Ollama => ("{\"error\":\"the runner ended\"}\n".into(), "server"),
        Dialect::Responses => (
            event(
                r#"{"type":"response.failed","response":{"status":"failed","error":{"code":"server_error","message":"oops"}}}"#,
            ),
            "server",
        ),
    }
}

/// A whole answer.
pub fn answer(dialect: Dialect, text: &str) -> Reply {
    let end = end(dialect, End::Complete).expect("every dialect has an end");
    streamed(dialect, piece(dialect, text)).then(Step::Bytes(end.into()))
}

/// The beginning of a streamed answer.
pub fn streamed(dialect: Dialect, body: impl Into<Vec<u8>>) -> Reply {
    let kind = match dialect {
        Dialect::Ollama => "application/x-ndjson",
        _ => "text/event-stream",
    };
    Reply::of(200, body).with("content-type", kind)
}

fn event(data: &str) -> String {
    format!("data: {data}\n\n")
}
