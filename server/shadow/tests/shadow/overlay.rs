//! The overlay base: what the person has built is used, what they build meanwhile vouches for nothing but itself, and nothing
//! of theirs is written.

use std::{
    fs::{self, File},
    path::Path,
    process::Command,
    time::{Duration, SystemTime},
};

use bowline_loop_core::WorkspacePath;
use bowline_shadow::{Base, End, Shadow, ShadowError};
use tokio_util::sync::CancellationToken;

use super::{
    package,
    support::{Bench, LONG, SmallDisk, checks, fresh, texts},
};

const FINE: &str = "pub fn one() -> u32 { 1 }\n";
const BROKEN: &str = "pub fn one() -> u32 { \"one\" }\n";

fn library(text: &str) -> String {
    package(&format!("//- /ws/src/lib.rs\n{text}"))
}

/// Says something of the whole target directory, and writes into it and beside the sources.
const SCRIPT: &str = r#"
//- /ws/build.rs
fn main() {
    let here = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    std::fs::write(format!("{here}/src/made.txt"), "made").unwrap();
    std::fs::write(format!("{here}/target/made.txt"), "made").unwrap();
    println!("cargo::rerun-if-changed=build.rs");
}
"#;

#[tokio::test]
async fn what_the_person_has_built_is_not_built_again() {
    let text = format!("{}{SCRIPT}", library(FINE));
    let Some(mut bench) = Bench::open_over(&text).await else {
        return;
    };
    assert_eq!(bench.shadow.base(), ("overlay", None));
    bench.lay(&[]).await;
    for _ in 0..2 {
        let run = bench.check(&checks()).await.unwrap();
        assert_eq!(run.output.end, End::Exited(0));
        let fresh = fresh(&run.output.stdout);
        assert!(
            !fresh.is_empty() && fresh.iter().all(|(_, fresh)| *fresh),
            "{fresh:?}"
        );
        assert_eq!(run.seen.shadow_root(), bench.project.root);
    }
    bench.put(&[("src/lib.rs", BROKEN)]);
    assert_eq!(bench.errors().await, ["E0308"]);
    bench.put(&[(
        "build.rs",
        "fn main() { std::fs::write(\"target/x\", \"x\").unwrap(); }",
    )]);
    assert_eq!(bench.errors().await, [""; 0]);
    bench.put(&[]);
    assert_eq!(bench.errors().await, [""; 0]);
    bench.person_is_untouched();
}

#[tokio::test]
async fn candidates_come_and_go_over_what_the_person_has_built() {
    let Some(mut bench) = Bench::open_over(&library(BROKEN)).await else {
        return;
    };
    let broken = bench.lay(&[]).await;
    assert_eq!(bench.errors().await, ["E0308"]);
    for _ in 0..3 {
        bench.put(&[("src/lib.rs", FINE)]);
        assert_eq!(bench.errors().await, [""; 0]);
        assert_eq!(bench.put(&[]), broken);
        assert_eq!(bench.errors().await, ["E0308"]);
    }
    bench.reopen().await;
    bench.lay(&[("src/lib.rs", FINE)]).await;
    assert_eq!(bench.errors().await, [""; 0]);
    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, ["E0308"]);
    bench.person_is_untouched();
}

#[tokio::test]
async fn a_candidate_that_stood_when_a_layer_began_is_gone_for_the_next_owner() {
    let Some(mut bench) = Bench::open_over(&library(FINE)).await else {
        return;
    };
    bench.lay(&[]).await;
    bench.put(&[("src/lib.rs", BROKEN)]);
    assert_eq!(bench.errors().await, ["E0308"]);
    bench.reopen().await;
    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, [""; 0]);
    bench.person_is_untouched();
}

