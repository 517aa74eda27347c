//! From the file names in a tool's output to paths as the workspace knows them, and the mirror's prefix out of texts.

use bowline_loop_core::WorkspacePath;

use super::Roots;

impl Roots {
    /// The path for a file name as rustc writes it.
    ///
    /// Relative names are relative to the workspace root; absolute ones below the mirrored root become relative; others below
    /// the mirror lose its prefix; the rest stay absolute. A pseudo-file of the compiler, such as `<anon>`, is named below `/`
    /// so that it counts as outside.
    pub fn workspace_path(&self, file_name: &str) -> WorkspacePath {
        if file_name.starts_with('<') {
            return WorkspacePath::new(format!("/{file_name}"));
        }
        let slashed = file_name.replace('\\', "/");
        let root = slash(&self.root);
        let own = without_prefix(&slashed, &slash(&self.prefix))
            .unwrap_or(&slashed)
            .to_owned();
        let mirrored = own.len() < slashed.len() || self.prefix.is_empty();
        let absolute = if is_absolute(&own) {
            tidy(&own)
        } else {
            tidy(&format!("{root}/{own}"))
        };
        // An absolute name of the person's own tree does not come from the tree that was checked: it stays outside.
        if !mirrored && is_absolute(&own) {
            return WorkspacePath::new(absolute);
        }
        match without_prefix(&absolute, &root) {
            Some(relative) => WorkspacePath::new(relative.trim_start_matches('/')),
            None => WorkspacePath::new(absolute),
        }
    }

    /// A text for people: without terminal colours and without the mirror's prefix, which differs from run to run.
    pub(super) fn clean(&self, text: &str) -> String {
        let plain = without_colours(text);
        let prefix = self.prefix.trim_end_matches('/');
        if prefix.is_empty() {
            plain
        } else {
            plain.replace(prefix, "")
        }
    }
}

fn slash(path: &str) -> String {
    path.replace('\\', "/").trim_end_matches('/').to_owned()
}

fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.as_bytes().get(1) == Some(&b':')
}

/// What follows `prefix` in `path`, with its leading `/`; `None` when `path` is not below it.
fn without_prefix<'a>(path: &'a str, prefix: &str) -> Option<&'a str> {
    path.strip_prefix(prefix)
        .filter(|rest| rest.starts_with('/') && !prefix.is_empty())
}

/// Takes `.` and `..` out of an absolute path, as text.
fn tidy(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." if parts.len() > 1 => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Drops terminal control sequences (`ESC [ … letter`).
fn without_colours(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\u{1b}[") {
        plain.push_str(&rest[..at]);
        let sequence = &rest[at + 2..];
        let end = sequence
            .find(|c: char| c.is_ascii_alphabetic())
            .map_or(sequence.len(), |letter| letter + 1);
        rest = &sequence[end..];
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roots() -> Roots {
        Roots {
            prefix: "/cache/ab12/slot-0".to_owned(),
            root: "/home/me/x".to_owned(),
        }
    }

    #[test]
    fn file_names_become_workspace_paths() {
        for (name, path) in [
            ("src/lib.rs", "src/lib.rs"),
            ("./src/lib.rs", "src/lib.rs"),
            ("src/../shared/a.rs", "shared/a.rs"),
            ("src\\a\\b.rs", "src/a/b.rs"),
            ("../dep/src/lib.rs", "/home/me/dep/src/lib.rs"),
            ("/cache/ab12/slot-0/home/me/x/src/lib.rs", "src/lib.rs"),
            (
                "/cache/ab12/slot-0/home/me/dep/src/lib.rs",
                "/home/me/dep/src/lib.rs",
            ),
            (
                "/cache/ab12/slot-01/home/me/x/src/lib.rs",
                "/cache/ab12/slot-01/home/me/x/src/lib.rs",
            ),
            ("/home/me/x/src/lib.rs", "/home/me/x/src/lib.rs"),
            (
                "/rustc/abc/library/core/src/macros/mod.rs",
                "/rustc/abc/library/core/src/macros/mod.rs",
            ),
            ("<anon>", "/<anon>"),
        ] {
            assert_eq!(roots().workspace_path(name).as_str(), path, "{name}");
        }
    }

    #[test]
    fn without_a_mirror_the_root_itself_is_the_workspace() {
        let roots = Roots {
            prefix: String::new(),
            root: "/home/me/x/".to_owned(),
        };
        assert_eq!(
            roots.workspace_path("/home/me/x/src/lib.rs").as_str(),
            "src/lib.rs"
        );
        assert_eq!(
            roots.workspace_path("/home/me/xy/src/lib.rs").as_str(),
            "/home/me/xy/src/lib.rs"
        );
        assert_eq!(roots.workspace_path("src/lib.rs").as_str(), "src/lib.rs");
    }

    #[test]
    fn texts_lose_colours_and_the_mirror() {
        let said = "\u{1b}[1m\u{1b}[38;5;9merror\u{1b}[0m: couldn't read `/cache/ab12/slot-0/home/me/x/a.txt`";
        assert_eq!(
            roots().clean(said),
            "error: couldn't read `/home/me/x/a.txt`"
        );
        assert_eq!(roots().clean("cut \u{1b}[3"), "cut ");
    }
}
