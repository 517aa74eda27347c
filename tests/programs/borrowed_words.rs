//! Text without copies: lifetimes in structs, iterators and functions.

use std::borrow::Cow;
use std::collections::HashMap;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Word<'a> {
    text: &'a str,
    line: usize,
}

struct Words<'a> {
    lines: std::iter::Enumerate<std::str::Lines<'a>>,
    line: usize,
    rest: &'a str,
}

impl<'a> Words<'a> {
    fn of(text: &'a str) -> Words<'a> {
        Words {
            lines: text.lines().enumerate(),
            line: 0,
            rest: "",
        }
    }
}

impl<'a> Iterator for Words<'a> {
    type Item = Word<'a>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let trimmed = self.rest.trim_start();
            if trimmed.is_empty() {
                let (index, line) = self.lines.next()?;
                self.line = index + 1;
                self.rest = line;
                continue;
            }
            let end = trimmed.find(char::is_whitespace).unwrap_or(trimmed.len());
            let (text, rest) = trimmed.split_at(end);
            self.rest = rest;
            return Some(Word {
                text,
                line: self.line,
            });
        }
    }
}

fn longest<'a>(one: &'a str, other: &'a str) -> &'a str {
    if one.len() >= other.len() {
        one
    } else {
        other
    }
}

fn longest_word<'t>(text: &'t str) -> Option<&'t str> {
    Words::of(text).map(|word| word.text).reduce(longest)
}

fn plain(word: &str) -> Cow<'_, str> {
    if word.chars().all(|letter| letter.is_ascii_lowercase()) {
        Cow::Borrowed(word)
    } else {
        let kept = word.chars().filter(|letter| letter.is_alphabetic());
        Cow::Owned(kept.flat_map(char::to_lowercase).collect())
    }
}

fn places<'a>(words: impl Iterator<Item = Word<'a>>) -> HashMap<Cow<'a, str>, Vec<usize>> {
    let mut places: HashMap<Cow<'a, str>, Vec<usize>> = HashMap::new();
    for word in words {
        places.entry(plain(word.text)).or_default().push(word.line);
    }
    places
}

fn main() {
    let text = String::from("To be,\n  or not to be:\nthat is the question");
    let first = Words::of(&text).next();
    assert_eq!(
        first,
        Some(Word {
            text: "To",
            line: 1
        })
    );
    assert_eq!(Words::of(&text).count(), 10);
    assert_eq!(longest_word(&text), Some("question"));
    assert_eq!(longest_word("  "), None);
    let index = places(Words::of(&text));
    assert_eq!(index["be"], vec![1, 2]);
    assert_eq!(index.get("to"), Some(&vec![1, 2]));
    assert!(matches!(plain("that"), Cow::Borrowed("that")));
    assert!(matches!(plain("Be,"), Cow::Owned(word) if word == "be"));
}
