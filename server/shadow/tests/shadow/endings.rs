//! Checks that do not come to a good end, and what is left of them: nothing.

use std::{
    fs,
    time::{Duration, Instant},
};

use bowline_loop_core::{StopReason, stop::Missing};
use bowline_shadow::{Base, End, Shadow, ShadowError};
use tokio_util::sync::CancellationToken;

use crate::{
    PACKAGE, package,
    support::{Bench, LONG, SmallDisk, checks, eventually, running, texts},
};

#[tokio::test]
async fn a_failing_build_script_is_no_compiler_message() {
    let text =
        package("//- /ws/build.rs\nfn main() { panic!(\"no luck today\") }\n//- /ws/src/lib.rs\n");
    let mut bench = Bench::open(&text).await;
    bench.lay(&[]).await;
    let run = bench.check(&checks()).await.unwrap();
    assert_eq!(run.output.end, End::Exited(101));
    assert!(!String::from_utf8_lossy(&run.output.stdout).contains("compiler-message"));
    assert!(String::from_utf8_lossy(&run.output.stderr).contains("no luck today"));
    bench.person_is_untouched();
}

/// Says where it runs and never ends.
const HANGS: &str = r#"
//- /ws/build.rs
fn main() {
    std::fs::write("started.tmp", std::process::id().to_string()).unwrap();
    std::fs::rename("started.tmp", "started").unwrap();
    loop { std::thread::park() }
}
//- /ws/src/lib.rs
"#;

#[tokio::test]
async fn a_hanging_build_script_dies_at_the_deadline() {
    let mut bench = Bench::open(&package(HANGS)).await;
    bench.lay(&[]).await;
    // Until it hangs: building it takes an unknown while on a busy machine.
    let started = bench.shadow.mirror().shadow_root().join("started");
    let cancel = CancellationToken::new();
    let look = async {
        eventually("the build script runs", || started.exists()).await;
        cancel.cancel();
    };
    let checks = checks();
    let (run, ()) = tokio::join!(bench.shadow.check(&checks, LONG, &cancel), look);
    assert_eq!(run.unwrap().output.end, End::Cancelled);
    let first: u32 = fs::read_to_string(&started).unwrap().parse().unwrap();
    eventually("the build script is gone", || !running(first)).await;

    fs::remove_file(&started).unwrap();
    let run = bench
        .shadow
        .check(&checks, Duration::from_secs(5), &CancellationToken::new())
        .await
        .unwrap();
    assert_eq!(run.output.end, End::TimedOut);
    assert!(
        run.output.elapsed < Duration::from_secs(7),
        "{:?}",
        run.output.elapsed
    );
    let second: u32 = fs::read_to_string(&started).unwrap().parse().unwrap();
    assert_ne!(second, first);
    eventually("the second build script is gone", || !running(second)).await;
    bench.person_is_untouched();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn cancelling_ends_a_check_within_a_second() {
    let mut bench = Bench::open(&package(HANGS)).await;
    bench.lay(&[]).await;
    let started = bench.shadow.mirror().shadow_root().join("started");
    let cancel = CancellationToken::new();
    let look = async {
        eventually("the build script runs", || started.exists()).await;
        cancel.cancel();
        Instant::now()
    };
    let checks = checks();
    let (run, asked) = tokio::join!(bench.shadow.check(&checks, LONG, &cancel), look);
    assert!(
        asked.elapsed() < Duration::from_secs(1),
        "{:?}",
        asked.elapsed()
    );
    assert_eq!(run.unwrap().output.end, End::Cancelled);
    bench.person_is_untouched();
}

#[tokio::test]
async fn missing_sources_block_and_say_what_to_do() {
    let text =
        format!("{PACKAGE}[dependencies]\nbowline-no-such-crate = \"1\"\n//- /ws/src/lib.rs\n");
    let mut bench = Bench::open(&text).await;
    bench.lay(&[]).await;
    let error = bench.check(&checks()).await.unwrap_err();
    assert!(matches!(error, ShadowError::NeedsNetwork { .. }), "{error}");
    let StopReason::Blocked(Missing::Data(data)) = error.into() else {
        panic!("another reason")
    };
    assert!(
        data.contains("bowline-no-such-crate") && data.contains("cargo fetch"),
        "{data}"
    );
    bench.person_is_untouched();
}

#[tokio::test]
async fn a_sync_that_is_dropped_is_made_good_by_the_next() {
    let mut bench = Bench::open(&package("//- /ws/src/lib.rs\npub fn one() -> u32 { 1 }\n")).await;
    let laid = bench.lay(&[]).await;
    {
        let overlays = texts(&[("src/lib.rs", "never seen\n")]);
        let ended = poll_once(bench.shadow.lay(&overlays)).await;
        // A quick machine may have been done already.
        assert!(ended || bench.shadow.put(&texts(&[])).is_err());
    }
    assert_eq!(bench.lay(&[]).await, laid);
    assert_eq!(bench.errors().await, [""; 0]);
}

/// Polls a future once and drops it.
async fn poll_once(future: impl Future) -> bool {
    let mut future = std::pin::pin!(future);
    std::future::poll_fn(|context| std::task::Poll::Ready(future.as_mut().poll(context).is_ready()))
        .await
}

#[tokio::test]
async fn a_workspace_that_vanishes_is_named() {
    let mut bench = Bench::open(&package("//- /ws/src/lib.rs\n")).await;
    bench.lay(&[]).await;
    fs::remove_dir_all(bench.fixture.path("ws")).unwrap();
    let error = bench.shadow.lay(&texts(&[])).await.unwrap_err();
    assert!(matches!(error, ShadowError::Vanished { .. }), "{error}");
}

#[tokio::test]
async fn a_full_disk_is_named() {
    let Some(disk) = SmallDisk::mount("1m") else {
        return;
    };
    let bench = Bench::open(&package("//- /ws/src/lib.rs\n")).await;
    bench.fixture.write_bytes("ws/big.bin", &vec![7; 2 << 20]);
    let mut shadow = Shadow::open(&bench.project, &disk.path(), Base::Portable)
        .await
        .unwrap();
    let error = shadow.lay(&texts(&[])).await.unwrap_err();
    assert!(matches!(error, ShadowError::DiskFull { .. }), "{error}");
    fs::remove_file(bench.fixture.path("ws/big.bin")).unwrap();
    shadow.lay(&texts(&[])).await.unwrap();
    disk.fill();
    let error = shadow
        .check(&checks(), LONG, &CancellationToken::new())
        .await
        .unwrap_err();
    assert!(matches!(error, ShadowError::DiskFull { .. }), "{error}");
    bench.person_is_untouched_but_for(&["ws: modified"]);
}
