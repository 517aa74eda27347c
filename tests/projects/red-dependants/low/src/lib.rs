//! What another package stands on.

/// A value kept between two bounds, themselves included.
pub fn within(value: u32, least: u32, most: u32) -> u32 {
    value.max(least).min(least)
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn what_lies_between_stays() {
        assert_eq!(within(5, 1, 9), 5);
    }
}
