//! How a shadow lives on: after its owner ended or was killed, beside a second owner, and after a cleaning.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use bowline_loop_core::ContentHash;
use bowline_shadow::{
    Base, Mirror, Project, Shadow, ShadowError,
    life::{self, Limits},
};
use tokio_util::sync::CancellationToken;

use crate::{
    PACKAGE, package,
    support::{Bench, SmallDisk, checks, eventually, fresh, texts},
};

const LIBRARY: &str = "//- /ws/src/lib.rs\npub fn one() -> u32 { 1 }\n";

/// Where the shadows of a bench are.
fn shadows(bench: &Bench) -> PathBuf {
    let slot = &bench.shadow.mirror().prefix;
    let home = slot.parent().expect("a slot lies in its workspace's home");
    home.parent().expect("a home lies among shadows").to_owned()
}

/// Where the first shadow of the bench's project will be in another cache.
fn slot_below(cache: &Path, bench: &Bench) -> PathBuf {
    let home = bench.shadow.mirror().prefix.parent();
    let name = home.and_then(Path::file_name).expect("a home has a name");
    cache.canonicalize().unwrap().join(name).join("slot-0")
}

#[tokio::test]
async fn what_was_built_is_found_again() {
    let mut bench = Bench::open(&package(LIBRARY)).await;
    bench.lay(&[]).await;
    assert_eq!(bench.errors().await, [""; 0]);
    bench.reopen().await;
    bench.lay(&[]).await;
    let run = bench.check(&checks()).await.unwrap();
    assert_eq!(fresh(&run.output.stdout), [("demo".to_owned(), true)]);
    bench.person_is_untouched();
}

#[tokio::test]
async fn a_warm_slot_is_taken_before_a_new_one() {
    let mut bench = Bench::open(&package(LIBRARY)).await;
    bench.lay(&[]).await;
    let mut second = bench.another().await;
    second.lay(&texts(&[])).await.unwrap();
    let (first, warm) = (
        bench.shadow.mirror().prefix.clone(),
        second.mirror().prefix.clone(),
    );
    drop(second);
    let shadows = shadows(&bench);
    // Nobody uses the first one any more, and it is cleaned away.
    bench.reopen_elsewhere().await;
    fs::remove_dir_all(&first).unwrap();
    let again = Shadow::open(&bench.project, &shadows, Base::Portable)
        .await
        .unwrap();
    assert_eq!(again.mirror().prefix, warm);
    bench.person_is_untouched();
}

#[tokio::test]
async fn a_cleaning_takes_what_nobody_uses() {
    let mut bench = Bench::open(&package(LIBRARY)).await;
    bench.lay(&[]).await;
    let shadows = shadows(&bench);
    let second = bench.another().await;
    let unused = second.mirror().prefix.clone();
    drop(second);
    let swept = life::sweep(&shadows, Limits::NOTHING);
    assert_eq!((swept.removed, swept.in_use), (1, 1), "{swept:?}");
    assert!(!unused.exists());
    // The one in use goes on as if nothing had been.
    assert_eq!(bench.errors().await, [""; 0]);
    assert_eq!(bench.another().await.mirror().prefix, unused);
    bench.person_is_untouched();
}

/// Set for the process that is to be killed: the directory of a project, and that of the shadows.
const ROOT: &str = "BOWLINE_TEST_ROOT";
const CACHE: &str = "BOWLINE_TEST_CACHE";

#[tokio::test]
#[ignore = "the part of another process in the tests below"]
async fn opens_and_lays() {
    let (Some(root), Some(cache)) = (std::env::var_os(ROOT), std::env::var_os(CACHE)) else {
        return;
    };
    let project = discover(Path::new(&root)).await;
    let mut shadow = Shadow::open(&project, Path::new(&cache), Base::Portable)
        .await
        .unwrap();
    shadow.lay(&texts(&[])).await.unwrap();
}

/// As the bench finds it: with the target that lies in the project, whatever this test run's own is.
async fn discover(root: &Path) -> Project {
    let mut project = Project::discover(root, &CancellationToken::new())
        .await
        .unwrap();
    project.target_directory = project.root.join("target");
    project
        .build_directory
        .clone_from(&project.target_directory);
    project
}

/// A process that does [`opens_and_lays`].
struct Other(Child);

impl Other {
    fn start(project: &Project, cache: &Path) -> Self {
        let this = std::env::current_exe().unwrap();
        let child = Command::new(this)
            .args(["--exact", "life::opens_and_lays", "--ignored", "--quiet"])
            .env(ROOT, &project.root)
            .env(CACHE, cache)
            .stdout(Stdio::null())
            .spawn();
        Self(child.unwrap())
    }

    /// Kills it once this many entries are below a directory, or it has ended by itself.
    async fn kill_at(mut self, directory: &Path, entries: usize) {
        eventually("the other process is as far", || {
            self.0.try_wait().unwrap().is_some() || count(directory) >= entries
        })
        .await;
        let _ = self.0.kill();
        self.0.wait().unwrap();
    }
}

fn count(directory: &Path) -> usize {
    fs::read_dir(directory).map_or(0, Iterator::count)
}

