//! Tests that do not compile.

/// Twice a number.
pub fn twice(number: u32) -> u32 {
    number * 3
}

#[cfg(test)]
mod tests {
    #[test]
    fn two_is_four() {
        assert_eq!(super::twice(2), "4");
    }
}
