//! Each class of failure in each dialect, over a socket: how it is called, whether it is asked again, and what it counts.

use std::{sync::mpsc::channel, time::Duration};

use bowline_fixture::{ModelServer, Reply, Step};
use bowline_proposers::model::{Answered, Ask, Client, Dialect};
use tokio_util::sync::CancellationToken;

use super::{
    ask, code, run,
    voices::{self, ALL, End},
};

fn call(dialect: Dialect, replies: Vec<Reply>) -> (Answered, ModelServer) {
    let server = ModelServer::with(replies);
    let route = voices::route(dialect, &server.url);
    let answered = run(async move {
        let client = Client::new().expect("a client");
        client.ask(&route, &ask(), &CancellationToken::new()).await
    });
    (answered, server)
}

#[test]
fn an_answer_is_streamed_and_counted() {
    for dialect in ALL {
        let (answered, server) = call(dialect, vec![voices::answer(dialect, "größe 🦀")]);
        assert_eq!(answered.text.as_deref(), Ok("größe 🦀"), "{dialect:?}");
        let usage = answered.usage;
        assert_eq!(
            (usage.input, usage.output, usage.estimated),
            (9, 2, false),
            "{dialect:?}"
        );
        let [request] = server.received().try_into().expect("one request");
        assert_eq!(request.path, voices::path(dialect));
        assert!(!request.body.contains("k-secret"));
    }
}

#[test]
fn an_answer_is_the_same_wherever_the_network_cuts_it() {
    for dialect in ALL {
        let end = voices::end(dialect, End::Complete).expect("every dialect has an end");
        let body = voices::piece(dialect, "ä🦀") + &end;
        // In the crab, before the last byte, and byte by byte.
        let crab = body.find('🦀').expect("there is a crab");
        for size in [crab + 2, body.len() - 1, 1] {
            let mut reply = voices::streamed(dialect, "");
            for chunk in body.as_bytes().chunks(size) {
                reply = reply.then(Step::Bytes(chunk.to_vec()));
            }
            let (answered, _) = call(dialect, vec![reply]);
            assert_eq!(answered.text.as_deref(), Ok("ä🦀"), "{dialect:?} {size}");
        }
    }
}

