//! A value that is looked for one place too far.

/// The largest of these marks.
pub fn best(marks: &[u32]) -> u32 {
    let mut sorted = marks.to_vec();
    sorted.sort_unstable();
    *sorted.get(sorted.len()).unwrap()
}

#[cfg(test)]
mod tests {
    use super::best;

    #[test]
    fn the_best_comes_last() {
        assert_eq!(best(&[3, 9, 4]), 9);
    }

    #[test]
    fn one_mark_is_the_best() {
        assert_eq!(best(&[5]), 5);
    }

    #[test]
    fn the_best_comes_first() {
        assert_eq!(best(&[8, 2]), 8);
    }
}