#[tokio::test]
async fn what_the_person_builds_meanwhile_vouches_for_no_candidate() {
    let Some(mut bench) = Bench::open_over(&library(FINE)).await else {
        return;
    };
    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, [""; 0]);
    bench.put(&[("src/lib.rs", BROKEN)]);
    bench.save("src/lib.rs", "pub fn one() -> u32 { 1 } // saved\n");
    assert_eq!(bench.person_checks().await, End::Exited(0));
    // Their units are newer than the candidate now.
    assert_eq!(bench.errors().await, ["E0308"]);
    bench.put(&[]);
    assert_eq!(bench.errors().await, [""; 0]);
}

#[tokio::test]
async fn what_was_saved_and_built_since_the_sync_is_not_what_is_checked() {
    let Some(mut bench) = Bench::open_over(&library(BROKEN)).await else {
        return;
    };
    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, ["E0308"]);
    bench.save("src/lib.rs", FINE);
    assert_eq!(bench.person_checks().await, End::Exited(0));
    assert_eq!(bench.errors().await, ["E0308"]);
    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, [""; 0]);
}

#[tokio::test]
async fn a_checkout_of_older_files_is_seen() {
    let Some(mut bench) = Bench::open_over(&library(FINE)).await else {
        return;
    };
    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, [""; 0]);
    bench.save("src/lib.rs", BROKEN);
    let file = File::open(bench.fixture.path("ws/src/lib.rs")).unwrap();
    let long_ago = SystemTime::now() - Duration::from_secs(1_000_000);
    file.set_modified(long_ago).unwrap();
    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, ["E0308"]);
    bench.save("src/lib.rs", FINE);
    file.set_modified(long_ago).unwrap();
    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, [""; 0]);
}

#[tokio::test]
async fn what_a_killed_owner_left_of_single_runs_is_gone() {
    let Some(mut bench) = Bench::open_over(&library(FINE)).await else {
        return;
    };
    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, [""; 0]);
    let own = bench.shadow.mirror().prefix.join(".bowline");
    let left = ["layer/apart-1-0/upper", "views/1-0"].map(|name| own.join(name));
    bench
        .reopen_after(|| {
            for directory in &left {
                fs::create_dir_all(directory).unwrap();
                fs::write(directory.join("file"), "left").unwrap();
            }
        })
        .await;
    assert!(left.iter().all(|directory| !directory.exists()));
    bench.lay(&[]).await;
    let run = bench.check(&checks()).await.unwrap();
    assert_eq!(fresh(&run.output.stdout), [("demo".to_owned(), true)]);
    bench.person_is_untouched();
}

/// The person's own git, which must not look at anybody's settings.
fn git(directory: &Path, words: &[&str]) -> bool {
    let mut command = Command::new("git");
    let named = ["-c", "user.name=t", "-c", "user.email=t@t"];
    command.args(named).args(words).current_dir(directory);
    for name in ["GIT_CONFIG_GLOBAL", "GIT_CONFIG_SYSTEM"] {
        command.env(name, "/dev/null");
    }
    let output = command.output();
    output.is_ok_and(|output| output.status.success())
}

#[tokio::test]
async fn a_branch_that_is_checked_out_and_built_under_a_check_changes_no_answer() {
    let Some(mut bench) = Bench::open_over(&library(FINE)).await else {
        return;
    };
    let root = bench.fixture.path("ws");
    fs::write(root.join(".gitignore"), "/target\n").unwrap();
    if !git(&root, &["init", "-q", "-b", "one"]) {
        eprintln!("skipped: there is no git here");
        return;
    }
    let commit = |text: &str| {
        assert!(git(&root, &["add", "-A"]) && git(&root, &["commit", "-qm", text]));
    };
    commit("one");
    assert!(git(&root, &["checkout", "-qb", "two"]));
    fs::write(root.join("src/more.rs"), "pub fn more() -> u32 { 2 }\n").unwrap();
    bench.save(
        "src/lib.rs",
        "pub mod more;\npub fn two() -> u32 { more::more() }\n",
    );
    commit("two");
    assert!(git(&root, &["checkout", "-q", "one"]));

    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, [""; 0]);
    // The other branch, checked out and built while a candidate on this one is looked at.
    bench.put(&[("src/lib.rs", BROKEN)]);
    assert!(git(&root, &["checkout", "-q", "two"]));
    let both = bench.checks_while_the_person_does().await;
    assert_eq!(both, (vec!["E0308".to_owned()], End::Exited(0)));
    // What is checked from here on is the branch that is there.
    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, [""; 0]);
    bench.put(&[("src/more.rs", "pub fn more() -> u32 { 'x' }\n")]);
    assert_eq!(bench.errors().await, ["E0308"]);
    assert!(git(&root, &["checkout", "-q", "one"]));
    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, [""; 0]);
    assert!(
        bench
            .shadow
            .read(&WorkspacePath::new("src/more.rs"))
            .is_err()
    );
}

