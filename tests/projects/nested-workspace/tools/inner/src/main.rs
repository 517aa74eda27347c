fn main() {
    let total: u32 = (1..=4_u32).sum();
    let name: String = "inner";
    println!("{name} {total}");
}
