pub fn never() -> String {
    "never checked"
}
