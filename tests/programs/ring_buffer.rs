//! A buffer of fixed size that overwrites its oldest part, with iterators of its own and an unsafe corner.

use std::mem::{self, MaybeUninit};
use std::ops::Index;

struct Ring<T, const N: usize> {
    slots: [MaybeUninit<T>; N],
    start: usize,
    len: usize,
}

impl<T, const N: usize> Ring<T, N> {
    fn new() -> Self {
        Ring {
            slots: [const { MaybeUninit::uninit() }; N],
            start: 0,
            len: 0,
        }
    }

    fn slot(&self, index: usize) -> usize {
        (self.start + index) % N
    }

    fn push(&mut self, value: T) -> Option<T> {
        if self.len < N {
            let place = self.slot(self.len);
            self.slots[place] = MaybeUninit::new(value);
            self.len += 1;
            return None;
        }
        let oldest = mem::replace(&mut self.slots[self.start], MaybeUninit::new(value));
        self.start = self.slot(1);
        // A full ring has a value in every slot.
        Some(unsafe { oldest.assume_init() })
    }

    fn pop(&mut self) -> Option<T> {
        if self.len == 0 {
            return None;
        }
        let oldest = mem::replace(&mut self.slots[self.start], MaybeUninit::uninit());
        self.start = self.slot(1);
        self.len -= 1;
        Some(unsafe { oldest.assume_init() })
    }

    fn get(&self, index: usize) -> Option<&T> {
        if index >= self.len {
            return None;
        }
        let slot = &self.slots[self.slot(index)];
        Some(unsafe { slot.assume_init_ref() })
    }

    fn iter(&self) -> Iter<'_, T, N> {
        Iter {
            ring: self,
            next: 0,
        }
    }
}

impl<T, const N: usize> Drop for Ring<T, N> {
    fn drop(&mut self) {
        while self.pop().is_some() {}
    }
}

struct Iter<'r, T, const N: usize> {
    ring: &'r Ring<T, N>,
    next: usize,
}

impl<'r, T, const N: usize> Iterator for Iter<'r, T, N> {
    type Item = &'r T;

    fn next(&mut self) -> Option<&'r T> {
        let value = self.ring.get(self.next)?;
        self.next += 1;
        Some(value)
    }
}

impl<'r, T, const N: usize> IntoIterator for &'r Ring<T, N> {
    type Item = &'r T;
    type IntoIter = Iter<'r, T, N>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<T, const N: usize> Index<usize> for Ring<T, N> {
    type Output = T;

    fn index(&self, index: usize) -> &T {
        self.get(index).expect("an index below the length")
    }
}

fn main() {
    let mut ring: Ring<String, 3> = Ring::new();
    for word in ["a", "b", "c"] {
        assert!(ring.push(word.to_string()).is_none());
    }
    assert_eq!(ring.push("d".to_owned()), Some("a".to_owned()));
    let words: Vec<&str> = ring.iter().map(String::as_str).collect();
    assert_eq!(words, ["b", "c", "d"]);
    assert_eq!(ring.pop().as_deref(), Some("b"));
    let mut total = 0;
    for word in &ring {
        total += word.len();
    }
    assert_eq!((total, ring.len), (2, 2));
    assert_eq!(ring[1], "d");
    assert!(ring.get(2).is_none());
}
