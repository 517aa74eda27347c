//! A bit set and a checksum: shifts, casts, const functions, bit operators, and one unsafe read.

use std::fmt;
use std::ops::{BitAnd, BitOr, Not, Sub};

#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
struct Bits(u64);

impl Bits {
    const EMPTY: Bits = Bits(0);

    const fn single(index: u32) -> Bits {
        Bits(1 << index)
    }

    const fn range(from: u32, to: u32) -> Bits {
        let mut bits = 0_u64;
        let mut index = from;
        while index < to {
            bits |= 1 << index;
            index += 1;
        }
        Bits(bits)
    }

    fn contains(self, index: u32) -> bool {
        self & Bits::single(index) != Bits::EMPTY
    }

    fn iter(self) -> impl Iterator<Item = u32> {
        (0..u64::BITS).filter(move |index| self.contains(*index))
    }
}

impl BitAnd for Bits {
    type Output = Bits;
    fn bitand(self, other: Bits) -> Bits {
        Bits(self.0 & other.0)
    }
}

impl BitOr for Bits {
    type Output = Bits;
    fn bitor(self, other: Bits) -> Bits {
        Bits(self.0 | other.0)
    }
}

impl Not for Bits {
    type Output = Bits;
    fn not(self) -> Bits {
        Bits(!self.0)
    }
}

impl Sub for Bits {
    type Output = Bits;
    fn sub(self, other: Bits) -> Bits {
        self & !other
    }
}

impl FromIterator<u32> for Bits {
    fn from_iter<I: IntoIterator<Item = u32>>(indexes: I) -> Self {
        indexes
            .into_iter()
            .fold(Bits::EMPTY, |bits, index| bits | Bits::single(index))
    }
}

impl fmt::Debug for Bits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter()).finish()
    }
}

const LOW: Bits = Bits::range(0, 8);
static TABLE: [u8; 4] = [1, 3, 9, 27];

fn checksum(bytes: &[u8]) -> u32 {
    let mut sum: u32 = 0;
    for (index, byte) in bytes.iter().enumerate() {
        let weight = TABLE[index % TABLE.len()];
        sum = sum
            .wrapping_mul(31)
            .wrapping_add(u32::from(*byte) * weight as u32);
    }
    sum
}

fn first_word(words: &[u32]) -> Option<u32> {
    if words.is_empty() {
        return None;
    }
    // The pointer is that of a slice with one element at least.
    Some(unsafe { *words.as_ptr() })
}

fn main() {
    let odd: Bits = [1, 3, 5, 9].into_iter().collect();
    assert!(odd.contains(3) && !odd.contains(4));
    assert_eq!(format!("{:?}", odd & LOW), "{1, 3, 5}");
    assert_eq!((odd - LOW).iter().collect::<Vec<_>>(), vec![9]);
    assert_eq!(!Bits::EMPTY & Bits::range(2, 4), Bits(12));
    assert_eq!(
        checksum(b"abcd"),
        ((97 * 31 + 98 * 3) * 31 + 99 * 9) * 31 + 100 * 27
    );
    assert_eq!(first_word(&[7, 8]), Some(7));
    assert_eq!(first_word(&[]), None);
}
