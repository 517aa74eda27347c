//! Cutting Rust text into tokens. Every text can be cut: what is no token is punctuation, and a string without an end stops
//! at its line's end, so that one broken place does not swallow the file.

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A keyword or a name, raw names included.
    Word,
    /// `'a`.
    Lifetime,
    /// A string, character or number in any form.
    Literal,
    /// One character of anything else.
    Mark,
    /// A comment, without the line break behind it.
    Comment,
}

/// A token and where it lies, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: Kind,
    /// Its first byte, 0-based.
    pub start: usize,
    /// The byte behind its last.
    pub end: usize,
}

/// The tokens of a text, comments included, blanks left out.
pub fn lex(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(first) = text[start..].chars().next() {
        if first.is_whitespace() {
            start += first.len_utf8();
            continue;
        }
        let (kind, length) = token(&text[start..], first);
        tokens.push(Token {
            kind,
            start,
            end: start + length,
        });
        start += length;
    }
    tokens
}

fn token(rest: &str, first: char) -> (Kind, usize) {
    if rest.starts_with("//") {
        return (Kind::Comment, rest.find(['\n', '\r']).unwrap_or(rest.len()));
    }
    if rest.starts_with("/*") {
        return (Kind::Comment, block_comment(rest));
    }
    match first {
        '"' => (Kind::Literal, quoted(rest, 0, '"')),
        '\'' => quote(rest),
        '0'..='9' => (Kind::Literal, number(rest)),
        _ if starts_word(first) => {
            prefixed_literal(rest).unwrap_or_else(|| (Kind::Word, word(rest)))
        }
        _ => (Kind::Mark, first.len_utf8()),
    }
}

/// A string or character with letters ahead of its quote, or a raw name.
fn prefixed_literal(rest: &str) -> Option<(Kind, usize)> {
    for prefix in ["br", "cr", "r"] {
        let Some(behind) = rest.strip_prefix(prefix) else {
            continue;
        };
        let hashes = behind.len() - behind.trim_start_matches('#').len();
        let quote = prefix.len() + hashes;
        if rest[quote..].starts_with('"') {
            let closing = format!("\"{}", "#".repeat(hashes));
            let end = rest[quote + 1..]
                .find(&closing)
                .map(|at| quote + 1 + at + closing.len());
            return Some((Kind::Literal, end.unwrap_or_else(|| line_end(rest))));
        }
        if prefix == "r" && hashes == 1 && rest[2..].starts_with(starts_word) {
            return Some((Kind::Word, 2 + word(&rest[2..])));
        }
    }
    let (prefix, quote) = (rest.get(..1)?, rest[1..].chars().next()?);
    match (prefix, quote) {
        ("b" | "c", '"') => Some((Kind::Literal, quoted(rest, 1, '"'))),
        ("b", '\'') => Some((Kind::Literal, quoted(rest, 1, '\''))),
        _ => None,
    }
}

/// The length of a quoted literal whose quote stands at `at`; it ends with its line when the closing quote is missing.
fn quoted(rest: &str, at: usize, quote: char) -> usize {
    let mut chars = rest[at + 1..].char_indices();
    while let Some((offset, c)) = chars.next() {
        if c == '\\' {
            chars.next();
        } else if c == quote {
            return at + 1 + offset + 1;
        }
    }
    line_end(rest)
}

/// A character, a lifetime, or a lone quote.
fn quote(rest: &str) -> (Kind, usize) {
    let mut chars = rest[1..].chars();
    match (chars.next(), chars.next()) {
        (Some('\\'), _) => {
            let length = quoted(rest, 0, '\'');
            (Kind::Literal, length.min(line_end(rest)))
        }
        (Some(c), Some('\'')) if c != '\'' => (Kind::Literal, 2 + c.len_utf8()),
        (Some(c), _) if starts_word(c) => (Kind::Lifetime, 1 + word(&rest[1..])),
        _ => (Kind::Mark, 1),
    }
}

