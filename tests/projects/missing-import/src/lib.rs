pub fn count(words: &[&str]) -> usize {
    let mut seen = HashSet::new();
    for word in words {
        seen.insert(*word);
    }
    seen.len()
}
