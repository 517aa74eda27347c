pub fn list() -> Vec<u32> {
    let list = Vec::new();
    list.push(1);
    list
}
