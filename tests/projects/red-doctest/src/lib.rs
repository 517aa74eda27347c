//! An example in the documentation that is right, and code that is not.

/// How many fence posts a fence of so many panels needs.
///
/// ```
/// assert_eq!(red_doctest::posts(0), 1);
/// assert_eq!(red_doctest::posts(4), 5);
/// ```
pub fn posts(panels: u32) -> u32 {
    panels - 1
}
