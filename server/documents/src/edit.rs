//! Edits as values: applying them, and finding the smallest one between two texts.

use std::collections::BTreeMap;

use bowline_loop_core::{
    action::{FileEdit, Replacement},
    ids::WorkspacePath,
};

use crate::{
    diff::{regions, starts, word_replacements},
    pieces::{is_blank, lines},
};

/// Why an edit does not fit its text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// A replacement reaches behind the end of the text, or ends before it starts.
    #[error("bytes {start}..{end} do not lie in a text of {length} bytes")]
    OutOfBounds {
        /// First byte replaced.
        start: usize,
        /// The byte behind the last.
        end: usize,
        /// The length of the text.
        length: usize,
    },
    /// A replacement would cut a character in two.
    #[error("bytes {start}..{end} cut a character in two")]
    SplitsCharacter {
        /// First byte replaced.
        start: usize,
        /// The byte behind the last.
        end: usize,
    },
    /// A replacement starts before the one ahead of it ends.
    #[error(
        "the replacement at byte {start} overlaps the one before it, which ends at byte {before}"
    )]
    Overlap {
        /// First byte replaced.
        start: usize,
        /// Where the one before it ends.
        before: usize,
    },
    /// There is no text for a file.
    #[error("there is no text for {0}")]
    NoText(WorkspacePath),
}

/// The text with the replacements made. They are sorted by `start` and do not overlap; insertions at one place are made in
/// their order.
pub fn apply(text: &str, replacements: &[Replacement]) -> Result<String, EditError> {
    let mut result = String::with_capacity(text.len());
    let mut at = 0;
    for replacement in replacements {
        let &Replacement { start, end, .. } = replacement;
        if start > end || end > text.len() {
            return Err(EditError::OutOfBounds {
                start,
                end,
                length: text.len(),
            });
        }
        if start < at {
            return Err(EditError::Overlap { start, before: at });
        }
        if !text.is_char_boundary(start) || !text.is_char_boundary(end) {
            return Err(EditError::SplitsCharacter { start, end });
        }
        result.push_str(&text[at..start]);
        result.push_str(&replacement.text);
        at = end;
    }
    result.push_str(&text[at..]);
    Ok(result)
}

/// The texts of all edited files with their replacements made. Several edits of one file are made as one, all against the
/// same text.
pub fn apply_all(
    text_of: impl Fn(&WorkspacePath) -> Option<String>,
    edits: &[FileEdit],
) -> Result<BTreeMap<WorkspacePath, String>, EditError> {
    let mut by_file: BTreeMap<&WorkspacePath, Vec<Replacement>> = BTreeMap::new();
    for edit in edits {
        by_file
            .entry(&edit.path)
            .or_default()
            .extend(edit.replacements.iter().cloned());
    }
    let mut texts = BTreeMap::new();
    for (path, mut replacements) in by_file {
        // Stable: insertions at one place keep their order.
        replacements.sort_by_key(|replacement| (replacement.start, replacement.end));
        let text = text_of(path).ok_or_else(|| EditError::NoText(path.clone()))?;
        texts.insert(path.clone(), apply(&text, &replacements)?);
    }
    Ok(texts)
}

/// Small replacements that turn `before` into `after`: the lines that differ, and in them the words that differ. No
/// replacement cuts a word or a `\r\n` in two.
pub fn minimal(before: &str, after: &str) -> Vec<Replacement> {
    let old = lines(before);
    let new = lines(after);
    let old_starts = starts(&old);
    let new_starts = starts(&new);
    let mut found = Vec::new();
    for region in regions(&old, &new) {
        let start = old_starts[region.old.start];
        let old_text = &before[start..old_starts[region.old.end]];
        let new_text = &after[new_starts[region.new.start]..new_starts[region.new.end]];
        found.extend(joined(word_replacements(old_text, new_text, start), before));
    }
    found
}

/// Joins replacements with only blanks between them: they read as one.
fn joined(replacements: Vec<Replacement>, before: &str) -> Vec<Replacement> {
    let mut found: Vec<Replacement> = Vec::with_capacity(replacements.len());
    for next in replacements {
        match found.last_mut() {
            Some(last) if before[last.end..next.start].chars().all(is_blank) => {
                last.text.push_str(&before[last.end..next.start]);
                last.text.push_str(&next.text);
                last.end = next.end;
            }
            _ => found.push(next),
        }
    }
    found
}
