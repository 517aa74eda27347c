//! Published crates as programs to break: their sources through cargo, their own checks and their own suites.
//!
//! Used by the evaluation commands alone, never by a test: fetching needs the network, through cargo.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use bowline_fixture::copy_tree;
use bowline_shadow::process::{End, Output};
use serde_json::Value;

use super::program::Program;
use crate::eval::{
    case::Files,
    judge::{self, Error},
};

/// How long one run of cargo may take, dependencies included.
const CARGO: Duration = Duration::from_secs(600);

/// What of a crate's suite is run: all but the examples in its documentation, each of which is a program of its own.
const SUITE: [&str; 4] = ["test", "--quiet", "--lib", "--tests"];

/// A working copy of a published crate.
#[derive(Clone, Debug)]
pub struct Project {
    /// Where the copy is.
    pub root: PathBuf,
}

impl Project {
    /// Fetches a crate, given as NAME=VERSION, and copies its sources to `to`.
    pub fn fetch(named: &str, to: &Path, place: &Path) -> anyhow::Result<Self> {
        let source = sources(named, place)?;
        copy_tree(&source, to);
        let path = to.join("Cargo.toml");
        let mut manifest = fs::read_to_string(&path)?;
        // Nothing above the copy may claim it.
        if !manifest.contains("[workspace") {
            manifest.push_str("\n[workspace]\n");
            fs::write(path, manifest)?;
        }
        Ok(Self {
            root: to.to_owned(),
        })
    }

    /// A second copy, with its target directory.
    pub fn copy(&self, to: &Path) -> Self {
        copy_tree(&self.root, to);
        Self {
            root: to.to_owned(),
        }
    }

    /// Its Rust files below `src`, as a program to break.
    pub fn program(&self, name: &str) -> anyhow::Result<Program> {
        let mut files = BTreeMap::new();
        read_sources(&self.root, "src", &mut files)?;
        anyhow::ensure!(files.contains_key("src/lib.rs"), "{name} is no library");
        Ok(Program {
            name: name.to_owned(),
            edition: String::new(),
            root: "src/lib.rs".into(),
            files,
        })
    }

    /// Puts texts in place of its files.
    pub fn write(&self, files: &Files) -> std::io::Result<()> {
        for (path, text) in files {
            fs::write(self.root.join(path), text)?;
        }
        Ok(())
    }

    /// The errors of a plain `cargo check`, and how long it took; `None` where cargo ended in another way.
    pub async fn check(&self) -> anyhow::Result<(Option<Vec<Error>>, Duration)> {
        let output = self
            .cargo(&["check", "--offline", "--message-format=json"])
            .await?;
        let text = String::from_utf8_lossy(&output.stdout);
        let messages: Vec<String> = text.lines().filter_map(message).collect();
        let errors = judge::read_errors(messages.iter().map(String::as_str));
        let errors = match output.end {
            End::Exited(0) => Some(Vec::new()),
            End::Exited(_) if !errors.is_empty() => Some(errors),
            _ => None,
        };
        Ok((errors, output.elapsed))
    }

    /// Whether its own suite passes.
    pub async fn suite_passes(&self, fetching: Fetching) -> anyhow::Result<(bool, Duration)> {
        let began = Instant::now();
        let mut arguments = SUITE.to_vec();
        if fetching == Fetching::Nothing {
            arguments.push("--offline");
        }
        let output = self.cargo(&arguments).await?;
        Ok((output.end == End::Exited(0), began.elapsed()))
    }

    async fn cargo(&self, arguments: &[&str]) -> anyhow::Result<Output> {
        let mut argv: Vec<OsString> = vec!["cargo".into()];
        argv.extend(arguments.iter().map(OsString::from));
        judge::run(argv, &self.root, CARGO).await
    }
}

/// What cargo may fetch for a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fetching {
    /// What is missing.
    Missing,
    /// Nothing.
    Nothing,
}

/// The message of the compiler in a line of cargo's JSON.
fn message(line: &str) -> Option<String> {
    let value: Value = serde_json::from_str(line).ok()?;
    (value["reason"] == "compiler-message").then(|| value["message"].to_string())
}

/// The directory that holds the sources of a published crate, fetched by cargo like any dependency.
fn sources(named: &str, place: &Path) -> anyhow::Result<PathBuf> {
    let (name, version) = named
        .split_once('=')
        .context("a crate is given as NAME=VERSION")?;
    let fetcher = place.join(format!("fetch-{name}"));
    fs::create_dir_all(fetcher.join("src"))?;
    fs::write(fetcher.join("src/lib.rs"), "")?;
    let manifest = format!(
        "[package]\nname = \"fetcher\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[dependencies]\n{name} = \"={version}\"\n[workspace]\n"
    );
    fs::write(fetcher.join("Cargo.toml"), manifest)?;
    let metadata = cargo_metadata::MetadataCommand::new()
        .manifest_path(fetcher.join("Cargo.toml"))
        .exec()
        .with_context(|| format!("cargo could not fetch {named}"))?;
    let package = metadata
        .packages
        .iter()
        .find(|package| package.name.as_str() == name);
    let manifest = &package
        .with_context(|| format!("cargo does not know {named}"))?
        .manifest_path;
    let directory = manifest
        .parent()
        .context("a manifest lies in a directory")?;
    Ok(directory.as_std_path().to_owned())
}

fn read_sources(root: &Path, directory: &str, files: &mut Files) -> anyhow::Result<()> {
    for entry in fs::read_dir(root.join(directory)).with_context(|| directory.to_owned())? {
        let entry = entry?;
        let path = format!("{directory}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read_sources(root, &path, files)?;
        } else if path.ends_with(".rs") {
            files.insert(path, fs::read_to_string(entry.path())?);
        }
    }
    Ok(())
}
