fn main() {
    let label: String = "list";
    println!("{label} {:?}", masked_errors::list());
}
