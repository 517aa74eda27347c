pub mod metric {
    pub struct Length(pub u32);
}

pub mod imperial {
    pub struct Length(pub u32);
}

pub fn none() -> u32 {
    Length(0).0
}
