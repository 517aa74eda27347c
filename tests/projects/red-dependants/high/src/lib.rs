//! What stands on another package.

/// The seats of a bus, which has always as many.
pub fn seats(asked_for: u32) -> u32 {
    low::within(asked_for, 7, 7)
}

#[cfg(test)]
mod tests {
    use super::seats;

    #[test]
    fn no_more_than_there_are() {
        assert_eq!(seats(50), 7);
    }

    #[test]
    fn no_less_than_there_are() {
        assert_eq!(seats(2), 7);
    }
}