#[tokio::test]
async fn a_full_disk_under_a_layer_is_named_and_no_hindrance_later() {
    let Some(disk) = SmallDisk::mount("6m") else {
        return;
    };
    let Some(bench) = Bench::open_over(&library(FINE)).await else {
        return;
    };
    let opened = Shadow::open(&bench.project, &disk.path(), Base::Overlay).await;
    // Some kernels lay no overlay on such a disk.
    let Ok(mut shadow) = opened else { return };
    shadow.lay(&texts(&[])).await.unwrap();
    shadow.put(&texts(&[("src/lib.rs", BROKEN)])).unwrap();
    disk.fill();
    let (checks, never) = (checks(), CancellationToken::new());
    let full = shadow.check(&checks, LONG, &never).await;
    assert!(
        matches!(full, Err(ShadowError::DiskFull { .. })),
        "{full:?}"
    );
    fs::remove_file(disk.path().join("filler")).unwrap();
    let run = shadow.check(&checks, LONG, &never).await.unwrap();
    assert_eq!(run.output.end, End::Exited(101));
    bench.person_is_untouched();
}

#[tokio::test]
async fn a_target_that_goes_away_is_no_end() {
    let Some(mut bench) = Bench::open_over(&library(FINE)).await else {
        return;
    };
    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, [""; 0]);
    fs::remove_dir_all(bench.fixture.path("ws/target")).unwrap();
    bench.put(&[("src/lib.rs", BROKEN)]);
    assert_eq!(bench.errors().await, ["E0308"]);
    assert_eq!(bench.shadow.base().0, "portable");
    assert!(!bench.fixture.path("ws/target").exists());
    let refused = Shadow::open(&bench.project, &bench.fixture.path(""), Base::Overlay).await;
    assert!(matches!(refused, Err(ShadowError::NoOverlay { .. })));
}

#[tokio::test]
async fn test_programs_run_side_by_side_over_one_layer() {
    let text = format!(
        "{}{}",
        library("#[test]\nfn passes() {}\n"),
        "\n//- /ws/tests/apart.rs\n#[test]\nfn writes() { std::fs::write(concat!(env!(\"CARGO_TARGET_TMPDIR\"), \"/made\"), \"x\").unwrap(); }\n"
    );
    let Some(mut bench) = Bench::open_over(&text).await else {
        return;
    };
    bench.lay(&[]).await;
    let cancel = CancellationToken::new();
    let built = bench
        .shadow
        .build_tests(Duration::from_secs(120), &cancel)
        .await;
    let (_, programs) = built.expect("the programs are built");
    assert_eq!(programs.len(), 2, "{programs:?}");
    let runs = programs.iter().cycle().take(160).map(|program| {
        let run = bench
            .shadow
            .run_program(program, &[], &[], Duration::from_secs(120), &cancel);
        async move { run.await.expect("it runs beside the others").end }
    });
    let ends = futures::future::join_all(runs).await;
    assert!(ends.iter().all(|end| *end == End::Exited(0)), "{ends:?}");
    assert_eq!(bench.errors().await, [""; 0]);
    bench.person_is_untouched();
}
