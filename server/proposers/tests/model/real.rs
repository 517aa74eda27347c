//! A real server, llama.cpp's, which speaks three of the dialects: calls to it, where `BOWLINE_LLAMA_SERVER` has its address
//! (`http://127.0.0.1:8790`), and the recordings of them that the ordinary run reads. What is shown is transport, usage and
//! cancel, never how clever a model is. `UPDATE_EXPECT=1` beside the address records anew.

use std::{
    fs,
    io::{Read as _, Write as _},
    net::TcpStream,
    path::PathBuf,
};

use bowline_documents::text::content_hash;
use bowline_fixture::{ModelServer, Received, Reply, Step};
use bowline_proposers::model::{
    Answered, Ask, Client, Dialect, Form, LookupBy, Provider, Route, Secret,
};
use serde::{Deserialize, Serialize};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{ask, code, run};

/// The variable with the address of a real server.
const ADDRESS: &str = "BOWLINE_LLAMA_SERVER";

/// What a real server said to one call, and what was made of it.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Cassette {
    /// The path and the digest of what was asked: another question needs another recording.
    path: String,
    request: String,
    status: u16,
    kind: String,
    /// How it ended.
    end: String,
    text: Option<String>,
    input: u64,
    output: u64,
    estimated: bool,
    /// The body as it came, chunk by chunk.
    chunks: Vec<String>,
}

/// A call that is made in each dialect.
struct Scene {
    name: String,
    dialect: Dialect,
    ask: Ask,
}

fn scenes() -> Vec<Scene> {
    let dialects = [
        ("chat", Dialect::Chat),
        ("responses", Dialect::Responses),
        ("messages", Dialect::Messages),
    ];
    let asked = |user: &str, max_output| Ask {
        system: "You answer in one short sentence.".into(),
        user: user.into(),
        max_output,
        ..ask()
    };
    let plain = asked("Say hello.", 80);
    let held = Ask {
        form: Form::Json,
        ..plain.clone()
    };
    let offered = Ask {
        lookups: LookupBy::Calls,
        ..plain.clone()
    };
    let whats = [
        ("plain", plain),
        ("cut", asked("Count from one to fifty.", 4)),
        ("held", held),
        ("offered", offered),
        ("long", asked(&"let x = 1;\n".repeat(12_000), 20)),
    ];
    let each = |(called, dialect): &(&str, Dialect)| {
        let scenes: Vec<Scene> = whats
            .iter()
            // Messages know no schema.
            .filter(|(what, _)| (*dialect, *what) != (Dialect::Messages, "held"))
            .map(|(what, ask)| Scene {
                name: format!("{called}-{what}"),
                dialect: *dialect,
                ask: ask.clone(),
            })
            .collect();
        scenes
    };
    dialects.iter().flat_map(each).collect()
}

impl Scene {
    fn route(&self, url: &str) -> Route {
        let mut provider = Provider::named("llamacpp").expect("a provider of the table");
        provider.dialect = self.dialect;
        provider.base_url = match self.dialect {
            Dialect::Messages => url.to_owned(),
            _ => format!("{url}/v1"),
        };
        Route {
            provider,
            model: "smollm2-135m".into(),
            key: Secret::new("k-secret"),
        }
    }

    fn call(&self, url: &str) -> Answered {
        let (route, ask) = (self.route(url), self.ask.clone());
        run(async move {
            let client = Client::new().expect("a client");
            client.ask(&route, &ask, &CancellationToken::new()).await
        })
    }

    fn cassette(&self) -> PathBuf {
        let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/model/cassettes");
        folder.join(format!("{}.json", self.name))
    }
}

fn digest(request: &Received) -> String {
    content_hash(request.body.as_bytes()).0
}

#[test]
fn recordings_of_a_real_server_are_read_as_they_were() {
    for scene in scenes() {
        let text = fs::read_to_string(scene.cassette())
            .unwrap_or_else(|error| panic!("{}: {error}", scene.name));
        let cassette: Cassette = serde_json::from_str(&text).expect("a recording");
        let mut reply = Reply::of(cassette.status, "").with("content-type", &cassette.kind);
        for chunk in &cassette.chunks {
            reply = reply.then(Step::Bytes(chunk.clone().into()));
        }
        let server = ModelServer::with(vec![reply]);
        let answered = scene.call(&server.url);
        let [request] = server.received().try_into().expect("one request");
        assert_eq!(
            (&request.path, digest(&request)),
            (&cassette.path, cassette.request.clone()),
            "{}: the question has changed, record it anew",
            scene.name
        );
        let again = Cassette {
            end: code(&answered).into(),
            text: answered.text.ok(),
            input: answered.usage.input,
            output: answered.usage.output,
            estimated: answered.usage.estimated,
            chunks: cassette.chunks.clone(),
            path: cassette.path.clone(),
            request: cassette.request.clone(),
            kind: cassette.kind.clone(),
            ..cassette
        };
        assert_eq!(again, cassette, "{}", scene.name);
    }
}

