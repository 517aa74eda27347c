//! A broken project, an agent that follows a script, and runs of `bowline` between them.

use std::{fs, process::Command};

use bowline_fixture::{Fixture, TreeFingerprint};
use bowline_tests::{
    home::Home,
    program::{Run, command, finish, start},
};
use serde_json::Value;
use tempfile::TempDir;

/// An error that no rule can mend, a test that only the right mending passes, and files that are nobody's business.
const PROJECT: &str = r#"
//- /Cargo.toml
[package]
name = "till"
version = "0.1.0"
edition = "2024"
//- /src/lib.rs
/// The price with a fifth on top.
pub fn gross(net: u32) -> u32 {
    levied_upon_the_sum(net)
}

pub const TOKEN: &str = "ghp_CANARYabcdefghijklmnopqrstuvwx012345";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fifth_is_levied() {
        assert_eq!(gross(10), 12);
    }
}
//- /src/billing.rs
// CANARY-CLOSED
//- /.env
DATABASE_PASSWORD=CANARY-DOTENV
//- /.bowlineignore
src/billing.rs
//- /AGENTS.md
Prefer integer arithmetic.
"#;

/// A home, a project and the log of an agent.
pub struct Scene {
    pub home: Home,
    pub project: Fixture,
    before: TreeFingerprint,
    seen: TempDir,
}

impl Scene {
    /// One whose agent follows this script, with these settings besides.
    pub fn new(script: &str, more: &str) -> Self {
        Self::with("", script, more)
    }

    /// One with another section of settings before the agent's.
    pub fn with(before: &str, script: &str, more: &str) -> Self {
        Self::of(PROJECT, before, script, more)
    }

    /// One with another project.
    pub fn of(project: &str, before: &str, script: &str, more: &str) -> Self {
        let seen = tempfile::tempdir().expect("a directory for the log");
        let settings = format!(
            "{before}\n[agent]\ncommand = \"{} {script} {}\"\npaths = \"{}\"\nenv = \"SCRIPTED_PROJECT\"\n{more}\n",
            env!("CARGO_BIN_EXE_scripted-agent"),
            seen.path().join("log").display(),
            seen.path().display(),
        );
        let project = Fixture::new(project);
        Self {
            home: Home::with_settings(&settings),
            before: TreeFingerprint::of(project.root()),
            project,
            seen,
        }
    }

    /// The command for a verb in the project.
    pub fn command(&self, verb: &str, arguments: &[&str]) -> Command {
        let root = self.project.root().to_str().expect("test paths are UTF-8");
        self.command_of([verb, root].iter().chain(arguments))
    }

    /// The command for a language server.
    pub fn server_command(&self) -> Command {
        self.command_of(&[])
    }

    fn command_of<'a>(&self, arguments: impl IntoIterator<Item = &'a &'a str>) -> Command {
        let mut command = command(&self.home, arguments);
        command
            .env("OTHER_SECRET", "CANARY-ENVIRONMENT")
            .env("SCRIPTED_PROJECT", self.project.root());
        command
    }

    /// Fails where a file of the project is another one than before.
    pub fn assert_untouched(&self) {
        let after = TreeFingerprint::of(self.project.root());
        assert_eq!(self.before.diff(&after), Vec::<String>::new());
    }

    /// Runs `bowline fix`, and shows that nothing was touched, nobody lives on, nothing that the agent said or was not to
    /// see is kept, and the journal replays.
    pub fn fix(&self) -> Run {
        let run = finish(start(&mut self.command("fix", &["--json"])));
        self.look_after(&run);
        run
    }

    pub fn look_after(&self, run: &Run) {
        self.home.assert_nobody_lives();
        self.home.assert_journals_replay();
        self.assert_untouched();
        let journals = self.home.journals();
        let journals = journals
            .iter()
            .map(|path| fs::read_to_string(path).expect("it is text"));
        let ledger = fs::read_to_string(self.home.state().join("usage.jsonl")).unwrap_or_default();
        let kept = journals.collect::<String>() + &ledger + &run.stderr + &run.stdout;
        assert!(!kept.contains("CANARY"), "{kept}");
    }

    /// What the agent wrote down under this word.
    pub fn seen(&self, what: &str) -> Vec<Value> {
        let log = fs::read_to_string(self.seen.path().join("log")).unwrap_or_default();
        let lines = log
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("the log is JSON"));
        lines
            .filter(|line| line["what"] == what)
            .map(|line| line["value"].clone())
            .collect()
    }

    /// All that the agent wrote down.
    pub fn log(&self) -> String {
        fs::read_to_string(self.seen.path().join("log")).unwrap_or_default()
    }
}

/// How each prompt ended, in a word.
pub fn ends(run: &Run) -> Vec<String> {
    let report = run.json();
    let calls = report["calls"].as_array().expect("the calls are told");
    let ends = calls.iter().filter_map(|call| call["end"].as_str());
    ends.map(str::to_owned).collect()
}

/// What the report says went wrong with the first prompt.
pub fn trouble(run: &Run) -> String {
    run.json()["calls"][0]["trouble"]
        .as_str()
        .unwrap_or_default()
        .to_owned()
}
