//! One bug in one project, one JSON object a line. A case may leave out what is optional.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

use crate::mutate::project::Project;

/// A project with one bug, and the tests that catch it.
#[derive(Clone, Debug, Deserialize, Serialize)]
pub struct Case {
    /// Its name, unique in its file.
    pub id: String,
    /// A published crate as NAME=VERSION, or the directory of a package.
    pub project: String,
    /// The file with the bug, relative to the project, `/`-separated.
    pub file: String,
    /// The file's whole text as it should be, or a stretch of it that stands there once.
    pub original: String,
    /// The same with the bug.
    pub mutated: String,
    /// The tests that fail with the bug, as libtest names them.
    pub failing_tests: Vec<String>,
    /// The operator that made the bug, where one is known by name.
    #[serde(default)]
    pub op: String,
    /// Tests that pass with the bug; only ranking without a run reads them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub passing_tests: Vec<String>,
    /// What the failing tests wrote; only ranking without a run reads it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub output: String,
}

/// The two texts of the file that has the bug.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Texts {
    /// As it should be.
    pub sound: String,
    /// With the bug.
    pub broken: String,
}

impl Case {
    /// The project's sources, copied to `to`. Fetches a published crate through cargo, with what it needs in `place`.
    pub fn project(&self, to: &Path, place: &Path) -> anyhow::Result<Project> {
        let directory = PathBuf::from(&self.project);
        if directory.join("Cargo.toml").is_file() {
            bowline_fixture::copy_tree(&directory, to);
            return Ok(Project {
                root: to.to_owned(),
            });
        }
        Project::fetch(&self.project, to, place)
    }

    /// The whole texts of the file, given what stands in the project, sound or broken.
    pub fn texts(&self, there: &str) -> anyhow::Result<Texts> {
        if self.original == there || self.mutated == there {
            return Ok(Texts {
                sound: self.original.clone(),
                broken: self.mutated.clone(),
            });
        }
        let sound = match there.matches(&self.original).count() {
            1 => there.to_owned(),
            _ if there.matches(&self.mutated).count() == 1 => {
                there.replacen(&self.mutated, &self.original, 1)
            }
            _ => anyhow::bail!("{}: {} holds neither text once", self.id, self.file),
        };
        Ok(Texts {
            broken: sound.replacen(&self.original, &self.mutated, 1),
            sound,
        })
    }
}

impl Texts {
    /// The first byte that differs in the broken text, 0-based.
    pub fn place(&self) -> usize {
        let same = self.sound.bytes().zip(self.broken.bytes());
        let at = same.take_while(|(one, other)| one == other).count();
        (0..=at.min(self.broken.len()))
            .rev()
            .find(|at| self.broken.is_char_boundary(*at))
            .unwrap_or_default()
    }

    /// The line of the broken text that holds it, 1-based.
    pub fn line(&self) -> usize {
        self.broken[..self.place()].matches('\n').count() + 1
    }
}

/// Reads cases, one a line.
pub fn read(path: &Path) -> anyhow::Result<Vec<Case>> {
    crate::eval::case::read(path).with_context(|| path.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(original: &str, mutated: &str) -> Case {
        Case {
            id: "one".into(),
            project: "p=1".into(),
            file: "src/lib.rs".into(),
            original: original.into(),
            mutated: mutated.into(),
            failing_tests: Vec::new(),
            op: String::new(),
            passing_tests: Vec::new(),
            output: String::new(),
        }
    }

    #[test]
    fn whole_texts_and_stretches_are_both_read() {
        let whole = Texts {
            sound: "fn a() {}\nfn b() { 1 }\n".into(),
            broken: "fn a() {}\nfn b() { 2 }\n".into(),
        };
        let stretch = case("{ 1 }", "{ 2 }");
        assert_eq!(stretch.texts(&whole.sound).unwrap(), whole);
        assert_eq!(stretch.texts(&whole.broken).unwrap(), whole);
        let all = case(&whole.sound, &whole.broken);
        assert_eq!(all.texts(&whole.sound).unwrap(), whole);
        assert!(stretch.texts("fn c() {}").is_err());
        assert_eq!(whole.line(), 2);
    }
}
