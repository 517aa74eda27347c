//! Bringing an edit over to a text that a person has changed since (I11). What the person typed is kept as it is; where the
//! edit touches it, there is no merge.

use std::ops::Range;

use bowline_loop_core::action::Replacement;

use crate::{
    diff::{Region, regions, starts, word_replacements},
    pieces::{is_word, lines},
};

/// The edit and the person change the same place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {} is changed both in the editor and by the edit", .base_lines.start + 1)]
pub struct Conflict {
    /// The lines in question, in the text that both started from: 0-based, the end exclusive.
    pub base_lines: Range<u32>,
}

/// Both changes in one text. `theirs` is what the person has, `ours` is what the edit makes of `base`.
///
/// Changes at different lines are both taken. Changes of one line, or of lines that touch, are both taken when an unchanged
/// word or a line break lies between them; otherwise they conflict. The same change made twice is made once.
pub fn merge3(base: &str, theirs: &str, ours: &str) -> Result<String, Conflict> {
    if ours == base || ours == theirs {
        return Ok(theirs.to_owned());
    }
    if theirs == base {
        return Ok(ours.to_owned());
    }
    let base = Cut::new(base);
    let theirs = Side::new(&base, theirs);
    let ours = Side::new(&base, ours);
    let mut merged = String::new();
    let mut at = 0;
    for cluster in clusters(&theirs.regions, &ours.regions) {
        merged.push_str(base.text(at..cluster.base.start));
        let their_text = theirs.text(&cluster.base, &cluster.theirs);
        let our_text = ours.text(&cluster.base, &cluster.ours);
        if cluster.ours.is_empty() {
            merged.push_str(their_text);
        } else if cluster.theirs.is_empty() {
            merged.push_str(our_text);
        } else {
            let both = refine(base.text(cluster.base.clone()), their_text, our_text);
            merged.push_str(&both.ok_or_else(|| conflict(&cluster.base))?);
        }
        at = cluster.base.end;
    }
    merged.push_str(base.text(at..base.lines()));
    Ok(merged)
}

/// A text and where its lines start.
struct Cut<'a> {
    text: &'a str,
    pieces: Vec<&'a str>,
    starts: Vec<usize>,
}

impl<'a> Cut<'a> {
    fn new(text: &'a str) -> Self {
        let pieces = lines(text);
        let starts = starts(&pieces);
        Self {
            text,
            pieces,
            starts,
        }
    }

    fn lines(&self) -> usize {
        self.pieces.len()
    }

    fn text(&self, lines: Range<usize>) -> &'a str {
        &self.text[self.starts[lines.start]..self.starts[lines.end]]
    }
}

/// One of the two changed texts and where it differs from the base.
struct Side<'a> {
    cut: Cut<'a>,
    regions: Vec<Region>,
}

impl<'a> Side<'a> {
    fn new(base: &Cut<'_>, text: &'a str) -> Self {
        let cut = Cut::new(text);
        let regions = regions(&base.pieces, &cut.pieces);
        Self { cut, regions }
    }

    /// What stands here for the base's lines `base`, which hold this side's regions `inside` and no part of another.
    fn text(&self, base: &Range<usize>, inside: &Range<usize>) -> &'a str {
        let (Some(first), Some(last)) = (
            self.regions.get(inside.start),
            self.regions[..inside.end].last(),
        ) else {
            return "";
        };
        if inside.is_empty() {
            return "";
        }
        let start = first.new.start - (first.old.start - base.start);
        let end = last.new.end + (base.end - last.old.end);
        self.cut.text(start..end)
    }
}

/// Lines of the base that hold regions which overlap or touch, by index on each side.
struct Cluster {
    base: Range<usize>,
    theirs: Range<usize>,
    ours: Range<usize>,
}

fn clusters(theirs: &[Region], ours: &[Region]) -> Vec<Cluster> {
    let mut found = Vec::new();
    let (mut t, mut o) = (0, 0);
    loop {
        let start = match (theirs.get(t), ours.get(o)) {
            (None, None) => return found,
            (Some(region), None) | (None, Some(region)) => region.old.start,
            (Some(one), Some(other)) => one.old.start.min(other.old.start),
        };
        let mut cluster = Cluster {
            base: start..start,
            theirs: t..t,
            ours: o..o,
        };
        loop {
            let grown = cluster.base.end;
            take_touching(theirs, &mut t, &mut cluster.base);
            take_touching(ours, &mut o, &mut cluster.base);
            if cluster.base.end == grown && cluster.theirs.end == t && cluster.ours.end == o {
                break;
            }
            cluster.theirs.end = t;
            cluster.ours.end = o;
        }
        found.push(cluster);
    }
}

/// Moves `next` over the regions that touch `base`, and stretches `base` over them.
fn take_touching(regions: &[Region], next: &mut usize, base: &mut Range<usize>) {
    while let Some(region) = regions
        .get(*next)
        .filter(|region| region.old.start <= base.end)
    {
        base.end = base.end.max(region.old.end);
        *next += 1;
    }
}

/// Both changes of one stretch of text, word by word; `None` where they are too close to tell apart.
fn refine(base: &str, theirs: &str, ours: &str) -> Option<String> {
    if theirs == ours {
        return Some(theirs.to_owned());
    }
    let theirs = word_replacements(base, theirs, 0);
    let mut ours = word_replacements(base, ours, 0);
    ours.retain(|our| !theirs.contains(our));
    if theirs
        .iter()
        .any(|their| ours.iter().any(|our| !apart(base, their, our)))
    {
        return None;
    }
    let mut both = theirs;
    both.extend(ours);
    both.sort();
    crate::edit::apply(base, &both).ok()
}

/// Whether something unchanged that carries meaning lies between the two.
fn apart(base: &str, one: &Replacement, other: &Replacement) -> bool {
    let (first, second) = if one.start <= other.start {
        (one, other)
    } else {
        (other, one)
    };
    let Some(between) = base.get(first.end..second.start) else {
        return false;
    };
    between.contains(['\n', '\r']) || between.contains(is_word)
}

fn conflict(lines: &Range<usize>) -> Conflict {
    let line = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    Conflict {
        base_lines: line(lines.start)..line(lines.end),
    }
}
