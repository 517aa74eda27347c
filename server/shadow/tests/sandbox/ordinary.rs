//! A shadow of a small project in a sandbox, and what ordinary projects must be able to do there.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use bowline_fixture::Fixture;
use bowline_loop_core::{
    WorkspacePath,
    intent::{Checks, Targets, Tests, Tool},
};
use bowline_shadow::{
    CargoRun, End, Project, Sandbox, Shadow, ShadowError,
    sandbox::{Backend, Network, Policy},
};
use tokio_util::sync::CancellationToken;

const LONG: Duration = Duration::from_secs(300);

const PACKAGE: &str = r#"
//- /ws/Cargo.toml
[package]
name = "demo"
version = "0.1.0"
edition = "2024"
"#;

pub fn package(rest: &str) -> String {
    format!("{PACKAGE}{rest}")
}

pub struct Shadowed {
    shadow: Shadow,
    _cache: tempfile::TempDir,
}

impl Shadowed {
    pub async fn open(fixture: &Fixture, sandbox: Sandbox) -> Self {
        Self::of(&fixture.path("ws"), sandbox).await
    }

    pub async fn of(directory: &Path, sandbox: Sandbox) -> Self {
        let cache = tempfile::tempdir().unwrap();
        let none = CancellationToken::new();
        let mut project = Project::discover(directory, &none).await.unwrap();
        // Not that of this test run, from which there would be much to seed.
        project.target_directory = project.root.join("target");
        project
            .build_directory
            .clone_from(&project.target_directory);
        let shadow = Shadow::open(&project, cache.path(), sandbox.policy().base).await;
        let mut shadow = shadow.unwrap();
        shadow.lay(&BTreeMap::new()).await.unwrap();
        shadow.seal(sandbox);
        Self {
            shadow,
            _cache: cache,
        }
    }

    pub fn seal(&mut self, sandbox: Sandbox) {
        self.shadow.seal(sandbox);
    }

    pub async fn check(&mut self, tool: Tool) -> CargoRun {
        let checks = Checks {
            package: None,
            targets: Targets::Default,
            tool,
            tests: Tests::Skip,
        };
        let none = CancellationToken::new();
        self.shadow.check(&checks, LONG, &none).await.unwrap()
    }

    pub async fn checks_cleanly(&mut self) {
        let run = self.check(Tool::Check).await;
        let stderr = String::from_utf8_lossy(&run.output.stderr);
        assert_eq!(run.output.end, End::Exited(0), "{stderr}");
    }

    /// Lays the disk anew; that this fails where a process destroyed the mirror is fine.
    pub async fn lay(&mut self) {
        let _ = self.shadow.lay(&BTreeMap::new()).await;
    }

    /// Writes a candidate, with the same leave to fail.
    pub fn put(&mut self, path: &str, text: &str) {
        let texts = BTreeMap::from([(WorkspacePath::new(path), text.to_owned())]);
        let _ = self.shadow.put(&texts);
    }

    pub fn read(&self, path: &str) -> Result<String, ShadowError> {
        self.shadow.read(&WorkspacePath::new(path))
    }

    /// Where a file of the person's lies in the shadow.
    pub fn mirrored(&self, path: &Path) -> PathBuf {
        self.shadow.mirror().of(path)
    }

    /// A file that the package's build script made in its `OUT_DIR`.
    pub fn out(&self, name: &str) -> PathBuf {
        let target = match self.shadow.base().0 {
            "overlay" => ".bowline/layer/upper/debug/build",
            _ => ".bowline/target/debug/build",
        };
        let packages = fs::read_dir(self.shadow.mirror().prefix.join(target)).unwrap();
        let packages = packages.flatten();
        let files = packages.map(|package| package.path().join("out").join(name));
        files.into_iter().find(|file| file.exists()).unwrap()
    }
}

fn sealed(backend: Backend) -> Sandbox {
    Sandbox::with(Policy::preferred(), backend)
}

