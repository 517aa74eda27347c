//! Files that are never shown to a model: those that hold secrets by their name, and what the person or the repository lists
//! in `.bowlineignore`.

use bowline_loop_core::{WorkspacePath, reach};

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
        path.is_outside()
            || is_secret
            || self
                .patterns
                .iter()
                .any(|pattern| reach::covers(pattern, path))
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
