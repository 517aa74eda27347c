//! Each dialect's request, and its answers as servers really give them.

use std::time::Duration;

use super::*;
use crate::model::providers::{Form, Provider};

fn route(name: &str) -> Route {
    Route {
        provider: Provider::named(name).expect("a name of the table"),
        model: "m".into(),
        key: None,
    }
}

fn ask(form: Form) -> Ask {
    Ask {
        system: "rules".into(),
        user: "case".into(),
        max_output: 50,
        temperature: Some(80),
        form,
        lookups: LookupBy::Nothing,
        limit: Duration::from_secs(5),
    }
}

fn read(dialect: Dialect, messages: &[&str]) -> (Result<String, ModelError>, Option<Usage>) {
    let mut reading = Reading::default();
    for message in messages {
        if let Err(error) = dialect.read(&mut reading, message) {
            return (Err(error), reading.usage);
        }
    }
    let usage = reading.usage;
    (reading.into_text(), usage)
}

#[test]
fn bounds_and_schemas_are_asked_for_in_each_dialects_words() {
    let openai = Dialect::Chat.body(&route("openai"), &ask(Form::Json));
    assert_eq!(openai["max_completion_tokens"], 50);
    assert_eq!(openai["response_format"]["json_schema"]["strict"], true);
    assert!(openai.get("temperature").is_none());
    let groq = Dialect::Chat.body(&route("groq"), &ask(Form::Blocks));
    assert_eq!(groq["max_tokens"], 50);
    assert_eq!(groq["temperature"], 0.8);
    assert!(groq.get("response_format").is_none());
    let anthropic = Dialect::Messages.body(&route("anthropic"), &ask(Form::Blocks));
    assert_eq!(
        (&anthropic["max_tokens"], &anthropic["system"]),
        (&50.into(), &"rules".into())
    );
    let ollama = Dialect::Ollama.body(&route("ollama"), &ask(Form::Json));
    assert_eq!(ollama["options"]["num_predict"], 50);
    assert_eq!(ollama["options"]["num_ctx"], 4096);
    assert_eq!(ollama["format"]["type"], "object");
    let long = Ask {
        user: "x".repeat(60_000),
        ..ask(Form::Json)
    };
    let ollama = Dialect::Ollama.body(&route("ollama"), &long);
    assert_eq!(ollama["options"]["num_ctx"], 20_480);
}

