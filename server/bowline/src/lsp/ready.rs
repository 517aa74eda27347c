//! Fixes that are ready before they are asked for: after a background check, a loop for each error of the open files, proved
//! like any other and kept until the text changes.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use bowline_loop_core::{LoopId, StopReason, Verdict, intent::Warnings, observation::Level};
use serde_json::json;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{
    ask,
    knowledge::Known,
    others, places, review,
    session::{Session, State},
    supervisor::{self, Asked, Fate, Held},
};
use crate::{
    config::schema::BackgroundSettings,
    engine::{Aim, Behalf, Finished, OpenBuffer},
    journal, power,
    report::words,
};

/// Errors for which a fix is prepared after one check: the first ones of the files that are open.
const MOST: usize = 3;

/// The fixes that are ready.
#[derive(Default)]
pub(super) struct Ready {
    fixes: Vec<ReadyFix>,
    /// Errors for which no fix was found: saving the same text again tries nothing again.
    unmended: Vec<Unmended>,
}

/// The open files and their versions.
type Versions = Vec<(PathBuf, i32)>;

/// One fix that is ready.
#[derive(Clone, Debug)]
pub(super) struct ReadyFix {
    /// The loop that found it.
    pub(super) id: LoopId,
    /// What it does, in a few words.
    pub(super) does: String,
    /// What it is worth.
    pub(super) verdict: Verdict,
    /// The error it mends.
    error: Known,
    /// The open files and their versions when it was proved.
    versions: Versions,
}

/// An error for which no fix was found.
struct Unmended {
    error: Known,
    /// The open files and their versions when it was tried.
    versions: Versions,
    /// What was tried, as a sentence.
    tried: String,
}

impl Ready {
    /// The fix that is ready for this error, over the text as it stands.
    pub(super) fn of<'r>(&'r self, state: &State, error: &Known) -> Option<&'r ReadyFix> {
        self.fixes
            .iter()
            .find(|fix| fix.error == *error && is_over(state, &fix.versions))
    }

    /// What was tried for this error in vain, over the text as it stands.
    pub(super) fn tried<'r>(&'r self, state: &State, error: &Known) -> Option<&'r str> {
        let mut tried = self.unmended.iter();
        let found = tried.find(|one| one.error == *error && is_over(state, &one.versions));
        found.map(|one| one.tried.as_str())
    }

    /// Whether this loop's fix stands over the text as it is.
    pub(super) fn is_current(&self, state: &State, id: &LoopId) -> bool {
        let fix = self.fixes.iter().find(|fix| &fix.id == id);
        fix.is_some_and(|fix| is_over(state, &fix.versions))
    }

    /// Forgets the fixes over text that has changed since; gives their loops.
    fn outdated(&mut self, is_current: impl Fn(&ReadyFix) -> bool) -> Vec<LoopId> {
        let (kept, gone) = std::mem::take(&mut self.fixes)
            .into_iter()
            .partition(is_current);
        self.fixes = kept;
        let gone: Vec<ReadyFix> = gone;
        gone.into_iter().map(|fix| fix.id).collect()
    }
}

/// Whether the open files still have these versions, and none was opened or closed.
fn is_over(state: &State, versions: &[(PathBuf, i32)]) -> bool {
    state.versions() == versions
}

/// Prepares fixes for the errors that a check of the workspace at `root` has just found, one after the other. Ends when
/// anything is typed, when `newer` says that another check has begun, or when its time is up.
pub(super) async fn prepare(
    session: &Arc<Session>,
    root: &Path,
    settings: &BackgroundSettings,
    taken: &[OpenBuffer],
    newer: &CancellationToken,
) {
    if !settings.fixes || (power::is_on_battery() && !settings.on_battery) {
        return;
    }
    let versions: Versions = taken
        .iter()
        .map(|buffer| (buffer.path.clone(), buffer.version))
        .collect();
    forget_outdated(session);
    let cancel = newer.child_token();
    let work = async {
        for error in wanted(session, root) {
            if cancel.is_cancelled() {
                return;
            }
            one(session, root, error, &versions, &cancel).await;
        }
    };
    tokio::pin!(work);
    let limit = Duration::from_secs(u64::from(settings.seconds));
    tokio::select! {
        () = &mut work => {}
        // Typing, or the end of the time: met or not, the loop that runs is ended through its token.
        _ = session.wait_until(limit, |state| !is_over(state, &versions)) => {
            cancel.cancel();
            work.await;
        }
    }
}

