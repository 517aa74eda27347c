//! Where a file stands among the crates and modules of a workspace, told by its path: `#[path]` and files that no `mod` names are
//! not known here.

use std::collections::BTreeMap;

use bowline_loop_core::WorkspacePath;

use super::Item;

/// A file among the crates and modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The directory of its package; empty for the root of the workspace.
    pub package: String,
    /// The name of the package's library in paths; `None` where no manifest told it.
    pub crate_name: Option<String>,
    /// The root file of the crate it belongs to: `src/lib.rs`, `src/main.rs`, `tests/all.rs`, ….
    pub root: WorkspacePath,
    /// The module that the file is, from the crate's root; empty for the root itself.
    pub modules: Vec<String>,
}

impl Place {
    pub(super) fn of(
        path: &WorkspacePath,
        packages: &BTreeMap<String, String>,
        is_known: &dyn Fn(&WorkspacePath) -> bool,
    ) -> Self {
        let text = path.as_str();
        let package = package_of(text, packages);
        let within = text
            .strip_prefix(package)
            .map_or(text, |rest| rest.trim_start_matches('/'));
        let at = |file: &str| match package {
            "" => WorkspacePath::new(file),
            package => WorkspacePath::new(format!("{package}/{file}")),
        };
        let (root, modules) = match within.split_once('/') {
            Some(("src", rest)) if rest.starts_with("bin/") => own_crate("src/bin", &rest[4..]),
            Some(("src", rest)) => {
                let modules = modules(rest);
                let lib = "src/lib.rs".to_owned();
                let has_lib = rest != "main.rs" && is_known(&at(&lib));
                match rest {
                    "main.rs" => ("src/main.rs".to_owned(), modules),
                    "lib.rs" => (lib, modules),
                    _ if has_lib || !is_known(&at("src/main.rs")) => (lib, modules),
                    _ => ("src/main.rs".to_owned(), modules),
                }
            }
            Some((kind @ ("tests" | "examples" | "benches"), rest)) => own_crate(kind, rest),
            _ => (within.to_owned(), Vec::new()),
        };
        Self {
            package: package.to_owned(),
            crate_name: packages.get(package).cloned(),
            root: at(&root),
            modules,
        }
    }

    /// The path by which code in the file at `from` names an item of this file.
    pub(super) fn path_from(&self, from: &Place, item: &Item) -> Option<String> {
        let same = self.root == from.root;
        let start = match same {
            true => "crate".to_owned(),
            false if self.root.file_name() == "lib.rs" && item.visibility == "pub" => {
                self.crate_name.clone()?
            }
            false => return None,
        };
        let inner = self.modules.iter().chain(&item.modules);
        let mut path = inner.fold(start, |path, module| path + "::" + module);
        path = path + "::" + &item.name;
        Some(path)
    }
}

/// The longest directory of a package that holds a path; without manifests, whatever stands before `src/` and the like.
fn package_of<'p>(path: &'p str, packages: &BTreeMap<String, String>) -> &'p str {
    let holds = |directory: &&String| {
        directory.is_empty()
            || path
                .strip_prefix(directory.as_str())
                .is_some_and(|rest| rest.starts_with('/'))
    };
    if let Some(known) = packages.keys().filter(holds).max_by_key(|one| one.len()) {
        return &path[..known.len()];
    }
    for kind in ["src/", "tests/", "examples/", "benches/"] {
        if path.starts_with(kind) {
            return "";
        }
        if let Some(at) = path.find(&format!("/{kind}")) {
            return &path[..at];
        }
    }
    ""
}

/// A crate of a directory in which each file, or directory with a `main.rs`, is one.
fn own_crate(directory: &str, rest: &str) -> (String, Vec<String>) {
    match rest.split_once('/') {
        None => (format!("{directory}/{rest}"), Vec::new()),
        Some((name, "main.rs")) => (format!("{directory}/{name}/main.rs"), Vec::new()),
        // A directory below `tests/` is a module shared by several crates; the one that it is named from is not known.
        Some((name, rest)) => (format!("{directory}/{name}/main.rs"), modules(rest)),
    }
}

/// The module that a file below `src/` is.
fn modules(below: &str) -> Vec<String> {
    let name = below.strip_suffix(".rs").unwrap_or(below);
    let mut parts: Vec<String> = name.split('/').map(str::to_owned).collect();
    let root = parts.len() == 1 && matches!(name, "lib" | "main");
    if root || parts.last().is_some_and(|last| last == "mod") {
        parts.pop();
    }
    parts
}
