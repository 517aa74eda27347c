//! Where an edit fits: exactly, or but for blanks around its lines, and in one place only.

use std::ops::Range;

use super::ReplyError;

/// A replacement that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) range: Range<usize>,
    pub(super) text: String,
}

/// Why it does not fit.
pub(super) enum Miss {
    NotFound { nearest: String },
    Ambiguous,
}

impl Miss {
    pub(super) fn into_error(self, file: &str) -> ReplyError {
        let file = file.to_owned();
        match self {
            Self::NotFound { nearest } => ReplyError::NotFound { file, nearest },
            Self::Ambiguous => ReplyError::Ambiguous(file),
        }
    }
}

/// A line of a text: its bytes without the line break, and where the next line starts.
#[derive(Clone)]
struct Line<'t> {
    start: usize,
    text: &'t str,
    next: usize,
}

/// Finds the one place for an edit; where it fits in several, the one in what was shown.
pub(super) fn place(
    text: &str,
    search: &str,
    replace: &str,
    shown: &[Range<usize>],
) -> Result<Place, Miss> {
    let search = search.trim_matches(['\n', '\r']);
    let replace = replace.trim_matches(['\n', '\r']);
    let lines = split(text);
    let wanted: Vec<&str> = search.lines().collect();
    if search.trim().is_empty() {
        return Err(Miss::NotFound {
            nearest: nearest(&lines, &wanted, shown),
        });
    }
    let by_line = |same: fn(&str, &str) -> bool| {
        let found = windows(&lines, &wanted, same);
        one_of(found, shown)
    };
    // As it stands; then with any line break and any blanks at the ends of lines; then with any indentation.
    if let Some(found) = by_line(|a, b| a == b) {
        return found.map(|lines| placed(text, lines, &wanted, replace));
    }
    if !search.contains('\n')
        && let Some(found) = one_of(within_lines(text, search), shown)
    {
        return found.map(|range| Place {
            range,
            text: replace.to_owned(),
        });
    }
    if let Some(found) = by_line(|a, b| a.trim_end() == b.trim_end()) {
        return found.map(|lines| placed(text, lines, &wanted, replace));
    }
    if let Some(found) = by_line(|a, b| a.trim() == b.trim()) {
        return found.map(|lines| placed(text, lines, &wanted, replace));
    }
    Err(Miss::NotFound {
        nearest: nearest(&lines, &wanted, shown),
    })
}

fn split(text: &str) -> Vec<Line<'_>> {
    let mut start = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let next = start + line.len();
            let text = line.strip_suffix('\n').unwrap_or(line);
            let text = text.strip_suffix('\r').unwrap_or(text);
            Line {
                start: std::mem::replace(&mut start, next),
                text,
                next,
            }
        })
        .collect()
}

/// The bytes of every run of lines that is the same as what is searched for.
fn windows(lines: &[Line<'_>], wanted: &[&str], same: fn(&str, &str) -> bool) -> Vec<Range<usize>> {
    lines
        .windows(wanted.len().max(1))
        .filter(|window| {
            window
                .iter()
                .zip(wanted)
                .all(|(line, want)| same(line.text, want))
        })
        .map(|window| window[0].start..window[window.len() - 1].next)
        .collect()
}

fn within_lines(text: &str, search: &str) -> Vec<Range<usize>> {
    text.match_indices(search)
        .map(|(at, found)| at..at + found.len())
        .collect()
}

/// The only one of several places, or the only one that was shown; `None` without any.
fn one_of(found: Vec<Range<usize>>, shown: &[Range<usize>]) -> Option<Result<Range<usize>, Miss>> {
    let is_shown = |range: &&Range<usize>| {
        shown
            .iter()
            .any(|one| one.start <= range.start && range.end <= one.end)
    };
    let seen: Vec<&Range<usize>> = found.iter().filter(is_shown).collect();
    match (found.as_slice(), seen.as_slice()) {
        ([], _) => None,
        ([one], _) => Some(Ok(one.clone())),
        (_, [one]) => Some(Ok((*one).clone())),
        _ => Some(Err(Miss::Ambiguous)),
    }
}

/// A replacement of whole lines: indented as the lines it replaces, with their line breaks.
fn placed(text: &str, range: Range<usize>, wanted: &[&str], replace: &str) -> Place {
    let old = &text[range.clone()];
    let line_break = if old.contains("\r\n") { "\r\n" } else { "\n" };
    let (have, want) = (indent(old.lines()), indent(wanted.iter().copied()));
    let mut new: Vec<String> = replace
        .lines()
        .map(|line| shifted(line, &want, &have))
        .collect();
    if replace.trim().is_empty() {
        new.clear();
    }
    let mut text = new.join(line_break);
    if old.ends_with('\n') && !text.is_empty() {
        text.push_str(line_break);
    }
    Place { range, text }
}

/// The blanks that the first line with anything in it begins with.
fn indent<'l>(mut lines: impl Iterator<Item = &'l str>) -> String {
    let line = lines.find(|line| !line.trim().is_empty());
    let line = line.unwrap_or_default();
    line[..line.len() - line.trim_start().len()].to_owned()
}

/// A line moved from one indentation to another; one that is indented less is left as it is.
fn shifted(line: &str, from: &str, to: &str) -> String {
    match line.strip_prefix(from) {
        Some(rest) if !line.trim().is_empty() => format!("{to}{rest}"),
        _ => line.trim_end().to_owned(),
    }
}

/// The lines most like those searched for, among what was shown; the first of several.
fn nearest(lines: &[Line<'_>], wanted: &[&str], shown: &[Range<usize>]) -> String {
    let height = wanted.len().clamp(1, 12);
    let is_shown =
        |line: &Line<'_>| shown.is_empty() || shown.iter().any(|one| one.contains(&line.start));
    let lines: Vec<Line<'_>> = lines
        .iter()
        .filter(|line| is_shown(line))
        .cloned()
        .collect();
    let words = |text: &str| -> Vec<String> {
        let parts = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        parts
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect()
    };
    let sought: Vec<String> = wanted.iter().flat_map(|line| words(line)).collect();
    // A line that is the same says more than a word that is.
    let likeness = |window: &&[Line<'_>]| {
        let there: Vec<String> = window.iter().flat_map(|line| words(line.text)).collect();
        let same = window
            .iter()
            .filter(|line| wanted.iter().any(|want| want.trim() == line.text.trim()))
            .count();
        4 * same + sought.iter().filter(|word| there.contains(word)).count()
    };
    let best = lines
        .windows(height.min(lines.len().max(1)))
        .rev()
        .max_by_key(likeness);
    let best = best.unwrap_or_default();
    best.iter()
        .map(|line| line.text)
        .collect::<Vec<_>>()
        .join("\n")
}