#[test]
fn chat_reads_pieces_usage_and_oddities() {
    let (text, usage) = read(
        Dialect::Chat,
        &[
            r#"{"choices":[{"delta":{"role":"assistant","content":null}}]}"#,
            r#"{"choices":[{"delta":{"content":"let "},"finish_reason":null}]}"#,
            r#"{"choices":[{"delta":{"content":"x"}}]}"#,
            r#"{"choices":[{"delta":{},"finish_reason":"stop"}]}"#,
            r#"{"choices":[],"usage":{"prompt_tokens":33,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":24},"cost":0.0000125}}"#,
            "[DONE]",
        ],
    );
    assert_eq!(text.as_deref(), Ok("let x"));
    let usage = usage.expect("usage was told");
    assert_eq!(
        (usage.input, usage.cached, usage.output, usage.micros),
        (33, 24, 2, Some(13))
    );
    let (text, _) = read(
        Dialect::Chat,
        &[r#"{"choices":[{"message":{"content":"whole"},"finish_reason":"stop"}]}"#],
    );
    assert_eq!(text.as_deref(), Ok("whole"));
    let (text, _) = read(
        Dialect::Chat,
        &[r#"{"choices":[{"delta":{"content":"a"}}]}"#, "[DONE]"],
    );
    assert_eq!(
        text.as_deref(),
        Ok("a"),
        "an end without a reason is an end"
    );
}

#[test]
fn what_is_cut_off_or_refused_is_no_text() {
    let chat = |messages: &[&str]| read(Dialect::Chat, messages).0.expect_err("no text").code();
    assert_eq!(
        chat(&[r#"{"choices":[{"delta":{"content":"a"}}]}"#]),
        "truncated"
    );
    assert_eq!(
        chat(&[r#"{"choices":[{"delta":{"content":"a"},"finish_reason":"length"}]}"#]),
        "truncated"
    );
    assert_eq!(
        chat(&[r#"{"choices":[{"delta":{},"finish_reason":"content_filter"}]}"#]),
        "refused"
    );
    assert_eq!(
        chat(&[r#"{"error":{"code":502,"message":"x"},"choices":[]}"#]),
        "server"
    );
    assert_eq!(
        chat(&[r#"{"choices":[{"error":{"code":429,"message":"x"}}]}"#]),
        "rate_limited"
    );
    assert_eq!(chat(&["{"]), "malformed");
    let messages = |reason: &str| {
        let delta = format!(r#"{{"type":"message_delta","delta":{{"stop_reason":"{reason}"}}}}"#);
        read(Dialect::Messages, &[&delta])
            .0
            .expect_err("no text")
            .code()
    };
    assert_eq!(messages("max_tokens"), "truncated");
    assert_eq!(
        messages("model_context_window_exceeded"),
        "context_too_long"
    );
    assert_eq!(messages("refusal"), "refused");
}

#[test]
fn messages_reads_text_alone_and_counts_cached_tokens_in() {
    let (text, usage) = read(
        Dialect::Messages,
        &[
            r#"{"type":"message_start","message":{"usage":{"input_tokens":9,"cache_read_input_tokens":24,"output_tokens":1}}}"#,
            r#"{"type":"ping"}"#,
            r#"{"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"hm"}}"#,
            r#"{"type":"content_block_delta","delta":{"type":"text_delta","text":"let x"}}"#,
            r#"{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}}"#,
            r#"{"type":"message_stop"}"#,
        ],
    );
    assert_eq!(text.as_deref(), Ok("let x"));
    let usage = usage.expect("usage was told");
    assert_eq!((usage.input, usage.cached, usage.output), (33, 24, 7));
    let (error, _) = read(
        Dialect::Messages,
        &[r#"{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}"#],
    );
    assert_eq!(error.expect_err("an error").code(), "overloaded");
}

#[test]
fn ollama_ends_with_its_counts_and_may_fail_in_the_middle() {
    let (text, usage) = read(
        Dialect::Ollama,
        &[
            r#"{"message":{"content":"let x"},"done":false}"#,
            r#"{"message":{"content":""},"done":true,"done_reason":"stop","prompt_eval_count":11,"eval_count":3}"#,
        ],
    );
    assert_eq!(text.as_deref(), Ok("let x"));
    let usage = usage.expect("usage was told");
    assert_eq!((usage.input, usage.output), (11, 3));
    let (error, _) = read(
        Dialect::Ollama,
        &[
            r#"{"message":{"content":"let"},"done":false}"#,
            r#"{"error":"an error was encountered while running the model"}"#,
        ],
    );
    assert_eq!(error.expect_err("an error").code(), "server");
}

#[test]
fn the_key_is_in_one_header() {
    assert_eq!(
        Dialect::Chat.headers(Some("k")),
        [("authorization", "Bearer k".to_owned())]
    );
    assert!(
        Dialect::Messages
            .headers(Some("k"))
            .contains(&("x-api-key", "k".to_owned()))
    );
    assert!(Dialect::Ollama.headers(None).is_empty());
    assert_eq!(Dialect::Messages.url("https://a/"), "https://a/v1/messages");
}

#[test]
fn tools_are_offered_and_their_calls_read_in_each_dialects_words() {
    let offering = |name: &str, form| {
        let ask = Ask {
            lookups: LookupBy::Calls,
            ..ask(form)
        };
        let route = route(name);
        route.provider.dialect.body(&route, &ask)
    };
    let chat = offering("openai", Form::Json);
    assert_eq!(chat["tools"][0]["function"]["name"], "read");
    assert_eq!(chat["response_format"]["type"], "json_schema");
    let messages = offering("anthropic", Form::Blocks);
    assert_eq!(messages["tools"][1]["name"], "find");
    assert_eq!(messages["tools"][1]["input_schema"]["required"][0], "text");
    let ollama = offering("ollama", Form::Blocks);
    assert_eq!(ollama["tools"][2]["function"]["name"], "list");

    let (text, _) = read(
        Dialect::Chat,
        &[
            r#"{"choices":[{"delta":{"content":null,"tool_calls":[{"index":0,"id":"c","function":{"name":"read","arguments":""}}]}}]}"#,
            r#"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":"{\"path\":\"src/a"}}]}}]}"#,
            r#"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"arguments":".rs\"}"}},{"index":1,"function":{"name":"find","arguments":"{\"text\":\"x\"}"}}]}}]}"#,
            r#"{"choices":[{"delta":{},"finish_reason":"tool_calls"}]}"#,
        ],
    );
    assert_eq!(text.as_deref(), Ok("\nREAD src/a.rs\nFIND x"));
    let (text, _) = read(
        Dialect::Messages,
        &[
            r#"{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"First"}}"#,
            r#"{"type":"content_block_start","index":1,"content_block":{"type":"tool_use","id":"t","name":"read","input":{}}}"#,
            r#"{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"{\"path\":\"src/a.rs\","}}"#,
            r#"{"type":"content_block_delta","index":1,"delta":{"type":"input_json_delta","partial_json":"\"item\":\"f\"}"}}"#,
            r#"{"type":"message_delta","delta":{"stop_reason":"tool_use"}}"#,
        ],
    );
    assert_eq!(text.as_deref(), Ok("First\nREAD src/a.rs#f"));
    let (text, _) = read(
        Dialect::Ollama,
        &[
            r#"{"message":{"content":"","tool_calls":[{"function":{"name":"list","arguments":{"path":"src"}}}]},"done":false}"#,
            r#"{"message":{"content":""},"done":true,"done_reason":"stop"}"#,
        ],
    );
    assert_eq!(text.as_deref(), Ok("\nLIST src"));
    let (cut, _) = read(
        Dialect::Chat,
        &[
            r#"{"choices":[{"delta":{"tool_calls":[{"index":0,"function":{"name":"read","arguments":"{\"pa"}}]},"finish_reason":"length"}]}"#,
        ],
    );
    assert_eq!(cut.expect_err("a call that is cut off").code(), "truncated");
}

#[test]
fn where_tools_are_doubtful_requests_go_into_the_schema() {
    for (name, form, expected) in [
        ("openai", Form::Json, LookupBy::Calls),
        ("anthropic", Form::Blocks, LookupBy::Calls),
        ("gemini", Form::Json, LookupBy::Words),
        ("ollama", Form::Json, LookupBy::Words),
        ("ollama", Form::Blocks, LookupBy::Calls),
        ("llamacpp", Form::Json, LookupBy::Words),
        ("custom", Form::Blocks, LookupBy::Words),
        ("openai", Form::Item, LookupBy::Nothing),
    ] {
        let mut provider = Provider::named(name).expect("a name of the table");
        provider.form = form;
        assert_eq!(provider.lookups(), expected, "{name}");
    }
    let ask = Ask {
        lookups: LookupBy::Words,
        ..ask(Form::Json)
    };
    assert_eq!(schema(&ask)["required"][1], "look");
    let ask = Ask {
        lookups: LookupBy::Nothing,
        ..ask
    };
    assert_eq!(schema(&ask)["properties"].get("look"), None);
}

#[test]
fn responses_have_events_of_their_own_and_no_mark_at_the_end() {
    let route = Route {
        provider: Provider {
            dialect: Dialect::Responses,
            ..Provider::named("openai").expect("a name of the table")
        },
        ..route("openai")
    };
    let ask = Ask {
        lookups: LookupBy::Calls,
        ..ask(Form::Json)
    };
    let body = Dialect::Responses.body(&route, &ask);
    assert_eq!(body["instructions"], "rules");
    assert_eq!(body["input"][0]["content"], "case");
    assert_eq!(body["max_output_tokens"], 50);
    assert_eq!(body["text"]["format"]["type"], "json_schema");
    assert_eq!(body["tools"][0]["name"], "read");
    assert_eq!(body["store"], false);
    assert_eq!(body.get("temperature"), None);
    assert_eq!(
        Dialect::Responses.url("https://a/v1"),
        "https://a/v1/responses"
    );

    let (text, usage) = read(
        Dialect::Responses,
        &[
            r#"{"type":"response.created","response":{"status":"in_progress","error":null}}"#,
            r#"{"type":"response.output_item.added","output_index":0,"item":{"type":"reasoning"}}"#,
            r#"{"type":"response.output_text.delta","output_index":1,"delta":"let "}"#,
            r#"{"type":"response.output_text.delta","output_index":1,"delta":"x"}"#,
            r#"{"type":"response.output_text.done","output_index":1,"text":"let x"}"#,
            r#"{"type":"response.completed","response":{"status":"completed","error":null,"usage":{"input_tokens":33,"input_tokens_details":{"cached_tokens":24},"output_tokens":7}}}"#,
        ],
    );
    assert_eq!(text.as_deref(), Ok("let x"));
    let usage = usage.expect("usage was told");
    assert_eq!((usage.input, usage.cached, usage.output), (33, 24, 7));
    let (text, _) = read(
        Dialect::Responses,
        &[
            r#"{"type":"response.output_item.added","output_index":0,"item":{"type":"function_call","name":"read","arguments":""}}"#,
            r#"{"type":"response.function_call_arguments.delta","output_index":0,"delta":"{\"path\":"}"#,
            r#"{"type":"response.function_call_arguments.delta","output_index":0,"delta":"\"src/a.rs\"}"}"#,
            r#"{"type":"response.completed","response":{"status":"completed"}}"#,
        ],
    );
    assert_eq!(text.as_deref(), Ok("\nREAD src/a.rs"));
    let (text, _) = read(
        Dialect::Responses,
        &[
            r#"{"object":"response","status":"completed","error":null,"output":[{"type":"message","content":[{"type":"output_text","text":"whole"}]}]}"#,
        ],
    );
    assert_eq!(text.as_deref(), Ok("whole"));
}

#[test]
fn responses_that_end_badly_are_no_text() {
    let ends = |messages: &[&str]| {
        let (text, _) = read(Dialect::Responses, messages);
        text.expect_err("no text").code()
    };
    let delta = r#"{"type":"response.output_text.delta","delta":"a"}"#;
    assert_eq!(ends(&[delta]), "truncated");
    assert_eq!(
        ends(&[
            delta,
            r#"{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}}"#
        ]),
        "truncated"
    );
    assert_eq!(
        ends(&[
            r#"{"type":"response.incomplete","response":{"status":"incomplete","incomplete_details":{"reason":"content_filter"}}}"#
        ]),
        "refused"
    );
    assert_eq!(
        ends(&[
            r#"{"type":"response.refusal.delta","delta":"I cannot"}"#,
            r#"{"type":"response.completed","response":{"status":"completed"}}"#
        ]),
        "refused"
    );
    assert_eq!(
        ends(&[
            r#"{"type":"response.failed","response":{"status":"failed","error":{"code":"rate_limit_exceeded","message":"x"}}}"#
        ]),
        "rate_limited"
    );
    assert_eq!(
        ends(&[r#"{"type":"error","code":"server_error","message":"x","param":null}"#]),
        "server"
    );
}
