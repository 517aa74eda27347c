//! Code that is right, with a test that fails every other time.

/// One more.
pub fn next(number: u32) -> u32 {
    number + 1
}
