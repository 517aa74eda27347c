//! cargo in a shadow: which command line, and which failures are not the compiler's.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    time::Duration,
};

use bowline_loop_core::intent::{Checks, Targets, Tool};
use tokio_util::sync::CancellationToken;

use crate::{
    environment::{self, Changes},
    mirror::Mirror,
    overlay::{self, Overlay},
    process::{self, End, Invocation, Output},
    project::Project,
    sandbox::{Bounds, Sandbox},
    shadow::{CargoRun, ShadowError},
    view::View,
};

/// Where and how cargo runs.
pub(crate) struct Place<'a> {
    pub(crate) project: &'a Project,
    /// Where processes see the project; cargo runs in its root.
    pub(crate) seen: Mirror,
    /// The target directory, as processes see it.
    pub(crate) target: PathBuf,
    /// The variables that put a wrapper around compilers.
    pub(crate) wrapper: Changes,
    /// What confines the process, and the slot that it may write.
    pub(crate) sandbox: &'a Sandbox,
    pub(crate) slot: &'a Path,
    pub(crate) over: Option<Over<'a>>,
    /// Files that are not seen as the shadow has them.
    pub(crate) view: Option<&'a View>,
}

/// What lies over the person's own paths while a process runs.
pub(crate) struct Over<'a> {
    pub(crate) overlay: &'a Overlay,
    /// The paths of which the mirror has a copy.
    pub(crate) tops: Vec<PathBuf>,
}

/// The arguments of a check.
pub(crate) fn check(checks: &Checks) -> Vec<String> {
    let tool = match checks.tool {
        Tool::Check => "check",
        Tool::Clippy => "clippy",
    };
    let mut arguments = vec![tool.to_owned()];
    match &checks.package {
        Some(package) => arguments.extend(["-p".to_owned(), package.clone()]),
        None => arguments.push("--workspace".to_owned()),
    }
    arguments.extend(["--message-format=json", "--keep-going"].map(str::to_owned));
    match checks.targets {
        Targets::Default => {}
        Targets::All => arguments.push("--all-targets".to_owned()),
    }
    arguments
}

/// The arguments of a test run.
pub(crate) fn test(packages: &[String]) -> Vec<String> {
    let mut arguments = vec!["test".to_owned(), "--no-fail-fast".to_owned()];
    if packages.is_empty() {
        arguments.push("--workspace".to_owned());
    }
    arguments.extend(
        packages
            .iter()
            .flat_map(|package| ["-p".to_owned(), package.clone()]),
    );
    arguments
}

/// Which tests run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestRun {
    /// The package whose tests run; the whole workspace where none is named.
    pub package: Option<String>,
    /// Which of its tests.
    pub which: Which,
}

/// Which tests of a package run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Which {
    /// All of them.
    #[default]
    All,
    /// Those of these whole names, documentation tests left out.
    Exact(Vec<String>),
    /// Documentation tests alone, those whose names hold one of these parts.
    Documentation(Vec<String>),
}

/// The arguments of a run of some tests that says what the compiler said, too.
pub(crate) fn some_tests(run: &TestRun) -> Vec<String> {
    let packages: Vec<String> = run.package.iter().cloned().collect();
    let mut arguments = test(&packages);
    arguments.push("--message-format=json".to_owned());
    arguments.extend(which(&run.which));
    arguments
}

/// The arguments of a build of what a run of nextest needs.
pub(crate) fn build_some(run: &TestRun) -> Vec<String> {
    let mut arguments = vec!["test".to_owned(), "--no-run".to_owned()];
    arguments.extend(reach(run));
    arguments.push("--message-format=json".to_owned());
    arguments.extend(
        which(&run.which)
            .into_iter()
            .take_while(|word| word != "--"),
    );
    arguments
}

/// The arguments of a run of some tests under nextest, as people see them.
pub(crate) fn nextest(run: &TestRun) -> Vec<String> {
    let words = ["nextest", "run", "--no-fail-fast"];
    let mut arguments: Vec<String> = words.map(str::to_owned).into();
    arguments.extend(reach(run));
    arguments.extend(which(&run.which));
    arguments
}

