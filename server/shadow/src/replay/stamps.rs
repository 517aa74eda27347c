//! What tells that recorded calls are still what cargo would do: stamps of every file outside the sources that decides it, and
//! a digest of the environment. Compared before each screening; whatever differs sends the candidate to cargo.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::SystemTime,
};

use crate::{
    environment,
    project::{Project, toolchain},
};

use super::Ground;

/// Files that cargo, rustup and clippy look for in a directory.
const LOOKED_FOR: &[&str] = &[
    ".cargo/config",
    ".cargo/config.toml",
    "rust-toolchain",
    "rust-toolchain.toml",
    "clippy.toml",
    ".clippy.toml",
];

/// The stamps of one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stamps {
    files: BTreeMap<PathBuf, Option<Stamp>>,
    /// Directories all of whose files count: what build scripts made.
    made: BTreeMap<PathBuf, BTreeMap<PathBuf, Option<Stamp>>>,
    environment: blake3::Hash,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
}

impl Stamps {
    /// Looks at everything that `ground` depends on by itself, and at `more` files (artefacts, compilers); `made` are the
    /// output directories of build scripts.
    pub(super) fn take(
        ground: &Ground<'_>,
        more: impl Iterator<Item = PathBuf>,
        made: impl Iterator<Item = PathBuf>,
    ) -> Self {
        let root = ground.mirror.shadow_root();
        let home = toolchain::cargo_home();
        let named = ground.seen.shadow_root();
        let found = root
            .ancestors()
            .chain(named.ancestors())
            .flat_map(|above| LOOKED_FOR.iter().map(|name| above.join(name)));
        let at_home = home
            .iter()
            .flat_map(|home| ["config", "config.toml"].map(|name| home.join(name)));
        let manifests = ground
            .project
            .packages
            .iter()
            .map(|package| ground.mirror.of(&package.manifest));
        let all = found
            .chain(at_home)
            .chain(manifests)
            .chain([root.join("Cargo.toml"), root.join("Cargo.lock")])
            .chain(more);
        Self {
            files: all.map(stamped).collect(),
            made: made
                .map(|directory| (directory.clone(), below(&directory)))
                .collect(),
            environment: environment_of(ground.project),
        }
    }

    /// What is not as it was; `None` where everything is.
    pub(super) fn difference(&self, project: &Project) -> Option<String> {
        let differs = |(path, stamp): (&PathBuf, &Option<Stamp>)| {
            (stamp_of(path) != *stamp).then(|| path.display().to_string())
        };
        if let Some(path) = self.files.iter().find_map(differs) {
            return Some(path);
        }
        let remade = self
            .made
            .iter()
            .find(|(path, files)| below(path) != **files);
        if let Some((path, _)) = remade {
            return Some(path.display().to_string());
        }
        (environment_of(project) != self.environment).then(|| "the environment".to_owned())
    }
}

fn stamped(path: PathBuf) -> (PathBuf, Option<Stamp>) {
    let stamp = stamp_of(&path);
    (path, stamp)
}

fn stamp_of(path: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(path).ok()?;
    Some(Stamp {
        length: metadata.len(),
        modified: metadata.modified().ok(),
    })
}

/// Every file below a directory.
fn below(directory: &Path) -> BTreeMap<PathBuf, Option<Stamp>> {
    let mut found = BTreeMap::new();
    let mut left = vec![directory.to_owned()];
    while let Some(directory) = left.pop() {
        let Ok(entries) = fs::read_dir(&directory) else {
            continue;
        };
        for entry in entries.filter_map(Result::ok) {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                left.push(entry.path());
            } else {
                found.extend([stamped(entry.path())]);
            }
        }
    }
    found
}

/// A digest of what a process of the shadow inherits.
fn environment_of(project: &Project) -> blake3::Hash {
    digest(
        std::env::vars_os().chain(
            environment::plain(project.toolchain.as_deref())
                .into_iter()
                .filter_map(|(name, value)| Some((name, value?))),
        ),
    )
}

fn digest<S: AsRef<std::ffi::OsStr>>(variables: impl Iterator<Item = (S, S)>) -> blake3::Hash {
    let mut all: Vec<(Vec<u8>, Vec<u8>)> = variables
        .map(|(name, value)| {
            let bytes = |text: &S| text.as_ref().as_encoded_bytes().to_vec();
            (bytes(&name), bytes(&value))
        })
        .collect();
    all.sort();
    let mut hasher = blake3::Hasher::new();
    for (name, value) in all {
        hasher
            .update(&name)
            .update(&[0])
            .update(&value)
            .update(&[0]);
    }
    hasher.finalize()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_different_variable_is_another_environment() {
        let of = |flags: &'static str| digest([("PATH", "/bin"), ("RUSTFLAGS", flags)].into_iter());
        assert_eq!(
            of("-g"),
            digest([("RUSTFLAGS", "-g"), ("PATH", "/bin")].into_iter())
        );
        assert_ne!(of("-g"), of("--cfg x"));
    }

    #[test]
    fn files_that_come_go_or_change_below_a_directory_are_seen() {
        let directory = tempfile::tempdir().unwrap();
        let empty = below(directory.path());
        fs::create_dir(directory.path().join("deep")).unwrap();
        fs::write(directory.path().join("deep/a"), "1").unwrap();
        let one = below(directory.path());
        fs::write(directory.path().join("deep/a"), "12").unwrap();
        assert!(empty != one && one != below(directory.path()));
    }
}
