//! Prices, with or without rounding.

/// A price in cents as it is asked for.
pub fn asked(cents: u32) -> u32 {
    if cfg!(feature = "round") {
        rounded(cents)
    } else {
        cents
    }
}

#[cfg(feature = "round")]
fn rounded(cents: u32) -> u32 {
    (cents + 5) / 10 * 100
}

#[cfg(not(feature = "round"))]
fn rounded(cents: u32) -> u32 {
    cents
}

#[cfg(all(test, feature = "round"))]
mod tests {
    use super::asked;

    #[test]
    fn four_cents_go_down() {
        assert_eq!(asked(64), 60);
    }

    #[test]
    fn five_cents_go_up() {
        assert_eq!(asked(65), 70);
    }

    #[test]
    fn a_large_price_is_rounded_alike() {
        assert_eq!(asked(1238), 1240);
    }
}
