const WORDS: &str = include_str!("../../texts/words.txt");

pub fn words() -> Vec<String> {
    let words: Vec<String> = WORDS.split_whitespace().map(String::from).collect();
    words.sort();
    words
}
