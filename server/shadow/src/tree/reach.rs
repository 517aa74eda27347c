//! Files outside a workspace that its sources name: `include_str!("../../../README.md")` and the like. A reading of the
//! letters, not of the syntax: a path too many costs one copied file, a path too few a build error that names it.

use std::path::{Path, PathBuf};

use crate::project::manifests::lexical;

/// What stands before a string that names a file relative to the source.
const BY_SOURCE: &[&str] = &["include_str!", "include_bytes!", "include!", "#[path"];

/// How far behind one of these words its string may begin.
const REACH: usize = 120;

/// A first string that says that the second one is relative to the package.
const MANIFEST_DIR: &str = "CARGO_MANIFEST_DIR";

/// The paths with `..` in them that a Rust source names, resolved, in order of appearance.
pub(super) fn reaches(file: &Path, text: &str) -> Vec<PathBuf> {
    if !text.contains("..") {
        return Vec::new();
    }
    let (Some(directory), name) = (file.parent(), file.file_name().unwrap_or_default()) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for word in BY_SOURCE {
        for (at, _) in text.match_indices(word) {
            let behind = window(&text[at + word.len()..]);
            let named = match literal(behind) {
                Some((MANIFEST_DIR, rest)) => {
                    literal(rest).map(|(path, _)| path).zip(package(file))
                }
                other => other.map(|(path, _)| (path, directory)),
            };
            found.extend(named.and_then(|(path, base)| resolve(base, path)));
        }
    }
    // A build script runs in its package's directory and reads what it likes.
    if name == "build.rs"
        && let Some(base) = package(file)
    {
        let strings = text
            .match_indices("\"../")
            .filter_map(|(at, _)| literal(window(&text[at..])));
        found.extend(strings.filter_map(|(path, _)| resolve(base, path)));
    }
    found
}

fn resolve(base: &Path, path: &str) -> Option<PathBuf> {
    path.contains("..")
        .then(|| lexical(&base.join(path.trim_start_matches('/'))))
}

/// The first string literal of a text, as it is written, and what follows it.
fn literal(text: &str) -> Option<(&str, &str)> {
    text.split_once('"')?.1.split_once('"')
}

fn window(text: &str) -> &str {
    &text[..text.floor_char_boundary(REACH)]
}

/// The nearest directory above a source that holds a manifest.
fn package(file: &Path) -> Option<&Path> {
    file.ancestors()
        .skip(1)
        .find(|dir| dir.join("Cargo.toml").is_file())
}

#[cfg(test)]
mod tests {
    use bowline_fixture::Fixture;

    use super::*;

    #[test]
    fn finds_what_sources_and_build_scripts_name() {
        let fixture = Fixture::new("//- /ws/a/Cargo.toml\n//- /ws/a/src/lib.rs\n");
        let text = r#"
            #[path = "../../../shared.rs"] mod shared;
            const R: &str = include_str!("../../../READ ME.md");
            const P: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../x.txt"));
            const N: &str = include_str!("near.txt"); // not "../../../far"
            println!("cargo:rerun-if-changed=../proto"); open("../../proto/a.proto");
        "#;
        let found = |name: &str| -> Vec<String> {
            let all = reaches(&fixture.path(name), text);
            let below = all
                .iter()
                .filter_map(|path| path.strip_prefix(fixture.root()).ok());
            below
                .map(|path| path.to_string_lossy().into_owned())
                .collect()
        };
        assert_eq!(
            found("ws/a/src/lib.rs"),
            ["READ ME.md", "x.txt", "shared.rs"]
        );
        assert!(found("ws/a/build.rs").contains(&"proto/a.proto".to_owned()));
    }
}
