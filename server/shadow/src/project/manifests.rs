//! What a workspace is built from besides its members, read from manifests: packages by path, inside the root or not.
//! `cargo metadata` would tell too, but only with a lock file, which it may write.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::{Component, Path, PathBuf},
};

use toml::{Table, Value};

/// Packages by path, found from some manifests.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct PathPackages {
    /// Their directories, absolute.
    pub(crate) directories: BTreeSet<PathBuf>,
    /// Their names.
    pub(crate) names: BTreeSet<String>,
}

/// Follows path dependencies from the directories of `start`, which are part of the answer.
pub(crate) fn follow(root: &Path, start: impl IntoIterator<Item = PathBuf>) -> PathPackages {
    let mut found = PathPackages::default();
    let mut workspaces = BTreeMap::new();
    let mut left: Vec<PathBuf> = start.into_iter().collect();
    while let Some(directory) = left.pop() {
        if !found.directories.insert(directory.clone()) {
            continue;
        }
        let Ok(manifest) = parse(&directory.join("Cargo.toml")) else {
            continue;
        };
        if let Some(name) = manifest
            .get("package")
            .and_then(|package| package.get("name"))
            .and_then(Value::as_str)
        {
            found.names.insert(name.to_owned());
        }
        let tests = if directory.starts_with(root) {
            Tests::Count
        } else {
            Tests::Ignored
        };
        for (name, dependency) in dependencies(&manifest, tests) {
            if let Some(path) = path_of(dependency) {
                left.push(lexical(&directory.join(path)));
            } else if dependency.get("workspace").and_then(Value::as_bool) == Some(true) {
                let inherited = workspace_of(&directory, &mut workspaces);
                left.extend(inherited.and_then(|workspace| workspace.get(name).cloned()));
            }
        }
    }
    found
}

/// Whether the dependencies of a package's tests are part of the build: those of members alone.
#[derive(Clone, Copy)]
enum Tests {
    Count,
    Ignored,
}

/// Every entry of every table of dependencies of a manifest, patches and replacements among them.
fn dependencies(manifest: &Table, tests: Tests) -> Vec<(&str, &Value)> {
    let mut tables: Vec<&Table> = Vec::new();
    let targets = manifest
        .get("target")
        .and_then(Value::as_table)
        .into_iter()
        .flat_map(Table::values);
    for holder in std::iter::once(manifest).chain(targets.filter_map(Value::as_table)) {
        let kinds: &[&str] = match tests {
            Tests::Count => &[
                "dependencies",
                "build-dependencies",
                "build_dependencies",
                "dev-dependencies",
                "dev_dependencies",
            ],
            Tests::Ignored => &["dependencies", "build-dependencies", "build_dependencies"],
        };
        tables.extend(
            kinds
                .iter()
                .filter_map(|kind| holder.get(*kind))
                .filter_map(Value::as_table),
        );
    }
    if let Tests::Count = tests {
        let workspace = manifest
            .get("workspace")
            .and_then(|workspace| workspace.get("dependencies"));
        tables.extend(workspace.and_then(Value::as_table));
        tables.extend(manifest.get("replace").and_then(Value::as_table));
        let patches = manifest.get("patch").and_then(Value::as_table);
        tables.extend(
            patches
                .into_iter()
                .flat_map(Table::values)
                .filter_map(Value::as_table),
        );
    }
    tables
        .into_iter()
        .flatten()
        .map(|(name, value)| (name.as_str(), value))
        .collect()
}

fn path_of(dependency: &Value) -> Option<&str> {
    dependency.get("path").and_then(Value::as_str)
}

type Inherited = BTreeMap<String, PathBuf>;

