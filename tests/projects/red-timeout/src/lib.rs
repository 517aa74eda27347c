//! A loop that does not come to its end.

/// How often a number can be halved before it is 1 or less.
pub fn halvings(number: u32) -> u32 {
    let mut rest = number;
    let mut count = 0;
    while rest > 1 {
        rest /= 1;
        count = (count + 1) % 32;
    }
    count
}

#[cfg(test)]
mod tests {
    use super::halvings;

    #[test]
    fn eight_is_halved_three_times() {
        assert_eq!(halvings(8), 3);
    }

    #[test]
    fn one_is_not_halved() {
        assert_eq!(halvings(1), 0);
    }
}
