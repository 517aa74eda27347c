//! nextest in a shadow: whether it is there, and one run of it. Its settings are the project's own; ours only say where the
//! report goes.

use std::{fs, path::Path, time::Duration};

use bowline_loop_core::intent::Tool;
use tokio_util::sync::CancellationToken;

use crate::{
    cargo::{self, TestRun},
    process::End,
    shadow::{Asked, CargoRun, Shadow, ShadowError},
};

/// The profile that our settings add; it stands on the project's `default`, overrides and scripts included.
const PROFILE: &str = "bowline";
/// Our settings and the report, in the shadow's directory for temporary files.
const SETTINGS: &str = "nextest.toml";
const REPORT: &str = "nextest.xml";
/// What nextest exits with where it had no test to run.
const NO_TESTS: i32 = 4;

/// One run of nextest.
#[derive(Clone, Debug)]
pub struct NextestRun {
    /// What cargo said of the build, and what nextest wrote; a run that had no tests ended well.
    pub run: CargoRun,
    /// Its report in the form of JUnit; `None` where it did not come to one.
    pub junit: Option<String>,
}

impl Shadow {
    /// Whether cargo finds nextest where processes of this shadow run.
    pub async fn has_nextest(
        &mut self,
        deadline: Duration,
        cancel: &CancellationToken,
    ) -> Result<bool, ShadowError> {
        let arguments = ["nextest", "--version"].map(str::to_owned);
        let asked = Asked::new(Tool::Check, arguments.into(), deadline);
        match self.cargo(asked, cancel).await {
            Ok(run) => Ok(run.output.end == End::Exited(0)),
            Err(ShadowError::NoTool { .. }) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Builds tests by cargo, which says in the words of a [`check`](Self::check) what does not compile, and runs them under
    /// nextest. Documentation tests are none of its.
    pub async fn run_nextest(
        &mut self,
        tests: &TestRun,
        deadline: Duration,
        cancel: &CancellationToken,
    ) -> Result<NextestRun, ShadowError> {
        let asked = Asked::new(Tool::Check, cargo::build_some(tests), deadline);
        let built = self.cargo(asked, cancel).await?;
        if built.output.end != End::Exited(0) {
            return Ok(NextestRun {
                run: built,
                junit: None,
            });
        }
        let (settings, report) = (self.scratch().join(SETTINGS), self.scratch().join(REPORT));
        let write = |source| ShadowError::in_shadow(&self.scratch(), &settings, "written", source);
        fs::write(&settings, settings_for(&report)).map_err(write)?;
        // One that an earlier run left would be taken for this one's.
        let _ = fs::remove_file(&report);
        let shown = cargo::nextest(tests);
        let left = deadline.saturating_sub(built.output.elapsed);
        let asked = Asked::new(Tool::Check, with_settings(&shown, &settings), left);
        let mut run = self.cargo(asked, cancel).await?;
        let mut stdout = built.output.stdout;
        stdout.append(&mut run.output.stdout);
        run.output.stdout = stdout;
        run.output.elapsed += built.output.elapsed;
        if run.output.end == End::Exited(NO_TESTS) {
            run.output.end = End::Exited(0);
        }
        run.command = std::iter::once("cargo".to_owned()).chain(shown).collect();
        let junit = fs::read_to_string(&report).ok();
        Ok(NextestRun { run, junit })
    }
}

fn settings_for(report: &Path) -> String {
    // A path is written as TOML's literal string, in which nothing stands for anything else.
    format!(
        "[profile.{PROFILE}]\n[profile.{PROFILE}.junit]\npath = '{}'\n",
        report.display()
    )
}

/// The arguments with what is needed to find the report, and with no output of tests among nextest's own.
fn with_settings(shown: &[String], settings: &Path) -> Vec<String> {
    let ours = [
        "--profile".to_owned(),
        PROFILE.to_owned(),
        "--tool-config-file".to_owned(),
        format!("bowline:{}", settings.display()),
        "--color=never".to_owned(),
        "--status-level=skip".to_owned(),
        "--final-status-level=none".to_owned(),
        "--success-output=never".to_owned(),
        "--failure-output=never".to_owned(),
    ];
    let (verb, rest) = shown.split_at(2);
    [verb, &ours, rest].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_arguments_stand_before_the_names_of_tests() {
        let shown = ["nextest", "run", "--workspace", "--", "--exact", "a"].map(str::to_owned);
        let all = with_settings(&shown, Path::new("/s/nextest.toml")).join(" ");
        assert!(all.starts_with(
            "nextest run --profile bowline --tool-config-file bowline:/s/nextest.toml "
        ));
        assert!(all.ends_with(" --workspace -- --exact a"), "{all}");
    }
}
