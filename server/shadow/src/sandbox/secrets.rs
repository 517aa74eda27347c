//! Where people and their tools keep credentials: never granted to a process in the shadow and never copied there, whatever
//! a manifest or a source file of the project names.

use std::path::{Component, Path};

use crate::project::toolchain;

/// Below the home directory.
const AT_HOME: &[&str] = &[
    ".aws",
    ".azure",
    ".config/gcloud",
    ".config/gh",
    ".config/hub",
    ".docker",
    ".git-credentials",
    ".config/git/credentials",
    ".gnupg",
    ".kube",
    ".local/share/keyrings",
    ".netrc",
    ".npmrc",
    ".password-store",
    ".pypirc",
    ".ssh",
];

/// In `CARGO_HOME`.
pub(super) const OF_CARGO: &[&str] = &["credentials", "credentials.toml"];

/// Whether a path outside the workspace at `root` is, holds, or lies in a place of credentials, or holds a whole home
/// directory. Looks at the letters and through symlinks.
pub(crate) fn is_secret(path: &Path, root: &Path) -> bool {
    let physical = path.canonicalize().ok();
    let forms = [Some(path), physical.as_deref()];
    forms
        .into_iter()
        .flatten()
        .any(|path| !path.starts_with(root) && (is_env(path) || is_broad(path) || is_kept(path)))
}

/// Whether a directory is the root, a home directory or `CARGO_HOME`, or lies above one of them.
pub(super) fn is_broad(path: &Path) -> bool {
    let homes = [std::env::home_dir(), toolchain::cargo_home()];
    path.parent().is_none() || homes.iter().flatten().any(|home| home.starts_with(path))
}

fn is_kept(path: &Path) -> bool {
    let at_home = std::env::home_dir().into_iter();
    let at_home = at_home.flat_map(|home| AT_HOME.iter().map(move |name| home.join(name)));
    let of_cargo = toolchain::cargo_home().into_iter();
    let of_cargo = of_cargo.flat_map(|home| OF_CARGO.iter().map(move |name| home.join(name)));
    let mut places = at_home.chain(of_cargo);
    places.any(|place| path.starts_with(&place) || place.starts_with(path))
}

/// A file of variables for a program: `.env`, `.env.local`.
fn is_env(path: &Path) -> bool {
    let Some(Component::Normal(name)) = path.components().next_back() else {
        return false;
    };
    let name = name.to_string_lossy();
    name == ".env" || name.starts_with(".env.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_where_credentials_are() {
        let home = std::env::home_dir().unwrap();
        let root = home.join("code/demo");
        let secret = |name: &str| is_secret(&home.join(name), &root);
        for name in [
            "",
            ".ssh",
            ".ssh/id_ed25519",
            ".config",
            ".config/gh/hosts.yml",
            "code/.env",
            "code/x/.env.local",
        ] {
            assert!(secret(name), "{name}");
        }
        for name in [
            "code/other",
            "code/other/src/lib.rs",
            "code/demo/.env",
            "code/demo",
            ".config/nvim",
        ] {
            assert!(!secret(name), "{name}");
        }
        assert!(is_secret(Path::new("/"), &root));
    }
}
