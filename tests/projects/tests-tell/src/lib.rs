//! A function whose parameters stand in another order than its call passes them; its test says which of the two is wrong.

pub fn pad(width: usize, text: &str) -> String {
    let mut padded = String::from(text);
    while padded.chars().count() < width {
        padded.push('.');
    }
    padded
}

pub fn dotted(row: &str) -> String {
    pad(row, 20)
}
