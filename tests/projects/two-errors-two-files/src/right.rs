pub fn word() -> String {
    let word = String::new();
    word.push_str("right");
    word
}
