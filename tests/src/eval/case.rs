//! Cases and results, one JSON object a line. A case may say more than is read here, and may leave out what is optional.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead as _, BufReader},
    path::Path,
};

use anyhow::Context as _;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// The texts of a package's Rust files by their path in it, `/`-separated.
pub type Files = BTreeMap<String, String>;

/// One broken program.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Case {
    /// Its name, unique in its file.
    pub id: String,
    /// The program; of several files, the one that rustc is given: `src/main.rs` or `src/lib.rs`.
    pub text: String,
    /// Its other files, as they are broken.
    #[serde(default, skip_serializing_if = "Files::is_empty")]
    pub files: Files,
    /// The edition it is compiled with.
    #[serde(default = "edition")]
    pub edition: String,
    /// `bin` or `lib`.
    #[serde(default = "crate_type")]
    pub crate_type: String,
    /// Where it comes from; cases of one source share a row of the table.
    #[serde(default)]
    pub source: String,
    /// The slip that broke it, where one is known by name.
    #[serde(default)]
    pub op: Option<String>,
    /// The program as it should be, where that is known. Only the judge reads it.
    #[serde(default)]
    pub fixed: Option<String>,
    /// Its other files as they should be.
    #[serde(default, skip_serializing_if = "Files::is_empty")]
    pub fixed_files: Files,
    /// The distinct error codes of the broken program, sorted; `None` stands for errors without one.
    #[serde(default)]
    pub codes: Vec<String>,
    /// The message of each of its errors.
    #[serde(default)]
    pub messages: Vec<String>,
}

fn edition() -> String {
    "2021".into()
}

fn crate_type() -> String {
    "bin".into()
}

impl Case {
    /// Whether it is a program with a `main`.
    pub fn is_program(&self) -> bool {
        self.crate_type == "bin"
    }

    /// The row of the table it belongs to.
    pub fn row(&self) -> &str {
        if self.source.is_empty() {
            "all"
        } else {
            &self.source
        }
    }

    /// The path of the file that rustc is given.
    pub fn root(&self) -> &'static str {
        match self.is_program() {
            true => "src/main.rs",
            false => "src/lib.rs",
        }
    }

    /// All its files, as they are broken.
    pub fn broken(&self) -> Files {
        let mut files = self.files.clone();
        files.insert(self.root().into(), self.text.clone());
        files
    }

    /// All its files as they should be, where that is known.
    pub fn sound(&self) -> Option<Files> {
        let mut files = self.fixed_files.clone();
        files.insert(self.root().into(), self.fixed.clone()?);
        Some(files)
    }

    /// A case of all its files, broken and sound.
    pub fn of(id: String, op: &str, edition: &str, mut broken: Files, mut sound: Files) -> Self {
        let root = "src/main.rs";
        Self {
            id,
            text: broken.remove(root).unwrap_or_default(),
            files: broken,
            edition: edition.to_owned(),
            crate_type: crate_type(),
            source: "mutant".into(),
            op: Some(op.to_owned()),
            fixed: sound.remove(root),
            fixed_files: sound,
            codes: Vec::new(),
            messages: Vec::new(),
        }
    }
}

/// What became of one case.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Attempt {
    /// The case.
    pub id: String,
    /// What the engine says its result is worth: `proved`, `checked`, `scaffold`, `improved`, `none`.
    pub verdict: String,
    /// The code of the engine's stop reason.
    pub stop: String,
    /// The program as the engine leaves it; the case's own text where it offers no edit.
    pub text: String,
    /// Its other files as the engine leaves them.
    #[serde(default, skip_serializing_if = "Files::is_empty")]
    pub files: Files,
    /// Whether rustc, asked by the judge and not by the engine, takes that text without an error.
    pub compiles: bool,
    /// Candidates screened.
    pub candidates: u32,
    /// Checks that the loop ran: before the first edit, of each candidate, and the proof.
    #[serde(default)]
    pub checks: u32,
    /// Wall time of the loop, in milliseconds.
    pub millis: u64,
    /// Wall time of one plain `cargo check` of the broken program, in milliseconds; 0 where it was not measured.
    #[serde(default)]
    pub plain_millis: u64,
    /// What `cargo fix` leaves of the same case, where it was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Baseline>,
}

/// What `cargo fix --broken-code` left of one case.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Baseline {
    /// All files as it leaves them.
    pub files: Files,
    /// Whether rustc takes them without an error.
    pub compiles: bool,
    /// Wall time, in milliseconds.
    pub millis: u64,
}

impl Attempt {
    /// All files as the engine leaves them.
    pub fn left(&self, case: &Case) -> Files {
        let mut files = case.files.clone();
        files.extend(self.files.clone());
        files.insert(case.root().into(), self.text.clone());
        files
    }
}

/// Reads a file of JSON lines; empty lines are passed over.
pub fn read<T: DeserializeOwned>(path: &Path) -> anyhow::Result<Vec<T>> {
    let file = File::open(path).with_context(|| format!("{} cannot be read", path.display()))?;
    let mut all = Vec::new();
    for (index, line) in BufReader::new(file).lines().enumerate() {
        let line = line.with_context(|| path.display().to_string())?;
        if !line.trim().is_empty() {
            let one = serde_json::from_str(&line);
            all.push(one.with_context(|| format!("{}:{}", path.display(), index + 1))?);
        }
    }
    Ok(all)
}

/// The attempts by the id of their case.
pub fn by_id(attempts: Vec<Attempt>) -> BTreeMap<String, Attempt> {
    let named = attempts
        .into_iter()
        .map(|attempt| (attempt.id.clone(), attempt));
    named.collect()
}
