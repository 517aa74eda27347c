//! Tells the client how a loop gets on: `$/progress` for everyone who takes it, `bowline/status` for our own clients.
//! Runs beside the loop, so a client that does not read holds up nothing but its own news.

use std::{
    convert::Infallible,
    pin::pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use bowline_loop_core::LoopId;
use serde_json::{Value, json};
use tokio::{
    sync::mpsc::UnboundedReceiver,
    time::{Instant, MissedTickBehavior},
};

use super::{
    ask::{self, ask},
    session::Session,
};
use crate::{
    engine::{Finished, Progress, Stage},
    report::words,
};

/// How often the elapsed time is shown while nothing else happens.
const TICK: Duration = Duration::from_secs(1);

/// How long a client may take to agree to a progress display.
const CREATING: Duration = Duration::from_secs(10);

/// What begins a progress token, so that a cancellation is told from other clients' tokens.
const TOKEN: &str = "bowline/";

/// What ends the token of what is done for a loop that has ended.
const AGAIN: &str = "/apply";

/// Whether the client shows progress for a loop, so that its end is told too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shown {
    /// A display was begun.
    Begun,
    /// None was.
    #[default]
    Nothing,
}

/// The loop a progress token stands for, while it runs or while its edit is proved again.
pub(super) fn loop_of(token: &Value) -> Option<LoopId> {
    let id = token.as_str()?.strip_prefix(TOKEN)?;
    Some(LoopId(id.strip_suffix(AGAIN).unwrap_or(id).to_owned()))
}

/// The pattern of a loop, which its id begins with.
fn pattern(id: &LoopId) -> &str {
    id.0.split('-').next().unwrap_or_default()
}

fn token(id: &LoopId) -> String {
    format!("{TOKEN}{id}")
}

/// Passes on what a loop says, the newest first and the rest dropped, until the loop has ended.
pub(super) async fn report(
    session: Arc<Session>,
    id: LoopId,
    title: String,
    mut news: UnboundedReceiver<Progress>,
) -> Shown {
    let began = Instant::now();
    let mut creating = pin!(create(&session, &id));
    let (mut is_creating, mut shown) = (true, Shown::Nothing);
    let mut last: Option<Progress> = None;
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            agreed = &mut creating, if is_creating => {
                is_creating = false;
                if agreed {
                    shown = Shown::Begun;
                    let value = json!({ "kind": "begin", "title": format!("Bowline: {title}"), "cancellable": true });
                    send_progress(&session, &id, value).await;
                }
            }
            progress = news.recv() => match progress {
                None => return shown,
                // The end is told with its reason, by `end`.
                Some(progress) if progress.stage == Stage::Done => continue,
                Some(progress) => last = Some(newest(progress, &mut news)),
            },
            _ = tick.tick() => {}
        }
        let Some(progress) = &last else { continue };
        let elapsed = began.elapsed();
        if shown == Shown::Begun {
            send_progress(
                &session,
                &id,
                json!({ "kind": "report", "message": line(progress, elapsed) }),
            )
            .await;
        }
        send_status(&session, running(&id, progress, elapsed)).await;
    }
}

/// Tells the client that a loop has ended.
pub(super) async fn end(session: &Session, shown: Shown, finished: &Finished, elapsed: Duration) {
    let outcome = &finished.outcome;
    let sentence = outcome.stop.sentence();
    if shown == Shown::Begun {
        send_progress(
            session,
            &finished.id,
            json!({ "kind": "end", "message": sentence }),
        )
        .await;
    }
    let status = json!({
        "loop": finished.id,
        "pattern": pattern(&finished.id),
        "stage": Stage::Done,
        "attempt": outcome.attempts,
        "message": sentence,
        "elapsedMillis": millis(elapsed),
        "spend": words::calls(&outcome.calls),
        "used": words::used(&outcome.calls),
        "state": "ended",
        "stop": outcome.stop.code(),
        "verdict": outcome.verdict,
    });
    send_status(session, status).await;
}

/// Shows that something is being done for a loop that has ended, while it is done.
pub(super) async fn during<T>(
    session: &Session,
    id: &LoopId,
    title: &str,
    work: impl Future<Output = T>,
) -> T {
    // Another token than the loop's own, which was shown and taken away.
    let again = LoopId(format!("{id}{AGAIN}"));
    // Set before the beginning is sent, so that one whose sending is cut short still gets an end.
    let begun = AtomicBool::new(false);
    let showing = async {
        if create(session, &again).await {
            begun.store(true, Ordering::Relaxed);
            let value = json!({ "kind": "begin", "title": format!("Bowline: {title}"), "cancellable": true });
            send_progress(session, &again, value).await;
        }
        std::future::pending::<Infallible>().await
    };
    let result = tokio::select! {
        result = work => result,
        never = showing => match never {},
    };
    if begun.load(Ordering::Relaxed) {
        send_progress(session, &again, json!({ "kind": "end" })).await;
    }
    result
}

async fn create(session: &Session, id: &LoopId) -> bool {
    if !session.abilities().progress {
        return false;
    }
    let params = json!({ "token": token(id) });
    ask::<ask::CreateProgress>(&session.client, params, CREATING)
        .await
        .is_ok()
}

/// The last of what has come in: a client that reads slowly gets less, not old news.
fn newest(first: Progress, news: &mut UnboundedReceiver<Progress>) -> Progress {
    let mut newest = first;
    while let Ok(next) = news.try_recv() {
        if next.stage != Stage::Done {
            newest = next;
        }
    }
    newest
}

fn line(progress: &Progress, elapsed: Duration) -> String {
    let attempt = match progress.attempt {
        0 => String::new(),
        number => format!(", attempt {number}"),
    };
    let spend =
        words::calls(&progress.calls).map_or_else(String::new, |spend| format!(", {spend}"));
    format!(
        "{}{attempt}, {}{spend}",
        progress.message,
        words::duration(millis(elapsed))
    )
}

fn running(id: &LoopId, progress: &Progress, elapsed: Duration) -> Value {
    json!({
        "loop": id,
        "pattern": pattern(id),
        "stage": progress.stage,
        "attempt": progress.attempt,
        "message": progress.message,
        "elapsedMillis": millis(elapsed),
        "spend": words::calls(&progress.calls),
        "used": words::used(&progress.calls),
        "state": "running",
    })
}

async fn send_progress(session: &Session, id: &LoopId, value: Value) {
    let params = json!({ "token": token(id), "value": value });
    session
        .client
        .send_notification::<ask::Progress>(params)
        .await;
}

async fn send_status(session: &Session, params: Value) {
    if session.abilities().status {
        session
            .client
            .send_notification::<ask::Status>(params)
            .await;
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_leads_back_to_its_loop() {
        let id = LoopId("fix-1".into());
        assert_eq!(loop_of(&json!(token(&id))), Some(id));
        assert_eq!(
            loop_of(&json!("bowline/fix-1/apply")),
            Some(LoopId("fix-1".into()))
        );
        assert_eq!(loop_of(&json!("other/fix-1")), None);
        assert_eq!(loop_of(&json!(3)), None);
    }
}
