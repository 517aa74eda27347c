//! Seeded random texts: the same seed gives the same text on every machine.

/// A linear congruential generator; good enough to vary texts.
pub struct Chance(u64);

impl Chance {
    /// A generator for one case.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(1))
    }

    /// A number below `bound`, which is above zero.
    pub fn below(&mut self, bound: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((self.0 >> 33) % bound as u64) as usize
    }

    /// Up to `most` pieces out of `pieces`.
    pub fn text(&mut self, pieces: &[&str], most: usize) -> String {
        (0..self.below(most + 1))
            .map(|_| pieces[self.below(pieces.len())])
            .collect()
    }

    /// The text with up to `most` small changes at character boundaries.
    pub fn changed(&mut self, text: &str, pieces: &[&str], most: usize) -> String {
        let mut chars: Vec<char> = text.chars().collect();
        for _ in 0..self.below(most + 1) {
            let start = self.below(chars.len() + 1);
            let end = (start + self.below(6)).min(chars.len());
            let new = self.text(pieces, 3);
            chars.splice(start..end, new.chars());
        }
        chars.into_iter().collect()
    }
}

/// What random texts are made of: words, blanks, every kind of line break, wide characters and false line breaks.
pub const PIECES: &[&str] = &[
    "let", "x", "_y", " ", "  ", "\t", "(", ")", ";", "\n", "\r\n", "\r", "ä", "€", "😀",
    "\u{2028}", "\u{b}", "\u{feff}",
];
