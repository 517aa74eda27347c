//! Positions to bytes and back, in all three encodings.

use bowline_documents::{Encoding, Position, Rope, content_hash, offset_of, position_of};

use crate::chance::{Chance, PIECES};

const ALL: [Encoding; 3] = [Encoding::Utf8, Encoding::Utf16, Encoding::Utf32];

/// `expected` is the byte in each of UTF-8, UTF-16 and UTF-32.
#[track_caller]
fn check(text: &str, line: u32, character: u32, expected: [usize; 3]) {
    let rope = Rope::from_str(text);
    let got = ALL.map(|encoding| offset_of(&rope, Position::new(line, character), encoding));
    assert_eq!(got, expected, "{text:?} {line}:{character}");
}

#[test]
fn plain_text() {
    check("", 0, 0, [0; 3]);
    check("abc", 0, 2, [2; 3]);
    check("abc\ndef", 1, 1, [5; 3]);
    check("abc\n", 1, 0, [4; 3]);
}

#[test]
fn wide_characters() {
    check("ä=1", 0, 1, [0, 2, 2]);
    check("ä=1", 0, 2, [2, 3, 3]);
    check("€x", 0, 3, [3, 4, 4]);
    check("a😀b", 0, 2, [1, 1, 5]);
    check("a😀b", 0, 3, [1, 5, 6]);
    check("a😀b", 0, 5, [5, 6, 6]);
}

#[test]
fn inside_a_surrogate_pair_means_its_start() {
    check("😀", 0, 1, [0, 0, 4]);
    check("x\n😀😀", 1, 3, [2, 6, 10]);
}

#[test]
fn a_byte_order_mark_is_a_character() {
    check("\u{feff}fn", 0, 1, [0, 3, 3]);
    check("\u{feff}fn", 0, 3, [3, 5, 5]);
}

#[test]
fn behind_the_end_of_a_line_means_its_end() {
    check("ab\ncd", 0, 9, [2; 3]);
    check("ab\r\ncd", 0, 9, [2; 3]);
    check("ab\r\ncd", 0, 3, [2; 3]);
    check("ab\rcd", 0, 9, [2; 3]);
    check("ab\n\ncd", 1, 9, [3; 3]);
    check("ab", 0, u32::MAX, [2; 3]);
}

#[test]
fn behind_the_end_of_the_text_means_its_end() {
    check("ab\n", 1, 5, [3; 3]);
    check("ab\n", 2, 0, [3; 3]);
    check("ab", u32::MAX, u32::MAX, [2; 3]);
}

#[test]
fn only_three_line_breaks_exist() {
    check("a\rb", 1, 0, [2; 3]);
    check("a\r\nb", 1, 0, [3; 3]);
    check("a\n\rb", 2, 0, [3; 3]);
    for mark in ["\u{2028}", "\u{2029}", "\u{85}", "\u{b}", "\u{c}"] {
        let text = format!("a{mark}b\nc");
        check(&text, 1, 0, [text.len() - 1; 3]);
    }
}

#[test]
fn positions_of_bytes() {
    let rope = Rope::from_str("ä😀\r\nx");
    let at = |byte| {
        ALL.map(|encoding| position_of(&rope, byte, encoding))
            .map(|p| (p.line, p.character))
    };
    assert_eq!(at(0), [(0, 0); 3]);
    assert_eq!(at(2), [(0, 2), (0, 1), (0, 1)]);
    assert_eq!(at(4), [(0, 2), (0, 1), (0, 1)], "inside a character");
    assert_eq!(at(6), [(0, 6), (0, 3), (0, 2)]);
    assert_eq!(
        at(7),
        [(0, 6), (0, 3), (0, 2)],
        "between carriage return and line feed"
    );
    assert_eq!(at(8), [(1, 0); 3]);
    assert_eq!(at(99), [(1, 1); 3], "behind the end");
}

#[test]
fn every_boundary_comes_back() {
    for seed in 0..200 {
        let text = Chance::new(seed).text(PIECES, 40);
        let rope = Rope::from_str(&text);
        for (byte, _) in text
            .char_indices()
            .filter(|&(byte, _)| !text[..byte].ends_with('\r') || !text[byte..].starts_with('\n'))
        {
            for encoding in ALL {
                let position = position_of(&rope, byte, encoding);
                assert_eq!(
                    offset_of(&rope, position, encoding),
                    byte,
                    "{text:?} at {position:?} {encoding:?}"
                );
            }
        }
    }
}

#[test]
fn a_digest_has_32_digits() {
    let hash = content_hash(b"fn main() {}");
    assert_eq!(hash.0.len(), 32);
    assert_ne!(hash, content_hash(b"fn main() { }"));
    assert_eq!(hash, content_hash(b"fn main() {}"));
}
