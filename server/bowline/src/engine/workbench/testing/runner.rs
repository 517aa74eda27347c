//! What the tests of a project run under: cargo's own way, or nextest where the project is set up for it and it is there. Reads
//! no output of tests.

use std::time::Duration;

use bowline_loop_core::{StopReason, WorkspacePath, intent::Allowance};
use bowline_shadow::process::End;
use tokio_util::sync::CancellationToken;

use super::{super::Workbench, running::Ran};

/// What sets nextest up.
const NEXTEST: &str = ".config/nextest.toml";
/// Parts of it that name commands.
const COMMANDS: &[&str] = &["script", "scripts"];
/// How long nextest may take to say its version.
const SOON: Duration = Duration::from_secs(30);

/// What tests run under.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) enum Runner {
    /// `cargo test`.
    #[default]
    Cargo,
    /// `cargo test`, though the project is set up for nextest; why, as a sentence.
    CargoInstead(String),
    /// `cargo nextest run`, and `cargo test --doc` for documentation tests.
    Nextest,
}

impl Runner {
    /// What a report says of it.
    pub(super) fn note(&self) -> Option<String> {
        match self {
            Self::CargoInstead(why) => Some(why.clone()),
            Self::Cargo | Self::Nextest => None,
        }
    }

    fn instead(why: &str) -> Self {
        Self::CargoInstead(format!(
            "`{NEXTEST}` is there; the tests ran under `cargo test`, not under nextest: {why}."
        ))
    }
}

impl Workbench {
    /// The runner of this project's tests.
    pub(super) async fn find_runner(
        &mut self,
        cancel: &CancellationToken,
    ) -> Result<Runner, StopReason> {
        let Ok(settings) = self.shadow()?.read(&WorkspacePath::new(NEXTEST)) else {
            return Ok(Runner::Cargo);
        };
        if !self.shadow()?.has_nextest(SOON, cancel).await? {
            return Ok(Runner::instead("`cargo nextest --version` does not answer"));
        }
        if names_commands(&settings) && self.intent.tradeoffs.risky_edits != Allowance::Allow {
            return Ok(Runner::instead(
                "its scripts are commands, and those run only where `allow.risky_edits` lets them",
            ));
        }
        Ok(Runner::Nextest)
    }

    /// Whether nextest said nothing of any test before the first edit; from then on cargo runs them.
    pub(super) fn gives_nextest_up(&mut self, ran: &Ran) -> bool {
        let is_first = self.bed.runner == Runner::Nextest && self.bed.red.is_empty();
        let is_silent = matches!(ran.run.output.end, End::Exited(code) if code != 0)
            && ran.suite.tests.is_empty()
            && ran.compile_error().is_none();
        if is_first && is_silent {
            let said = String::from_utf8_lossy(&ran.run.output.stderr);
            let mut lines = said.lines().filter(|line| line.starts_with("error: "));
            let why = lines.next().unwrap_or("error: it ended without a report");
            let why = why.trim_start_matches("error: ").trim_end_matches('.');
            self.bed.runner = Runner::instead(&format!("it could not run them ({why})"));
        }
        is_first && is_silent
    }
}

/// Whether settings of nextest name commands to run. Those that cannot be read are for nextest to complain of.
fn names_commands(settings: &str) -> bool {
    let table: toml::Table = settings.parse().unwrap_or_default();
    COMMANDS.iter().any(|key| table.contains_key(*key))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scripts_are_commands_and_retries_are_not() {
        assert!(!names_commands("[profile.default]\nretries = 2\n"));
        assert!(names_commands(
            "[scripts.setup.db]\ncommand = \"./start\"\n"
        ));
        assert!(names_commands("[script.db]\ncommand = \"./start\"\n"));
        assert!(names_commands("scripts.wrapper.w.command = 'w'"));
        assert!(!names_commands("no settings = at all ["));
    }
}
