#![feature(test)]

extern crate test;

#[bench]
fn speed(bencher: &mut test::Bencher) {
    bencher.iter(|| all_targets_bench_broken::slow(10));
}
