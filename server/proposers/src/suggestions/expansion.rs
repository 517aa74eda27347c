//! Suggestions whose span lies in a macro's own file, aimed anew at the person's call: `*` for `assert_eq!(a, 1)` is suggested
//! inside `core`, and belongs before one of the arguments.

use bowline_loop_core::{Replacement, WorkspacePath, observation::DiagnosticSpan};

use crate::texts::Texts;

/// Arguments of a macro call that are tried at most.
const MOST_ARGUMENTS: usize = 4;

/// The places in the person's call where a suggestion of another file could belong; empty where it cannot be told.
pub(super) fn aim(
    span: &DiagnosticSpan,
    texts: &mut Texts<'_>,
) -> Vec<(WorkspacePath, Replacement)> {
    let Some(replacement) = span.replacement.as_deref() else {
        return Vec::new();
    };
    let Some(call) = span.expansion.as_deref() else {
        return Vec::new();
    };
    let Some(text) = texts.get(&call.path) else {
        return Vec::new();
    };
    let Some(source) = text.get(call.start..call.end) else {
        return Vec::new();
    };
    if span.start != span.end || !(is_prefix(replacement) || is_suffix(replacement)) {
        return Vec::new();
    }
    // A literal is never a reference.
    let literal = |argument: &str| {
        argument.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '"' | '\''))
    };
    let dereferences = replacement.chars().all(|c| c == '*');
    arguments(source)
        .into_iter()
        .filter(|argument| !(dereferences && literal(&source[argument.clone()])))
        .take(MOST_ARGUMENTS)
        .map(|argument| {
            let within = if is_prefix(replacement) {
                argument.start
            } else {
                argument.end
            };
            let at = call.start + within;
            let inserted = Replacement {
                start: at,
                end: at,
                text: replacement.to_owned(),
            };
            (call.path.clone(), inserted)
        })
        .collect()
}

/// Text that stands before an expression: `*`, `&`, `&mut `.
fn is_prefix(text: &str) -> bool {
    let rest = text.replace("mut ", "");
    !rest.is_empty() && rest.chars().all(|c| matches!(c, '*' | '&'))
}

/// Text that stands behind an expression: `.clone()`, ` as u32`.
fn is_suffix(text: &str) -> bool {
    text.starts_with('.') || text.starts_with(" as ")
}

/// The arguments of a macro call, without the blanks around them, in bytes of `call`.
fn arguments(call: &str) -> Vec<std::ops::Range<usize>> {
    let Some(bang) = call.find('!') else {
        return Vec::new();
    };
    let Some(open) = call[bang..].find(['(', '[', '{']).map(|at| bang + at) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut start = open + 1;
    let mut depth = 0usize;
    let mut at = start;
    while let Some(c) = call[at..].chars().next() {
        let next = at + token(&call[at..]);
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => break,
            ')' | ']' | '}' => depth -= 1,
            ',' | ';' if depth == 0 => {
                push(call, start..at, &mut found);
                start = next;
            }
            _ => {}
        }
        at = next;
    }
    push(call, start..at.min(call.len()), &mut found);
    found
}

fn push(call: &str, argument: std::ops::Range<usize>, into: &mut Vec<std::ops::Range<usize>>) {
    let inner = &call[argument.clone()];
    let start = argument.start + inner.len() - inner.trim_start().len();
    let end = start + inner.trim().len();
    if start < end {
        into.push(start..end);
    }
}

/// The length of the string, character, comment or single character that `rest` starts with.
fn token(rest: &str) -> usize {
    let first = rest.chars().next().map_or(1, char::len_utf8);
    if rest.starts_with("//") {
        return rest.find('\n').unwrap_or(rest.len());
    }
    if let Some(comment) = rest.strip_prefix("/*") {
        return comment.find("*/").map_or(rest.len(), |at| at + 4);
    }
    if let Some(string) = rest.strip_prefix('"') {
        return 1 + quoted(string);
    }
    if let Some(raw) = rest.strip_prefix('r')
        && let hashes = raw.len() - raw.trim_start_matches('#').len()
        && let Some(string) = raw[hashes..].strip_prefix('"')
    {
        let end = format!("\"{}", "#".repeat(hashes));
        return string
            .find(&end)
            .map_or(rest.len(), |at| 2 + hashes + at + end.len());
    }
    if let Some(quote) = rest.strip_prefix('\'') {
        return 1 + character(quote).unwrap_or(0);
    }
    first
}

/// The length of a string's rest with its closing quote.
fn quoted(string: &str) -> usize {
    let mut escaped = false;
    for (at, c) in string.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    string.len()
}

/// The length of a character literal's rest with its closing quote; `None` for a lifetime.
fn character(quote: &str) -> Option<usize> {
    let mut chars = quote.char_indices();
    let (_, first) = chars.next()?;
    if first == '\\' {
        let (skipped, _) = chars.next()?;
        let behind = skipped + 1;
        return quote.get(behind..)?.find('\'').map(|at| behind + at + 1);
    }
    let (at, second) = chars.next()?;
    (second == '\'').then_some(at + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_at_the_top_level() {
        for (call, expected) in [
            ("assert_eq!(a, 1)", vec!["a", "1"]),
            (
                "assert_eq!( f(a, b) , [1, 2] , )",
                vec!["f(a, b)", "[1, 2]"],
            ),
            (
                r#"assert_eq!("a, )", ',', r"x,")"#,
                vec![r#""a, )""#, "','", r#"r"x,""#],
            ),
            (
                r##"m![r#"a", b"#, '\'', x::<'a>]"##,
                vec![r##"r#"a", b"#"##, r"'\''", "x::<'a>"],
            ),
            ("vec![ß; /* , */ 2]", vec!["ß", "/* , */ 2"]),
            ("m!()", vec![]),
            ("m!(a", vec!["a"]),
            ("m!", vec![]),
            ("derive", vec![]),
            ("m!(a, // x, y\n b)", vec!["a", "// x, y\n b"]),
        ] {
            let found: Vec<&str> = arguments(call)
                .into_iter()
                .map(|range| &call[range])
                .collect();
            assert_eq!(found, expected, "{call}");
        }
    }

    #[test]
    fn operators_are_told_from_other_text() {
        for text in ["*", "&", "&mut ", "**", "&*"] {
            assert!(is_prefix(text), "{text}");
        }
        for text in ["", "mut ", "Some(", ")", ".clone()", "use std::fmt;\n"] {
            assert!(!is_prefix(text), "{text}");
        }
    }
}
