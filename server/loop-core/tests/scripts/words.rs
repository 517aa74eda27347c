//! Words of a script line: split at spaces, double quotes kept together and taken off.

/// Splits a line into words.
pub fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let (mut word, mut is_quoted, mut has_word) = (String::new(), false, false);
    for character in line.chars() {
        match character {
            '"' => {
                is_quoted = !is_quoted;
                has_word = true;
            }
            ' ' if !is_quoted => {
                if has_word {
                    words.push(std::mem::take(&mut word));
                }
                has_word = false;
            }
            other => {
                word.push(other);
                has_word = true;
            }
        }
    }
    if has_word {
        words.push(word);
    }
    words
}

/// Splits a line at semicolons outside quotes; empty parts are dropped.
pub fn parts(line: &str) -> Vec<&str> {
    let mut is_quoted = false;
    line.split(|character| {
        is_quoted ^= character == '"';
        character == ';' && !is_quoted
    })
    .map(str::trim)
    .filter(|part| !part.is_empty())
    .collect()
}

/// `key=value`, where a word is one.
pub fn pair(word: &str) -> Option<(&str, &str)> {
    word.split_once('=')
}

/// `first-last`, or one number for both.
pub fn range<T: std::str::FromStr + Copy>(text: &str) -> Option<(T, T)> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    Some((first.parse().ok()?, last.parse().ok()?))
}
