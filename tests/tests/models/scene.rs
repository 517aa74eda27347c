//! A broken project, a model that follows a script, and one run of `bowline fix` between them.

use std::{fs, process::Command};

use bowline_fixture::{Fixture, ModelServer, Received, Reply, TreeFingerprint};
use bowline_tests::{
    home::Home,
    program::{Run, command, finish, start},
};
use serde_json::Value;

/// An error that no rule can mend: what the missing function is meant to do stands in a comment alone.
pub const PROJECT: &str = r#"
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

pub fn unrelated() -> u32 {
    7
}
//- /src/billing.rs
// CANARY-CLOSED
//- /.env
DATABASE_PASSWORD=CANARY-DOTENV-1
//- /.bowlineignore
src/billing.rs
//- /AGENTS.md
Prefer integer arithmetic.
"#;

/// The variable of the key, and what stands in it.
pub const KEY: (&str, &str) = ("BOWLINE_TEST_MODEL_KEY", "k-CANARY-KEY-0123456789");

/// A home, a project and a model.
pub struct Scene {
    pub home: Home,
    pub project: Fixture,
    pub server: ModelServer,
    before: TreeFingerprint,
}

impl Scene {
    pub fn new(more: &str, answer: impl FnMut(&Received) -> Reply + Send + 'static) -> Self {
        Self::of(PROJECT, more, answer)
    }

    /// One with another project.
    pub fn of(
        project: &str,
        more: &str,
        answer: impl FnMut(&Received) -> Reply + Send + 'static,
    ) -> Self {
        Self::by("custom", project, more, answer)
    }

    /// One whose model speaks like this provider's.
    pub fn by(
        provider: &str,
        project: &str,
        more: &str,
        answer: impl FnMut(&Received) -> Reply + Send + 'static,
    ) -> Self {
        let server = ModelServer::start(answer);
        let settings = format!(
            "[model]\nprovider = \"{provider}\"\nmodel = \"scripted-1\"\nbase_url = \"{}\"\nkey_env = \"{}\"\n{more}\n",
            server.url, KEY.0
        );
        let project = Fixture::new(project);
        Self {
            home: Home::with_settings(&settings),
            before: TreeFingerprint::of(project.root()),
            project,
            server,
        }
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let root = self.project.root().to_str().expect("test paths are UTF-8");
        self.command_of(["fix", root, "--json"].iter().chain(arguments))
    }

    /// Runs another verb in the project.
    pub fn verb(&self, verb: &str, arguments: &[&str]) -> Run {
        finish(start(&mut self.verb_command(verb, arguments)))
    }

    /// The command for another verb in the project.
    pub fn verb_command(&self, verb: &str, arguments: &[&str]) -> Command {
        let root = self.project.root().to_str().expect("test paths are UTF-8");
        self.command_of([verb, root].iter().chain(arguments))
    }

    /// Runs a verb that works in no project.
    pub fn verb_bare(&self, arguments: &[&str]) -> Run {
        finish(start(&mut self.bare_command(arguments)))
    }

    /// The command for a verb that works in no project.
    pub fn bare_command(&self, arguments: &[&str]) -> Command {
        self.command_of(arguments)
    }

    /// Fails where a file of the project is another one than before.
    pub fn assert_untouched(&self) {
        let after = TreeFingerprint::of(self.project.root());
        assert_eq!(self.before.diff(&after), Vec::<String>::new());
    }

    fn command_of<'a>(&self, arguments: impl IntoIterator<Item = &'a &'a str>) -> Command {
        let mut command = command(&self.home, arguments);
        command
            .env(KEY.0, KEY.1)
            .env("OTHER_SECRET", "CANARY-ENVIRONMENT-1")
            .env_remove("HTTPS_PROXY")
            .env_remove("HTTP_PROXY");
        command
    }

    /// The command for a language server whose loops may ask the model.
    pub fn server_command(&self) -> Command {
        self.command_of([])
    }

    /// Runs `bowline fix`, and shows that nothing was touched, nobody lives on, and the journal replays.
    pub fn fix(&self) -> Run {
        let run = finish(start(&mut self.command(&[])));
        self.home.assert_nobody_lives();
        self.home.assert_journals_replay();
        self.assert_untouched();
        run
    }

    /// Every byte that the program left behind.
    pub fn left(&self) -> String {
        let mut left = String::new();
        for path in self.home.journals() {
            left.push_str(&fs::read_to_string(path).expect("a journal is text"));
        }
        left.push_str(
            &fs::read_to_string(self.home.state().join("usage.jsonl")).unwrap_or_default(),
        );
        left
    }
}

/// A block that replaces the body of `gross`.
pub fn body(new: &str) -> String {
    format!(
        "src/lib.rs\n<<<<<<< SEARCH\n    levied_upon_the_sum(net)\n=======\n    {new}\n>>>>>>> REPLACE\n"
    )
}

pub fn calls(report: &Value) -> Vec<&str> {
    let calls = report["calls"].as_array().expect("the calls are told");
    calls
        .iter()
        .filter_map(|call| call["end"].as_str())
        .collect()
}
