pub mod numbers {
    pub fn one() -> u32 {
        1
    }
}

pub fn two() -> u32 {
    let async = ::numbers::one();
    async += 1;
    async
}
