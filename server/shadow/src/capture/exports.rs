//! Reads what `export -p` of a POSIX shell prints: assignments, quoted so that a shell would read them back.

use std::{collections::BTreeMap, iter::Peekable, str::Chars};

/// The variables; `None` where the text is not understood.
pub(super) fn read(text: &str) -> Option<BTreeMap<String, String>> {
    let mut found = BTreeMap::new();
    let mut chars = text.chars().peekable();
    while chars.peek().is_some() {
        // `export`, `declare` and `-x` hold no `=`, and neither does a variable without a value.
        if let Some((name, value)) = word(&mut chars)?.split_once('=') {
            found.insert(name.to_owned(), value.to_owned());
        }
        while chars.next_if(|next| next.is_ascii_whitespace()).is_some() {}
    }
    Some(found)
}

/// One word, up to white space outside of quotes.
fn word(chars: &mut Peekable<Chars<'_>>) -> Option<String> {
    let mut word = String::new();
    while let Some(next) = chars.next_if(|next| !next.is_ascii_whitespace()) {
        match next {
            '\'' => loop {
                match chars.next()? {
                    '\'' => break,
                    inside => word.push(inside),
                }
            },
            '"' => loop {
                match chars.next()? {
                    '"' => break,
                    '\\' => match chars.next()? {
                        '\n' => {}
                        escaped @ ('$' | '`' | '"' | '\\') => word.push(escaped),
                        other => word.extend(['\\', other]),
                    },
                    inside => word.push(inside),
                }
            },
            '\\' => word.push(chars.next()?),
            // An extension of some shells, with escapes of its own.
            '$' if chars.peek() == Some(&'\'') => return None,
            plain => word.push(plain),
        }
    }
    Some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_quotes_of_all_shells() {
        let text = "export A='it'\"'\"'s'\nexport B=\"a \\\"b\\\" \\$c \\x\"\ndeclare -x C=d\\ e\nexport D\nexport E='two\nlines=1'\n";
        let read = read(text).unwrap();
        let expected = [
            ("A", "it's"),
            ("B", "a \"b\" $c \\x"),
            ("C", "d e"),
            ("E", "two\nlines=1"),
        ];
        assert_eq!(
            read,
            expected
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .into()
        );
    }

    #[test]
    fn leaves_what_it_does_not_know() {
        assert_eq!(read("export A=$'\\n'"), None);
        assert_eq!(read("export A='open"), None);
    }
}
