//! Two arguments in the wrong order, found by a test in `tests/`.

/// The text of a fraction.
pub fn fraction(above: u32, below: u32) -> String {
    join(below, above)
}

fn join(first: u32, second: u32) -> String {
    format!("{first}/{second}")
}
