//! One name that does not resolve hides two errors behind it.

/// Counts how often each word occurs, the most frequent first.
pub fn frequent(text: &str) -> Vec<(String, usize)> {
    let counts = BTreeMap::<String, usize>::new();
    for word in text.split_whitespace() {
        *counts.entry(word.to_owned()).or_default() += 1;
    }
    let sorted: Vec<(String, usize)> = counts.into_iter().collect();
    sorted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    sorted
}
