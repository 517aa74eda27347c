//! A message without what changes when unrelated lines move or an unrelated item is added.

/// Replaces the volatile parts of a message by `_`: lines and columns (`src/a.rs:3:5: 3:9`), numbers of closures and of
/// anonymous lifetimes (`{closure#2}`, `'1`), of allocations (`alloc12`), and hashes (`krate[8d9f]`, `17h0123456789abcdef`).
pub(super) fn normalised(message: &str) -> String {
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(first) = rest.chars().next() {
        let previous = out.chars().next_back();
        let (kept, skipped) =
            volatile(previous, rest).unwrap_or((first_of(rest, first), first.len_utf8()));
        out.push_str(kept);
        rest = &rest[skipped..];
    }
    out
}

fn first_of(rest: &str, first: char) -> &str {
    &rest[..first.len_utf8()]
}

/// If `rest` starts with something volatile: what to write for it, and how many bytes it takes.
fn volatile(previous: Option<char>, rest: &str) -> Option<(&'static str, usize)> {
    let in_word = previous.is_some_and(is_word);
    line_and_column(previous, rest)
        .map(|length| (":_", length))
        .or_else(|| numbered(rest, "{closure#").map(|length| ("{closure#_", length)))
        .or_else(|| lifetime(in_word, rest).map(|length| ("'_", length)))
        .or_else(|| {
            numbered(rest, "alloc")
                .filter(|_| !in_word)
                .map(|length| ("alloc_", length))
        })
        .or_else(|| disambiguator(in_word, rest).map(|length| ("[_]", length)))
        .or_else(|| symbol_hash(rest).map(|length| ("17h_", length)))
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// How many bytes of digits `text` starts with; `None` for none.
fn digits(text: &str) -> Option<usize> {
    let length = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    (length > 0).then_some(length)
}

/// `prefix` and a number, at a word's end.
fn numbered(rest: &str, prefix: &str) -> Option<usize> {
    let tail = rest.strip_prefix(prefix)?;
    let length = digits(tail)?;
    let ends = !tail[length..].starts_with(is_word);
    ends.then_some(prefix.len() + length)
}

/// `:3:5` behind a file name, with a following `: 3:9` where there is one.
fn line_and_column(previous: Option<char>, rest: &str) -> Option<usize> {
    if !previous.is_some_and(|c| is_word(c) || c == '>') {
        return None;
    }
    let start = pair(rest, ":")?;
    let end = pair(&rest[start..], ": ").unwrap_or_default();
    Some(start + end)
}

fn pair(text: &str, before: &str) -> Option<usize> {
    let line = text.strip_prefix(before)?;
    let line_digits = digits(line)?;
    let column = line[line_digits..].strip_prefix(':')?;
    Some(before.len() + line_digits + 1 + digits(column)?)
}

/// `'1`, as rustc names a lifetime that has no name; not a character literal.
fn lifetime(in_word: bool, rest: &str) -> Option<usize> {
    let tail = rest.strip_prefix('\'').filter(|_| !in_word)?;
    let length = digits(tail)?;
    let ends = !tail[length..].starts_with(|c| c == '\'' || is_word(c));
    ends.then_some(1 + length)
}

/// `[8d9f]` behind a crate's name.
fn disambiguator(in_word: bool, rest: &str) -> Option<usize> {
    let tail = rest.strip_prefix('[').filter(|_| in_word)?;
    let (inside, _) = tail.split_once(']')?;
    let hexadecimal =
        (4..=16).contains(&inside.len()) && inside.bytes().all(|b| b.is_ascii_hexdigit());
    hexadecimal.then_some(inside.len() + 2)
}

/// The hash at the end of a mangled symbol.
fn symbol_hash(rest: &str) -> Option<usize> {
    let tail = rest.strip_prefix("17h")?;
    let hash = tail.get(..16)?;
    hash.bytes().all(|b| b.is_ascii_hexdigit()).then_some(19)
}

#[cfg(test)]
mod tests {
    use super::normalised;

    #[test]
    fn volatile_parts_are_taken_out() {
        for (message, expected) in [
            (
                "expected `{closure@src/main.rs:5:13: 5:16}`, found `i32`",
                "expected `{closure@src/main.rs:_}`, found `i32`",
            ),
            (
                "see src/a.rs:3:5 and src/b.rs:30:50.",
                "see src/a.rs:_ and src/b.rs:_.",
            ),
            ("`{closure#12}` twice", "`{closure#_}` twice"),
            (
                "returning `&'1 str` needs `'2` to outlive",
                "returning `&'_ str` needs `'_` to outlive",
            ),
            ("character `'1'` stays", "character `'1'` stays"),
            ("found `alloc12` here", "found `alloc_` here"),
            (
                "`krate[8d9f]::f` and `[u8; 4]`",
                "`krate[_]::f` and `[u8; 4]`",
            ),
            (
                "undefined _ZN1a1b17h0123456789abcdefE",
                "undefined _ZN1a1b17h_E",
            ),
            (
                "`x10` has 3 fields, `a::b` too: 4",
                "`x10` has 3 fields, `a::b` too: 4",
            ),
            ("ünïcode «ß:1:2» stays whole", "ünïcode «ß:_» stays whole"),
        ] {
            assert_eq!(normalised(message), expected);
        }
    }
}
