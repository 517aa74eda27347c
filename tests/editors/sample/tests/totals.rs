//! What the sample's functions must give: the editors' suites break one of them, and make its test pass again.

#[test]
fn all_numbers_are_summed() {
    assert_eq!(sample::sum(&[2, 3, 4]), 9);
}

#[test]
fn the_largest_is_found() {
    assert_eq!(sample::largest(&[2, 4, 3]), Some(4));
}
