mod inner;

pub fn outer() -> usize {
    let bytes = inner::inner();
    bytes.push(1);
    bytes.len()
}
