//! A mismatch of types beside a bench that only a nightly toolchain compiles.

pub fn total(prices: &[u32]) -> u64 {
    prices.iter().sum::<u32>()
}
