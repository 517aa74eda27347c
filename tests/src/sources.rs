//! The repository's own files as text, for the house rules.

use std::{
    fs,
    path::{Path, PathBuf},
};

use crate::binary;

/// Directories that hold nothing anybody wrote.
const MADE: [&str; 6] = [
    ".git",
    "target",
    "node_modules",
    "dist",
    "out",
    ".vscode-test",
];

/// One file.
#[derive(Clone, Debug)]
pub struct Source {
    /// Relative to the repository, `/`-separated.
    pub path: String,
    /// Its text.
    pub text: String,
}

impl Source {
    /// Whether its name ends so.
    pub fn is(&self, ending: &str) -> bool {
        self.path.ends_with(ending)
    }

    /// Whether it lies below a directory.
    pub fn below(&self, directory: &str) -> bool {
        self.path
            .strip_prefix(directory)
            .is_some_and(|rest| rest.starts_with('/'))
    }

    /// Whether it is test code as a whole.
    pub fn is_test(&self) -> bool {
        self.path.split('/').any(|part| part == "tests") || self.is("/tests.rs")
    }

    /// Its text up to the module of tests at its end.
    pub fn product(&self) -> &str {
        self.text
            .split("#[cfg(test)]\nmod tests")
            .next()
            .unwrap_or(&self.text)
    }

    /// The numbers (1-based) and texts of the lines that are not comments.
    pub fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.product().lines().enumerate();
        lines
            .map(|(index, line)| (index + 1, line))
            .filter(|(_, line)| !line.trim_start().starts_with("//"))
    }
}

/// Every text file of the repository, sorted by path. What is no UTF-8 text is left out.
pub fn all() -> Vec<Source> {
    let root = binary::repository();
    let mut found = Vec::new();
    let mut left = vec![root.to_owned()];
    while let Some(directory) = left.pop() {
        for entry in fs::read_dir(&directory)
            .expect("the repository can be read")
            .flatten()
        {
            let path = entry.path();
            let name = entry.file_name();
            let made = MADE.iter().any(|made| name == *made) || is_ignored(&path);
            match entry.file_type() {
                Ok(kind) if kind.is_dir() && !made => left.push(path),
                Ok(kind) if kind.is_file() && !made => found.extend(read(root, &path)),
                _ => {}
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

/// The Rust files that are ours: the server and the tests, without the sample projects.
pub fn rust() -> Vec<Source> {
    let mut all = all();
    all.retain(|source| {
        source.is(".rs") && !source.below("tests/projects") && !source.below("tests/editors")
    });
    all
}

fn is_ignored(path: &Path) -> bool {
    path.extension()
        .is_some_and(|extension| extension == "vsix" || extension == "png")
}

fn read(root: &Path, path: &Path) -> Option<Source> {
    let text = fs::read_to_string(path).ok()?;
    let relative: PathBuf = path
        .strip_prefix(root)
        .expect("below the repository")
        .to_owned();
    Some(Source {
        path: relative.to_string_lossy().replace('\\', "/"),
        text,
    })
}
