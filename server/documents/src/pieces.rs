//! Cutting a text into lines and words. Joined again, the pieces are the text, byte for byte.

/// The lines of a text, each with its line break (`\n`, `\r\n` or `\r`); a last line without one is a line too.
pub(crate) fn lines(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < bytes.len() {
        let length = line_break(&bytes[at..]);
        at += length.max(1);
        if length > 0 {
            found.push(&text[start..at]);
            start = at;
        }
    }
    if start < text.len() {
        found.push(&text[start..]);
    }
    found
}

/// The words of a text: runs of letters, digits and `_`; runs of blanks; a line break; any other character alone.
pub(crate) fn words(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = match line_break(rest.as_bytes()) {
            0 if is_word(first) => run(rest, is_word),
            0 if is_blank(first) => run(rest, is_blank),
            0 => first.len_utf8(),
            length => length,
        };
        let (word, behind) = rest.split_at(length);
        found.push(word);
        rest = behind;
    }
    found
}

/// The bytes of the line break that the text starts with; 0 for none.
fn line_break(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

/// Whether the character belongs to a word.
pub(crate) fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether the character is white space within a line.
pub(crate) fn is_blank(c: char) -> bool {
    c.is_whitespace() && c != '\n' && c != '\r'
}

fn run(text: &str, belongs: fn(char) -> bool) -> usize {
    text.find(|c| !belongs(c)).unwrap_or(text.len())
}
