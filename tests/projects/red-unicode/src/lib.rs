//! Letters that take more than one byte.

/// The letters that a sign needs.
pub fn letters(sign: &str) -> usize {
    sign.len()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn plain_letters_are_counted() {
        assert_eq!(letters("exit"), 4);
    }

    #[test]
    fn letters_with_marks_are_counted_once() {
        assert_eq!(letters("über"), 4);
    }

    #[test]
    fn nothing_needs_none() {
        assert_eq!(letters(""), 0);
    }
}
