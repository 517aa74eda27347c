//! The markers that an unfinished merge leaves in a file.

use std::ops::Range;

use crate::rules::{Case, Edit, Spot, edit::Fixes};

/// A conflict: both sides and the lines of markers around them, in bytes.
struct Conflict {
    whole: Range<usize>,
    ours: Range<usize>,
    theirs: Range<usize>,
}

#[derive(Clone, Copy)]
enum Side {
    Ours,
    Theirs,
    Both,
}

pub(super) fn settle(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.has_no_code() || !case.message().starts_with("encountered diff marker") {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let conflicts = conflicts(spot.syntax.text());
    let sides = [
        (Side::Ours, "keep the side of the current branch"),
        (Side::Theirs, "keep the incoming side"),
        (Side::Both, "keep both sides"),
    ];
    if conflicts.iter().all(|conflict| is_same(&spot, conflict)) {
        let edit = edit(&spot, &conflicts, Side::Ours);
        fixes.keeps("remove the markers: both sides are the same", edit);
        return;
    }
    // Both sides may well compile: which of them is meant is for a person to say.
    for (side, title) in sides {
        fixes.scaffold(title, edit(&spot, &conflicts, side));
    }
    if let [first, rest @ ..] = conflicts.as_slice()
        && !rest.is_empty()
    {
        for (one, title) in sides {
            for (others, _) in sides {
                let edit = edit(&spot, std::slice::from_ref(first), one);
                fixes.scaffold(
                    format!("{title} of the first conflict"),
                    edit.and(self::edit(&spot, rest, others)),
                );
            }
        }
    }
}

fn is_same(spot: &Spot<'_>, conflict: &Conflict) -> bool {
    let text = spot.syntax.text();
    text[conflict.ours.clone()].trim() == text[conflict.theirs.clone()].trim()
}

fn edit(spot: &Spot<'_>, conflicts: &[Conflict], side: Side) -> Edit {
    let text = spot.syntax.text();
    conflicts.iter().fold(Edit::default(), |edit, conflict| {
        let (ours, theirs) = (&text[conflict.ours.clone()], &text[conflict.theirs.clone()]);
        let kept = match side {
            Side::Ours => ours.to_owned(),
            Side::Theirs => theirs.to_owned(),
            Side::Both => format!("{ours}{theirs}"),
        };
        edit.replace(spot, conflict.whole.clone(), kept)
    })
}

/// The conflicts of a text; the part between `|||||||` and `=======`, what both sides came from, is no side.
fn conflicts(text: &str) -> Vec<Conflict> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut start: Option<(usize, usize)> = None;
    let mut ours_end = None;
    let mut theirs_start = None;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        if line.starts_with("<<<<<<<") {
            (start, ours_end, theirs_start) = (Some((at, end)), None, None);
        } else if line.starts_with("|||||||") {
            ours_end = Some(at);
        } else if line.starts_with("=======") {
            ours_end = ours_end.or(Some(at));
            theirs_start = Some(end);
        } else if line.starts_with(">>>>>>>")
            && let (Some((whole, ours)), Some(ours_end), Some(theirs)) =
                (start.take(), ours_end, theirs_start)
        {
            found.push(Conflict {
                whole: whole..end,
                ours: ours..ours_end,
                theirs: theirs..at,
            });
        }
        at = end;
    }
    found
}
