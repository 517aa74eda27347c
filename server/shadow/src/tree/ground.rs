//! Which part of the person's disk a shadow mirrors.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    mirror::Mirror,
    project::{Project, manifests, toolchain},
};

/// Files that cargo, rustup and clippy find by walking up.
const WALKED_TO: [&str; 5] = [
    "rust-toolchain",
    "rust-toolchain.toml",
    "Cargo.toml",
    "clippy.toml",
    ".clippy.toml",
];

/// What is mirrored.
#[derive(Debug)]
pub(super) struct Ground {
    pub(super) root: PathBuf,
    /// Whole directories, none within another: the root and what it is built from besides.
    pub(super) trees: Vec<PathBuf>,
    /// Single files that cargo and rustup find by walking up from those.
    pub(super) singles: BTreeSet<PathBuf>,
    /// Directories left out wherever they turn up.
    pub(super) left_out: Vec<PathBuf>,
}

impl Ground {
    pub(super) fn of(project: &Project, mirror: &Mirror, shadows: &Path) -> Self {
        let trees = manifests::outermost(
            project
                .outside
                .iter()
                .cloned()
                .chain([project.root.clone()]),
        );
        let shadows = shadows
            .canonicalize()
            .unwrap_or_else(|_| shadows.to_path_buf());
        Self {
            singles: trees
                .iter()
                .flat_map(|tree| found_by_walking_up(tree, mirror))
                .collect(),
            left_out: vec![
                project.target_directory.clone(),
                project.build_directory.clone(),
                shadows,
            ],
            root: project.root.clone(),
            trees,
        }
    }

    /// Whether a path lies where files are mirrored.
    pub(super) fn holds(&self, path: &Path) -> bool {
        self.trees.iter().any(|tree| path.starts_with(tree)) || self.singles.contains(path)
    }
}

/// Configuration, toolchain files and manifests in the directories above a tree. Configuration that cargo finds from the
/// shadow's own place as well is left where it is: cargo would read it twice, and join its lists.
fn found_by_walking_up(tree: &Path, mirror: &Mirror) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for above in tree.ancestors().skip(1) {
        found.extend(WALKED_TO.map(|name| above.join(name)));
        let folder = above.join(".cargo");
        if mirror.prefix.starts_with(above) || toolchain::cargo_home().as_ref() == Some(&folder) {
            continue;
        }
        let entries = fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .filter_map(Result::ok)
            .map(|entry| entry.path());
        found.extend(entries.filter(|path| {
            path.ends_with("config") || path.extension().is_some_and(|it| it == "toml")
        }));
    }
    found.retain(|file| file.is_file());
    found
}