/// The length of a number, with its fraction, exponent and suffix. `1..2` and `1.max(2)` end behind the `1`.
fn number(rest: &str) -> usize {
    let whole = word(rest);
    let mut length = whole;
    let mut behind = rest[whole..].chars();
    if behind.next() == Some('.') {
        match behind.next() {
            Some(digit) if digit.is_ascii_digit() => length += 1 + word(&rest[whole + 1..]),
            Some(next) if next == '.' || starts_word(next) => {}
            _ => length += 1,
        }
    }
    let hexadecimal = rest.starts_with("0x");
    let signed = rest[length..].starts_with(['+', '-']);
    if signed && !hexadecimal && rest[..length].ends_with(['e', 'E']) {
        length += 1 + word(&rest[length + 1..]);
    }
    length
}

/// The length of a block comment, comments inside it included.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0_u32;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

fn word(rest: &str) -> usize {
    rest.find(|c: char| !(c == '_' || c.is_alphanumeric()))
        .unwrap_or(rest.len())
}

fn starts_word(c: char) -> bool {
    c == '_' || c.is_alphabetic()
}

fn line_end(rest: &str) -> usize {
    rest.find(['\n', '\r']).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(Kind, &str)]) {
        let got: Vec<_> = lex(text)
            .into_iter()
            .map(|token| (token.kind, &text[token.start..token.end]))
            .collect();
        assert_eq!(got, expected, "{text:?}");
    }

    #[test]
    fn names_lifetimes_and_characters() {
        check(
            "r#fn röd _",
            &[(Kind::Word, "r#fn"), (Kind::Word, "röd"), (Kind::Word, "_")],
        );
        check(
            "&'static",
            &[(Kind::Mark, "&"), (Kind::Lifetime, "'static")],
        );
        check(
            r"'a' '\'' 'ä' '\u{1F600}'",
            &[
                (Kind::Literal, "'a'"),
                (Kind::Literal, r"'\''"),
                (Kind::Literal, "'ä'"),
                (Kind::Literal, r"'\u{1F600}'"),
            ],
        );
        check(
            "b'x' 'l: '",
            &[
                (Kind::Literal, "b'x'"),
                (Kind::Lifetime, "'l"),
                (Kind::Mark, ":"),
                (Kind::Mark, "'"),
            ],
        );
    }

    #[test]
    fn strings() {
        check(
            r#""a\"b" b"c""#,
            &[(Kind::Literal, r#""a\"b""#), (Kind::Literal, r#"b"c""#)],
        );
        check(
            r##"r"\" br#"""# c"x""##,
            &[
                (Kind::Literal, r#"r"\""#),
                (Kind::Literal, r##"br#"""#"##),
                (Kind::Literal, r#"c"x""#),
            ],
        );
        check(
            "\"open x\ny",
            &[(Kind::Literal, "\"open x"), (Kind::Word, "y")],
        );
    }

    #[test]
    fn numbers() {
        let numbers = ["1_000u32", "0xfe", "1.5e-3", "2E+7f64", "7."];
        for number in numbers {
            check(number, &[(Kind::Literal, number)]);
        }
        check(
            "1..2",
            &[
                (Kind::Literal, "1"),
                (Kind::Mark, "."),
                (Kind::Mark, "."),
                (Kind::Literal, "2"),
            ],
        );
        check(
            "1.max",
            &[(Kind::Literal, "1"), (Kind::Mark, "."), (Kind::Word, "max")],
        );
        check(
            "0xe+1",
            &[
                (Kind::Literal, "0xe"),
                (Kind::Mark, "+"),
                (Kind::Literal, "1"),
            ],
        );
    }

    #[test]
    fn comments() {
        check(
            "a // b \"\r\nc",
            &[
                (Kind::Word, "a"),
                (Kind::Comment, "// b \""),
                (Kind::Word, "c"),
            ],
        );
        check(
            "/* a /* b */ c */ d",
            &[(Kind::Comment, "/* a /* b */ c */"), (Kind::Word, "d")],
        );
        check("/* open", &[(Kind::Comment, "/* open")]);
    }
}
