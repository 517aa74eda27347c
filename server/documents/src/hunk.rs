//! An edit cut into the pieces a person accepts or turns down, and the diff that shows it.

use std::{collections::BTreeSet, ops::Range};

use bowline_loop_core::action::Replacement;
use similar::TextDiff;

use crate::{
    diff::{regions, starts},
    pieces::lines,
};

/// Whole lines that differ. Hunks of one diff are in order and have at least one unchanged line between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hunk {
    /// Lines of the text before, 0-based, the end exclusive; empty for an insertion.
    pub before_lines: Range<u32>,
    /// Lines of the text after, 0-based, the end exclusive; empty for a deletion.
    pub after_lines: Range<u32>,
    /// The change, against the text before.
    pub replacement: Replacement,
}

/// What differs between two texts, line by line. Making all of it turns `before` into `after`.
pub fn hunks(before: &str, after: &str) -> Vec<Hunk> {
    let old = lines(before);
    let new = lines(after);
    let old_starts = starts(&old);
    regions(&old, &new)
        .into_iter()
        .map(|region| Hunk {
            before_lines: line_range(&region.old),
            after_lines: line_range(&region.new),
            replacement: Replacement {
                start: old_starts[region.old.start],
                end: old_starts[region.old.end],
                text: new[region.new].concat(),
            },
        })
        .collect()
}

/// Where a line of the text before stands in the text after; both 0-based. A line inside a hunk goes to the line of the
/// hunk's new text that is as far from its start, as far as there is one.
pub fn moved_line(hunks: &[Hunk], line: u32) -> u32 {
    let mut delta = 0_i64;
    for Hunk {
        before_lines: old,
        after_lines: new,
        ..
    } in hunks
    {
        if line < old.start {
            break;
        }
        if line < old.end {
            return new.start.max(
                new.end
                    .saturating_sub(1)
                    .min(new.start + (line - old.start)),
            );
        }
        delta = i64::from(new.end) - i64::from(old.end);
    }
    u32::try_from(i64::from(line) + delta).unwrap_or(0)
}

/// The text with the chosen hunks made, by their index. The hunks are those of [`hunks`] for this very text; an index that
/// names none is ignored, and so is a hunk that does not fit.
pub fn pick(before: &str, hunks: &[Hunk], chosen: &BTreeSet<usize>) -> String {
    let mut result = String::with_capacity(before.len());
    let mut at = 0;
    for &index in chosen {
        let Some(Hunk { replacement, .. }) = hunks.get(index) else {
            continue;
        };
        let (Some(kept), Some(_)) = (
            before.get(at..replacement.start),
            before.get(replacement.range()),
        ) else {
            continue;
        };
        result.push_str(kept);
        result.push_str(&replacement.text);
        at = replacement.end;
    }
    result.push_str(&before[at..]);
    result
}

/// A unified diff with three lines of context; empty for equal texts.
pub fn unified(path: &str, before: &str, after: &str) -> String {
    if before == after {
        return String::new();
    }
    TextDiff::from_lines(before, after)
        .unified_diff()
        .context_radius(3)
        .header(&format!("a/{path}"), &format!("b/{path}"))
        .to_string()
}

fn line_range(range: &Range<usize>) -> Range<u32> {
    let line = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    line(range.start)..line(range.end)
}
