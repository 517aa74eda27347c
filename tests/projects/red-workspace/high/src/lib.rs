//! The package whose test finds the fault of the other.

/// The highest of some heights; `None` without any.
pub fn highest(heights: &[i32]) -> Option<i32> {
    heights.iter().copied().reduce(low::larger)
}

#[cfg(test)]
mod tests {
    use super::highest;

    #[test]
    fn the_highest_is_found() {
        assert_eq!(highest(&[3, 9, 4]), Some(9));
        assert_eq!(highest(&[9, 3]), Some(9));
        assert_eq!(highest(&[-3, -9]), Some(-3));
    }

    #[test]
    fn there_may_be_none() {
        assert_eq!(highest(&[]), None);
    }
}
