//! `greeter NAME…`: greets everyone named.

use greeter::{Greeter, Language};

fn main() {
    let tag = std::env::var("LANG").unwrap_or_default();
    let language = Language::from_tag(tag.split('_').next().unwrap_or("en")).unwrap_or(Language::English);
    let mut greeter = Greeter::default();
    for name in std::env::args().skip(1) {
        println!("{}", greeter.greet(&name, language));
    }
}
