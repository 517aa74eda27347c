pub const WORD: &str = "grüße";
