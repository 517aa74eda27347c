//! One call: the request out, the answer in piece by piece, made again where that is worth it, ended at once when it is
//! cancelled. Knows the clock and the network, and nothing of what is asked.

use std::time::{Duration, Instant, SystemTime};

use futures::StreamExt as _;
use reqwest::{Response, header::CONTENT_TYPE, redirect::Policy};
use serde_json::Value;
use tokio::{select, sync::watch};
use tokio_util::sync::CancellationToken;

use super::{
    dialect::Reading,
    error::{self, ModelError},
    frames::Frames,
    lookup::LookupBy,
    providers::{Form, Heat, Provider, ServerError},
    retry,
    secret::Secret,
    usage::{self, Usage},
};

/// How long a connection may take to come about.
const CONNECT: Duration = Duration::from_secs(5);

/// How long a server may be silent: a local one reads the whole prompt before its first word.
const SILENCE: Duration = Duration::from_secs(120);

/// Tokens of an answer between two words about how much of it has come.
const STEP: u64 = 32;

/// Bytes of an error's body, or of an answer that is not streamed, that are read.
const MOST_BODY: usize = 1 << 20;

/// Where a call goes.
#[derive(Clone, Debug)]
pub struct Route {
    /// The provider.
    pub provider: Provider,
    /// The model, in the provider's own word.
    pub model: String,
    /// The key, where one is needed.
    pub key: Option<Secret>,
}

/// What is asked. Everything in it is sent as it stands, so it has been redacted before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The rules; the same for every call, so that a provider may keep them.
    pub system: String,
    /// The case.
    pub user: String,
    /// Tokens that the reply may have.
    pub max_output: u32,
    /// How freely the model chooses, in hundredths; `None` leaves it to the provider, as does one that takes no word on it.
    pub temperature: Option<u8>,
    /// The form that edits are asked for in.
    pub form: Form,
    /// How the model may ask to see more.
    pub lookups: LookupBy,
    /// Wall time of the call, waits between tries included.
    pub limit: Duration,
}

impl Ask {
    /// About how many tokens a call uses at the most.
    pub fn most_tokens(&self) -> u64 {
        self.prompt_tokens() + u64::from(self.max_output)
    }

    /// About how many tokens are sent.
    pub fn prompt_tokens(&self) -> u64 {
        usage::estimate_bytes(self.prompt_bytes())
    }

    /// Bytes that are sent.
    pub fn prompt_bytes(&self) -> usize {
        self.system.len() + self.user.len()
    }

    pub(super) fn temperature(&self, route: &Route) -> Option<Value> {
        self.temperature
            .filter(|_| route.provider.quirks.heat == Heat::Settable)
            .map(|hundredths| Value::from(f64::from(hundredths) / 100.0))
    }
}

/// What a call gave, and what it used whatever it gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// What the model wrote.
    pub text: Result<String, ModelError>,
    /// What all tries used together.
    pub usage: Usage,
    /// Requests sent.
    pub requests: u32,
    /// Wall time.
    pub elapsed: Duration,
}

/// Speaks to providers. There is none unless a model is asked for, and then no socket is opened by this program.
#[derive(Clone, Debug)]
pub struct Client {
    near: reqwest::Client,
    far: reqwest::Client,
}

/// What one try left.
struct Try {
    text: Result<String, ModelError>,
    usage: Usage,
    /// Whether the model has said anything: what was paid for once is not asked for twice.
    spoke: bool,
}

