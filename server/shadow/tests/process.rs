//! Real processes: what they leave, and that nothing of them is left.
#![cfg(unix)]

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use bowline_shadow::{End, Invocation, Output, ProcessError, process::run};
use tokio_util::sync::CancellationToken;

const LONG: Duration = Duration::from_secs(60);

fn shell(script: &str, dir: &Path, deadline: Duration) -> Invocation {
    Invocation {
        argv: ["/bin/sh", "-c", script].map(OsString::from).to_vec(),
        dir: dir.to_path_buf(),
        env: vec![
            ("SHOWN".into(), Some("shown".into())),
            ("HOME".into(), None),
        ],
        deadline,
    }
}

#[allow(clippy::unwrap_used)]
async fn output(script: &str, deadline: Duration) -> Output {
    run(
        &shell(script, Path::new("/"), deadline),
        &CancellationToken::new(),
    )
    .await
    .unwrap()
}

/// Waits until `done` holds; the processes of other programs give no event to await.
fn eventually(what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(
            start.elapsed() < Duration::from_secs(20),
            "not within 20 s: {what}"
        );
        std::thread::yield_now();
    }
}

/// The processes written to a file, one number a line.
fn written(path: &Path) -> Vec<i32> {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().filter_map(|line| line.parse().ok()).collect()
}

fn alive(process: i32) -> bool {
    // A zombie has no memory map left; whoever ought to reap it may be slow.
    std::fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| {
        stat.rsplit(')')
            .next()
            .is_some_and(|rest| !rest.trim_start().starts_with('Z'))
    })
}

/// A tree of three generations that would run for ever, and writes its numbers to `pids`.
fn family(pids: &Path) -> String {
    let pids = pids.display();
    format!(
        "(sh -c 'sleep 1000 & echo $! >>{pids}; echo $$ >>{pids}; wait' & wait) & echo $$ >>{pids}; wait"
    )
}

#[allow(clippy::unwrap_used)]
fn scratch() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let pids = dir.path().join("pids");
    (dir, pids)
}

#[tokio::test]
async fn keeps_output_and_exit_status() {
    let left = output("echo out; echo err >&2; echo \"$SHOWN$HOME\"; exit 7", LONG).await;
    assert_eq!(left.end, End::Exited(7));
    assert_eq!(String::from_utf8_lossy(&left.stdout), "out\nshown\n");
    assert_eq!(String::from_utf8_lossy(&left.stderr), "err\n");
}

#[tokio::test]
async fn tells_a_signal_from_a_status() {
    assert_eq!(
        output("kill -s USR1 $$", LONG).await.end,
        End::Signalled(10)
    );
}

#[tokio::test]
async fn has_nothing_to_read_from() {
    assert_eq!(
        output("read -r line && echo got || echo eof", LONG)
            .await
            .stdout,
        b"eof\n"
    );
}

#[tokio::test]
async fn names_a_missing_program_and_a_missing_directory() {
    let none = CancellationToken::new();
    let mut invocation = shell("", Path::new("/"), LONG);
    invocation.argv[0] = "no-such-program-here".into();
    assert!(
        matches!(run(&invocation, &none).await, Err(ProcessError::Missing { program }) if program == "no-such-program-here")
    );
    let invocation = shell("", Path::new("/no/such/directory"), LONG);
    assert!(matches!(
        run(&invocation, &none).await,
        Err(ProcessError::NoDirectory { .. })
    ));
}

#[tokio::test]
async fn kills_the_whole_group_at_the_deadline() {
    let (_dir, pids) = scratch();
    let left = output(&family(&pids), Duration::from_millis(700)).await;
    assert_eq!(left.end, End::TimedOut);
    assert!(
        left.elapsed < Duration::from_millis(2500),
        "{:?}",
        left.elapsed
    );
    assert_eq!(written(&pids).len(), 3);
    assert!(!written(&pids).into_iter().any(alive));
}

#[tokio::test]
async fn kills_what_ignores_a_polite_request_and_keeps_its_words() {
    let left = output(
        "trap '' TERM; echo before; while :; do sleep 1; done",
        Duration::from_millis(500),
    )
    .await;
    assert_eq!(
        (left.end, left.stdout.as_slice()),
        (End::TimedOut, b"before\n".as_slice())
    );
    assert!(
        left.elapsed < Duration::from_millis(2000),
        "{:?}",
        left.elapsed
    );
}

#[tokio::test]
async fn cancelling_kills_within_a_second() {
    let (_dir, pids) = scratch();
    let cancel = CancellationToken::new();
    let invocation = shell(&family(&pids), Path::new("/"), LONG);
    let running = tokio::spawn({
        let cancel = cancel.clone();
        async move { run(&invocation, &cancel).await }
    });
    tokio::task::spawn_blocking({
        let pids = pids.clone();
        move || eventually("the family runs", || written(&pids).len() == 3)
    })
    .await
    .unwrap();
    let asked = Instant::now();
    cancel.cancel();
    let left = running.await.unwrap().unwrap();
    assert_eq!(left.end, End::Cancelled);
    assert!(
        asked.elapsed() < Duration::from_secs(1),
        "{:?}",
        asked.elapsed()
    );
    // Killed is killed, and the system takes its time to clear a process away.
    tokio::task::spawn_blocking(move || {
        eventually("the family is gone", || {
            !written(&pids).into_iter().any(alive)
        })
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_cancelled_token_starts_nothing() {
    let cancel = CancellationToken::new();
    cancel.cancel();
    let (_dir, pids) = scratch();
    let left = run(&shell(&family(&pids), Path::new("/"), LONG), &cancel)
        .await
        .unwrap();
    assert_eq!(left.end, End::Cancelled);
    assert!(!pids.exists());
}

#[tokio::test]
async fn what_is_left_in_the_background_dies_with_its_leader() {
    let (_dir, pids) = scratch();
    let left = output(
        &format!("sleep 1000 & echo $! >{}; echo done", pids.display()),
        LONG,
    )
    .await;
    assert_eq!(
        (left.end, left.stdout.as_slice()),
        (End::Exited(0), b"done\n".as_slice())
    );
    eventually("the background process is gone", || {
        !written(&pids).into_iter().any(alive)
    });
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn dropping_the_future_kills_the_group() {
    let (_dir, pids) = scratch();
    let invocation = shell(&family(&pids), Path::new("/"), LONG);
    let running = tokio::spawn(async move { run(&invocation, &CancellationToken::new()).await });
    eventually("the family runs", || written(&pids).len() == 3);
    running.abort();
    let _ = running.await;
    eventually("the family is gone", || {
        !written(&pids).into_iter().any(alive)
    });
}

const VICTIM: &str = "BOWLINE_TEST_VICTIM_PIDS";

/// Not a test by itself: the process that the next test starts and kills.
#[tokio::test]
async fn victim() {
    let Some(pids) = std::env::var_os(VICTIM) else {
        return;
    };
    let invocation = shell(&family(Path::new(&pids)), Path::new("/"), LONG);
    let _ = run(&invocation, &CancellationToken::new()).await;
}

#[test]
fn a_killed_owner_takes_its_groups_with_it() {
    let (_dir, pids) = scratch();
    let mut owner = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "victim"])
        .env(VICTIM, &pids)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    eventually("the family runs", || written(&pids).len() == 3);
    let family = written(&pids);
    assert!(family.iter().copied().all(alive));
    owner.kill().unwrap();
    owner.wait().unwrap();
    eventually("the family is gone", || !family.iter().copied().any(alive));
}
