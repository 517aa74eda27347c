//! An index that runs over the end.

/// The last word of a text; empty where there is none.
pub fn last_word(text: &str) -> &str {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.is_empty() {
        return "";
    }
    words[words.len()]
}

#[cfg(test)]
mod tests {
    use super::last_word;

    #[test]
    fn the_last_word_ends_the_text() {
        assert_eq!(last_word("red green blue"), "blue");
        assert_eq!(last_word("one"), "one");
    }

    #[test]
    fn an_empty_text_has_none() {
        assert_eq!(last_word(" "), "");
    }
}