fn reach(run: &TestRun) -> Vec<String> {
    match &run.package {
        Some(package) => vec!["-p".to_owned(), package.clone()],
        None => vec!["--workspace".to_owned()],
    }
}

fn which(which: &Which) -> Vec<String> {
    let (words, names): (&[&str], &[String]) = match which {
        Which::All => (&[], &[]),
        Which::Exact(names) => (&["--tests", "--", "--exact"], names),
        Which::Documentation(parts) => (&["--doc", "--"], parts),
    };
    let words = words.iter().map(|word| (*word).to_owned());
    words.chain(names.iter().cloned()).collect()
}

/// The arguments of a build of the programs that tests run in.
pub(crate) fn build_tests() -> Vec<String> {
    let words = [
        "test",
        "--workspace",
        "--tests",
        "--no-run",
        "--message-format=json",
    ];
    words.map(str::to_owned).into()
}

/// Runs cargo. A compiler's failure is an answer; what hinders every answer is an error.
pub(crate) async fn run(
    place: &Place<'_>,
    arguments: Vec<String>,
    deadline: Duration,
    cancel: &CancellationToken,
) -> Result<CargoRun, ShadowError> {
    let mut argv = vec![place.project.cargo.as_os_str().to_owned()];
    argv.extend(arguments.iter().map(OsString::from));
    let mut env = environment::shadow(place.project, &place.target, None);
    env.extend(place.wrapper.iter().cloned());
    let invocation = Invocation {
        argv,
        dir: place.seen.shadow_root(),
        env,
        deadline,
    };
    let output = place.run(invocation, cancel).await?;
    let command = std::iter::once("cargo".to_owned())
        .chain(arguments)
        .collect();
    Ok(CargoRun {
        output,
        command,
        survey: None,
        seen: place.seen.clone(),
    })
}

impl Place<'_> {
    /// Runs any process of the shadow, confined. What hinders every answer is an error.
    pub(crate) async fn run(
        &self,
        invocation: Invocation,
        cancel: &CancellationToken,
    ) -> Result<Output, ShadowError> {
        let bounds = match &self.over {
            None => Bounds::of_slot(self.project, self.slot),
            Some(over) => Bounds::of_overlay(self.project, self.slot, &over.tops),
        };
        let mut invocation = self.sandbox.confine(invocation, &bounds);
        invocation = match (&self.over, self.view) {
            (Some(Over { overlay, tops }), view) => overlay.enter(invocation, tops, view),
            (None, Some(view)) => view.enter(invocation),
            (None, None) => invocation,
        };
        let output = process::run(&invocation, cancel).await?;
        if (self.over.is_some() || self.view.is_some())
            && output.end == End::Exited(overlay::NOT_MOUNTED)
        {
            return Err(ShadowError::NoOverlay {
                why: last_lines(&String::from_utf8_lossy(&output.stderr)),
            });
        }
        let written = match &self.over {
            None => &self.target,
            Some(_) => self.slot,
        };
        match hindrance(&output, written) {
            Some(error) => Err(error),
            None => Ok(output),
        }
    }
}

/// What cargo says when sources are not on this machine.
const OFFLINE: &[&str] = &[
    "--offline was specified",
    "you're using offline mode",
    "retry without `--offline`",
    "unable to update registry",
    // Fetched and never unpacked: that is done outside of the sandbox, by cargo itself.
    "failed to unpack package",
    "failed to download",
    "can't checkout from",
];

/// What rustup and cargo say when a subcommand is missing.
const NO_TOOL: &[&str] = &["is not installed for the toolchain", "no such command:"];

/// What makes file systems say that they are full, and how little must be left to believe it of a text.
const FULL: &[&str] = &[
    "No space left on device",
    "os error 28",
    "Disk quota exceeded",
];
const HARDLY_ANY: u64 = 64 << 20;

