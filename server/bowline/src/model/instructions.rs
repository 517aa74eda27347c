//! What people wrote down about how code is written in a project, in the files that other tools know too: the nearest to the
//! code first. Read-only; a prompt holds only the beginning of it.

use bowline_loop_core::WorkspacePath;

/// Files that say it for the directory they lie in and what is below.
const NEAR: &[&str] = &["AGENTS.md"];

/// Files at the root of the workspace.
const AT_ROOT: &[&str] = &["CONVENTIONS.md", ".goosehints", ".cursorrules"];

/// Directories at the root whose Markdown files say it.
const RULES: &[&str] = &[".kilocode/rules/", ".clinerules/", ".continue/rules/"];

/// The instructions that hold for a file, each with its name; `all` are the files of the workspace.
pub fn instructions(
    file: &WorkspacePath,
    all: &[WorkspacePath],
    text_of: &dyn Fn(&WorkspacePath) -> Option<String>,
) -> Vec<(String, String)> {
    let mut names: Vec<String> = Vec::new();
    let mut directory = file.as_str();
    while let Some((above, _)) = directory.rsplit_once('/') {
        names.extend(NEAR.iter().map(|name| format!("{above}/{name}")));
        directory = above;
    }
    names.extend(NEAR.iter().chain(AT_ROOT).map(|name| (*name).to_owned()));
    let is_rule = |path: &&WorkspacePath| {
        let path = path.as_str();
        path.ends_with(".md") && RULES.iter().any(|directory| path.starts_with(directory))
    };
    names.extend(all.iter().filter(is_rule).map(ToString::to_string));
    let read = |name: String| Some((text_of(&WorkspacePath::new(&name))?, name));
    names
        .into_iter()
        .filter_map(read)
        .map(|(text, name)| (name, without_front_matter(&text).to_owned()))
        .collect()
}

fn without_front_matter(text: &str) -> &str {
    let rest = text
        .strip_prefix("---\n")
        .and_then(|rest| rest.split_once("\n---\n"));
    rest.map_or(text, |(_, body)| body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_goes_first() {
        let files = [
            ("AGENTS.md", "root"),
            ("crates/a/AGENTS.md", "near"),
            ("crates/b/AGENTS.md", "other"),
            (".clinerules/style.md", "---\nglobs: x\n---\nrule"),
        ];
        let all: Vec<_> = files
            .iter()
            .map(|(name, _)| WorkspacePath::new(name))
            .collect();
        let text_of = |path: &WorkspacePath| {
            let found = files.iter().find(|(name, _)| *name == path.as_str());
            found.map(|(_, text)| (*text).to_owned())
        };
        let found = instructions(&WorkspacePath::new("crates/a/src/lib.rs"), &all, &text_of);
        let texts: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
        assert_eq!(texts, ["near", "root", "rule"]);
    }
}
