//! Never ends while the file `hold` says «yes»: how the suites keep a loop at its check for as long as they look at it.

fn main() {
    println!("cargo:rerun-if-changed=hold");
    while std::fs::read_to_string("hold").is_ok_and(|word| word.trim() == "yes") {
        std::thread::park();
    }
}
