//! Sound programs: where they come from, and which of them no rule is tuned on.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::Context as _;

use crate::binary;

/// Our sample programs that are held back: rules are never tuned on them.
pub const HELD_OUT_PROGRAMS: &[&str] = &[
    "bits",
    "calendar",
    "config_layers",
    "event_bus",
    "expression_macros",
    "json",
    "life",
    "plugins",
    "ring_buffer",
    "text_adventure",
];

/// One sound program: its files, relative to its package, `/`-separated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Its name, the stem of its file or the name of its directory.
    pub name: String,
    /// The edition it is compiled with.
    pub edition: String,
    /// The file that is given to rustc; a key of `files`.
    pub root: String,
    /// The text of each file.
    pub files: BTreeMap<String, String>,
}

impl Program {
    /// Reads a program: a single file, or a directory with a `main.rs`.
    pub fn read(path: &Path) -> anyhow::Result<Self> {
        let stem = path.file_stem().context("a program has a name")?;
        let mut files = BTreeMap::new();
        if path.is_dir() {
            read_below(path, "src", &mut files)?;
        } else {
            files.insert("src/main.rs".into(), read_text(path)?);
        }
        anyhow::ensure!(
            files.contains_key("src/main.rs"),
            "{} has no main.rs",
            path.display()
        );
        Ok(Self {
            name: stem.to_string_lossy().into_owned(),
            edition: "2021".into(),
            root: "src/main.rs".into(),
            files,
        })
    }

    /// Whether any of its files has a `#[test]`.
    pub fn has_tests(&self) -> bool {
        self.files.values().any(|text| text.contains("#[test]"))
    }
}

/// Our sample programs, by name.
pub fn samples() -> anyhow::Result<Vec<Program>> {
    let directory = binary::repository().join("tests/programs");
    let entries = fs::read_dir(&directory).with_context(|| directory.display().to_string())?;
    let mut programs = Vec::new();
    for entry in entries {
        programs.push(Program::read(&entry?.path())?);
    }
    programs.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(programs)
}

fn read_below(
    directory: &Path,
    prefix: &str,
    files: &mut BTreeMap<String, String>,
) -> anyhow::Result<()> {
    for entry in fs::read_dir(directory).with_context(|| directory.display().to_string())? {
        let entry = entry?;
        let name = format!("{prefix}/{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read_below(&entry.path(), &name, files)?;
        } else if name.ends_with(".rs") {
            files.insert(name, read_text(&entry.path())?);
        }
    }
    Ok(())
}

fn read_text(path: &Path) -> anyhow::Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}