#[test]
fn refusals_by_status_have_their_class_and_are_asked_once() {
    let cases = [
        (401, r#"{"error":{"message":"bad key"}}"#, "auth"),
        (403, r#"{"error":{"type":"permission_error"}}"#, "auth"),
        (402, r#"{"error":{"message":"pay"}}"#, "billing"),
        (429, r#"{"error":{"code":"insufficient_quota"}}"#, "billing"),
        (
            400,
            r#"{"error":{"code":"context_length_exceeded"}}"#,
            "context_too_long",
        ),
        (
            413,
            r#"{"error":{"type":"request_too_large"}}"#,
            "context_too_long",
        ),
        (404, r#"{"error":"no such model"}"#, "rejected"),
        (302, "", "rejected"),
    ];
    for dialect in ALL {
        for (status, body, expected) in cases {
            let reply = Reply::of(status, body).with("location", "http://127.0.0.1:1/");
            let (answered, server) = call(dialect, vec![reply]);
            assert_eq!(
                (code(&answered), server.received().len()),
                (expected, 1),
                "{dialect:?} {status}"
            );
            assert_eq!(answered.usage.tokens(), 0, "what was refused used nothing");
        }
    }
}

#[test]
fn what_may_pass_is_asked_again() {
    let busy = || {
        Reply::of(429, r#"{"error":{"code":"rate_limit_exceeded"}}"#).with("retry-after-ms", "1")
    };
    for dialect in ALL {
        let again = vec![busy(), busy(), voices::answer(dialect, "at last")];
        let (answered, server) = call(dialect, again);
        assert_eq!(answered.text.as_deref(), Ok("at last"), "{dialect:?}");
        assert_eq!(server.received().len(), 3);

        let (answered, server) = call(dialect, vec![busy(), busy(), busy(), busy()]);
        assert_eq!(
            (code(&answered), server.received().len()),
            ("rate_limited", 3),
            "{dialect:?}"
        );

        let overloaded = Reply::of(503, r#"{"error":{"type":"overloaded_error"}}"#);
        let (answered, server) = call(dialect, vec![overloaded, voices::answer(dialect, "ok")]);
        assert_eq!(
            (code(&answered), server.received().len()),
            ("answered", 2),
            "{dialect:?}"
        );
    }
}

#[test]
fn a_failure_inside_an_answer_is_asked_again_only_before_the_first_word() {
    for dialect in ALL {
        let (failure, class) = voices::failure(dialect);
        let late = voices::streamed(dialect, voices::piece(dialect, "let x"))
            .then(Step::Bytes(failure.clone().into()));
        let (answered, server) = call(dialect, vec![late, voices::answer(dialect, "ok")]);
        assert_eq!(
            (code(&answered), server.received().len()),
            (class, 1),
            "{dialect:?}: what was paid for is not asked twice"
        );
        assert!(answered.usage.estimated && answered.usage.output > 0);

        // A server on this machine fails again at the same question.
        let expected = match dialect {
            Dialect::Ollama => ("server", 1),
            _ => ("answered", 2),
        };
        let early = voices::streamed(dialect, failure);
        let (answered, server) = call(dialect, vec![early, voices::answer(dialect, "ok")]);
        assert_eq!(
            (code(&answered), server.received().len()),
            expected,
            "{dialect:?}"
        );
    }
}

#[test]
fn what_is_cut_off_or_refused_is_no_reply() {
    for dialect in ALL {
        let piece = || voices::streamed(dialect, voices::piece(dialect, "let x"));
        let halved = voices::piece(dialect, "and more");
        let halved = &halved.as_bytes()[..halved.len() / 2];
        let estimated = [
            piece(),
            piece().then(Step::Break),
            piece().then(Step::Bytes(halved.to_vec())),
        ];
        for reply in estimated {
            let (answered, server) = call(dialect, vec![reply]);
            assert_eq!(
                (code(&answered), server.received().len()),
                ("truncated", 1),
                "{dialect:?}"
            );
            assert!(answered.usage.estimated && answered.usage.tokens() > 0);
        }
        for (how, expected) in [(End::Length, "truncated"), (End::Refused, "refused")] {
            let Some(end) = voices::end(dialect, how) else {
                continue;
            };
            let (answered, server) = call(dialect, vec![piece().then(Step::Bytes(end.into()))]);
            assert_eq!(
                (code(&answered), server.received().len()),
                (expected, 1),
                "{dialect:?}"
            );
            assert_eq!(answered.usage.tokens(), 11, "it was paid for: {dialect:?}");
        }
        let silent = voices::streamed(dialect, "").then(Step::Break);
        let (answered, server) = call(dialect, vec![silent, voices::answer(dialect, "ok")]);
        assert_eq!(
            (code(&answered), server.received().len()),
            ("answered", 2),
            "{dialect:?}"
        );
    }
}

#[test]
fn nonsense_is_malformed() {
    for dialect in ALL {
        let nonsense = match dialect {
            Dialect::Ollama => "<html>\n",
            _ => "data: <html>\n\n",
        };
        let (answered, server) = call(dialect, vec![voices::streamed(dialect, nonsense)]);
        assert_eq!(
            (code(&answered), server.received().len()),
            ("malformed", 1),
            "{dialect:?}"
        );
    }
}

#[test]
fn a_call_ends_with_its_time_or_with_a_word_and_the_server_sees_it() {
    for dialect in ALL {
        for is_cancelled in [true, false] {
            let (told, hung_up) = channel();
            let (spoke, speaking) = channel();
            let piece = voices::piece(dialect, "let x");
            let mut reply = Some(voices::streamed(dialect, piece).then(Step::AwaitHangUp(told)));
            let server = ModelServer::start(move |_| {
                let _ = spoke.send(());
                reply.take().expect("one request")
            });
            let route = voices::route(dialect, &server.url);
            let cancel = CancellationToken::new();
            let token = cancel.clone();
            let canceller = std::thread::spawn(move || {
                speaking.recv().expect("a request came");
                if is_cancelled {
                    token.cancel();
                }
            });
            let limit = match is_cancelled {
                true => ask().limit,
                false => Duration::from_millis(300),
            };
            let answered = run(async move {
                let client = Client::new().expect("a client");
                client.ask(&route, &Ask { limit, ..ask() }, &cancel).await
            });
            let expected = if is_cancelled {
                "cancelled"
            } else {
                "timed_out"
            };
            assert_eq!(code(&answered), expected, "{dialect:?}");
            assert!(answered.usage.tokens() > 0, "what was sent counts");
            canceller.join().expect("the canceller ends");
            hung_up.recv().expect("the server saw the client go");
        }
    }
}
