mod generated;

pub fn names() -> Vec<String> {
    let names = Vec::new();
    for name in generated::NAMES {
        names.push(name.to_string());
    }
    names
}