/// The dependencies by path that a package can inherit from the workspace above it.
fn workspace_of<'a>(
    directory: &Path,
    known: &'a mut BTreeMap<PathBuf, Inherited>,
) -> Option<&'a Inherited> {
    let (root, manifest) = directory.ancestors().find_map(|above| {
        let manifest = parse(&above.join("Cargo.toml")).ok()?;
        manifest
            .contains_key("workspace")
            .then_some((above, manifest))
    })?;
    let entry = known.entry(root.to_path_buf());
    Some(entry.or_insert_with(|| {
        let workspace = manifest
            .get("workspace")
            .and_then(|workspace| workspace.get("dependencies"));
        let table = workspace.and_then(Value::as_table).into_iter().flatten();
        table
            .filter_map(|(name, value)| Some((name.clone(), lexical(&root.join(path_of(value)?)))))
            .collect()
    }))
}

/// Reads a TOML file.
pub(crate) fn parse(file: &Path) -> io::Result<Table> {
    fs::read_to_string(file)?.parse().map_err(io::Error::other)
}

/// Takes `.` and `..` out of a path without looking at the disk, as cargo does for dependencies by path.
pub(crate) fn lexical(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            Component::Normal(_) | Component::RootDir | Component::Prefix(_) => plain.push(part),
        }
    }
    plain
}

/// The directories that lie in none of the others, without repeats.
pub(crate) fn outermost(directories: impl IntoIterator<Item = PathBuf>) -> Vec<PathBuf> {
    let all: BTreeSet<PathBuf> = directories.into_iter().collect();
    let within = |path: &Path| path.ancestors().skip(1).any(|above| all.contains(above));
    all.iter().filter(|path| !within(path)).cloned().collect()
}

#[cfg(test)]
mod tests {
    use bowline_fixture::Fixture;

    use super::*;

    #[test]
    fn finds_packages_by_path_wherever_they_are_named() {
        let fixture = Fixture::new(
            r#"
            //- /ws/Cargo.toml
            [workspace]
            members = ["a"]
            [workspace.dependencies]
            shared = { path = "../shared" }
            [patch.crates-io]
            patched = { path = "../patched" }
            //- /ws/a/Cargo.toml
            [package]
            name = "a"
            [target.'cfg(unix)'.build-dependencies]
            tool = { path = "../../tool" }
            [dev-dependencies]
            inner = { path = "../excluded/inner" }
            //- /ws/excluded/inner/Cargo.toml
            [package]
            name = "inner"
            //- /tool/Cargo.toml
            [package]
            name = "the-tool"
            [dev-dependencies]
            unneeded = { path = "../unneeded" }
            //- /other/Cargo.toml
            [workspace.dependencies]
            deep = { path = "deep" }
            unused = { path = "unused" }
            //- /other/deep/Cargo.toml
            [package]
            name = "deep"
            //- /other/x/Cargo.toml
            [package]
            name = "x"
            [dependencies]
            deep.workspace = true
            //- /shared/Cargo.toml
            [package]
            name = "shared"
            [dependencies]
            x = { path = "../other/x" }
            //- /patched/Cargo.toml
            [package]
            name = "patched"
            "#,
        );
        let ws = fixture.path("ws");
        let found = follow(&ws, [ws.clone(), ws.join("a")]);
        let relative: Vec<String> = found
            .directories
            .iter()
            .map(|dir| {
                dir.strip_prefix(fixture.root())
                    .unwrap()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        assert_eq!(
            relative,
            [
                "other/deep",
                "other/x",
                "patched",
                "shared",
                "tool",
                "ws",
                "ws/a",
                "ws/excluded/inner"
            ]
        );
        let names: Vec<&str> = found.names.iter().map(String::as_str).collect();
        assert_eq!(
            names,
            ["a", "deep", "inner", "patched", "shared", "the-tool", "x"]
        );
    }

    #[test]
    fn keeps_the_outermost() {
        let paths = ["/a/b", "/a", "/a b", "/c/d"].map(PathBuf::from);
        assert_eq!(outermost(paths), ["/a", "/a b", "/c/d"].map(PathBuf::from));
    }
}
