//! A recursion that never comes to its end.

/// The sum of the numbers up to this one.
pub fn sum_up_to(number: u64) -> u64 {
    if number == 0 {
        return 0;
    }
    number + sum_up_to(number)
}

#[cfg(test)]
mod tests {
    use super::sum_up_to;

    #[test]
    fn four_numbers_are_summed() {
        assert_eq!(sum_up_to(4), 10);
    }

    #[test]
    fn nothing_is_nothing() {
        assert_eq!(sum_up_to(0), 0);
    }
}
