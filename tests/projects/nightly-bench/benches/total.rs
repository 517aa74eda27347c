//! What no stable toolchain compiles says nothing of an edit.
#![feature(test)]

extern crate test;

#[bench]
fn many(bencher: &mut test::Bencher) {
    bencher.iter(|| nightly_bench::total(&[1; 1000]));
}
