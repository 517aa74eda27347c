//! `[from:to]`, as other languages write a range.

use super::{Case, Edit, Fixes};

/// The colon is where the parser stumbles; the bracket that is open there is an index's.
pub(super) fn colon(case: &Case<'_>, fixes: &mut Fixes) {
    let stumbles = [
        "path separator must be a double colon",
        "expected expression, found `:`",
    ];
    if !case.has_no_code() || !stumbles.contains(&case.message()) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let before = &spot.syntax.text()[..spot.range.start];
    let mut closed = 0;
    for (at, sign) in before.char_indices().rev() {
        match sign {
            ')' | ']' | '}' => closed += 1,
            '(' | '[' | '{' if closed > 0 => closed -= 1,
            '[' => {
                let holder = before[..at].trim_end();
                if holder.ends_with(|last: char| last.is_alphanumeric() || "_])".contains(last)) {
                    fixes.keeps(
                        "write the range with `..`",
                        Edit::default().replace(&spot, spot.range.clone(), ".."),
                    );
                }
                return;
            }
            '(' | '{' | ';' => return,
            _ => {}
        }
    }
}
