//! Long words that look as if chance had made them: keys and tokens that no pattern knows.

/// Characters from which on a word may be a random one.
const RANDOM: usize = 32;

/// Bits of surprise a character from which on a long word with small and large letters and digits is taken for random.
const SURPRISE: f64 = 4.2;

/// The text without such words; `joints` are characters of a word besides letters and digits.
pub fn without(text: &str, joints: &str) -> String {
    let is_part = |c: char| c.is_ascii_alphanumeric() || joints.contains(c);
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find(is_part) {
        let (before, word) = rest.split_at(start);
        let end = word.find(|c| !is_part(c)).unwrap_or(word.len());
        let (word, behind) = word.split_at(end);
        kept.push_str(before);
        kept.push_str(if is_random(word) {
            "[redacted:random]"
        } else {
            word
        });
        rest = behind;
    }
    kept.push_str(rest);
    kept
}

fn is_random(word: &str) -> bool {
    let has = |kind: fn(&u8) -> bool| word.as_bytes().iter().any(kind);
    if word.len() < RANDOM
        || !has(u8::is_ascii_digit)
        || !has(u8::is_ascii_uppercase)
        || !has(u8::is_ascii_lowercase)
    {
        return false;
    }
    let mut counts = [0_u32; 256];
    word.bytes().for_each(|byte| counts[usize::from(byte)] += 1);
    let length = word.len() as f64;
    let surprise: f64 = counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| {
            let share = f64::from(*count) / length;
            -share * share.log2()
        })
        .sum();
    surprise > SURPRISE
}