#[tokio::test]
async fn checks_lints_and_tests_run_as_ever() {
    let text = package(
        "//- /ws/build.rs\n\
         fn main() {\n\
             std::fs::write(std::env::temp_dir().join(\"scratch\"), \"x\").unwrap();\n\
             std::fs::write(\"src/generated.rs\", \"pub const N: u32 = 1;\").unwrap();\n\
         }\n\
         //- /ws/src/lib.rs\n\
         mod generated;\n\
         pub fn one() -> u32 { return generated::N; }\n\
         #[test] fn scratch() { assert!(tempfile_in(&std::env::temp_dir())); }\n\
         #[cfg(test)] fn tempfile_in(dir: &std::path::Path) -> bool { std::fs::write(dir.join(\"y\"), \"y\").is_ok() }\n",
    );
    for backend in crate::backends().await {
        let mut shadowed = Shadowed::open(&Fixture::new(&text), sealed(backend.clone())).await;
        shadowed.checks_cleanly().await;
        let lints = shadowed.check(Tool::Clippy).await;
        let said = String::from_utf8_lossy(&lints.output.stdout);
        assert!(
            said.contains("clippy::needless_return"),
            "{}: {said}",
            backend.name()
        );
        let tests = shadowed
            .shadow
            .test(&["demo".into()], LONG, &CancellationToken::new())
            .await
            .unwrap();
        let said = String::from_utf8_lossy(&tests.output.stdout);
        let err = String::from_utf8_lossy(&tests.output.stderr);
        assert_eq!(
            tests.output.end,
            End::Exited(0),
            "{}: {said}{err}",
            backend.name()
        );
        assert!(said.contains("1 passed"), "{}: {said}", backend.name());
    }
}

#[tokio::test]
async fn a_check_that_never_ends_is_gone_when_it_is_cancelled() {
    let text = package(
        "//- /ws/build.rs\n\
         fn main() { std::fs::write(\"started\", \"\").unwrap(); loop { std::thread::park() } }\n\
         //- /ws/src/lib.rs\n",
    );
    for backend in crate::backends().await {
        let mut shadowed = Shadowed::open(&Fixture::new(&text), sealed(backend.clone())).await;
        let started = shadowed.shadow.mirror().shadow_root().join("started");
        let script = shadowed.shadow.mirror().prefix.display().to_string();
        let cancel = CancellationToken::new();
        let checks = Checks {
            package: None,
            targets: Targets::Default,
            tool: Tool::Check,
            tests: Tests::Skip,
        };
        let look = async {
            while !started.exists() {
                tokio::task::yield_now().await;
            }
            cancel.cancel();
        };
        let (run, ()) = tokio::join!(shadowed.shadow.check(&checks, LONG, &cancel), look);
        assert_eq!(
            run.unwrap().output.end,
            End::Cancelled,
            "{}",
            backend.name()
        );
        // The kernel takes a moment to end what a dead process table held.
        let start = std::time::Instant::now();
        while lives_in(&script) {
            assert!(
                start.elapsed() < Duration::from_secs(20),
                "{}",
                backend.name()
            );
            std::thread::yield_now();
        }
    }
}

/// A session of its own would take it out of the group that is killed, and for a moment nothing else would end it.
#[tokio::test]
async fn what_runs_in_bubblewrap_stays_in_the_group_that_is_killed() {
    if fs::File::open("/dev/tty").is_ok() {
        eprintln!("not tested: with a terminal it has a session of its own");
        return;
    }
    let text = package(
        "//- /ws/build.rs\n\
         fn main() { std::fs::copy(\"/proc/self/stat\", \"stat\").unwrap(); }\n\
         //- /ws/src/lib.rs\n",
    );
    let bubblewrap = |one: &Backend| matches!(one, Backend::Bubblewrap { .. });
    for backend in crate::backends().await.into_iter().filter(bubblewrap) {
        let mut shadowed = Shadowed::open(&Fixture::new(&text), sealed(backend)).await;
        shadowed.checks_cleanly().await;
        let path = shadowed.shadow.mirror().shadow_root().join("stat");
        let stat = fs::read_to_string(path).unwrap();
        // Behind the name in brackets: state, parent, group. A group led from outside of the namespace is called 0.
        let (_, behind) = stat.rsplit_once(')').unwrap();
        assert_eq!(behind.split_whitespace().nth(2), Some("0"), "{stat}");
    }
}

/// Whether a process runs a program below this directory.
fn lives_in(directory: &str) -> bool {
    let all = fs::read_dir("/proc").unwrap().flatten();
    all.into_iter().any(|entry| {
        fs::read_link(entry.path().join("exe"))
            .is_ok_and(|program| program.to_string_lossy().contains(directory))
    })
}

#[tokio::test]
async fn a_granted_network_is_there() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let text = package(&format!(
        "//- /ws/build.rs\nfn main() {{ std::net::TcpStream::connect(\"{address}\").unwrap(); }}\n//- /ws/src/lib.rs\n"
    ));
    let granted = Policy {
        network: Network::Granted,
        ..Policy::preferred()
    };
    for backend in crate::backends().await {
        let sandbox = Sandbox::with(granted.clone(), backend);
        Shadowed::open(&Fixture::new(&text), sandbox)
            .await
            .checks_cleanly()
            .await;
    }
}
