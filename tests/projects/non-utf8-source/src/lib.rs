mod words;

pub fn first() -> &'static str {
    words::WORD
}
