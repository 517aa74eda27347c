//! Taking back what changed of late, a whole change or one line of it.

use super::{
    Hunk,
    edits::Finds,
    operator::{Operator, function},
    rank::line_start,
    site::Site,
};

pub(super) const OPERATORS: &[Operator] = &[function("recent-change", revert)];

fn revert(site: &Site<'_>, finds: &mut Finds) {
    let text = &site.file.text;
    let recent = site.failure.recent.iter();
    for (age, hunk) in recent
        .filter(|hunk| hunk.path == site.file.path)
        .enumerate()
    {
        let range = lines(text, hunk);
        let inside = site.function.byte_range();
        if range.start > inside.end || range.end < inside.start {
            continue;
        }
        let newer = 0.9_f64.powi(i32::try_from(age).unwrap_or(i32::MAX));
        let now = &text[range.clone()];
        if now == hunk.old {
            continue;
        }
        finds.put(3.0 * newer, range.clone(), hunk.old.clone());
        let (ours, theirs) = (now.split_inclusive('\n'), hunk.old.split_inclusive('\n'));
        if ours.clone().count() == theirs.clone().count() && ours.clone().count() > 1 {
            let mut start = range.start;
            for (ours, theirs) in ours.zip(theirs) {
                if ours != theirs {
                    finds.put(1.0 * newer, start..start + ours.len(), theirs);
                }
                start += ours.len();
            }
        }
    }
}

/// The bytes of a change's lines.
fn lines(text: &str, hunk: &Hunk) -> std::ops::Range<usize> {
    let whole = |line| {
        let start = line_start(text, line);
        text[..start].rfind('\n').map_or(0, |at| at + 1)
    };
    let end = whole(hunk.lines.end).max(whole(hunk.lines.start));
    let behind_all = text.matches('\n').count() < hunk.lines.end.saturating_sub(1) as usize;
    whole(hunk.lines.start)..if behind_all { text.len() } else { end }
}