impl Client {
    /// Makes a client. Proxies are taken from the environment (`HTTPS_PROXY`, `NO_PROXY`) for every provider but those on
    /// this machine, certificates from the system's store (or `SSL_CERT_FILE`).
    pub fn new() -> Result<Self, ModelError> {
        // Fails only where a provider of cryptography is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let builder = || {
            reqwest::Client::builder()
                .connect_timeout(CONNECT)
                .read_timeout(SILENCE)
                // A redirected request would carry the key to an address that nobody named.
                .redirect(Policy::none())
                .user_agent(concat!("bowline/", env!("CARGO_PKG_VERSION")))
        };
        let made = |builder: reqwest::ClientBuilder| {
            builder
                .build()
                .map_err(|error| ModelError::Network(told(&error)))
        };
        Ok(Self {
            near: made(builder().no_proxy())?,
            far: made(builder())?,
        })
    }

    /// Asks; makes up to two more tries where the first ones gave nothing that was paid for.
    pub async fn ask(&self, route: &Route, ask: &Ask, cancel: &CancellationToken) -> Answered {
        self.ask_aloud(route, ask, cancel, &watch::Sender::new(0))
            .await
    }

    /// Asks, and says meanwhile about how many tokens the model has written.
    pub async fn ask_aloud(
        &self,
        route: &Route,
        ask: &Ask,
        cancel: &CancellationToken,
        written: &watch::Sender<u64>,
    ) -> Answered {
        let began = Instant::now();
        let mut answered = Answered {
            text: Err(ModelError::Cancelled),
            usage: Usage::default(),
            requests: 0,
            elapsed: Duration::ZERO,
        };
        if !route.provider.is_safe() {
            answered.text = Err(ModelError::Insecure(route.provider.base_url.clone()));
            return answered;
        }
        written.send_replace(0);
        let tries = self.tries(route, ask, &mut answered, written);
        let ended = select! {
            biased;
            () = cancel.cancelled() => Some(ModelError::Cancelled),
            () = tokio::time::sleep(ask.limit) => Some(ModelError::TimedOut),
            () = tries => None,
        };
        if let Some(error) = ended {
            answered.text = Err(error);
            // What ran when the call was ended from outside has been sent and written, and counts.
            if answered.requests > 0 {
                answered.usage.add(Usage {
                    input: ask.prompt_tokens(),
                    output: *written.borrow(),
                    estimated: true,
                    ..Usage::default()
                });
            }
        }
        answered.elapsed = began.elapsed();
        tracing::debug!(
            provider = route.provider.name,
            model = route.model,
            requests = answered.requests,
            usage = ?answered.usage,
            end = answered.text.as_ref().map_or_else(ModelError::code, |_| "answered"),
            "model call"
        );
        answered
    }

    async fn tries(
        &self,
        route: &Route,
        ask: &Ask,
        answered: &mut Answered,
        written: &watch::Sender<u64>,
    ) {
        let began = Instant::now();
        loop {
            answered.requests += 1;
            let one = self.one(route, ask, written).await;
            answered.usage.add(one.usage);
            answered.text = one.text;
            let Err(error) = &answered.text else { return };
            if one.spoke
                || !is_passing(error, &route.provider)
                || answered.requests > retry::RETRIES
            {
                return;
            }
            let asked = match error {
                ModelError::RateLimited { after, .. } => *after,
                _ => None,
            };
            let chance = SystemTime::now()
                .duration_since(SystemTime::UNIX_EPOCH)
                .map_or(0, |now| now.subsec_nanos());
            let Some(delay) = retry::delay(asked, answered.requests, chance / 1000) else {
                return;
            };
            if began.elapsed() + delay >= ask.limit {
                return;
            }
            tracing::debug!(%error, ?delay, "the call is made again");
            tokio::time::sleep(delay).await;
        }
    }

    async fn one(&self, route: &Route, ask: &Ask, written: &watch::Sender<u64>) -> Try {
        let failed = |error| Try {
            text: Err(error),
            usage: Usage::default(),
            spoke: false,
        };
        let response = match self.send(route, ask).await {
            Ok(response) => response,
            Err(error) => return failed(error),
        };
        if !response.status().is_success() {
            return failed(refusal(response).await);
        }
        let mut reading = Reading::default();
        let read = read(route, response, &mut reading, written).await;
        let spoke = !reading.text.is_empty();
        let usage = reading.usage.unwrap_or(Usage {
            input: ask.prompt_tokens(),
            output: usage::estimate(&reading.text),
            estimated: true,
            ..Usage::default()
        });
        let text = match read {
            // A connection that breaks once the model speaks cuts its reply off.
            Err(ModelError::Network(_)) if spoke => Err(ModelError::Truncated),
            Err(error) => Err(error),
            Ok(()) if is_cut_in_silence(route, ask, usage) => Err(ModelError::Truncated),
            Ok(()) => reading.into_text(),
        };
        Try { text, usage, spoke }
    }

    async fn send(&self, route: &Route, ask: &Ask) -> Result<Response, ModelError> {
        let dialect = route.provider.dialect;
        let client = if route.provider.is_local() {
            &self.near
        } else {
            &self.far
        };
        let body = dialect.body(route, ask).to_string();
        let mut request = client
            .post(dialect.url(&route.provider.base_url))
            .header(CONTENT_TYPE, "application/json")
            .body(body);
        for (name, value) in dialect.headers(route.key.as_ref().map(Secret::expose)) {
            request = request.header(name, value);
        }
        request
            .send()
            .await
            .map_err(|error| ModelError::Network(told(&error)))
    }
}

