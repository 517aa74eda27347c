pub fn joined(words: &[&str]) -> String {
    let text = String::new();
    for word in words {
        text.push_str(word);
    }
    text
}