#[test]
fn every_dialect_works_against_a_real_server() {
    let Some(url) = address() else { return };
    for scene in scenes() {
        let (heard, hears) = std::sync::mpsc::channel();
        let upstream = url.clone();
        let relay = ModelServer::start(move |request| {
            let (status, kind, chunks) = passed_on(&upstream, request);
            let mut reply = Reply::of(status, "").with("content-type", &kind);
            for chunk in &chunks {
                reply = reply.then(Step::Bytes(chunk.clone().into()));
            }
            let _ = heard.send((request.clone(), status, kind, chunks));
            reply
        });
        let answered = scene.call(&relay.url);
        let (name, end) = (&scene.name, code(&answered));
        let usage = answered.usage;
        if name.ends_with("long") {
            assert_eq!((end, answered.requests), ("context_too_long", 1), "{name}");
        } else {
            assert!(
                ["answered", "truncated"].contains(&end),
                "{name}: {answered:?}"
            );
            assert!(
                !usage.estimated && usage.input > 0 && usage.output > 0,
                "{name}: {usage:?}"
            );
        }
        if name.ends_with("cut") {
            assert_eq!((end, usage.output), ("truncated", 4), "{name}");
        }
        let (request, status, kind, chunks) = hears.recv().expect("it was asked");
        let cassette = Cassette {
            path: request.path.clone(),
            request: digest(&request),
            status,
            kind,
            end: end.into(),
            text: answered.text.ok(),
            input: usage.input,
            output: usage.output,
            estimated: usage.estimated,
            chunks,
        };
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            let text = serde_json::to_string_pretty(&cassette).expect("it is JSON") + "\n";
            fs::create_dir_all(scene.cassette().parent().expect("a folder")).expect("a folder");
            fs::write(scene.cassette(), text).expect("it can be written");
        }
    }
}

#[test]
fn a_real_server_is_hung_up_on_and_answers_the_next() {
    let Some(url) = address() else { return };
    for scene in scenes()
        .iter()
        .filter(|scene| scene.name.ends_with("plain"))
    {
        let route = scene.route(&url);
        let long = Ask {
            user: "Tell a long story about a ship.".into(),
            max_output: 2_000,
            ..scene.ask.clone()
        };
        let answered = run(async move {
            let (client, cancel) = (Client::new().expect("a client"), CancellationToken::new());
            let written = watch::Sender::new(0);
            let mut listening = written.subscribe();
            let asking = client.ask_aloud(&route, &long, &cancel, &written);
            let stopping = async {
                let _ = listening.wait_for(|tokens| *tokens > 0).await;
                cancel.cancel();
            };
            tokio::join!(asking, stopping).0
        });
        assert_eq!(code(&answered), "cancelled", "{}", scene.name);
        let usage = answered.usage;
        assert!(
            usage.estimated && usage.input > 0 && usage.output > 0,
            "{usage:?}"
        );
        assert!(["answered", "truncated"].contains(&code(&scene.call(&url))));
    }
}

/// The address of the real server, without a slash at its end.
fn address() -> Option<String> {
    let address = std::env::var(ADDRESS).ok()?;
    Some(address.trim_end_matches('/').to_owned())
}

/// Hands a request on: the status, the kind of the body, and the body in the chunks that it came in.
fn passed_on(url: &str, request: &Received) -> (u16, String, Vec<String>) {
    let host = url.strip_prefix("http://").expect("a plain address");
    let mut stream = TcpStream::connect(host).expect("the server is there");
    let head = format!(
        "POST {} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        request.path,
        request.body.len()
    );
    stream
        .write_all(head.as_bytes())
        .and_then(|()| stream.write_all(request.body.as_bytes()))
        .expect("it listens");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("it answers");
    let answer = String::from_utf8(answer).expect("it writes UTF-8");
    let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
    let head = head.to_ascii_lowercase();
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
    let field = |name: &str| {
        let mut lines = head.lines();
        lines.find_map(|line| Some(line.strip_prefix(name)?.trim().to_owned()))
    };
    let chunks = match field("transfer-encoding:") {
        Some(_) => unchunked(body),
        None => vec![body.to_owned()],
    };
    let kind = field("content-type:").unwrap_or_default();
    (status.expect("a status"), kind, chunks)
}

fn unchunked(mut body: &str) -> Vec<String> {
    let mut chunks = Vec::new();
    while let Some((size, rest)) = body.split_once("\r\n") {
        let size = usize::from_str_radix(size.trim(), 16).expect("a size");
        if size == 0 {
            break;
        }
        chunks.push(rest[..size].to_owned());
        body = rest[size..].trim_start_matches("\r\n");
    }
    chunks
}
