//! cargo's configuration files as far as a shadow must know them: which ones apply, and which directories they bring in.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::manifests::{lexical, parse};

/// The configuration files that cargo finds by walking up from `root`, the nearest first, that of `CARGO_HOME` left out: it
/// is found from anywhere.
pub(crate) fn files(root: &Path, cargo_home: Option<&Path>) -> Vec<PathBuf> {
    let folders = root.ancestors().map(|dir| dir.join(".cargo"));
    folders
        .filter(|folder| Some(folder.as_path()) != cargo_home)
        .filter_map(|folder| {
            ["config", "config.toml"]
                .map(|name| folder.join(name))
                .into_iter()
                .find(|file| file.is_file())
        })
        .collect()
}

/// Directories that configuration brings into the build: `paths`, patches by path, vendored sources. Absolute. What is named
/// by an absolute path is found from a shadow as well, and left out.
pub(crate) fn directories(files: &[PathBuf]) -> Vec<PathBuf> {
    named(files)
        .filter(|(_, path)| path.is_relative())
        .map(|(base, path)| lexical(&base.join(path)))
        .collect()
}

/// Those that configuration names by an absolute path.
pub(crate) fn absolute_directories(files: &[PathBuf]) -> Vec<PathBuf> {
    named(files)
        .map(|(_, path)| path)
        .filter(|path| path.is_absolute())
        .collect()
}

/// What is named, each with the directory that it is relative to.
fn named(files: &[PathBuf]) -> impl Iterator<Item = (PathBuf, PathBuf)> {
    files.iter().flat_map(|file| {
        let (Ok(table), Some(base)) = (parse(file), file.parent().and_then(Path::parent)) else {
            return Vec::new();
        };
        let paths = paths_of(&table);
        paths
            .map(|path| (base.to_path_buf(), PathBuf::from(path)))
            .collect()
    })
}

fn paths_of(table: &Table) -> impl Iterator<Item = &str> {
    let paths = table
        .get("paths")
        .and_then(Value::as_array)
        .into_iter()
        .flatten();
    let tables = |name| {
        table
            .get(name)
            .and_then(Value::as_table)
            .into_iter()
            .flat_map(Table::values)
    };
    let patches = tables("patch")
        .filter_map(Value::as_table)
        .flat_map(Table::values)
        .filter_map(|it| it.get("path"));
    let sources =
        tables("source").filter_map(|it| it.get("directory").or_else(|| it.get("local-registry")));
    paths
        .chain(patches)
        .chain(sources)
        .filter_map(Value::as_str)
}

/// The wrapper around every compiler call that the person's environment or configuration sets; the nearest one.
pub(crate) fn rustc_wrapper(files: &[PathBuf], cargo_home: Option<&Path>) -> Option<String> {
    let set = ["RUSTC_WRAPPER", "CARGO_BUILD_RUSTC_WRAPPER"]
        .iter()
        .find_map(std::env::var_os);
    if let Some(set) = set {
        return set.into_string().ok();
    }
    let all = files.iter().cloned().chain(at_home(cargo_home));
    all.into_iter().find_map(|file| {
        let table = parse(&file).ok()?;
        let wrapper = table.get("build")?.get("rustc-wrapper")?;
        wrapper.as_str().map(str::to_owned)
    })
}

fn at_home(cargo_home: Option<&Path>) -> impl Iterator<Item = PathBuf> {
    cargo_home
        .into_iter()
        .flat_map(|home| [home.join("config"), home.join("config.toml")])
}

/// Whether the person's own environment or configuration puts a wrapper around the compiler of members.
pub(crate) fn sets_a_workspace_wrapper(files: &[PathBuf], cargo_home: Option<&Path>) -> bool {
    let variables = [
        "RUSTC_WORKSPACE_WRAPPER",
        "CARGO_BUILD_RUSTC_WORKSPACE_WRAPPER",
    ];
    if variables
        .iter()
        .any(|name| std::env::var_os(name).is_some())
    {
        return true;
    }
    let mut all = files.iter().cloned().chain(at_home(cargo_home));
    all.any(|file| {
        parse(&file).is_ok_and(|table| {
            table
                .get("build")
                .is_some_and(|build| build.get("rustc-workspace-wrapper").is_some())
        })
    })
}
