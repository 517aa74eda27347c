//! What a model asks to see, looked up: in the files of the project alone, none of those that are closed or ignored, and no more of
//! each than a screenful. Reads and nothing else; redaction comes when it is sent.

use std::fmt::Write as _;

use bowline_loop_core::WorkspacePath;
use bowline_proposers::model::{Lookup, prompt::Fact};
use bowline_syntax::index::Item;

use super::{Closed, Question};

/// Bytes that one lookup gives at the most.
const MOST_BYTES: usize = 1_500;

/// Lines that a search gives, and names that a list gives.
const MOST_LINES: usize = 12;
const MOST_NAMES: usize = 60;

/// The ends of names of files that may be looked into.
const KINDS: &[&str] = &[".rs", ".toml", ".md"];

/// The answer to one lookup. What may not be seen and what is not there are answered alike.
pub(super) fn look(lookup: &Lookup, question: &Question<'_>, closed: &Closed) -> Fact {
    let view = View::of(question, closed);
    let text = match lookup {
        Lookup::Read { path, item: None } => view.text(path).map(|text| cut(&text)),
        Lookup::Read {
            path,
            item: Some(item),
        } => view.item(path, item),
        Lookup::Find(text) => view.find(text),
        Lookup::List(path) => view.list(path),
    };
    Fact {
        what: "looked up",
        source: lookup.to_string(),
        text: text.unwrap_or_else(|| "There is nothing there that can be shown.".into()),
    }
}

/// The part of a project that a model may look at.
struct View<'a> {
    question: &'a Question<'a>,
    closed: &'a Closed,
    ignored: Closed,
}

impl<'a> View<'a> {
    fn of(question: &'a Question<'a>, closed: &'a Closed) -> Self {
        let ignored = (question.text_of)(&WorkspacePath::new(".gitignore"));
        Self {
            question,
            closed,
            ignored: Closed::of(ignored.as_deref()),
        }
    }

    fn is_open(&self, path: &WorkspacePath) -> bool {
        KINDS.iter().any(|kind| path.as_str().ends_with(kind))
            && !self.closed.holds(path)
            && !self.ignored.holds(path)
            && self.question.files.contains(path)
    }

    fn open(&self) -> impl Iterator<Item = &'a WorkspacePath> {
        let files = self.question.files.iter();
        files.filter(|path| self.is_open(path))
    }

    fn text(&self, path: &WorkspacePath) -> Option<String> {
        self.is_open(path)
            .then(|| (self.question.text_of)(path))
            .flatten()
    }

    fn item(&self, path: &WorkspacePath, name: &str) -> Option<String> {
        let text = self.text(path)?;
        let (container, name) = match name.rsplit_once("::") {
            Some((container, name)) => (container.rsplit("::").next(), name),
            None => (None, name),
        };
        let items = self.question.index.items_of(path);
        let is_meant = |item: &&Item| {
            item.name == name
                && container.is_none_or(|holder| {
                    item.container.as_deref() == Some(holder)
                        || item.modules.last().map(String::as_str) == Some(holder)
                })
        };
        let found: Vec<&str> = items
            .iter()
            .filter(is_meant)
            .filter_map(|item| text.get(item.range.clone()))
            .collect();
        match found.is_empty() {
            true => self.declared(path),
            false => Some(cut(&found.join("\n\n"))),
        }
    }

    /// The names that a file declares.
    fn declared(&self, path: &WorkspacePath) -> Option<String> {
        let items = self
            .question
            .index
            .items_of(path)
            .iter()
            .map(|item| match &item.container {
                Some(container) => format!("{container}::{}", item.name),
                None => item.name.clone(),
            });
        let names: Vec<String> = items.take(MOST_NAMES).collect();
        (!names.is_empty()).then(|| format!("It declares: {}", names.join(", ")))
    }

    fn find(&self, wanted: &str) -> Option<String> {
        let mut found = String::new();
        let mut count = 0;
        for path in self.open() {
            let Some(text) = self.text(path).filter(|text| text.contains(wanted)) else {
                continue;
            };
            for (number, line) in (1..)
                .zip(text.lines())
                .filter(|(_, line)| line.contains(wanted))
            {
                count += 1;
                if count <= MOST_LINES {
                    let _ = writeln!(found, "{path}:{number}: {}", line.trim());
                }
            }
        }
        if count > MOST_LINES {
            let _ = writeln!(found, "… and {} more lines", count - MOST_LINES);
        }
        (count > 0).then(|| cut(&found))
    }

    fn list(&self, path: &WorkspacePath) -> Option<String> {
        if self.is_open(path) {
            return self.declared(path);
        }
        let directory = match path.as_str() {
            "" | "." => String::new(),
            path => format!("{path}/"),
        };
        let below = self
            .open()
            .filter(|path| path.as_str().starts_with(&directory));
        let names: Vec<&str> = below.map(WorkspacePath::as_str).take(MOST_NAMES).collect();
        (!names.is_empty()).then(|| cut(&names.join("\n")))
    }
}

