//! What people wrote down about how code is written in a project, in the files that other tools know too: the nearest to the
//! code first. Read-only; a prompt holds only the beginning of it.

use bowline_loop_core::{WorkspacePath, reach};

use crate::yaml::{self, Node, Value};

/// Files that say it for the directory they lie in and what is below.
const NEAR: &[&str] = &["AGENTS.md"];

/// Files at the root of the workspace.
const AT_ROOT: &[&str] = &["CONVENTIONS.md", ".goosehints", ".cursorrules"];

/// Directories at the root whose Markdown files say it.
const RULES: &[&str] = &[".kilocode/rules/", ".clinerules/", ".continue/rules/"];

/// Keys of a rule's front matter that name the files it is about.
const PATTERNS: &[&str] = &["globs", "paths"];

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
    let read = |name: String| {
        let text = text_of(&WorkspacePath::new(&name))?;
        Some((name, rule_for(file, &text)?.to_owned()))
    };
    names.into_iter().filter_map(read).collect()
}

/// The body of a rule, where it holds for a file: one whose front matter names patterns of paths holds for those, one that is not
/// always meant and names none for nothing.
fn rule_for<'t>(file: &WorkspacePath, text: &'t str) -> Option<&'t str> {
    let Some((front, above, body)) = yaml::front_matter(text) else {
        return Some(text);
    };
    // Front matter that nobody can read takes nothing away.
    let Ok(front) = yaml::parse(front, above) else {
        return Some(body);
    };
    let always = front.get("alwaysApply").map(|node| &node.value);
    if always == Some(&Value::Switch(true)) {
        return Some(body);
    }
    let patterns = PATTERNS.iter().find_map(|key| front.get(key));
    let holds = match patterns.map(patterns_of) {
        Some(patterns) => patterns.iter().any(|pattern| reach::covers(pattern, file)),
        None => always.is_none(),
    };
    holds.then_some(body)
}

/// One text, several between commas, or a list.
fn patterns_of(node: &Node) -> Vec<String> {
    match &node.value {
        Value::Text(text) => text.split(',').map(|one| one.trim().to_owned()).collect(),
        Value::List(items) => items
            .iter()
            .filter_map(|item| item.text().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    }
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
            (".clinerules/style.md", "---\ndescription: x\n---\nrule"),
            (
                ".continue/rules/a.md",
                "---\nglobs: \"**/*.rs\"\n---\nof rust",
            ),
            (
                ".continue/rules/b.md",
                "---\nglobs: [docs/**]\n---\nof docs",
            ),
            (
                ".continue/rules/c.md",
                "---\nalwaysApply: false\n---\non request",
            ),
            (
                ".continue/rules/d.md",
                "---\nglobs: docs/**\nalwaysApply: true\n---\nalways",
            ),
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
        assert_eq!(texts, ["near", "root", "rule", "of rust", "always"]);
    }
}