/// The errors worth a loop: those of open files below `root` for which none is ready.
fn wanted(session: &Session, root: &Path) -> Vec<Known> {
    session.with(|state| {
        let known = state.knowledge.of(root);
        let open = known.filter(|one| {
            one.level == Level::Error
                && state.documents.at(&one.path).is_some()
                && state.ready.of(state, one).is_none()
                && state.ready.tried(state, one).is_none()
        });
        open.take(MOST).cloned().collect()
    })
}

/// One loop for one error. A journal that nobody will ask for is taken away again.
async fn one(
    session: &Arc<Session>,
    root: &Path,
    error: Known,
    versions: &[(PathBuf, i32)],
    cancel: &CancellationToken,
) {
    let what = error.code.clone().unwrap_or_else(|| "the error".into());
    let name = error.path.strip_prefix(root).unwrap_or(&error.path);
    let asked = Asked {
        title: format!("fix {what} at {}:{}", name.display(), error.lines.0 + 1),
        aim: Aim::Spot {
            file: error.path.clone(),
            first_line: error.lines.0 + 1,
            last_line: error.lines.1 + 1,
            code: error.code.clone(),
            message: Some(error.message.clone()),
        },
        directory: root.to_owned(),
        warnings: Warnings::Leave,
        offered: Vec::new(),
    };
    let (sender, _) = mpsc::unbounded_channel();
    let finished = supervisor::run(
        session.clone(),
        journal::new_id(asked.aim.pattern()),
        asked.clone(),
        Behalf::Background,
        cancel.clone(),
        sender,
    )
    .await;
    let journal = finished.journal.clone();
    if finished.outcome.stop != StopReason::Cancelled && finished.files.is_empty() {
        let unmended = Unmended {
            error: error.clone(),
            versions: versions.to_vec(),
            tried: tried(&finished),
        };
        session.with(|state| state.ready.unmended.push(unmended));
    }
    let place = (places::uri_of(&error.path), error.lines.0);
    if let Some(fix) = keep(session, finished, asked, error, versions) {
        // A hover links to it before anybody has opened the review.
        let held = session.with(|state| state.loops.held(&fix.id).cloned());
        if let Some(held) = held
            && let Err(error) = review::write_report(session, held.finished).await
        {
            tracing::debug!(%error, "the report could not be written");
        }
        return tell(session, &fix, place).await;
    }
    if let Some(path) = journal
        && let Err(error) = std::fs::remove_file(&path)
    {
        tracing::debug!(%error, "the journal of a background loop stays");
    }
}

/// What a loop without an edit has tried.
fn tried(finished: &Finished) -> String {
    let trials = u32::try_from(finished.outcome.trials.len()).unwrap_or(u32::MAX);
    format!(
        "{} tried in the background, none holds. {}",
        words::count(trials, "edit"),
        finished.outcome.stop.sentence()
    )
}

/// Tells clients of ours, which may mark the line.
async fn tell(session: &Session, fix: &ReadyFix, (uri, line): (String, u32)) {
    if session.abilities().status {
        let told = json!({ "loop": fix.id, "uri": uri, "line": line, "does": fix.does });
        session.client.send_notification::<ask::Ready>(told).await;
    }
}

/// Keeps a fix that holds over the text as it stands; gives it then.
fn keep(
    session: &Session,
    finished: Finished,
    asked: Asked,
    error: Known,
    versions: &[(PathBuf, i32)],
) -> Option<ReadyFix> {
    if finished.outcome.verdict < Verdict::Checked || finished.files.is_empty() {
        return None;
    }
    let fix = ReadyFix {
        id: finished.id.clone(),
        does: others::title(&finished),
        verdict: finished.outcome.verdict,
        error,
        versions: versions.to_vec(),
    };
    let held = Held {
        finished: Arc::new(finished),
        asked,
        behalf: Behalf::Background,
        fate: Fate::Waiting,
        others: Vec::new(),
    };
    session.change(|state| {
        is_over(state, versions).then(|| {
            state.loops.keep(held);
            state.ready.fixes.push(fix.clone());
            fix
        })
    })
}

/// Lets go of fixes over text that has changed, and of their journals where nobody has looked at them.
fn forget_outdated(session: &Session) {
    let journals: Vec<PathBuf> = session.change(|state| {
        let versions = state.versions();
        state.ready.unmended.retain(|one| one.versions == versions);
        let gone = state.ready.outdated(|fix| fix.versions == versions);
        let held = gone.iter().filter_map(|id| state.loops.forget_waiting(id));
        held.filter_map(|held| held.finished.journal.clone())
            .collect()
    });
    for path in journals {
        if let Err(error) = std::fs::remove_file(&path) {
            tracing::debug!(%error, "the journal of a background loop stays");
        }
    }
}
