//! Ctrl-C and termination: the first asks a loop to stop, the second ends the process.

use tokio_util::sync::CancellationToken;

use super::Exit;

/// The first signal cancels; the second ends the process at once.
pub(super) async fn heed(cancel: CancellationToken) {
    loop {
        interrupted().await;
        if cancel.is_cancelled() {
            std::process::exit(i32::from(Exit::Cancelled.code()));
        }
        cancel.cancel();
    }
}

/// Waits for Ctrl-C, or on Unix for a request to terminate as well.
async fn interrupted() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        // Without signals there is nothing to wait for.
        std::future::pending::<()>().await;
    }
}
