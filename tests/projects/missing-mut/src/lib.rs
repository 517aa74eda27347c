pub fn sorted(numbers: &[i64]) -> Vec<i64> {
    let copy = numbers.to_vec();
    copy.sort();
    copy
}
