//! A function that nobody has written yet.

/// How a number is written in words.
pub fn spelled(number: u32) -> String {
    number.to_string()
}

#[cfg(test)]
mod tests {
    use super::spelled;

    #[test]
    fn numbers_are_spelled() {
        assert_eq!(spelled(3), "three");
        assert_eq!(spelled(12), "twelve");
    }
}
