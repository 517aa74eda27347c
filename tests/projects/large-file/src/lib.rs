const DATA: &[u8] = include_bytes!("../data/large.bin");

pub fn size() -> usize {
    let size = DATA.len();
    size += 1;
    size
}
