//! A program with tests of its own.

fn main() {
    println!("{}", greeting("world", 2));
}

/// A greeting with so many marks behind it.
fn greeting(name: &str, marks: usize) -> String {
    format!("Hello, {name}{}", "!".repeat(marks + 1))
}

#[cfg(test)]
mod tests {
    use super::greeting;

    #[test]
    fn one_mark() {
        assert_eq!(greeting("you", 1), "Hello, you!");
    }

    #[test]
    fn three_marks() {
        assert_eq!(greeting("all", 3), "Hello, all!!!");
    }

    #[test]
    fn no_mark() {
        assert_eq!(greeting("me", 0), "Hello, me");
    }
}
