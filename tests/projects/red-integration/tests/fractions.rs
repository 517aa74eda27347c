//! The library as its users see it.

use red_integration::fraction;

#[test]
fn what_is_above_comes_first() {
    assert_eq!(fraction(1, 2), "1/2");
    assert_eq!(fraction(5, 3), "5/3");
}
