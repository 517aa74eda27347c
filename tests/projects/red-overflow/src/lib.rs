//! A number that goes below nothing.

/// What is left of a store.
pub fn left(store: u32, taken: u32) -> u32 {
    store - taken
}

#[cfg(test)]
mod tests {
    use super::left;

    #[test]
    fn what_is_taken_is_gone() {
        assert_eq!(left(9, 4), 5);
    }

    #[test]
    fn no_more_is_taken_than_there_is() {
        assert_eq!(left(3, 8), 0);
    }
}
