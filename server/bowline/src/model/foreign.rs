//! What the sources of dependencies say of the names in an error: the crates that the code and the compiler name, in the
//! versions that `Cargo.lock` has, read where cargo unpacked them. Reads nothing else outside the workspace.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use bowline_loop_core::{Diagnostic, WorkspacePath};
use bowline_proposers::model::prompt::{Fact, signature};
use bowline_syntax::{
    Index, TokenKind,
    index::{Item, ItemKind},
    lex,
};

use super::Question;

/// Crates that are looked into.
const MOST_CRATES: usize = 3;

/// Bytes of sources of one crate that are read.
const MOST_READ: u64 = 6 << 20;

/// Declarations that are told, and bytes of one.
const MOST_FACTS: usize = 8;
const MOST_BYTES: usize = 400;

/// Directories of a crate's sources that are gone down into.
const MOST_DEPTH: usize = 6;

/// The declarations of the names that the workspace does not declare; the compiler's own words come first.
pub fn facts(
    question: &Question<'_>,
    text_of: &dyn Fn(&WorkspacePath) -> Option<String>,
) -> Vec<Fact> {
    let told: Vec<&Diagnostic> = question
        .diagnostics
        .iter()
        .filter(|one| (question.goal)(one))
        .take(3)
        .collect();
    let Some(lock) = text_of(&WorkspacePath::new("Cargo.lock")) else {
        return Vec::new();
    };
    let Some(sources) = cargo_home().map(|home| home.join("registry").join("src")) else {
        return Vec::new();
    };
    let crates = crates(&lock);
    let named = named(&told, question.index);
    let mentioned = mentioned(&told, question.index);
    let found = crates
        .iter()
        .filter(|one| mentioned.contains(&one.name.replace('-', "_")))
        .take(MOST_CRATES);
    found
        .filter_map(|one| Some((one, one.directory(&sources)?)))
        .flat_map(|(one, directory)| declared(one, &directory, &named))
        .take(MOST_FACTS)
        .collect()
}

/// A package of a registry.
#[derive(Debug, PartialEq, Eq)]
struct Locked {
    name: String,
    version: String,
}

impl Locked {
    /// Where cargo unpacked it; registries have directories of their own.
    fn directory(&self, sources: &Path) -> Option<PathBuf> {
        let name = format!("{}-{}", self.name, self.version);
        let registries = fs::read_dir(sources).ok()?.flatten();
        let mut found = registries.map(|one| one.path().join(&name).join("src"));
        found.find(|directory| directory.is_dir())
    }
}

/// The packages of a lock file that came from a registry.
fn crates(lock: &str) -> Vec<Locked> {
    let Ok(lock) = toml::from_str::<toml::Table>(lock) else {
        return Vec::new();
    };
    let packages = lock.get("package").and_then(toml::Value::as_array);
    let locked = |package: &toml::Value| {
        let text = |key: &str| Some(package.get(key)?.as_str()?.to_owned());
        // A name or version that is no plain word is not looked for on the disk.
        let is_plain = |text: &String| !text.contains(['/', '\\']) && text != "..";
        text("source").filter(|source| source.starts_with("registry+"))?;
        Some(Locked {
            name: text("name").filter(is_plain)?,
            version: text("version").filter(is_plain)?,
        })
    };
    packages.into_iter().flatten().filter_map(locked).collect()
}

/// The words of the errors that may be names of crates, and the crates that the files with errors import.
fn mentioned(told: &[&Diagnostic], index: &Index) -> BTreeSet<String> {
    let mut words: BTreeSet<String> = told.iter().flat_map(|one| code_words(one)).collect();
    for span in told.iter().filter_map(|one| one.primary()) {
        for import in index.imports_of(&span.path) {
            let first = import.target.split("::").next().unwrap_or_default();
            words.insert(first.trim_start_matches("::").to_owned());
        }
    }
    words
}

/// The names in the errors that the workspace does not declare.
fn named(told: &[&Diagnostic], index: &Index) -> Vec<String> {
    let mut names = Vec::new();
    for name in told.iter().flat_map(|one| code_words(one)) {
        let is_new = name.len() > 2 && !names.contains(&name);
        if is_new && index.named(&name).next().is_none() {
            names.push(name);
        }
    }
    names
}

/// The words of code in an error: what stands between backticks, in its places, and in what it renders of them.
fn code_words(one: &Diagnostic) -> Vec<String> {
    let mut words = Vec::new();
    let mut add = |text: &str| {
        for token in lex(text) {
            if token.kind == TokenKind::Word {
                words.push(text[token.start..token.end].to_owned());
            }
        }
    };
    let children = one.children.iter().map(|child| child.message.as_str());
    for message in std::iter::once(one.message.as_str()).chain(children) {
        message.split('`').skip(1).step_by(2).for_each(&mut add);
    }
    for span in &one.spans {
        add(&span.text);
        let label = span.label.as_deref().unwrap_or_default();
        label.split('`').skip(1).step_by(2).for_each(&mut add);
    }
    words
}

