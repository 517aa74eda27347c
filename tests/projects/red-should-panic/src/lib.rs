//! A guard that lets through what it is there to stop.

/// A gauge between two bounds.
pub struct Gauge {
    low: i32,
    high: i32,
}

impl Gauge {
    /// A gauge; the bounds must be in order.
    pub fn new(low: i32, high: i32) -> Self {
        if low > high && high > low {
            panic!("{low} lies above {high}");
        }
        Self { low, high }
    }

    /// How far its bounds are apart.
    pub fn span(&self) -> i32 {
        self.high - self.low
    }
}

#[cfg(test)]
mod tests {
    use super::Gauge;

    #[test]
    #[should_panic(expected = "lies above")]
    fn bounds_out_of_order_are_refused() {
        Gauge::new(3, 1);
    }

    #[test]
    fn bounds_in_order_are_taken() {
        assert_eq!(Gauge::new(1, 3).span(), 2);
        assert_eq!(Gauge::new(2, 2).span(), 0);
    }
}
