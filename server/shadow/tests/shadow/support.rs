//! A project, its shadow, and what one wants to know of them.

use std::{
    collections::BTreeMap,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use bowline_fixture::{Fixture, TreeFingerprint};
use bowline_loop_core::{
    ContentHash, WorkspacePath,
    intent::{Checks, Targets, Tests, Tool},
};
use bowline_shadow::{Base, CargoRun, End, Invocation, Project, Shadow, ShadowError, process};
use tokio_util::sync::CancellationToken;

/// No run of these tests takes as long by itself.
pub const LONG: Duration = Duration::from_secs(300);

/// A fixture with its workspace in `ws`, and a shadow of it elsewhere.
pub struct Bench {
    pub fixture: Fixture,
    pub project: Project,
    pub shadow: Shadow,
    cache: tempfile::TempDir,
    before: TreeFingerprint,
    base: Base,
}

impl Bench {
    /// On the portable base; where `BOWLINE_TEST_OVER` is set, on the overlay if that can be had.
    pub async fn open(text: &str) -> Self {
        if std::env::var_os("BOWLINE_TEST_OVER").is_some()
            && let Some(mut bench) = Self::open_over(text).await
        {
            // All members are compiled in the shadow once more, as on the portable base.
            bench.touch();
            return bench;
        }
        Self::open_portable(text).await
    }

    async fn open_portable(text: &str) -> Self {
        let fixture = Fixture::new(text);
        let before = TreeFingerprint::of(fixture.root());
        let cache = tempfile::tempdir().unwrap();
        let (project, shadow) = open(&fixture, cache.path(), Base::Portable).await.unwrap();
        Self {
            fixture,
            project,
            shadow,
            cache,
            before,
            base: Base::Portable,
        }
    }

    /// A project that the person has checked, and a shadow of it on the overlay base; `None` where this machine has none.
    pub async fn open_over(text: &str) -> Option<Self> {
        let mut bench = Self::open_portable(text).await;
        bench.person_checks().await;
        bench.base = Base::Overlay;
        bench.before = bench.fingerprint();
        bench.cache = tempfile::tempdir().unwrap();
        let shadow = Shadow::open(&bench.project, bench.cache.path(), bench.base).await;
        match shadow {
            Err(ShadowError::NoOverlay { .. }) => None,
            shadow => {
                bench.shadow = shadow.unwrap();
                Some(bench)
            }
        }
    }

    /// Lets go of the slot and takes it again, as another process would.
    pub async fn reopen(&mut self) {
        self.reopen_after(|| ()).await;
    }

    /// The same, with something happening in between.
    pub async fn reopen_after(&mut self, between: impl FnOnce()) {
        self.reopen_elsewhere().await;
        between();
        self.shadow = Shadow::open(&self.project, self.cache.path(), self.base)
            .await
            .unwrap();
    }

    /// Lets go of the slot and has a shadow in another cache, which is gone.
    pub async fn reopen_elsewhere(&mut self) {
        let elsewhere = tempfile::tempdir().unwrap();
        self.shadow = Shadow::open(&self.project, elsewhere.path(), self.base)
            .await
            .unwrap();
    }

    /// Looks at the project anew and makes a shadow that was never used.
    pub async fn renew(&mut self) {
        self.before = TreeFingerprint::of(self.fixture.root());
        self.cache = tempfile::tempdir().unwrap();
        (self.project, self.shadow) = open(&self.fixture, self.cache.path(), self.base)
            .await
            .unwrap();
    }

    /// A second shadow of the same project at the same time.
    pub async fn another(&self) -> Shadow {
        Shadow::open(&self.project, self.cache.path(), self.base)
            .await
            .unwrap()
    }

    pub async fn lay(&mut self, overlays: &[(&str, &str)]) -> ContentHash {
        self.shadow.lay(&texts(overlays)).await.unwrap()
    }

    pub fn put(&mut self, candidate: &[(&str, &str)]) -> ContentHash {
        self.shadow.put(&texts(candidate)).unwrap()
    }

    pub async fn check(&mut self, checks: &Checks) -> Result<CargoRun, ShadowError> {
        self.shadow
            .check(checks, LONG, &CancellationToken::new())
            .await
    }

    /// The codes of the errors that a check finds.
    pub async fn errors(&mut self) -> Vec<String> {
        let run = self.check(&checks()).await.unwrap();
        let errors: Vec<String> = messages(&run.output.stdout)
            .filter(|message| message["message"]["level"] == "error")
            .filter_map(|message| Some(message["message"]["code"]["code"].as_str()?.to_owned()))
            .collect();
        assert_eq!(
            run.output.end,
            End::Exited(if errors.is_empty() { 0 } else { 101 })
        );
        errors
    }

    /// The errors of a check, and the end of the person's own, both at the same time.
    pub async fn checks_while_the_person_does(&mut self) -> (Vec<String>, End) {
        let person = self.person();
        let never = CancellationToken::new();
        let theirs = tokio::spawn(async move { process::run(&person, &never).await });
        let errors = self.errors().await;
        (errors, theirs.await.unwrap().unwrap().end)
    }

    /// The person's own `cargo check`, in their directory and with their target.
    pub async fn person_checks(&self) -> End {
        process::run(&self.person(), &CancellationToken::new())
            .await
            .unwrap()
            .end
    }

    fn person(&self) -> Invocation {
        let mut env: Vec<_> = ["CARGO_TARGET_DIR", "CARGO_BUILD_BUILD_DIR"]
            .map(|name| (name.into(), None))
            .to_vec();
        env.push(("CARGO_NET_OFFLINE".into(), Some("true".into())));
        let argv = [self.project.cargo.as_os_str().to_owned(), "check".into()].to_vec();
        Invocation {
            argv,
            dir: self.project.root.clone(),
            env,
            deadline: LONG,
        }
    }

    /// The person saves every source as it is.
    pub fn touch(&mut self) {
        let mut left = vec![self.project.root.clone()];
        while let Some(directory) = left.pop() {
            for entry in std::fs::read_dir(directory).unwrap().flatten() {
                let path = entry.path();
                if path.is_dir() && !path.ends_with("target") {
                    left.push(path);
                } else if path.extension().is_some_and(|it| it == "rs") {
                    let file = std::fs::File::open(path).unwrap();
                    file.set_modified(std::time::SystemTime::now()).unwrap();
                }
            }
        }
        self.before = self.fingerprint();
    }

    /// The person saves a file.
    pub fn save(&self, path: &str, text: &str) {
        std::fs::write(self.project.root.join(path), text).unwrap();
    }

    pub fn fingerprint(&self) -> TreeFingerprint {
        TreeFingerprint::of(self.fixture.root())
    }

    /// Not a byte, a name or a time of the person's differs.
    pub fn person_is_untouched(&self) {
        assert_eq!(self.before.diff(&self.fingerprint()), Vec::<String>::new());
    }

    /// As before, but for what the test did itself.
    pub fn person_is_untouched_but_for(&self, known: &[&str]) {
        let diff = self.before.diff(&self.fingerprint());
        let unknown: Vec<_> = diff
            .iter()
            .filter(|line| !known.iter().any(|start| line.starts_with(start)))
            .collect();
        assert!(unknown.is_empty(), "{unknown:?}");
    }
}

async fn open(
    fixture: &Fixture,
    cache: &Path,
    base: Base,
) -> Result<(Project, Shadow), ShadowError> {
    let mut project = Project::discover(&fixture.path("ws"), &CancellationToken::new())
        .await
        .unwrap();
    if std::env::var_os("CARGO_TARGET_DIR").is_some() {
        // That of this test run, not of the person in the story.
        let own = project.root.join("target");
        if project.build_directory == project.target_directory {
            project.build_directory.clone_from(&own);
        }
        project.target_directory = own;
    }
    let shadow = Shadow::open(&project, cache, base).await?;
    Ok((project, shadow))
}

pub fn texts(pairs: &[(&str, &str)]) -> BTreeMap<WorkspacePath, String> {
    pairs
        .iter()
        .map(|(path, text)| (WorkspacePath::new(path), (*text).to_owned()))
        .collect()
}

pub fn checks() -> Checks {
    Checks {
        package: None,
        targets: Targets::Default,
        tool: Tool::Check,
        tests: Tests::Skip,
    }
}

pub fn clippy() -> Checks {
    Checks {
        tool: Tool::Clippy,
        ..checks()
    }
}

fn messages(stdout: &[u8]) -> impl Iterator<Item = serde_json::Value> {
    stdout
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok())
}

