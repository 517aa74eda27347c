//! What one connection knows, behind one lock: documents, loops, knowledge and settings. The lock is never held over an
//! await: it is only reached through [`Session::with`], whose closure cannot await.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use bowline_loop_core::LoopId;
use serde_json::Value;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tower_lsp::Client;

use super::{
    Trial, caps::Abilities, documents::Documents, front::Lifecycle, knowledge::Knowledge,
    live::Live, ready::Ready, supervisor::Loops,
};
use crate::engine::{Engine, OpenBuffer};

/// The open buffers as loops take them.
pub(super) type BufferNews = watch::Receiver<Arc<Vec<OpenBuffer>>>;

/// Everything that changes during a connection.
pub(super) struct State {
    pub(super) documents: Documents,
    pub(super) knowledge: Knowledge,
    pub(super) loops: Loops,
    /// Fixes that were prepared before anybody asked.
    pub(super) ready: Ready,
    /// What is shown of text that is not saved.
    pub(super) live: Live,
    /// Cancelled with everything else that is at work.
    pub(super) answering: CancellationToken,
    /// Cancels the proofs of edits that are being applied.
    pub(super) proofs: BTreeMap<LoopId, CancellationToken>,
    /// Cancelled by the next keystroke.
    pub(super) typing: CancellationToken,
    /// Checks and proofs beside the loops that run processes.
    at_work: usize,
    /// What the client can do; a plain client before `initialize`.
    pub(super) abilities: Arc<Abilities>,
    /// The folders that are open, absolute.
    pub(super) folders: Vec<PathBuf>,
    /// The settings as the editor sent them last.
    pub(super) settings: Option<Value>,
    /// What was said last about the settings of each workspace that cannot be used, so that it is said once.
    pub(super) complaints: BTreeMap<PathBuf, Vec<String>>,
    /// What was said last about the lack of a sandbox, so that it is said once.
    pub(super) noticed: Option<String>,
    /// Who may be asked besides the rules, as the settings said when they were read last: no repository has a say in it.
    pub(super) helper: Helper,
}

/// Whether a loop may ask a model or an agent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Helper {
    /// Neither is set up.
    Nobody,
    /// One of them is.
    SetUp,
}

impl State {
    #[cfg(test)]
    pub(super) fn for_test(
        documents: Documents,
        knowledge: Knowledge,
        abilities: Abilities,
    ) -> Self {
        Self {
            documents,
            knowledge,
            abilities: Arc::new(abilities),
            ..Self::new()
        }
    }

    fn new() -> Self {
        Self {
            documents: Documents::new(),
            knowledge: Knowledge::new(),
            loops: Loops::new(),
            ready: Ready::default(),
            live: Live::default(),
            answering: CancellationToken::new(),
            proofs: BTreeMap::new(),
            typing: CancellationToken::new(),
            at_work: 0,
            abilities: Arc::new(Abilities::read(&Value::Null)),
            folders: Vec::new(),
            settings: None,
            helper: Helper::Nobody,
            complaints: BTreeMap::new(),
            noticed: None,
        }
    }

    /// The open files and their versions, by path.
    pub(super) fn versions(&self) -> Vec<(PathBuf, i32)> {
        let open = self.documents.open_buffers().into_iter();
        open.map(|buffer| (buffer.path, buffer.version)).collect()
    }

    /// Cancels one loop, or all, and the proofs of what is being applied of them.
    pub(super) fn cancel(&mut self, id: Option<&LoopId>) {
        self.loops.cancel(id);
        for (of, proof) in &self.proofs {
            if id.is_none_or(|id| of == id) {
                proof.cancel();
            }
        }
    }

    /// Ends every question that is being answered; later ones are not concerned.
    pub(super) fn stop_answering(&mut self) {
        std::mem::take(&mut self.answering).cancel();
    }

    /// Whether nothing runs that may have processes.
    pub(super) fn is_idle(&self) -> bool {
        self.loops.is_idle() && self.at_work == 0
    }
}

/// Something that may have processes is at work, until this is dropped.
pub(super) struct AtWork<'a>(&'a Session);

impl Drop for AtWork<'_> {
    fn drop(&mut self) {
        self.0.change(|state| state.at_work -= 1);
    }
}

/// One connection. Shared by the handlers and the tasks they start.
pub(super) struct Session {
    pub(super) engine: Arc<Engine>,
    pub(super) client: Client,
    pub(super) lifecycle: Arc<Lifecycle>,
    pub(super) trial: Trial,
    state: Mutex<State>,
    buffers: watch::Sender<Arc<Vec<OpenBuffer>>>,
    news: watch::Sender<u64>,
}

impl Session {
    pub(super) fn new(
        engine: Arc<Engine>,
        client: Client,
        lifecycle: Arc<Lifecycle>,
        trial: Trial,
    ) -> Self {
        Self {
            engine,
            client,
            lifecycle,
            trial,
            state: Mutex::new(State::new()),
            buffers: watch::Sender::new(Arc::new(Vec::new())),
            news: watch::Sender::new(0),
        }
    }

    /// Reads or changes the state. A panic in another holder is contained where it happened; the state stays usable.
    pub(super) fn with<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        work(&mut state)
    }

    /// Changes the state and wakes whoever waits for a change of it.
    pub(super) fn change<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        let result = self.with(work);
        self.news.send_modify(|count| *count += 1);
        result
    }

    /// Changes the documents; loops that watch them see the new texts in the order of the changes.
    pub(super) fn change_documents<T>(&self, work: impl FnOnce(&mut State) -> T) -> T {
        self.change(|state| {
            let result = work(state);
            if self.buffers.receiver_count() > 0 {
                self.buffers
                    .send_replace(Arc::new(state.documents.open_buffers()));
            }
            result
        })
    }

    /// The open buffers from now on. The first look shows them as they stand.
    pub(super) fn watch_buffers(&self) -> BufferNews {
        self.with(|state| {
            self.buffers
                .send_replace(Arc::new(state.documents.open_buffers()));
            self.buffers.subscribe()
        })
    }

    /// The open buffers as they stand.
    pub(super) fn open_buffers(&self) -> Vec<OpenBuffer> {
        self.with(|state| state.documents.open_buffers())
    }

    pub(super) fn abilities(&self) -> Arc<Abilities> {
        self.with(|state| state.abilities.clone())
    }

    /// Says that something with processes beside the loops is at work, so that the end waits for it.
    pub(super) fn at_work(&self) -> AtWork<'_> {
        self.with(|state| state.at_work += 1);
        AtWork(self)
    }

    /// Cancels every loop and check.
    pub(super) fn cancel_all(&self) {
        self.change(|state| {
            state.cancel(None);
            state.stop_answering();
            state.knowledge.cancel_checks();
        });
    }

    /// Waits until `is_met` holds of the state, looking after every change; gives up after `limit`. Says whether it holds.
    pub(super) async fn wait_until(
        &self,
        limit: Duration,
        mut is_met: impl FnMut(&State) -> bool,
    ) -> bool {
        let mut news = self.news.subscribe();
        let mut met = || self.with(|state| is_met(state));
        let waiting = async {
            loop {
                news.borrow_and_update();
                if met() {
                    return;
                }
                if news.changed().await.is_err() {
                    return;
                }
            }
        };
        let in_time = tokio::time::timeout(limit, waiting).await.is_ok();
        in_time || met()
    }
}
