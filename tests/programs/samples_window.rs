//! A moving window over samples: fixed arrays, casts, a constant table, closures that own what they need, one unsafe view.

use std::collections::HashMap;
use std::thread;

const SIZE: usize = 4;
const WEIGHTS: [i32; SIZE] = weights();

const fn weights() -> [i32; SIZE] {
    let mut made = [0; SIZE];
    let mut index = 0;
    while index < SIZE {
        made[index] = square(index as i32 + 1);
        index += 1;
    }
    made
}

const fn square(value: i32) -> i32 {
    value * value
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Level {
    Low,
    Middle,
    High,
}

struct Window {
    samples: [i32; SIZE],
    seen: u32,
}

impl Window {
    fn push(&mut self, sample: i32) {
        let slot = self.seen as usize % SIZE;
        self.samples[slot] = sample;
        self.seen += 1;
    }

    fn weighted(&self) -> i64 {
        let pairs = self.samples.iter().zip(WEIGHTS.iter());
        pairs
            .map(|(sample, weight)| i64::from(*sample) * i64::from(*weight))
            .sum()
    }

    fn level(&self) -> Level {
        let top = self.samples.iter().copied().max().unwrap_or(0);
        if top > 100 {
            Level::High
        } else if top > 10 {
            Level::Middle
        } else {
            Level::Low
        }
    }

    fn bytes(&self) -> &[u8] {
        let start = self.samples.as_ptr().cast::<u8>();
        // The array outlives the borrow, and every byte of an i32 is a byte.
        unsafe { std::slice::from_raw_parts(start, std::mem::size_of_val(&self.samples)) }
    }
}

fn label(name: &str, level: Level) -> String {
    let mark = match level {
        Level::High => "!".repeat(3),
        Level::Middle => String::from("!"),
        Level::Low => String::new(),
    };
    let greeting = format!("{}: ", name);
    greeting + &mark
}

fn histogram(words: Vec<String>) -> Vec<(String, usize)> {
    let worker = thread::spawn(move || {
        let mut counts = HashMap::new();
        for word in &words {
            *counts.entry(word.to_lowercase()).or_insert(0_usize) += 1;
        }
        assert!(counts.len() <= words.len());
        counts
    });
    let mut sorted: Vec<_> = worker.join().unwrap().into_iter().collect();
    sorted.sort_by_key(|(word, count)| (usize::MAX - count, word.clone()));
    sorted
}

fn main() {
    let mut window = Window {
        samples: [0; SIZE],
        seen: 0,
    };
    let numbers = "3 14 -15 92 6"
        .split(' ')
        .map(|text| text.parse::<i32>().unwrap());
    for number in numbers.collect::<Vec<_>>() {
        window.push(number);
    }
    assert_eq!(window.samples, [6, 14, -15, 92]);
    assert_eq!(WEIGHTS, [1, 4, 9, 16]);
    assert_eq!(window.weighted(), 6 + 56 - 135 + 1472);
    assert_eq!(window.level(), Level::Middle);
    assert_eq!(window.bytes().len(), 16);
    assert_eq!(label("now", window.level()), "now: !");
    assert_eq!(label("then", Level::High), "then: !!!");
    let words = ["b", "A", "a"].map(str::to_string).to_vec();
    assert_eq!(
        histogram(words),
        [("a".to_string(), 2), ("b".to_string(), 1)]
    );
    assert!(Level::Low < Level::High);
}
