pub fn consume(words: Vec<String>) -> usize {
    words.len()
}

pub fn twice(words: Vec<String>) -> usize {
    let first = consume(words);
    first + consume(words)
}
