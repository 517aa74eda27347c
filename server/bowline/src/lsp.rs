//! The language server: tower-lsp behind guards of our own. Lives here: the protocol, documents, the supervision of loops,
//! review and applying. Does not live here: what a loop decides or runs (`engine` and below).
//!
//! Messages go `stdin` (frames, readable JSON) → tower-lsp's reader → `front` (order, panics, life cycle) → `server` (which
//! method is whose) → `handlers`. Handlers read or change the `session` and answer; loops run in tasks of the `supervisor`.

mod answering;
mod apply;
mod ask;
mod caps;
mod command;
mod documents;
mod front;
mod handlers;
mod knowledge;
mod live;
mod message;
mod observing;
mod others;
mod parent;
mod places;
mod progress;
mod ready;
mod review;
mod server;
mod session;
mod settings;
mod spending;
mod stdin;
mod supervisor;
mod testing;
mod wire;

use std::{io::Write as _, sync::Arc, time::Duration};

use tokio::io::{AsyncRead, AsyncWrite, duplex};
use tower_lsp::{ClientSocket, LspService, Server as Transport};

use self::{
    front::{Front, Lifecycle},
    session::Session,
};
use crate::engine::Engine;

/// Bytes between our reader and tower-lsp's.
const PIPE: usize = 1 << 20;

/// Handlers that may wait at the same time; with fewer, a slow request holds up fast ones and the cancelling of itself.
const CONCURRENCY: usize = 1024;

/// How long answers may still be written once the connection is over.
const GRACE: Duration = Duration::from_millis(250);

/// How long cancelled loops may take to take their processes down.
const ENDING: Duration = Duration::from_secs(5);

/// Whether the methods `bowline/trial/…` exist, which misbehave on purpose for tests of the whole server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trial {
    /// They do not.
    Off,
    /// They do.
    On,
}

/// How a server is started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// A process whose end ends the server, besides the one that `initialize` names.
    pub parent: Option<u32>,
    /// Whether the trial methods exist.
    pub trial: Trial,
}

impl Options {
    /// No parent; trial methods where `BOWLINE_TRIAL_METHODS` is `1`.
    pub fn from_env() -> Self {
        let trial = std::env::var_os("BOWLINE_TRIAL_METHODS").is_some_and(|value| value == "1");
        Self {
            parent: None,
            trial: if trial { Trial::On } else { Trial::Off },
        }
    }
}

/// Serves one client on these streams, then ends the process: with 0, or with 1 where the client said `exit` without
/// `shutdown`. Standard input may still be open then, which is why this does not return.
pub async fn serve(
    input: impl AsyncRead + Unpin + Send + 'static,
    output: impl AsyncWrite,
    engine: Engine,
) {
    serve_with(input, output, Arc::new(engine), Options::from_env()).await;
}

/// As [`serve`], with options.
pub async fn serve_with(
    input: impl AsyncRead + Unpin + Send + 'static,
    output: impl AsyncWrite,
    engine: Arc<Engine>,
    options: Options,
) {
    log_panics();
    let connection = Connection::new(engine, options);
    tokio::spawn(heed_signals(connection.lifecycle.clone()));
    let code = connection.run(input, output).await;
    // Whatever the log still holds; there is nobody left to tell when that fails.
    let _ = std::io::stderr().flush();
    std::process::exit(code);
}

/// One client and all that is known of it.
struct Connection {
    lifecycle: Arc<Lifecycle>,
    session: Arc<Session>,
    front: Front<LspService<server::Server>>,
    socket: ClientSocket,
}

impl Connection {
    fn new(engine: Arc<Engine>, options: Options) -> Self {
        let lifecycle = Arc::new(Lifecycle::default());
        let (front, socket, session) = server::service(engine, lifecycle.clone(), options.trial);
        if let Some(parent) = options.parent {
            parent::watch(parent, lifecycle.clone());
        }
        Self {
            lifecycle,
            session,
            front,
            socket,
        }
    }

    /// Serves until the connection is over, and gives the exit code. No loop runs any more then, unless one did not end
    /// within some seconds of being cancelled.
    async fn run(
        self,
        input: impl AsyncRead + Unpin + Send + 'static,
        output: impl AsyncWrite,
    ) -> i32 {
        let Self {
            lifecycle,
            session,
            front,
            socket,
        } = self;
        let (to_server, from_pump) = duplex(PIPE);
        tokio::spawn(stdin::pump(input, to_server, lifecycle.clone()));
        let transport = Transport::new(from_pump, output, socket).concurrency_level(CONCURRENCY);
        let mut serving = std::pin::pin!(transport.serve(front));
        tokio::select! {
            () = &mut serving => lifecycle.end(),
            () = lifecycle.ended() => {
                session.cancel_all();
                if tokio::time::timeout(GRACE, &mut serving).await.is_err() {
                    tracing::debug!("some answers were not taken");
                }
            }
        }
        session.cancel_all();
        if !supervisor::all_ended(&session, ENDING).await {
            tracing::warn!("a loop did not end in time; its processes die with this one");
        }
        lifecycle.exit_code()
    }
}

/// A request to terminate ends the connection as the end of input does.
async fn heed_signals(lifecycle: Arc<Lifecycle>) {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let (Ok(mut terminate), Ok(mut interrupt)) = (
            signal(SignalKind::terminate()),
            signal(SignalKind::interrupt()),
        ) else {
            return;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
            () = lifecycle.ended() => {}
        }
    }
    #[cfg(not(unix))]
    if tokio::signal::ctrl_c().await.is_err() {
        return;
    }
    lifecycle.end();
}

/// Panics are contained where they happen; the log keeps their words.
fn log_panics() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        let what = info.payload_as_str().unwrap_or("a panic without words");
        tracing::error!(place, what, "a task panicked");
    }));
}

#[cfg(test)]
mod tests;
