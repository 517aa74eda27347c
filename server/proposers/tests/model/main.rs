//! Calls over real sockets against a scripted server: every dialect, every class of failure, and what is sent again.

mod classes;
mod real;
mod voices;

use std::{sync::mpsc::channel, time::Duration};

use bowline_fixture::{ModelServer, Reply, Step};
use bowline_proposers::model::{Answered, Ask, Client, Form, LookupBy, Provider, Route, Secret};
use tokio_util::sync::CancellationToken;

fn route(provider: &str, url: &str) -> Route {
    let mut provider = Provider::named(provider).expect("a provider of the table");
    provider.base_url = url.to_owned();
    Route {
        provider,
        model: "m-1".into(),
        key: Secret::new("k-secret"),
    }
}

fn ask() -> Ask {
    Ask {
        system: "rules".into(),
        user: "the case".into(),
        max_output: 100,
        temperature: Some(0),
        form: Form::Blocks,
        lookups: LookupBy::Nothing,
        limit: Duration::from_secs(60),
    }
}

fn call(provider: &str, replies: Vec<Reply>) -> (Answered, ModelServer) {
    let server = ModelServer::with(replies);
    let route = route(provider, &server.url);
    let answered = run(async move {
        let client = Client::new().expect("a client");
        client.ask(&route, &ask(), &CancellationToken::new()).await
    });
    (answered, server)
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
        .block_on(work)
}

fn code(answered: &Answered) -> &'static str {
    answered
        .text
        .as_ref()
        .map_or_else(|error| error.code(), |_| "answered")
}

#[test]
fn a_chat_is_streamed_and_counted() {
    let (answered, server) = call("openai", vec![Reply::chat("größe 🦀", 33, 7)]);
    assert_eq!(answered.text.as_deref(), Ok("größe 🦀"));
    assert_eq!((answered.usage.input, answered.usage.output), (33, 7));
    assert!(!answered.usage.estimated);
    let [request] = server.received().try_into().expect("one request");
    assert_eq!(request.path, "/chat/completions");
    assert_eq!(request.header("authorization"), Some("Bearer k-secret"));
    assert!(!request.body.contains("k-secret"));
}

#[test]
fn characters_cut_in_two_and_pauses_change_nothing() {
    let body = "data: {\"choices\":[{\"delta\":{\"content\":\"ä🦀\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";
    let at = body.find('🦀').expect("there is a crab") + 2;
    let (go, gate) = channel();
    let (first, second) = body.as_bytes().split_at(at);
    let reply = Reply::of(200, first)
        .then(Step::Wait(gate))
        .then(Step::Bytes(second.to_vec()))
        .with("content-type", "text/event-stream");
    go.send(()).expect("the server waits");
    let (answered, _) = call("groq", vec![reply]);
    assert_eq!(answered.text.as_deref(), Ok("ä🦀"));
    assert!(answered.usage.estimated && answered.usage.input > 0);
}

#[test]
fn messages_and_ollama_speak_their_own_words() {
    let body = "event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"usage\":{\"input_tokens\":9}}}\n\n\
        event: ping\ndata: {\"type\":\"ping\"}\n\n\
        event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"delta\":{\"type\":\"text_delta\",\"text\":\"yes\"}}\n\n\
        event: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":2}}\n\n\
        event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    let (answered, server) = call("anthropic", vec![Reply::of(200, body)]);
    assert_eq!(answered.text.as_deref(), Ok("yes"));
    assert_eq!(answered.usage.tokens(), 11);
    let request = &server.received()[0];
    assert_eq!(request.path, "/v1/messages");
    assert_eq!(request.header("x-api-key"), Some("k-secret"));
    assert_eq!(request.header("authorization"), None);

    let lines = "{\"message\":{\"content\":\"no\"},\"done\":false}\n{\"message\":{\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":5,\"eval_count\":1}\n";
    let (answered, server) = call("ollama", vec![Reply::of(200, lines)]);
    assert_eq!(answered.text.as_deref(), Ok("no"));
    assert_eq!(answered.usage.tokens(), 6);
    assert_eq!(server.received()[0].path, "/api/chat");
}

#[test]
fn a_server_that_does_not_stream_is_understood() {
    let body = r#"{"choices":[{"message":{"content":"whole"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}"#;
    let reply = Reply::of(200, body).with("content-type", "application/json");
    let (answered, _) = call("custom", vec![reply]);
    assert_eq!(answered.text.as_deref(), Ok("whole"));
    assert_eq!(answered.usage.tokens(), 4);
}