/// What a crate declares in public under these names.
fn declared(one: &Locked, directory: &Path, names: &[String]) -> Vec<Fact> {
    let mut files = Vec::new();
    let mut left = MOST_READ;
    collect(directory, MOST_DEPTH, &mut left, &mut files);
    let mut index = Index::default();
    let mut texts = Vec::new();
    for file in files {
        let Ok(text) = fs::read_to_string(&file) else {
            continue;
        };
        if names.iter().any(|name| declares(&text, name)) {
            let shown = file.strip_prefix(directory).unwrap_or(&file);
            let path = WorkspacePath::new(shown.to_string_lossy());
            index.update(&path, &text);
            texts.push((path, text));
        }
    }
    let text_of = |path: &WorkspacePath| {
        let found = texts.iter().find(|(one, _)| one == path);
        found.map(|(_, text)| text.as_str())
    };
    let items = names.iter().flat_map(|name| index.named(name));
    let is_public = |item: &&Item| {
        item.visibility == "pub" || item.of_trait.is_some() || item.kind == ItemKind::Macro
    };
    items
        .filter(is_public)
        .filter(|item| item.kind != ItemKind::Impl)
        .take(MOST_FACTS)
        .filter_map(|item| {
            let code = text_of(&item.path)?.get(item.range.clone())?;
            let holder = item.container.as_ref().map(|holder| format!(" ({holder})"));
            Some(Fact {
                what: "dependency",
                source: format!(
                    "{} {}, {}{}",
                    one.name,
                    one.version,
                    item.path,
                    holder.unwrap_or_default()
                ),
                text: match item.kind {
                    ItemKind::Function => format!("{};", signature(code)),
                    _ => beginning(code).to_owned(),
                },
            })
        })
        .collect()
}

/// Whether a text may declare a name: cheap, before it is parsed.
fn declares(text: &str, name: &str) -> bool {
    [
        "fn ",
        "struct ",
        "enum ",
        "trait ",
        "type ",
        "const ",
        "macro_rules! ",
    ]
    .iter()
    .any(|word| text.contains(&format!("{word}{name}")))
}

fn collect(directory: &Path, depth: usize, left: &mut u64, files: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(directory) else {
        return;
    };
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        let Ok(about) = fs::symlink_metadata(&path) else {
            continue;
        };
        if about.is_dir() && depth > 0 {
            collect(&path, depth - 1, left, files);
        } else if about.is_file() && path.extension().is_some_and(|end| end == "rs") {
            if about.len() > *left {
                return;
            }
            *left -= about.len();
            files.push(path);
        }
    }
}

fn beginning(code: &str) -> &str {
    let end = (0..=MOST_BYTES.min(code.len()))
        .rev()
        .find(|at| code.is_char_boundary(*at))
        .unwrap_or(0);
    let kept = &code[..end];
    match kept.len() < code.len() {
        true => kept.rfind('\n').map_or(kept, |line| &kept[..line]),
        false => kept,
    }
}

fn cargo_home() -> Option<PathBuf> {
    let named = std::env::var_os("CARGO_HOME").filter(|home| !home.is_empty());
    named
        .map(PathBuf::from)
        .or_else(|| Some(std::env::home_dir()?.join(".cargo")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_read_in_the_version_of_the_lock_file() {
        let lock = "version = 4\n[[package]]\nname = \"app\"\nversion = \"0.1.0\"\n[[package]]\nname = \"small-crate\"\nversion = \"1.2.3\"\nsource = \"registry+x\"\n[[package]]\nname = \"../x\"\nversion = \"1\"\nsource = \"registry+x\"\n";
        let found = crates(lock);
        let [one] = found.as_slice() else {
            panic!("{found:?}")
        };
        let home = tempfile::tempdir().expect("a directory");
        let src = home.path().join("index-1/small-crate-1.2.3/src");
        fs::create_dir_all(src.join("deep")).expect("it can be made");
        let text = "pub struct Meter { pub at: u8 }\nimpl Meter {\n    pub fn advance(&mut self, by: u8) -> bool { true }\n    fn hidden(&self) {}\n}\n";
        fs::write(src.join("deep/meter.rs"), text).expect("it can be written");
        let directory = one.directory(home.path()).expect("it is unpacked");
        let names = [
            "advance".to_owned(),
            "hidden".to_owned(),
            "Meter".to_owned(),
        ];
        let told = declared(one, &directory, &names);
        let texts: Vec<&str> = told.iter().map(|fact| fact.text.as_str()).collect();
        assert_eq!(
            texts,
            [
                "pub fn advance(&mut self, by: u8) -> bool;",
                "pub struct Meter { pub at: u8 }"
            ]
        );
        assert_eq!(told[0].source, "small-crate 1.2.3, deep/meter.rs (Meter)");
    }
}