/// Every library that a run has built or reused, with whether it was reused; sorted.
pub fn fresh(stdout: &[u8]) -> Vec<(String, bool)> {
    let artifacts = messages(stdout).filter(|message| message["reason"] == "compiler-artifact");
    let mut all: Vec<(String, bool)> = artifacts
        .filter_map(|artifact| {
            let manifest = Path::new(artifact["manifest_path"].as_str()?)
                .parent()?
                .file_name()?;
            let name = if manifest == "ws" {
                "demo"
            } else {
                manifest.to_str()?
            };
            Some((name.to_owned(), artifact["fresh"].as_bool()?))
        })
        .collect();
    all.sort();
    all
}

/// Whether a process lives.
pub fn running(process: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{process}/stat")).is_ok_and(|stat| {
        !stat
            .rsplit(')')
            .next()
            .unwrap_or_default()
            .trim_start()
            .starts_with('Z')
    })
}

/// Waits for what gives no event of its own.
pub async fn eventually(what: &str, mut done: impl FnMut() -> bool) {
    let start = Instant::now();
    while !done() {
        assert!(
            start.elapsed() < Duration::from_secs(120),
            "not within two minutes: {what}"
        );
        tokio::task::yield_now().await;
    }
}

/// A file system of its own with little room on it.
pub struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    /// `None` where this user may not mount one.
    pub fn mount(size: &str) -> Option<Self> {
        let directory = tempfile::tempdir().unwrap();
        let options = format!("size={size}");
        let mount = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "tmpfs"])
            .arg(directory.path())
            .status();
        mount
            .is_ok_and(|status| status.success())
            .then_some(Self(directory))
    }

    /// Leaves no room at all.
    pub fn fill(&self) {
        let mut filler = std::fs::File::create(self.path().join("filler")).unwrap();
        while filler.write_all(&[7; 4096]).is_ok() {}
    }

    pub fn path(&self) -> PathBuf {
        self.0.path().to_path_buf()
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0.path()).status();
    }
}
