//! Laying, putting and taking back, without a compiler. The cases are in files of their own, by what they are about.
#![cfg(unix)]

mod disk;
mod layers;

use std::{collections::BTreeMap, fs, path::PathBuf, time::SystemTime};

use bowline_fixture::Fixture;
use bowline_loop_core::{ContentHash, WorkspacePath};

use super::{SlotAge, Tree};
use crate::{mirror::Mirror, project::Project};

/// A project in `ws`, its shadow in a directory beside it.
struct Bench {
    fixture: Fixture,
    _cache: tempfile::TempDir,
    project: Project,
    mirror: Mirror,
    tree: Tree,
}

impl Bench {
    fn new(text: &str) -> Self {
        Self::with_outside(text, &[])
    }

    fn with_outside(text: &str, outside: &[&str]) -> Self {
        let fixture = Fixture::new(text);
        let cache = tempfile::tempdir().unwrap();
        let root = fixture.path("ws");
        let project = Project {
            packages: Vec::new(),
            target_directory: root.join("target"),
            build_directory: root.join("target"),
            toolchain: None,
            cargo: "cargo".into(),
            outside: outside.iter().map(|path| fixture.path(path)).collect(),
            path_packages: Vec::new(),
            root,
        };
        let prefix = cache.path().canonicalize().unwrap();
        fs::create_dir(prefix.join(".bowline")).unwrap();
        let mirror = Mirror {
            prefix,
            root: project.root.clone(),
        };
        let tree = load(&project, &mirror, SlotAge::Fresh);
        Self {
            fixture,
            _cache: cache,
            project,
            mirror,
            tree,
        }
    }

    /// As after a crash: nothing is handed over but what is on the disk.
    fn reopen(&mut self) {
        self.tree = load(&self.project, &self.mirror, SlotAge::Used);
    }

    fn lay(&mut self, overlays: &[(&str, &str)]) -> ContentHash {
        self.tree.lay(&texts(overlays)).unwrap()
    }

    fn put(&mut self, candidate: &[(&str, &str)]) -> ContentHash {
        self.tree.put(&texts(candidate)).unwrap()
    }

    fn shadow(&self, path: &str) -> PathBuf {
        self.mirror.of(&self.fixture.path(path))
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.shadow(path)).unwrap()
    }

    fn modified(&self, path: &str) -> SystemTime {
        self.shadow(path).metadata().unwrap().modified().unwrap()
    }

    /// Every path of the shadow below the fixture's root.
    fn paths(&self) -> Vec<String> {
        let root = self.shadow("");
        let mut found = Vec::new();
        let mut left = vec![root.clone()];
        while let Some(dir) = left.pop() {
            for entry in fs::read_dir(dir).unwrap() {
                let entry = entry.unwrap();
                found.push(
                    entry
                        .path()
                        .strip_prefix(&root)
                        .unwrap()
                        .to_string_lossy()
                        .into_owned(),
                );
                if entry.file_type().unwrap().is_dir() {
                    left.push(entry.path());
                }
            }
        }
        found.sort();
        found
    }
}

fn load(project: &Project, mirror: &Mirror, age: SlotAge) -> Tree {
    Tree::load(
        project,
        mirror,
        &mirror.prefix,
        &mirror.prefix.join(".bowline"),
        age,
    )
    .unwrap()
}

fn texts(pairs: &[(&str, &str)]) -> BTreeMap<WorkspacePath, String> {
    pairs
        .iter()
        .map(|(path, text)| (WorkspacePath::new(path), (*text).to_owned()))
        .collect()
}

const TWO: &str = "//- /ws/Cargo.toml\n//- /ws/src/a.rs\na\n//- /ws/src/b.rs\nb\n";
