//! Which files of its scope a loop may edit, by patterns of paths: the notation of `.gitignore`, without `!`. Also what other
//! lists of paths are held against. Does not live here: who closes a file, and why.

use serde::{Deserialize, Serialize};

use crate::ids::WorkspacePath;

/// Patterns that narrow a scope down. The default closes nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reach {
    /// Where it is not empty, only files that one of these fits may be edited.
    #[serde(default)]
    pub only: Vec<String>,
    /// Files that one of these fits may not be edited, whatever else is said.
    #[serde(default)]
    pub never: Vec<String>,
}

impl Reach {
    /// One that closes every file.
    pub fn nothing() -> Self {
        Self {
            only: Vec::new(),
            never: vec!["*".into()],
        }
    }

    /// Whether it closes nothing.
    pub fn is_open(&self) -> bool {
        self.only.is_empty() && self.never.is_empty()
    }

    /// Whether it closes every file.
    pub fn is_nothing(&self) -> bool {
        self.never.iter().any(|pattern| pattern == "*")
    }

    /// Whether an edit may touch this file.
    pub fn holds(&self, path: &WorkspacePath) -> bool {
        let fits_any = |patterns: &[String]| patterns.iter().any(|pattern| covers(pattern, path));
        (self.only.is_empty() || fits_any(&self.only)) && !fits_any(&self.never)
    }
}

/// Whether a pattern covers a path: by its whole path where it holds a slash, by any part of it otherwise; a directory covers
/// what is below it.
pub fn covers(pattern: &str, path: &WorkspacePath) -> bool {
    let is_anchored = pattern.trim_end_matches('/').contains('/');
    let pattern = pattern.trim_matches('/').as_bytes();
    let parts: Vec<&str> = path.as_str().split('/').collect();
    if is_anchored {
        return (1..=parts.len()).any(|end| fits(pattern, parts[..end].join("/").as_bytes()));
    }
    parts.iter().any(|part| fits(pattern, part.as_bytes()))
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
    fn what_is_closed_wins() {
        let reach = Reach {
            only: vec!["src/**/*.rs".into(), "docs/".into()],
            never: vec!["src/generated/".into()],
        };
        let holds = |path: &str| reach.holds(&WorkspacePath::new(path));
        for path in ["src/lib.rs", "src/a/b.rs", "docs/a/b.md"] {
            assert!(holds(path), "{path}");
        }
        for path in ["build.rs", "src/generated/a.rs", "src/notes.md"] {
            assert!(!holds(path), "{path}");
        }
        assert!(Reach::default().holds(&WorkspacePath::new("x")));
        assert!(!Reach::nothing().holds(&WorkspacePath::new("a/b/c.rs")));
    }
}
