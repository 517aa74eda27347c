//! Cases and results, one JSON object a line. A case may say more than is read here, and may leave out what is optional.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{BufRead as _, BufReader},
    path::Path,
};

use anyhow::Context as _;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

/// One broken program.
#[derive(Clone, Debug, Deserialize)]
pub struct Case {
    /// Its name, unique in its file.
    pub id: String,
    /// The program.
    pub text: String,
    /// The edition it is compiled with.
    #[serde(default = "edition")]
    pub edition: String,
    /// `bin` or `lib`.
    #[serde(default = "crate_type")]
    pub crate_type: String,
    /// Where it comes from; cases of one source share a row of the table.
    #[serde(default)]
    pub source: String,
    /// The program as it should be, where that is known. Only the judge reads it.
    #[serde(default)]
    pub fixed: Option<String>,
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
    /// Whether rustc, asked by the judge and not by the engine, takes that text without an error.
    pub compiles: bool,
    /// Candidates screened.
    pub candidates: u32,
    /// Wall time of the loop, in milliseconds.
    pub millis: u64,
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
