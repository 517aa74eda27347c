fn main() {
    let greeting = outside_shared::greeting();
    greeting.push('!');
    println!("{greeting}");
}
