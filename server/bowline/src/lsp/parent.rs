//! Ends the server when its editor is gone without a word.

use std::{sync::Arc, time::Duration};

use super::front::Lifecycle;

/// How often the editor's process is looked for.
const EVERY: Duration = Duration::from_secs(10);

/// Watches a process and ends the connection once it is gone. One that cannot be seen now (the server runs in a container,
/// the editor outside) is not watched.
pub(super) fn watch(process: u32, lifecycle: Arc<Lifecycle>) {
    if !is_alive(process) {
        return tracing::info!(
            process,
            "the editor's process cannot be seen from here, so it is not watched"
        );
    }
    tokio::spawn(async move {
        while is_alive(process) {
            tokio::time::sleep(EVERY).await;
        }
        tracing::warn!(process, "the editor is gone");
        lifecycle.end();
    });
}

#[cfg(unix)]
fn is_alive(process: u32) -> bool {
    let Some(process) = i32::try_from(process)
        .ok()
        .and_then(rustix::process::Pid::from_raw)
    else {
        return false;
    };
    // A process of another user counts as alive: the answer is «not permitted», not «no such process».
    !matches!(
        rustix::process::test_kill_process(process),
        Err(rustix::io::Errno::SRCH)
    )
}

#[cfg(not(unix))]
fn is_alive(_: u32) -> bool {
    false
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_alive_and_an_impossible_one_is_not() {
        assert!(is_alive(std::process::id()));
        assert!(!is_alive(0));
        assert!(!is_alive(i32::MAX as u32));
    }
}
