pub fn name() -> &'static str {
    "first"
}
