pub fn inner() -> Vec<u8> {
    let bytes = Vec::new();
    bytes
}
