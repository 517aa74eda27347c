//! Plain cargo in a scratch copy: what a person's own terminal would do.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::Context as _;
use bowline_fixture::copy_tree;

use super::cost::{Cost, Meter};

/// The arguments of the check that both sides run.
pub const CHECK: [&str; 4] = [
    "check",
    "--workspace",
    "--message-format=json",
    "--keep-going",
];

/// A copy of a project that plain cargo works in.
pub struct Plain {
    root: PathBuf,
}

/// One run of cargo.
#[derive(Clone, Copy, Debug)]
pub struct Run {
    /// Whether it ended well.
    pub is_clean: bool,
    /// What it took.
    pub cost: Cost,
    /// How many units it compiled.
    pub units: usize,
}

impl Plain {
    /// Copies a project without what it has built.
    pub fn copy(project: &Path, to: &Path) -> anyhow::Result<Self> {
        copy_sources(project, to)?;
        Ok(Self {
            root: to.to_owned(),
        })
    }

    /// A second copy with everything that was built here, checked once in its new place.
    pub fn twin(&self, to: &Path) -> anyhow::Result<Self> {
        copy_tree(&self.root, to);
        let twin = Self {
            root: to.to_owned(),
        };
        anyhow::ensure!(twin.check()?.is_clean, "the copy does not check");
        Ok(twin)
    }

    /// Where it lies.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Writes a text over a file, as an editor saves it.
    pub fn save(&self, file: &Path, text: &str) -> anyhow::Result<()> {
        fs::write(self.root.join(file), text).with_context(|| file.display().to_string())
    }

    /// Fetches the sources of all dependencies.
    pub fn fetch(&self) -> anyhow::Result<()> {
        let fetched = self.cargo(&["fetch", "--quiet"]).status()?;
        anyhow::ensure!(fetched.success(), "cargo could not fetch the dependencies");
        Ok(())
    }

    /// Checks the workspace.
    pub fn check(&self) -> anyhow::Result<Run> {
        let meter = Meter::start();
        let output = self
            .cargo(&CHECK)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .output()?;
        Ok(Run {
            is_clean: output.status.success(),
            cost: meter.stop(),
            units: compiled(&output.stdout),
        })
    }

    /// Forgets what was built of these packages and what the compiler remembers, and nothing of any other.
    pub fn forget(&self, packages: &[String]) -> anyhow::Result<()> {
        let profile = self.root.join("target/debug");
        let entries = fs::read_dir(profile.join(".fingerprint"))?.flatten();
        for entry in entries {
            let name = entry.file_name().to_string_lossy().into_owned();
            let unit = name
                .rsplit_once('-')
                .map_or(name.as_str(), |(unit, _)| unit);
            if packages.iter().any(|package| package == unit) {
                fs::remove_dir_all(entry.path())?;
            }
        }
        match fs::remove_dir_all(profile.join("incremental")) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error.into()),
            _ => Ok(()),
        }
    }

    fn cargo(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("cargo");
        command
            .args(arguments)
            .current_dir(&self.root)
            .stdin(Stdio::null())
            .env("CARGO_TERM_COLOR", "never");
        command
    }
}

/// How many units a run compiled, as cargo's messages tell.
pub fn compiled(stdout: &[u8]) -> usize {
    let lines = stdout.split(|byte| *byte == b'\n');
    let text = lines.map(String::from_utf8_lossy);
    text.filter(|line| {
        line.contains("\"reason\":\"compiler-artifact\"") && line.contains("\"fresh\":false")
    })
    .count()
}

/// Copies what a person wrote: no target directory, whatever its name.
fn copy_sources(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from).with_context(|| from.display().to_string())? {
        let entry = entry?;
        let (source, copy) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if !source.join("CACHEDIR.TAG").is_file() {
                copy_sources(&source, &copy)?;
            }
        } else if kind.is_symlink() {
            link(&fs::read_link(&source)?, &copy)?;
        } else {
            fs::copy(&source, &copy)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn link(target: &Path, at: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, at)
}

#[cfg(not(unix))]
fn link(_target: &Path, at: &Path) -> std::io::Result<()> {
    let message = format!("{}: symlinks are copied on Unix only", at.display());
    Err(std::io::Error::other(message))
}
