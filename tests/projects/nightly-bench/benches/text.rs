//! A bench over data that is not published with the package.

const TEXT: &str = include_str!("../data/large.txt");

fn main() {
    let prices: Vec<u32> = TEXT.lines().filter_map(|line| line.parse().ok()).collect();
    assert!(nightly_bench::total(&prices) > 0);
}
