pub mod shapes {
    pub trait Area {
        fn area(&self) -> f64;
    }

    pub struct Square(pub f64);

    impl Area for Square {
        fn area(&self) -> f64 {
            self.0 * self.0
        }
    }
}

pub mod report {
    use crate::shapes::Square;

    pub fn total(squares: &[Square]) -> f64 {
        squares.iter().map(|square| square.area()).sum()
    }
}
