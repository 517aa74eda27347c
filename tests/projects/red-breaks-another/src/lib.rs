//! Two tests that ask for opposite things: what mends one breaks the other.

/// The price with a discount of a tenth, in cents.
pub fn reduced(price: u32) -> u32 {
    price - price / 10
}

#[cfg(test)]
mod tests {
    use super::reduced;

    #[test]
    fn a_tenth_is_taken_off() {
        assert_eq!(reduced(100), 90);
    }

    #[test]
    fn a_tenth_is_put_on() {
        assert_eq!(reduced(100), 110);
    }
}