#[test]
fn each_429_is_what_its_body_says() {
    let slow = r#"{"error":{"message":"slow down","code":"rate_limit_exceeded"}}"#;
    let busy = || Reply::of(429, slow).with("retry-after-ms", "1");
    let (answered, server) = call("openai", vec![busy(), busy(), Reply::chat("at last", 5, 1)]);
    assert_eq!(answered.text.as_deref(), Ok("at last"));
    assert_eq!((answered.requests, server.received().len()), (3, 3));

    let (answered, server) = call("openai", vec![busy(), busy(), busy(), busy()]);
    assert_eq!(
        (code(&answered), server.received().len()),
        ("rate_limited", 3)
    );
    assert_eq!(answered.usage.tokens(), 0, "what was refused used nothing");

    for body in [
        r#"{"error":{"message":"x","type":"insufficient_quota","code":"insufficient_quota"}}"#,
        r#"{"type":"error","error":{"type":"rate_limit_error","details":{"error_code":"enforced_spend_limit_reached"}}}"#,
    ] {
        let (answered, server) = call("openai", vec![Reply::of(429, body)]);
        assert_eq!((code(&answered), server.received().len()), ("billing", 1));
    }
    let long = Reply::of(429, slow).with("retry-after", "3600");
    let (answered, server) = call("openai", vec![long]);
    assert_eq!(
        (code(&answered), server.received().len()),
        ("rate_limited", 1),
        "an hour is not waited for"
    );
}

#[test]
fn what_waiting_does_not_mend_is_asked_once() {
    let cases = [
        ("openai", 401, r#"{"error":{"message":"bad key"}}"#, "auth"),
        (
            "openai",
            400,
            r#"{"error":{"code":"context_length_exceeded","message":"x"}}"#,
            "context_too_long",
        ),
        (
            "openai",
            404,
            r#"{"error":{"message":"no such model"}}"#,
            "rejected",
        ),
        ("openai", 302, "", "rejected"),
        (
            "llamacpp",
            500,
            r#"{"error":{"code":500,"type":"server_error","message":"bad json"}}"#,
            "server",
        ),
    ];
    for (provider, status, body, expected) in cases {
        let reply = Reply::of(status, body).with("location", "http://127.0.0.1:1/");
        let (answered, server) = call(provider, vec![reply]);
        assert_eq!(
            (code(&answered), server.received().len()),
            (expected, 1),
            "{status}"
        );
    }
    let failed = || Reply::of(500, "oops").with("retry-after-ms", "1");
    let (answered, server) = call("openai", vec![failed(), Reply::chat("ok", 1, 1)]);
    assert_eq!(
        (code(&answered), server.received().len()),
        ("answered", 2),
        "a remote 500 may pass"
    );
}

#[test]
fn errors_come_inside_good_answers_too() {
    let piece = "data: {\"choices\":[{\"delta\":{\"content\":\"let x\"}}]}\n\n";
    let error = "data: {\"error\":{\"code\":502,\"message\":\"upstream\"}}\n\n";
    let late = Reply::of(200, piece).then(Step::Bytes(error.into()));
    let (answered, server) = call("openrouter", vec![late]);
    assert_eq!(
        (code(&answered), server.received().len()),
        ("server", 1),
        "what was paid for is not asked twice"
    );
    assert!(answered.usage.estimated && answered.usage.output > 0);
    let early = Reply::of(200, format!(": OPENROUTER PROCESSING\n\n{error}"));
    let (answered, _) = call("openrouter", vec![early, Reply::chat("ok", 1, 1)]);
    assert_eq!(code(&answered), "answered");
}

#[test]
fn a_reply_that_is_cut_off_is_no_reply() {
    let piece = "data: {\"choices\":[{\"delta\":{\"content\":\"let x\"}}]}\n\n";
    let ended = Reply::of(200, piece);
    let broken = Reply::of(200, piece).then(Step::Break);
    let halved = Reply::of(200, format!("{piece}data: {{\"choices\":[{{\"del"));
    for reply in [ended, broken, halved] {
        let (answered, server) = call("openai", vec![reply]);
        assert_eq!((code(&answered), server.received().len()), ("truncated", 1));
        assert!(answered.usage.estimated && answered.usage.tokens() > 0);
    }
    let silent = Reply::of(200, "").then(Step::Break);
    let (answered, server) = call("openai", vec![silent, Reply::chat("ok", 1, 1)]);
    assert_eq!((code(&answered), server.received().len()), ("answered", 2));
}

#[test]
fn nonsense_is_malformed() {
    for body in ["data: <html>\n\n", "data: {\"choices\": [\n\n"] {
        let (answered, _) = call("openai", vec![Reply::of(200, body)]);
        assert!(
            ["malformed", "truncated"].contains(&code(&answered)),
            "{body}"
        );
    }
    let page = Reply::of(200, "<html>").with("content-type", "text/html");
    let (answered, _) = call("openai", vec![page]);
    assert_eq!(code(&answered), "truncated");
}

#[test]
fn nobody_there_is_a_network_failure_and_plain_http_stays_here() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", closed.local_addr().expect("an address"));
    drop(closed);
    let asked = |route: Route| {
        run(async move {
            let client = Client::new().expect("a client");
            let limit = Duration::from_millis(200);
            let ask = Ask { limit, ..ask() };
            client.ask(&route, &ask, &CancellationToken::new()).await
        })
    };
    assert_eq!(code(&asked(route("ollama", &url))), "network");
    let far = asked(route("openai", "http://models.example/v1"));
    assert_eq!((code(&far), far.requests), ("insecure", 0));
}
