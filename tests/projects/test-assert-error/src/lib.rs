pub fn half(number: u32) -> u32 {
    number / 2
}

#[cfg(test)]
mod tests {
    use super::half;

    #[test]
    fn halves() {
        let expected: i64 = 4;
        assert_eq!(half(8), expected);
    }
}
