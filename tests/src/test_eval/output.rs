//! What failing tests wrote, read for ranking without a run: places that panics name, and the two sides of an assert.

use bowline_loop_core::WorkspacePath;
use bowline_proposers::behaviour::{Failure, Line};

/// Longest stretch of the output that a case keeps, in bytes.
const MOST: usize = 6000;

/// The part of a suite's output that tells of the failures, cut where it is long.
pub fn telling(output: &str) -> String {
    let from = output.find("\nfailures:\n").unwrap_or_default();
    let mut end = (from + MOST).min(output.len());
    while !output.is_char_boundary(end) {
        end -= 1;
    }
    output[from..end].to_owned()
}

/// What an output says of the failure.
pub fn failure(output: &str, failing: &[String], passing: &[String]) -> Failure {
    let mut frames = Vec::new();
    let mut sides = [None, None];
    for line in output.lines() {
        let line = line.trim();
        let place = line
            .split_once("panicked at ")
            .map(|(_, place)| place)
            .or_else(|| line.strip_prefix("at ./"));
        frames.extend(
            place
                .and_then(place_of)
                .filter(|place| !frames.contains(place)),
        );
        for (side, word) in sides.iter_mut().zip(["left:", "right:"]) {
            if let Some(value) = line.strip_prefix(word) {
                side.get_or_insert(value.trim().to_owned());
            }
        }
    }
    let [left, right] = sides;
    Failure {
        failing: failing.to_vec(),
        passing: passing.to_vec(),
        frames,
        left,
        right,
        ..Failure::default()
    }
}

/// `src/lib.rs:3:9` of the project.
fn place_of(text: &str) -> Option<Line> {
    let mut parts = text.trim_end_matches(':').split(':');
    let path = WorkspacePath::new(parts.next()?);
    let line = parts.next()?.parse().ok()?;
    let own = path.as_str().ends_with(".rs") && !path.is_outside();
    own.then_some(Line { path, line })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_sides_are_read() {
        let output = "thread 'a' (3) panicked at src/lib.rs:3:9:\nassertion `left == right` failed\n  left: 1\n right: 2\n\
                      stack backtrace:\n   2: x\n             at /rustc/a/b.rs:4:5\n   3: y\n             at ./tests/t.rs:7:5\n";
        let failure = failure(output, &["a".into()], &[]);
        let lines: Vec<_> = failure
            .frames
            .iter()
            .map(|frame| (frame.path.as_str(), frame.line))
            .collect();
        assert_eq!(lines, [("src/lib.rs", 3), ("tests/t.rs", 7)]);
        assert_eq!(failure.left.as_deref(), Some("1"));
        assert_eq!(failure.right.as_deref(), Some("2"));
    }
}