/// The beginning of a text, with a mark where it goes on.
fn cut(text: &str) -> String {
    if text.len() <= MOST_BYTES {
        return text.to_owned();
    }
    let end = (0..=MOST_BYTES).rev().find(|at| text.is_char_boundary(*at));
    format!("{}\n…", &text[..end.unwrap_or(0)])
}

#[cfg(test)]
mod tests {
    use bowline_syntax::Index;

    use super::*;

    const FILES: &[(&str, &str)] = &[
        (
            "src/lib.rs",
            "mod rates;\npub fn gross(net: u32) -> u32 { levy(net) }\n",
        ),
        (
            "src/rates.rs",
            "pub struct Rate;\nimpl Rate {\n    pub fn of(net: u32) -> u32 { net / 5 }\n}\n",
        ),
        ("src/billing.rs", "pub fn levy_of_the_closed() {}\n"),
        ("made/out.rs", "pub fn levy_of_the_ignored() {}\n"),
        (".env", "LEVY=levy_of_the_environment\n"),
        ("credentials.toml", "levy = 1\n"),
        (".gitignore", "/made\n"),
        ("data.bin", "levy\n"),
    ];

    fn asked(line: &str) -> String {
        let text_of = |path: &WorkspacePath| {
            let known = FILES.iter().find(|(name, _)| *name == path.as_str());
            // The world outside answers as well: only the rules keep it out.
            Some(known.map_or("SECRET levy", |(_, text)| *text).to_owned())
        };
        let mut index = Index::default();
        let files: Vec<WorkspacePath> = FILES
            .iter()
            .map(|(name, _)| WorkspacePath::new(name))
            .collect();
        for (path, (_, text)) in files.iter().zip(FILES) {
            index.update(path, text);
        }
        let question = Question {
            diagnostics: &[],
            goal: &|_| true,
            text_of: &text_of,
            index: &index,
            files: &files,
            failing: None,
        };
        let closed = Closed::of(Some("src/billing.rs"));
        let lookups = Lookup::of_reply(line);
        look(lookups.first().expect("a lookup"), &question, &closed).text
    }

    #[test]
    fn items_files_texts_and_names_are_found() {
        assert!(asked("READ src/rates.rs#Rate::of").starts_with("pub fn of"));
        assert!(asked("READ src/rates.rs#of").starts_with("pub fn of"));
        assert!(asked("READ src/rates.rs").starts_with("pub struct Rate;"));
        assert!(asked("READ src/rates.rs#nothing").starts_with("It declares: Rate"));
        assert_eq!(
            asked("FIND levy"),
            "src/lib.rs:2: pub fn gross(net: u32) -> u32 { levy(net) }\n"
        );
        assert_eq!(asked("LIST ."), "src/lib.rs\nsrc/rates.rs");
        // A model's root is the workspace's: nothing lies above it.
        assert_eq!(asked("LIST /"), asked("LIST ."));
        assert!(asked("LIST src/lib.rs").contains("gross"));
    }

    #[test]
    fn nothing_else_is_shown_however_it_is_asked_for() {
        for line in [
            "READ .env",
            "READ ./.env",
            "READ src/../.env",
            "READ ../outside.rs",
            "READ /etc/passwd",
            "READ C:\\secrets.rs",
            "READ src/billing.rs",
            "READ src/billing.rs#levy_of_the_closed",
            "READ ./src//billing.rs",
            "READ made/out.rs",
            "READ credentials.toml",
            "READ data.bin",
            "READ target/debug/x.rs",
            "LIST ..",
            "LIST made",
            "FIND levy_of_the",
        ] {
            assert_eq!(
                asked(line),
                "There is nothing there that can be shown.",
                "{line}"
            );
        }
    }
}
