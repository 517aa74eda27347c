pub fn word() -> String {
    let word = String::from("left ");
    word.push_str("and ");
    word
}
