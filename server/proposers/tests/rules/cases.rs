//! The format of a file of cases: sections that start with `# applies`, `# fixed`, `# silent` or `# rejected`, each followed by a
//! program. Behind the word may stand a title, and `edition=2018` or the like. A line `=== path` begins a further file of the
//! program; the first is `src/main.rs` when it holds `fn main`, else `src/lib.rs`.

use std::{collections::BTreeMap, fmt, fs, path::PathBuf};

use bowline_loop_core::WorkspacePath;

/// A program and what is expected of a rule.
pub struct Case {
    pub title: String,
    pub before: Program,
    pub expected: Expected,
}

/// What a rule must do with a program.
pub enum Expected {
    /// Make this one of it.
    Fixed(Program),
    /// Nothing.
    Silent,
    /// Propose something that does not compile.
    Rejected,
}

/// The files of one crate.
#[derive(Clone, PartialEq, Eq)]
pub struct Program {
    pub edition: String,
    pub root: WorkspacePath,
    pub files: BTreeMap<WorkspacePath, String>,
}

impl fmt::Display for Program {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (path, text) in &self.files {
            if self.files.len() > 1 {
                writeln!(f, "=== {path}")?;
            }
            write!(f, "{text}")?;
        }
        Ok(())
    }
}

fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

/// The names of all files of cases.
pub fn names() -> Vec<String> {
    let entries = fs::read_dir(directory()).expect("the directory of the cases is there");
    let paths = entries.map(|entry| entry.expect("it can be read").path());
    paths
        .filter(|path| {
            path.extension()
                .is_some_and(|extension| extension == "cases")
        })
        .filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned()))
        .collect()
}

/// The cases of a rule; none where it has no file.
pub fn of(rule: &str) -> Vec<Case> {
    let path = directory().join(format!("{rule}.cases"));
    let Ok(text) = fs::read_to_string(&path) else {
        return Vec::new();
    };
    let mut cases: Vec<Case> = Vec::new();
    for section in sections(&text) {
        let before = program(&section);
        let expected = match section.kind {
            "silent" => Expected::Silent,
            "applies" | "rejected" => Expected::Rejected,
            "fixed" => {
                let case = cases.last_mut().expect("«fixed» stands behind «applies»");
                let mut fixed = before;
                fixed.edition.clone_from(&case.before.edition);
                case.expected = Expected::Fixed(fixed);
                continue;
            }
            other => panic!("{}: what is «{other}»?", path.display()),
        };
        let title = format!("{} {}", section.kind, section.title)
            .trim_end()
            .to_owned();
        cases.push(Case {
            title,
            before,
            expected,
        });
    }
    cases
}

struct Section<'a> {
    kind: &'a str,
    title: String,
    edition: &'a str,
    body: String,
}

fn sections(text: &str) -> Vec<Section<'_>> {
    let mut found: Vec<Section<'_>> = Vec::new();
    for line in text.split_inclusive('\n') {
        if let Some(head) = line.strip_prefix("# ") {
            let mut words = head.split_whitespace();
            let kind = words.next().unwrap_or_default();
            let (options, title): (Vec<&str>, Vec<&str>) =
                words.partition(|word| word.starts_with("edition="));
            found.push(Section {
                kind,
                title: title.join(" "),
                edition: options
                    .first()
                    .map_or("2021", |option| &option["edition=".len()..]),
                body: String::new(),
            });
        } else if let Some(section) = found.last_mut() {
            section.body.push_str(line);
        }
    }
    found
}

fn program(section: &Section<'_>) -> Program {
    let root = if section.body.contains("fn main(") {
        "src/main.rs"
    } else {
        "src/lib.rs"
    };
    let root = WorkspacePath::new(root);
    let mut files = BTreeMap::from([(root.clone(), String::new())]);
    let mut current = root.clone();
    for line in section.body.split_inclusive('\n') {
        if let Some(path) = line.strip_prefix("=== ") {
            current = WorkspacePath::new(path.trim());
            files.insert(current.clone(), String::new());
        } else if let Some(text) = files.get_mut(&current) {
            text.push_str(line);
        }
    }
    // The blank line that parts two sections belongs to neither.
    for text in files.values_mut() {
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    Program {
        edition: section.edition.to_owned(),
        root,
        files,
    }
}
