//! What the workspace declares, kept from one loop to the next: only files whose content changed are parsed again.

use std::collections::{BTreeMap, BTreeSet};

use bowline_documents::text::content_hash;
use bowline_loop_core::WorkspacePath;
use bowline_shadow::Shadow;
use bowline_syntax::Index;

/// An index of the Rust sources of one workspace, and the contents it was made from.
#[derive(Default)]
pub(super) struct Declarations {
    index: Index,
    hashes: BTreeMap<WorkspacePath, String>,
    /// The sources that only `--all-targets` compiles, in whole or in part.
    apart: BTreeSet<WorkspacePath>,
}

impl Declarations {
    /// Brings the index in step with the shadow; `over` are texts that hold in place of the shadow's.
    pub(super) fn refresh(&mut self, shadow: &Shadow, over: &BTreeMap<WorkspacePath, String>) {
        let mut now: BTreeMap<WorkspacePath, String> = shadow
            .files()
            .filter(|(path, _)| is_source(path) || is_manifest(path))
            .map(|(path, hash)| (path, hash.to_owned()))
            .collect();
        let known = over
            .iter()
            .filter(|(path, _)| is_source(path) || is_manifest(path));
        for (path, text) in known {
            now.insert(path.clone(), content_hash(text.as_bytes()).0);
        }
        for path in self.hashes.keys() {
            if !now.contains_key(path) {
                self.index.remove(path);
                self.apart.remove(path);
            }
        }
        for (path, hash) in &now {
            if self.hashes.get(path) == Some(hash) {
                continue;
            }
            match over.get(path).cloned().or_else(|| shadow.read(path).ok()) {
                Some(text) => self.take(path, &text),
                None => self.index.remove(path),
            }
        }
        self.hashes = now;
    }

    fn take(&mut self, path: &WorkspacePath, text: &str) {
        if !is_manifest(path) {
            self.apart.remove(path);
            if is_apart(path, text) {
                self.apart.insert(path.clone());
            }
            return self.index.update(path, text);
        }
        let directory = path
            .as_str()
            .rsplit_once('/')
            .map_or("", |(directory, _)| directory);
        if let Some(name) = library_name(text) {
            self.index.set_package(directory, &name);
        }
    }

    /// Whether there is code that a plain `cargo check` does not compile: tests, examples, benches.
    pub(super) fn has_code_apart(&self) -> bool {
        !self.apart.is_empty()
    }

    /// The files with such code.
    pub(super) fn with_code_apart(&self) -> impl Iterator<Item = &WorkspacePath> {
        self.apart.iter()
    }

    /// The index.
    pub(super) fn index(&self) -> &Index {
        &self.index
    }
}

fn is_source(path: &WorkspacePath) -> bool {
    path.as_str().ends_with(".rs")
}

/// Whether a source holds tests, or belongs to a target that is not built by itself. A text that only looks like one costs a
/// check that finds nothing.
fn is_apart(path: &WorkspacePath, text: &str) -> bool {
    const DIRECTORIES: &[&str] = &["tests", "examples", "benches"];
    let directory = path.as_str().split('/').rev().skip(1);
    directory
        .into_iter()
        .any(|name| DIRECTORIES.contains(&name))
        || ["test]", "cfg(test", "(test,"]
            .iter()
            .any(|word| text.contains(word))
}

fn is_manifest(path: &WorkspacePath) -> bool {
    path.file_name() == "Cargo.toml"
}

/// The name that code gives to the library of a manifest's package; `None` for a manifest without package.
fn library_name(manifest: &str) -> Option<String> {
    let manifest: toml::Table = toml::from_str(manifest).ok()?;
    let named = |table: &str| manifest.get(table)?.get("name")?.as_str();
    let package = named("package")?;
    Some(named("lib").unwrap_or(package).replace('-', "_"))
}

#[cfg(test)]
mod tests {
    use bowline_loop_core::WorkspacePath;

    use super::{is_apart, library_name};

    #[test]
    fn tests_and_examples_are_told_from_what_every_build_compiles() {
        let at = |path: &str, text: &str| is_apart(&WorkspacePath::new(path), text);
        assert!(at("src/lib.rs", "#[cfg(test)]\nmod tests {}"));
        assert!(at("src/lib.rs", "#[tokio::test]\nasync fn works() {}"));
        assert!(at("low/examples/tour.rs", "fn main() {}"));
        assert!(!at("src/tests.rs", "pub fn attest() {}"));
    }

    #[test]
    fn a_library_is_named_by_its_package_unless_it_says_otherwise() {
        assert_eq!(
            library_name("[package]\nname = \"my-app\"").as_deref(),
            Some("my_app")
        );
        let own = "[package]\nname = \"my-app\"\n[lib]\nname = \"core\"";
        assert_eq!(library_name(own).as_deref(), Some("core"));
        assert_eq!(library_name("[workspace]\nmembers = []"), None);
        assert_eq!(library_name("[package"), None);
    }
}
