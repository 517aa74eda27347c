//! Test programs of a shadow: built once by cargo, and run one by one with variables of the caller's. What they say is a hint
//! about texts that are worth a run of cargo; it proves nothing.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::{
    cargo, environment,
    process::{Invocation, Output},
    shadow::{Asked, CargoRun, Shadow, ShadowError},
};
use bowline_loop_core::intent::Tool;

/// A program with tests in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct TestProgram {
    /// The file.
    pub executable: PathBuf,
    /// The directory of its package, where cargo runs it.
    pub directory: PathBuf,
}

impl TestProgram {
    /// The programs that a build names in cargo's JSON.
    fn named(stdout: &[u8]) -> Vec<Self> {
        let text = String::from_utf8_lossy(stdout);
        let lines = text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok());
        let mut programs: Vec<Self> = lines.filter_map(|line| Self::of(&line)).collect();
        programs.sort();
        programs.dedup();
        programs
    }

    fn of(line: &Value) -> Option<Self> {
        if line["profile"]["test"] != true {
            return None;
        }
        let manifest = Path::new(line["manifest_path"].as_str()?);
        Some(Self {
            executable: line["executable"].as_str()?.into(),
            directory: manifest.parent()?.to_owned(),
        })
    }
}

impl Shadow {
    /// Builds the test programs of the tree as it stands, documentation tests left out, and says which they are: none where
    /// it does not compile.
    pub async fn build_tests(
        &mut self,
        deadline: Duration,
        cancel: &CancellationToken,
    ) -> Result<(CargoRun, Vec<TestProgram>), ShadowError> {
        let asked = Asked::new(Tool::Check, cargo::build_tests(), deadline);
        let run = self.cargo(asked, cancel).await?;
        let programs = TestProgram::named(&run.output.stdout);
        Ok((run, programs))
    }

    /// Runs one of them, with some of what cargo tells such a program.
    pub async fn run_program(
        &self,
        program: &TestProgram,
        arguments: &[String],
        variables: &[(&str, String)],
        deadline: Duration,
        cancel: &CancellationToken,
    ) -> Result<Output, ShadowError> {
        let apart = self.apart()?;
        let mut place = self.place(Vec::new())?;
        if let (Some(over), Some(apart)) = (&mut place.over, &apart) {
            over.overlay = &apart.overlay;
        }
        let mut argv = vec![program.executable.clone().into_os_string()];
        argv.extend(arguments.iter().map(OsString::from));
        let mut env = environment::shadow(&self.project, &place.target, None);
        env.push((
            "CARGO_MANIFEST_DIR".into(),
            Some(program.directory.clone().into()),
        ));
        let more = variables.iter();
        env.extend(more.map(|(name, value)| (OsString::from(name), Some(OsString::from(value)))));
        let invocation = Invocation {
            argv,
            dir: program.directory.clone(),
            env,
            deadline,
        };
        place.run(invocation, cancel).await
    }

    /// A directory of this shadow that its programs may write.
    pub fn scratch(&self) -> PathBuf {
        self.slot.own().join("tmp")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_are_those_of_test_builds() {
        let lines = "{\"reason\":\"compiler-artifact\",\"manifest_path\":\"/w/a/Cargo.toml\",\"profile\":{\"test\":true},\"executable\":\"/t/a-1\"}\n\
                     {\"reason\":\"compiler-artifact\",\"manifest_path\":\"/w/a/Cargo.toml\",\"profile\":{\"test\":false},\"executable\":\"/t/bin\"}\n\
                     {\"reason\":\"compiler-artifact\",\"manifest_path\":\"/w/a/Cargo.toml\",\"profile\":{\"test\":true},\"executable\":null}\nnoise\n";
        let program = TestProgram {
            executable: "/t/a-1".into(),
            directory: "/w/a".into(),
        };
        assert_eq!(TestProgram::named(lines.as_bytes()), [program]);
    }
}
