//! Names of files as the protocol and as this machine know them: URIs, paths, and the cargo workspace a path belongs to.

use std::path::{Path, PathBuf};

use tower_lsp::lsp_types::Url;

/// The byte order mark that a file on disk may start with; positions of the protocol do not count it.
const BOM: char = '\u{feff}';

/// The file a `file:` URI names, with symlinks of what exists of it resolved; `None` for any other URI.
pub(super) fn path_of(uri: &str) -> Option<PathBuf> {
    let url = Url::parse(uri).ok().filter(|url| url.scheme() == "file")?;
    url.to_file_path().ok().map(|path| physical(&path))
}

/// A path without symlinks; what does not exist yet is kept as it is below what does.
pub(super) fn physical(path: &Path) -> PathBuf {
    let found = path.ancestors().find_map(|above| {
        let rest = path.strip_prefix(above).ok()?;
        Some((above.canonicalize().ok()?, rest))
    });
    match found {
        Some((above, rest)) if rest.as_os_str().is_empty() => above,
        Some((above, rest)) => above.join(rest),
        None => path.to_owned(),
    }
}

/// The `file:` URI of an absolute path.
pub(super) fn uri_of(path: &Path) -> String {
    Url::from_file_path(path)
        .map(String::from)
        .unwrap_or_else(|()| format!("file://{}", path.display()))
}

/// The nearest directory at or above `path` that exists: an engine can be started there.
pub(super) fn existing_directory(path: &Path) -> PathBuf {
    path.ancestors()
        .find(|above| above.is_dir())
        .unwrap_or(path)
        .to_owned()
}

/// The root of the cargo workspace around a path, found without cargo: the nearest manifest with a `[workspace]` table, else
/// the nearest manifest. Good enough to find settings and to tell projects apart; the engine asks cargo.
pub(super) fn cargo_root(path: &Path) -> Option<PathBuf> {
    let manifests: Vec<&Path> = path
        .ancestors()
        .filter(|above| above.join("Cargo.toml").is_file())
        .collect();
    let root = manifests
        .iter()
        .find(|directory| declares_workspace(&directory.join("Cargo.toml")));
    root.or(manifests.first())
        .map(|directory| directory.to_path_buf())
}

/// The package that holds a file: its directory and its name, told by the nearest manifest that names one.
pub(super) fn package_at(file: &Path) -> Option<(PathBuf, String)> {
    let mut above = file.ancestors().skip(1);
    above.find_map(|directory| {
        let text = std::fs::read_to_string(directory.join("Cargo.toml")).ok()?;
        let manifest: toml::Table = toml::from_str(&text).ok()?;
        let name = manifest.get("package")?.get("name")?.as_str()?.to_owned();
        Some((directory.to_owned(), name))
    })
}

/// Whether the manifest of this directory declares a workspace.
pub(super) fn is_workspace(directory: &Path) -> bool {
    declares_workspace(&directory.join("Cargo.toml"))
}

fn declares_workspace(manifest: &Path) -> bool {
    let text = std::fs::read_to_string(manifest).unwrap_or_default();
    text.lines()
        .map(str::trim_start)
        .any(|line| line.starts_with("[workspace]") || line.starts_with("[workspace."))
}

/// The text without a byte order mark.
pub(super) fn without_bom(text: &str) -> &str {
    text.strip_prefix(BOM).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_member_belongs_to_the_workspace_above_it() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        std::fs::create_dir_all(root.join("member/src")).unwrap();
        std::fs::write(
            root.join("Cargo.toml"),
            "[workspace]\nmembers = [\"member\"]\n",
        )
        .unwrap();
        std::fs::write(root.join("member/Cargo.toml"), "[package]\nname = \"m\"\n").unwrap();
        assert_eq!(
            cargo_root(&root.join("member/src/not yet.rs")),
            Some(root.clone())
        );
        std::fs::write(root.join("Cargo.toml"), "[package]\nname = \"other\"\n").unwrap();
        assert_eq!(
            cargo_root(&root.join("member/src")),
            Some(root.join("member"))
        );
    }

    #[test]
    fn uris_and_paths_go_both_ways() {
        let path = PathBuf::from("/nowhere at all/ä.rs");
        assert_eq!(path_of(&uri_of(&path)), Some(path));
        assert_eq!(path_of("untitled:Untitled-1"), None);
        assert_eq!(path_of("not a uri"), None);
    }
}
