//! Files that are never shown to a model: those that hold secrets by their name, and what the person or the repository lists
//! in `.bowlineignore`.

use bowline_loop_core::WorkspacePath;

/// The file that lists what no model may see; the notation is that of `.gitignore`, without `!`.
pub const IGNORE_FILE: &str = ".bowlineignore";

/// Ends and beginnings of names of files that hold secrets.
const ENDS: &[&str] = &[
    ".pem",
    ".key",
    ".p12",
    ".pfx",
    ".jks",
    ".keystore",
    ".kdbx",
    ".ovpn",
];
const BEGINNINGS: &[&str] = &[
    ".env",
    "id_rsa",
    "id_ed25519",
    "id_ecdsa",
    "credentials",
    "secrets",
    ".netrc",
    ".npmrc",
    ".pypirc",
];

/// What is closed in one workspace.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Closed {
    patterns: Vec<String>,
}

impl Closed {
    /// Reads the list of a workspace; `text` is its `.bowlineignore`, where there is one.
    pub fn of(text: Option<&str>) -> Self {
        let lines = text.unwrap_or_default().lines().map(str::trim);
        let patterns = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self {
            patterns: patterns.map(str::to_owned).collect(),
        }
    }

    /// Whether a file must not be shown.
    pub fn holds(&self, path: &WorkspacePath) -> bool {
        let name = path.file_name();
        let is_code = name.ends_with(".rs");
        let is_secret = ENDS.iter().any(|end| name.ends_with(end))
            || BEGINNINGS
                .iter()
                .any(|start| name.starts_with(start) && !is_code);
        path.is_outside() || is_secret || self.patterns.iter().any(|pattern| closes(pattern, path))
    }
}

/// Whether a pattern closes a path: by its whole path where it holds a slash, by any part of it otherwise.
fn closes(pattern: &str, path: &WorkspacePath) -> bool {
    let is_anchored = pattern.trim_end_matches('/').contains('/');
    let pattern = pattern.trim_matches('/');
    let parts: Vec<&str> = path.as_str().split('/').collect();
    if is_anchored {
        // A directory closes what is below it.
        return (1..=parts.len())
            .any(|end| fits(pattern.as_bytes(), parts[..end].join("/").as_bytes()));
    }
    parts
        .iter()
        .any(|part| fits(pattern.as_bytes(), part.as_bytes()))
}

/// Wildcards: `*` within a part of a path, `**` across parts, `?` for one character.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    match pattern {
        [] => text.is_empty(),
        [b'*', b'*', b'/', rest @ ..] if fits(rest, text) => true,
        [b'*', b'*', rest @ ..] => (0..=text.len()).any(|at| fits(rest, &text[at..])),
        [b'*', rest @ ..] => {
            let end = text
                .iter()
                .position(|byte| *byte == b'/')
                .unwrap_or(text.len());
            (0..=end).any(|at| fits(rest, &text[at..]))
        }
        [b'?', rest @ ..] => {
            text.first().is_some_and(|byte| *byte != b'/') && fits(rest, &text[1..])
        }
        [byte, rest @ ..] => text.first() == Some(byte) && fits(rest, &text[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_and_what_is_listed_are_closed() {
        let closed = Closed::of(Some(
            "# private\n/src/billing/\n*.gen.rs\nvendor\nsrc/**/keys.rs\n",
        ));
        let is_closed = |path: &str| closed.holds(&WorkspacePath::new(path));
        for path in [
            ".env",
            "app/.env.local",
            "deploy/server.pem",
            "id_rsa",
            "credentials.toml",
            "src/billing/rates.rs",
            "src/a.gen.rs",
            "crates/vendor/src/lib.rs",
            "src/a/b/keys.rs",
            "src/keys.rs",
            "/etc/passwd",
        ] {
            assert!(is_closed(path), "{path}");
        }
        for path in [
            "src/lib.rs",
            "src/credentials.rs",
            "other/src/billing/rates.rs",
            "src/environment.rs",
            "src/my_keys.rs",
        ] {
            assert!(!is_closed(path), "{path}");
        }
    }
}
