//! Background checks that feed the code actions: the newest wins, a person's loop goes first.

use std::{path::Path, sync::Arc, time::Duration};

use bowline_loop_core::StopReason;
use tokio_util::sync::CancellationToken;

use super::{live, places, ready, session::Session, settings};

/// How long the editor must be quiet: saving all files is one check.
const QUIET: Duration = Duration::from_millis(100);

/// How long nothing must be typed before a check of what was typed.
const PAUSE: Duration = Duration::from_millis(800);

/// How often a check that gave way to a loop is begun again.
const RETRIES: u32 = 5;

/// Checks the workspace around a path soon, in the background, where the settings allow it.
pub(super) fn schedule(session: &Arc<Session>, path: &Path) {
    let Some(root) = places::cargo_root(path) else {
        return;
    };
    let cancel = session.with(|state| state.knowledge.begin(&root));
    let session = session.clone();
    tokio::spawn(async move {
        tokio::select! {
            () = cancel.cancelled() => return,
            () = tokio::time::sleep(QUIET) => {}
        }
        observe(&session, &root, &cancel).await;
    });
}

/// Checks after a pause in typing, where the settings ask for it.
pub(super) fn schedule_after_typing(session: &Arc<Session>, path: &Path) {
    let typing = CancellationToken::new();
    let before = session.with(|state| std::mem::replace(&mut state.typing, typing.clone()));
    before.cancel();
    let (session, path) = (session.clone(), path.to_owned());
    tokio::spawn(async move {
        tokio::select! {
            () = typing.cancelled() => return,
            () = tokio::time::sleep(PAUSE) => {}
        }
        let Some(root) = places::cargo_root(&path) else {
            return;
        };
        let config = settings::load(&session, &root).await;
        if config.background().after_typing && !typing.is_cancelled() {
            schedule(&session, &path);
        }
    });
}

async fn observe(session: &Arc<Session>, root: &Path, cancel: &CancellationToken) {
    let config = settings::load(session, root).await;
    if !config.checks_on_save() && !config.background().after_typing {
        return;
    }
    let _at_work = session.at_work();
    for _ in 0..RETRIES {
        let buffers = session.open_buffers();
        match session
            .engine
            .observe(root, &config, &buffers, cancel)
            .await
        {
            Ok(observed) => {
                tracing::debug!(root = %root.display(), found = observed.observations.len(), "checked in the background");
                let root = observed.root.clone();
                if config.background().diagnostics {
                    live::show(session, &observed, &buffers).await;
                }
                session.change(|state| state.knowledge.learn(observed, &buffers, &state.documents));
                return ready::prepare(session, &root, config.background(), &buffers, cancel).await;
            }
            // A loop took the shadow: this waits its turn behind it.
            Err(StopReason::Cancelled) if !cancel.is_cancelled() => {}
            Err(stop) => {
                return tracing::debug!(root = %root.display(), stop = stop.code(), "no background check");
            }
        }
    }
}
