//! One crate made ready for many cases: its test programs built by plain cargo, and run test by test.

use std::{
    collections::{BTreeMap, BTreeSet},
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use bowline_loop_core::WorkspacePath;
use bowline_shadow::process::{self, End, Invocation, Output};
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use super::suite::{self, Run};
use crate::mutate::project::Project;

/// How long a build may take.
const BUILD: Duration = Duration::from_secs(300);

/// A working copy with its test programs.
pub struct Bench {
    /// The copy.
    pub project: Project,
}

/// What a build left.
pub enum Build {
    /// The test programs.
    Programs(Vec<PathBuf>),
    /// Where the errors are: the file and the first byte, 0-based.
    Errors(Vec<(WorkspacePath, usize)>),
}

impl Bench {
    /// Puts texts in place.
    pub fn write(&self, files: &BTreeMap<WorkspacePath, String>) -> std::io::Result<()> {
        for (path, text) in files {
            fs::write(self.project.root.join(path.as_str()), text)?;
        }
        Ok(())
    }

    /// Builds the test programs of the library and of `tests/`.
    pub async fn build(&self) -> anyhow::Result<Build> {
        let words = [
            "cargo",
            "test",
            "--lib",
            "--tests",
            "--no-run",
            "--offline",
            "--message-format=json",
        ];
        let output = self
            .run(words.map(OsString::from).into(), &[], BUILD)
            .await?;
        let text = String::from_utf8_lossy(&output.stdout);
        let lines: Vec<Value> = text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        Ok(match output.end {
            End::Exited(0) => Build::Programs(programs(&lines)),
            _ => Build::Errors(errors(&lines)),
        })
    }

    /// Runs some tests of these programs, or all where none is named; `None` where one does not end in time or dies.
    pub async fn test(
        &self,
        programs: &[PathBuf],
        tests: &[String],
        env: &[(&str, String)],
        deadline: Duration,
    ) -> anyhow::Result<Option<Run>> {
        let mut all = Run::default();
        for program in programs {
            let mut argv = vec![program.clone().into_os_string()];
            if !tests.is_empty() {
                argv.push("--exact".into());
                argv.extend(tests.iter().map(OsString::from));
            }
            let output = self.run(argv, env, deadline).await?;
            if !matches!(output.end, End::Exited(0 | 101)) {
                return Ok(None);
            }
            all.add(suite::read(&String::from_utf8_lossy(&output.stdout)));
        }
        Ok(Some(all))
    }

    async fn run(
        &self,
        argv: Vec<OsString>,
        more: &[(&str, String)],
        deadline: Duration,
    ) -> anyhow::Result<Output> {
        let unset = ["CARGO_TARGET_DIR", "RUSTFLAGS", "RUSTC_WRAPPER", "CARGO"];
        let mut env: Vec<(OsString, Option<OsString>)> =
            unset.map(|name| (name.into(), None)).into();
        env.extend(
            more.iter()
                .map(|(name, value)| (name.into(), Some(value.into()))),
        );
        let invocation = Invocation {
            argv,
            dir: self.project.root.clone(),
            env,
            deadline,
        };
        Ok(process::run(&invocation, &CancellationToken::new()).await?)
    }
}

fn programs(lines: &[Value]) -> Vec<PathBuf> {
    let built = lines.iter().filter(|line| line["profile"]["test"] == true);
    let paths: BTreeSet<PathBuf> = built
        .filter_map(|line| line["executable"].as_str())
        .map(PathBuf::from)
        .collect();
    paths.into_iter().collect()
}

/// Every place that errors name first; of one in a macro's own file, the call.
fn errors(lines: &[Value]) -> Vec<(WorkspacePath, usize)> {
    let mut found = Vec::new();
    for line in lines {
        let message = &line["message"];
        if line["reason"] != "compiler-message" || message["level"] != "error" {
            continue;
        }
        for span in message["spans"].as_array().into_iter().flatten() {
            let mut span = span;
            while span["expansion"]["span"].is_object() {
                span = &span["expansion"]["span"];
            }
            if let (Some(file), Some(byte)) =
                (span["file_name"].as_str(), span["byte_start"].as_u64())
            {
                let byte = usize::try_from(byte).unwrap_or(usize::MAX);
                found.push((WorkspacePath::new(file), byte));
            }
        }
    }
    found
}

/// Where the copy of a project's sources is.
pub fn root(place: &Path) -> PathBuf {
    place.join("crate")
}
