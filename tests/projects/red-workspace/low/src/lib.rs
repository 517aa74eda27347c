//! What the other package stands on; the fault is here.

/// The larger of two numbers.
pub fn larger(one: i32, other: i32) -> i32 {
    one.min(other)
}
