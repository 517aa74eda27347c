pub fn name() -> String {
    let name = three_first::name();
    name
}
