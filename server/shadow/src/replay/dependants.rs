//! Whether anything may stand on a unit that did not compile when cargo looked, so that cargo never came to it. Looks at lock
//! file, manifest and folders; where these do not tell, the answer is yes.

use std::path::Path;

use bowline_loop_core::intent::{Checks, Targets};
use toml::{Table, Value};

use crate::{
    capture::{Call, Sort},
    project::manifests::parse,
};

/// Whether some target of the workspace at `root` may stand on the unit of this call.
pub(super) fn are_possible(call: &Call, checks: &Checks, root: &Path) -> bool {
    let (Some(directory), Some(name)) = (
        call.variable("CARGO_MANIFEST_DIR").map(Path::new),
        call.variable("CARGO_PKG_NAME"),
    ) else {
        return true;
    };
    match call.sort() {
        Sort::Test => false,
        Sort::Program => has_targets(directory, checks, Kind::OnPrograms),
        Sort::Run => true,
        Sort::Library => {
            has_targets(directory, checks, Kind::OnLibrary) || is_needed(name, checks, root)
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    OnLibrary,
    OnPrograms,
}

/// Whether the package has targets of its own on top, as cargo finds them.
fn has_targets(directory: &Path, checks: &Checks, kind: Kind) -> bool {
    let Ok(manifest) = parse(&directory.join("Cargo.toml")) else {
        return true;
    };
    let mut places = Vec::new();
    if kind == Kind::OnLibrary {
        places.extend([("bin", "src/main.rs"), ("bin", "src/bin")]);
    }
    if checks.targets == Targets::All {
        places.extend([
            ("test", "tests"),
            ("bench", "benches"),
            ("example", "examples"),
        ]);
    }
    places
        .iter()
        .any(|(table, place)| manifest.contains_key(*table) || directory.join(place).exists())
}

/// Whether another member needs the package.
fn is_needed(name: &str, checks: &Checks, root: &Path) -> bool {
    match &checks.package {
        Some(package) if package == name => return false,
        Some(_) => return true,
        None => {}
    }
    let Ok(lock) = parse(&root.join("Cargo.lock")) else {
        return true;
    };
    let packages = lock.get("package").and_then(Value::as_array);
    let ours = packages
        .into_iter()
        .flatten()
        .filter_map(Value::as_table)
        .filter(|package| !package.contains_key("source"));
    ours.flat_map(needs)
        .any(|needed| needed.split(' ').next() == Some(name))
}

fn needs(package: &Table) -> impl Iterator<Item = &str> {
    let list = package.get("dependencies").and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str)
}
