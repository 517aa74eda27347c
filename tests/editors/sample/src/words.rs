//! Counts words.

/// Counts the words of a text.
pub fn count(text: &str) -> usize {
    let mut words = 0;
    for _ in text.split_whitespace() {
        words += 1;
    }
    words
}
