use tests_tell::pad;

#[test]
fn pads_with_dots() {
    assert_eq!(pad("soup", 6), "soup..");
}
