//! The third form: a unified diff, or the patch that some models are trained to write. Line numbers are not believed; the
//! lines of a hunk are searched for like any other text.

use super::Written;

/// The hunks of a patch as edits; `None` where there is none.
pub(super) fn read(reply: &str) -> Option<Vec<Written>> {
    let mut edits: Vec<Written> = Vec::new();
    let mut file = None;
    let mut hunk = Hunk::default();
    let mut is_inside = false;
    for line in reply.lines() {
        if let Some(name) = named(line) {
            edits.extend(hunk.end(&file));
            file = Some(name);
            is_inside = line.starts_with("***");
        } else if line.starts_with("@@") {
            edits.extend(hunk.end(&file));
            is_inside = true;
        } else if line.starts_with("***") || line.starts_with("```") || line.starts_with("--- ") {
            edits.extend(hunk.end(&file));
            is_inside = false;
        } else if is_inside {
            hunk.take(line);
        }
    }
    edits.extend(hunk.end(&file));
    (!edits.is_empty()).then_some(edits)
}

/// The file that a head line names.
fn named(line: &str) -> Option<String> {
    if let Some(name) = line.strip_prefix("*** Update File: ") {
        return Some(name.trim().to_owned());
    }
    let name = line.strip_prefix("+++ ")?.split('\t').next()?.trim();
    Some(name.strip_prefix("b/").unwrap_or(name).to_owned())
}

#[derive(Default)]
struct Hunk {
    search: Vec<String>,
    replace: Vec<String>,
    changes: bool,
}

impl Hunk {
    fn take(&mut self, line: &str) {
        let (mark, rest) = match line.chars().next() {
            Some(mark @ ('+' | '-' | ' ')) => (mark, &line[1..]),
            // An empty line of context that lost its blank.
            _ => (' ', line),
        };
        self.changes |= mark != ' ';
        if mark != '+' {
            self.search.push(rest.to_owned());
        }
        if mark != '-' {
            self.replace.push(rest.to_owned());
        }
    }

    fn end(&mut self, file: &Option<String>) -> Option<Written> {
        let hunk = std::mem::take(self);
        hunk.changes.then(|| Written {
            file: file.clone(),
            search: hunk.search.join("\n"),
            replace: hunk.replace.join("\n"),
        })
    }
}