/// Whether a reply ended at its bound, whatever the server calls it: llama.cpp's calls a response complete that was cut off.
fn is_cut_in_silence(route: &Route, ask: &Ask, usage: Usage) -> bool {
    route.provider.dialect == super::Dialect::Responses
        && !usage.estimated
        && usage.output >= u64::from(ask.max_output)
}

fn is_passing(error: &ModelError, provider: &Provider) -> bool {
    let is_lasting = matches!(error, ModelError::Server(_))
        && provider.quirks.server_error == ServerError::Lasting;
    error.is_passing() && !is_lasting
}

async fn refusal(response: Response) -> ModelError {
    let status = response.status().as_u16();
    let headers = response.headers().clone();
    let after = retry::asked(|name| Some(headers.get(name)?.to_str().ok()?.to_owned()));
    let body = whole(response).await.unwrap_or_default();
    error::classify(Some(status), &body, after)
}

/// Reads an answer to its end, or to the provider's word that nothing follows.
async fn read(
    route: &Route,
    response: Response,
    reading: &mut Reading,
    written: &watch::Sender<u64>,
) -> Result<(), ModelError> {
    let dialect = route.provider.dialect;
    let kind = response.headers().get(CONTENT_TYPE);
    let is_whole = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    if is_whole && dialect != super::Dialect::Ollama {
        return dialect.read(reading, &whole(response).await?);
    }
    let mut frames = Frames::new(dialect.framing());
    let mut body = response.bytes_stream();
    while let Some(bytes) = body.next().await {
        let bytes = bytes.map_err(|error| ModelError::Network(told(&error)))?;
        let messages = frames
            .push(&bytes)
            .map_err(|_| ModelError::Malformed("a message has no end".into()))?;
        for message in messages {
            dialect.read(reading, &message)?;
            if reading.done {
                return Ok(());
            }
        }
        tell(written, usage::estimate(&reading.text));
    }
    // What stands behind the last end of line may be cut off, and says nothing then.
    if let Some(last) = frames.finish()
        && serde_json::from_str::<Value>(&last).is_ok()
    {
        dialect.read(reading, &last)?;
    }
    Ok(())
}

/// Notes how much has been written; whoever listens hears of it now and then.
fn tell(written: &watch::Sender<u64>, tokens: u64) {
    written.send_if_modified(|before| {
        let is_news = tokens / STEP > *before / STEP;
        *before = tokens;
        is_news
    });
}

async fn whole(response: Response) -> Result<String, ModelError> {
    let mut text = Vec::new();
    let mut body = response.bytes_stream();
    while let Some(bytes) = body.next().await {
        text.extend(bytes.map_err(|error| ModelError::Network(told(&error)))?);
        if text.len() > MOST_BODY {
            return Err(ModelError::Malformed("it has no end".into()));
        }
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// An error of the network with its causes; without the address, which may hold what is nobody's business.
fn told(error: &reqwest::Error) -> String {
    let causes = std::iter::successors(std::error::Error::source(error), |error| error.source());
    let causes: Vec<String> = causes.map(ToString::to_string).collect();
    match causes.last() {
        Some(cause) => cause.clone(),
        None if error.is_timeout() => "it does not answer in time".into(),
        None => "the connection failed".into(),
    }
}
