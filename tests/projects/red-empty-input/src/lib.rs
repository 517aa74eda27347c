//! A mean without anything to take it of.

/// The mean of some temperatures; 0 where there are none.
pub fn mean(degrees: &[i64]) -> i64 {
    let sum: i64 = degrees.iter().sum();
    sum / degrees.len() as i64
}

#[cfg(test)]
mod tests {
    use super::mean;

    #[test]
    fn nothing_has_the_mean_0() {
        assert_eq!(mean(&[]), 0);
    }

    #[test]
    fn one_is_its_own_mean() {
        assert_eq!(mean(&[7]), 7);
    }

    #[test]
    fn three_have_their_middle() {
        assert_eq!(mean(&[1, 5, 9]), 5);
    }
}
