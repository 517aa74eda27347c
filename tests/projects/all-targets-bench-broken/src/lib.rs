pub fn slow(rounds: u64) -> u64 {
    let mut sum = 0;
    for round in 0..rounds {
        sum += round;
    }
    sum
}
