fn main() {
    let total = 0;
    for rounds in 1..4 {
        total += all_targets_bench_broken::slow(rounds);
    }
    println!("{total}");
}
