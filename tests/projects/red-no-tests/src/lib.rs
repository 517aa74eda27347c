//! Nothing tests this.

/// Twice a number.
pub fn twice(number: u32) -> u32 {
    number * 3
}
