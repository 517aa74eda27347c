pub fn channel() -> String {
    "stable"
}