/// Units of a registry package in the person's target that no build asks for: enough to be caught at copying them.
fn make_units(bench: &Bench, units: u32, bytes: usize) {
    let lock = "version = 4\n[[package]]\nname = \"demo\"\nversion = \"0.1.0\"\n[[package]]\nname = \"leaf\"\nversion = \"1.0.0\"\nsource = \"registry+https://example.invalid/index\"\n";
    bench.fixture.write("ws/Cargo.lock", lock);
    let content = vec![7; bytes];
    for number in 0..units {
        let unit = format!("ws/target/debug/.fingerprint/leaf-{number:016x}");
        bench
            .fixture
            .write_bytes(&format!("{unit}/lib-leaf"), &content);
        bench
            .fixture
            .write_bytes(&format!("{unit}/dep-lib-leaf"), &content);
    }
    bench
        .fixture
        .write("ws/target/debug/deps/leaf-0000000000000000.d", "");
}

const UNITS: u32 = 400;

#[tokio::test]
async fn a_seed_that_was_killed_half_way_is_made_anew() {
    let mut bench = Bench::open(&package(LIBRARY)).await;
    make_units(&bench, UNITS, 2000);
    bench.renew().await;
    let project = discover(&bench.fixture.path("ws")).await;
    for share in [0, 1, 2, 3] {
        let cache = tempfile::tempdir().unwrap();
        let slot = slot_below(cache.path(), &bench);
        let half = slot.join(".bowline/target.seeding");
        let at = usize::try_from(UNITS / 4 * share + 1).unwrap();
        let other = Other::start(&project, cache.path());
        other.kill_at(&half.join("debug/.fingerprint"), at).await;
        let mut shadow = Shadow::open(&project, cache.path(), Base::Portable)
            .await
            .unwrap();
        assert_eq!(shadow.mirror().prefix, slot, "the dead hold no slot");
        assert!(!half.exists());
        let whole = count(&slot.join(".bowline/target/debug/.fingerprint"));
        assert_eq!(whole, UNITS as usize);
        shadow.lay(&texts(&[])).await.unwrap();
    }
    bench.person_is_untouched();
}

#[tokio::test]
async fn a_copy_that_was_killed_half_way_is_made_good() {
    let mut bench = Bench::open(&package(LIBRARY)).await;
    for number in 0..1500 {
        let text = format!("{number}\n").repeat(500);
        bench
            .fixture
            .write(&format!("ws/assets/{number}.txt"), &text);
    }
    bench.renew().await;
    let whole: ContentHash = bench.lay(&[]).await;
    for at in [1, 300, 700, 1100] {
        let cache = tempfile::tempdir().unwrap();
        let slot = slot_below(cache.path(), &bench);
        let mirror = Mirror {
            prefix: slot,
            root: bench.project.root.clone(),
        };
        let assets = mirror.of(&bench.fixture.path("ws/assets"));
        let other = Other::start(&bench.project, cache.path());
        other.kill_at(&assets, at).await;
        let mut shadow = Shadow::open(&bench.project, cache.path(), Base::Portable)
            .await
            .unwrap();
        assert_eq!(shadow.lay(&texts(&[])).await.unwrap(), whole);
        assert_eq!(count(&assets), 1500);
    }
    bench.person_is_untouched();
}

#[tokio::test]
async fn a_state_that_is_cut_off_is_noticed() {
    let mut bench = Bench::open(&package(LIBRARY)).await;
    let whole = bench.lay(&[]).await;
    assert_eq!(bench.errors().await, [""; 0]);
    let state = bench.shadow.mirror().prefix.join(".bowline/tree.json");
    let text = fs::read(&state).unwrap();
    for length in [0, 1, text.len() / 2, text.len() - 1] {
        let broken = bench.shadow.mirror().shadow_root().join("src/lib.rs");
        bench
            .reopen_after(|| {
                fs::write(&state, &text[..length]).unwrap();
                fs::write(&broken, "half a te").unwrap();
            })
            .await;
        assert_eq!(bench.lay(&[]).await, whole);
        assert_eq!(bench.errors().await, [""; 0]);
    }
    bench.person_is_untouched();
}

#[tokio::test]
async fn a_disk_that_was_full_at_the_seed_is_no_hindrance_later() {
    let Some(disk) = SmallDisk::mount("1m") else {
        eprintln!("skipped: no file system can be mounted here");
        return;
    };
    let mut bench = Bench::open(&format!("{PACKAGE}{LIBRARY}")).await;
    make_units(&bench, 40, 60_000);
    bench.renew().await;
    let project = discover(&bench.fixture.path("ws")).await;
    let error = Shadow::open(&project, &disk.path(), Base::Portable)
        .await
        .err()
        .unwrap();
    assert!(matches!(error, ShadowError::DiskFull { .. }), "{error}");
    bench.person_is_untouched();
    fs::remove_dir_all(bench.fixture.path("ws/target")).unwrap();
    let mut shadow = Shadow::open(&project, &disk.path(), Base::Portable)
        .await
        .unwrap();
    shadow.lay(&texts(&[])).await.unwrap();
}
