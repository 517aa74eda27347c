//! Two faults: one that a quick test shows and nobody can mend by an edit of one word, and one that only a slow test shows.

/// How a number is written in words.
pub fn spelled(number: u32) -> String {
    number.to_string()
}

/// The sum of the digits of a number.
pub fn digits(mut number: u64) -> u64 {
    let mut sum = 0;
    while number > 0 {
        sum -= number % 10;
        number /= 10;
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::{digits, spelled};

    #[test]
    fn numbers_are_spelled() {
        assert_eq!(spelled(3), "three");
        assert_eq!(spelled(12), "twelve");
    }

    /// Works for a good part of a second, as tests over many cases do, before it looks.
    #[test]
    fn digits_are_summed() {
        let odd = (0..9_000_000_u64).filter(|number| number % 7 % 2 == 1);
        assert_eq!(odd.count(), 3_857_143);
        assert_eq!(digits(405), 9);
    }
}
