pub fn grown(size: u32) -> u32 {
    let größe = size;
    größe += 1;
    größe
}
