//! The environment of the processes this crate starts: the person's own, because one different variable makes every unit
//! of a build stale, with what leaks in from a cargo around us taken out and our own few settings put over it.

use std::{ffi::OsString, path::Path};

use crate::project::Project;

/// Changes to an inherited environment; `None` removes a variable.
pub(crate) type Changes = Vec<(OsString, Option<OsString>)>;

/// Variables that cargo or rustup set for what they run, by exact name. They describe another package than the person's.
const LEAKED: &[&str] = &[
    "CARGO",
    "CARGO_CRATE_NAME",
    "CARGO_MAKEFLAGS",
    "CARGO_PRIMARY_PACKAGE",
    "CARGO_TARGET_TMPDIR",
    "CLIPPY_ARGS",
    "OUT_DIR",
    "RUST_RECURSION_COUNT",
];

/// The same, by the start of their names.
const LEAKED_PREFIXES: &[&str] = &["CARGO_BIN_", "CARGO_MANIFEST_", "CARGO_PKG_", "__CARGO_"];

fn leaked(name: &str) -> bool {
    LEAKED.contains(&name)
        || LEAKED_PREFIXES
            .iter()
            .any(|prefix| name.starts_with(prefix))
}

/// Takes out what leaks in, and makes cargo and rustup answer plainly and without the network.
pub(crate) fn plain(toolchain: Option<&str>) -> Changes {
    let inherited = std::env::vars_os().map(|(name, _)| name);
    let mut changes: Changes = inherited
        .filter(|name| name.to_str().is_some_and(leaked))
        .map(|name| (name, None))
        .collect();
    changes.push(("RUSTUP_TOOLCHAIN".into(), toolchain.map(OsString::from)));
    changes.extend(set(&[
        ("RUSTUP_AUTO_INSTALL", "0"),
        ("CARGO_NET_OFFLINE", "true"),
        ("CARGO_TERM_COLOR", "never"),
        ("CARGO_TERM_PROGRESS_WHEN", "never"),
    ]));
    changes
}

/// For cargo in a shadow: as [`plain`], with a target directory of its own. The build directory is named too: a person's
/// configuration may set it apart, and sharing it makes their own check pass on code that does not compile.
pub(crate) fn shadow(project: &Project, target: &Path, wrapper: Option<&Path>) -> Changes {
    let mut changes = plain(project.toolchain.as_deref());
    for name in ["CARGO_TARGET_DIR", "CARGO_BUILD_BUILD_DIR"] {
        changes.push((name.into(), Some(target.into())));
    }
    if let Some(wrapper) = wrapper {
        changes.push(("RUSTC_WORKSPACE_WRAPPER".into(), Some(wrapper.into())));
    }
    changes
}

fn set<'a>(pairs: &'a [(&str, &str)]) -> impl Iterator<Item = (OsString, Option<OsString>)> + 'a {
    pairs
        .iter()
        .map(|(name, value)| (OsString::from(name), Some(OsString::from(value))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_what_a_person_sets() {
        for name in [
            "CARGO_HOME",
            "CARGO_INCREMENTAL",
            "CARGO_TARGET_X86_64_UNKNOWN_LINUX_GNU_LINKER",
            "RUSTFLAGS",
            "PATH",
        ] {
            assert!(!leaked(name), "{name}");
        }
    }

    #[test]
    fn takes_out_the_test_runner_s_own_package() {
        assert!(plain(None).contains(&("CARGO_PKG_NAME".into(), None)));
    }
}
