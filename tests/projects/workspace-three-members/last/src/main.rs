fn main() {
    println!("{}", three_middle::name());
}
