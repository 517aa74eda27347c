//! A mismatch of types in the code, and another one in its tests, which nobody has seen yet.

pub fn total(prices: &[u32]) -> u64 {
    prices.iter().sum::<u32>()
}

#[cfg(test)]
mod tests {
    use super::total;

    #[test]
    fn adds_up() {
        assert_eq!(total("1, 2"), 3);
    }
}
