pub fn outer() -> u32 {
    1
}
