fn main() {
    let text: String = "no cargo project around";
    println!("{text}");
}
