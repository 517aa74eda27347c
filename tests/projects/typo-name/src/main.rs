fn main() {
    let length = std::env::args().count();
    println!("{} arguments", lenght);
}
