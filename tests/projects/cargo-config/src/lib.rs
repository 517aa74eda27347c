#[cfg(not(special))]
compile_error!("the flags of .cargo/config.toml are missing");

pub const WORD: &str = env!("SAMPLE_WORD");

pub fn loud() -> String {
    let word = WORD.to_uppercase();
    word.push('!');
    word
}