fn hindrance(output: &Output, target: &Path) -> Option<ShadowError> {
    if matches!(output.end, End::Exited(0) | End::Cancelled | End::TimedOut) {
        return None;
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    let stdout = String::from_utf8_lossy(&output.stdout);
    let any = |texts: &[&str], of: &str| texts.iter().any(|text| of.contains(text));
    if (any(FULL, &stderr) || any(FULL, &stdout))
        && free_bytes(target).is_none_or(|free| free < HARDLY_ANY)
    {
        return Some(ShadowError::DiskFull {
            directory: target.to_path_buf(),
        });
    }
    if stdout.contains("\"reason\":\"compiler-message\"") {
        return None;
    }
    if any(OFFLINE, &stderr) {
        return Some(ShadowError::NeedsNetwork {
            message: last_lines(&stderr),
        });
    }
    any(NO_TOOL, &stderr).then(|| ShadowError::NoTool {
        message: last_lines(&stderr),
    })
}

/// The end of what was said, enough to tell what went wrong.
fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.trim().lines().collect();
    lines[lines.len().saturating_sub(20)..].join("\n")
}

/// Bytes that may still be written to the file system of a path.
#[cfg(unix)]
pub(crate) fn free_bytes(path: &Path) -> Option<u64> {
    let stats = rustix::fs::statvfs(path).ok()?;
    stats.f_bavail.checked_mul(stats.f_frsize)
}

/// Bytes that may still be written to the file system of a path; not known here.
#[cfg(not(unix))]
pub(crate) fn free_bytes(_path: &Path) -> Option<u64> {
    None
}

#[cfg(test)]
mod tests {
    use bowline_loop_core::intent::Tests;

    use super::*;

    #[test]
    fn writes_the_command_line() {
        let mut checks = Checks {
            package: None,
            targets: Targets::Default,
            tool: Tool::Check,
            tests: Tests::Skip,
        };
        assert_eq!(
            check(&checks).join(" "),
            "check --workspace --message-format=json --keep-going"
        );
        checks = Checks {
            package: Some("a".into()),
            targets: Targets::All,
            tool: Tool::Clippy,
            ..checks
        };
        assert_eq!(
            check(&checks).join(" "),
            "clippy -p a --message-format=json --keep-going --all-targets"
        );
        assert_eq!(test(&[]).join(" "), "test --no-fail-fast --workspace");
        assert_eq!(
            test(&["a".into(), "b".into()]).join(" "),
            "test --no-fail-fast -p a -p b"
        );
        let mut some = TestRun::default();
        assert_eq!(
            some_tests(&some).join(" "),
            "test --no-fail-fast --workspace --message-format=json"
        );
        some.package = Some("a".into());
        some.which = Which::Exact(vec!["tests::adds".into()]);
        assert_eq!(
            some_tests(&some).join(" "),
            "test --no-fail-fast -p a --message-format=json --tests -- --exact tests::adds"
        );
        some.which = Which::Documentation(vec!["src/lib.rs - add".into()]);
        assert_eq!(
            some_tests(&some).join(" "),
            "test --no-fail-fast -p a --message-format=json --doc -- src/lib.rs - add"
        );
    }

    #[test]
    fn tells_missing_sources_from_errors_in_the_code() {
        let failed = |stdout: &str, stderr: &str| {
            let output = Output {
                end: End::Exited(101),
                stdout: stdout.into(),
                stderr: stderr.into(),
                elapsed: Duration::ZERO,
            };
            hindrance(&output, Path::new("/"))
        };
        let offline = "error: failed to download `x v1.0.0`\n\nCaused by:\n  attempting to make an HTTP request, but --offline was specified";
        assert!(matches!(
            failed("", offline),
            Some(ShadowError::NeedsNetwork { .. })
        ));
        assert!(
            failed(
                "{\"reason\":\"compiler-message\",\"message\":{}}",
                "failed to download"
            )
            .is_none()
        );
        assert!(failed("", "error: could not compile `x`").is_none());
        let clippy = "error: 'cargo-clippy' is not installed for the toolchain 'stable'.";
        assert!(matches!(
            failed("", clippy),
            Some(ShadowError::NoTool { .. })
        ));
        // There is room on this disk, so the words come from somewhere else.
        assert!(failed("", "No space left on device (os error 28)").is_none());
    }
}
