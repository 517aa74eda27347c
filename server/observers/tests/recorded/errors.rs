//! «Größe» shows that bytes and columns differ.
use std::fmt;

pub fn twice(name: String) -> (String, String) {
    (name, name)
}

pub fn named() -> HashMap<String, u32> {
    let add = |x: u32| x + 1;
    let _: i32 = add;
    HashMap::new()
}

macro_rules! area {
    ($a:expr) => {
        $a.width()
    };
}

pub fn area() -> u32 {
    area!("Größe")
}

#[cfg(test)]
mod tests {
    #[test]
    fn compares() {
        let one = &1u8;
        assert_eq!(one, 1u8);
    }
}
