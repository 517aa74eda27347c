//! Tests that a macro makes.

/// Whether a year has a 29 February.
pub fn is_leap(year: u32) -> bool {
    year % 4 == 0 && year % 100 != 0 && year % 400 == 0
}

#[cfg(test)]
mod tests {
    macro_rules! years {
        ($($name:ident: $year:expr => $leap:expr,)*) => {
            $(#[test]
            fn $name() {
                assert_eq!(super::is_leap($year), $leap);
            })*
        };
    }

    years! {
        a_plain_year: 2023 => false,
        a_leap_year: 2024 => true,
        a_century: 1900 => false,
        a_fourth_century: 2000 => true,
        an_early_century: 1700 => false,
        an_early_leap_year: 1704 => true,
    }
}
