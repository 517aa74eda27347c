//! Where else a name is used: code that does the same thing elsewhere in the workspace, and tests that try it out. Names only,
//! nothing is resolved; comments and strings do not count.

use bowline_loop_core::WorkspacePath;
use bowline_syntax::{TokenKind, lex};

/// Bytes of sources that one search reads: beyond, the answer is late rather than better.
const MOST_BYTES: usize = 32 << 20;

/// One line that uses a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Use {
    /// Its file.
    pub path: WorkspacePath,
    /// Its line, 1-based.
    pub line: u32,
    /// The line, without blanks around it.
    pub text: String,
    /// Whether it stands in a test.
    pub is_test: bool,
}

/// Every line of the workspace that uses a name, in the order of `files`.
pub fn uses(
    name: &str,
    files: &[WorkspacePath],
    text_of: &dyn Fn(&WorkspacePath) -> Option<String>,
) -> Vec<Use> {
    let mut found = Vec::new();
    let mut read = 0;
    for path in files.iter().filter(|path| path.as_str().ends_with(".rs")) {
        if read > MOST_BYTES {
            break;
        }
        let Some(text) = text_of(path) else { continue };
        read += text.len();
        if text.contains(name) {
            uses_in(name, path, &text, &mut found);
        }
    }
    found
}

fn uses_in(name: &str, path: &WorkspacePath, text: &str, found: &mut Vec<Use>) {
    let tests = path.as_str().starts_with("tests/") || path.as_str().contains("/tests/");
    // What stands below the attribute is the module of tests, by the habit of the language.
    let tests_from = text.find("#[cfg(test)]").unwrap_or(text.len());
    for token in lex(text) {
        if token.kind != TokenKind::Word || &text[token.start..token.end] != name {
            continue;
        }
        let line = text[..token.start].matches('\n').count();
        let line = u32::try_from(line + 1).unwrap_or(u32::MAX);
        let is_known = found
            .last()
            .is_some_and(|last: &Use| last.line == line && &last.path == path);
        if is_known {
            continue;
        }
        let start = text[..token.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[token.end..]
            .find('\n')
            .map_or(text.len(), |at| token.end + at);
        found.push(Use {
            path: path.clone(),
            line,
            text: text[start..end].trim().to_owned(),
            is_test: tests || token.start > tests_from,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_counts_and_comments_do_not() {
        let text = "// gross\nfn gross() {}\nfn a() { gross(); gross(); \"gross\"; }\n#[cfg(test)]\nmod tests { fn t() { gross() } }\n";
        let path = WorkspacePath::new("src/lib.rs");
        let found = uses("gross", std::slice::from_ref(&path), &|_| {
            Some(text.to_owned())
        });
        let lines: Vec<(u32, bool)> = found.iter().map(|one| (one.line, one.is_test)).collect();
        assert_eq!(lines, [(2, false), (3, false), (5, true)]);
    }
}
