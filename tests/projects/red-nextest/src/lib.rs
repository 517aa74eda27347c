//! A project whose tests run under nextest.

/// The seats left in a hall.
pub fn seats_left(seats: u32, sold: u32) -> u32 {
    seats + sold
}

#[cfg(test)]
mod tests {
    use super::seats_left;

    #[test]
    fn sold_seats_are_taken() {
        assert_eq!(seats_left(100, 30), 70);
    }

    #[test]
    fn an_empty_hall_has_all() {
        assert_eq!(seats_left(80, 0), 80);
    }

    #[test]
    fn a_full_hall_has_none() {
        assert_eq!(seats_left(50, 50), 0);
    }
}
