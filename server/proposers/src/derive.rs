//! A suggested `#[derive(…)]` line merged into the derive that the item already has. rustc always suggests a line of its own,
//! which compiles and which nobody would write.

use std::ops::Range;

use bowline_loop_core::Replacement;

const OPENER: &str = "#[derive(";

/// The replacement that adds the traits of `inserted`, a whole derive attribute, to one beside the insertion at `at`. `None`
/// when this is another kind of suggestion or the item has no derive yet.
pub(crate) fn merge(text: &str, at: Range<usize>, inserted: &str) -> Option<Vec<Replacement>> {
    if !at.is_empty() {
        return None;
    }
    let wanted = traits(inserted.trim())?;
    let existing = before(text, at.start).or_else(|| after(text, at.start))?;
    let present = traits(&text[existing.clone()])?;
    let missing: Vec<&str> = wanted
        .into_iter()
        .filter(|one| !present.contains(one))
        .collect();
    if missing.is_empty() {
        return Some(Vec::new());
    }
    let list = &text[existing.start + OPENER.len()..existing.end - ")]".len()];
    let kept = list.trim_end();
    let comma = if kept.is_empty() {
        ""
    } else if kept.ends_with(',') {
        " "
    } else {
        ", "
    };
    let place = existing.start + OPENER.len() + kept.len();
    Some(vec![Replacement {
        start: place,
        end: place,
        text: format!("{comma}{}", missing.join(", ")),
    }])
}

/// Whether an insertion adds to a list of derived traits, so that another one at the same place may follow it.
pub(crate) fn continues_list(insertion: &str) -> bool {
    insertion.strip_prefix(", ").is_some_and(|rest| {
        rest.chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | ':' | ',' | ' '))
    })
}

/// The traits of one derive attribute.
fn traits(attribute: &str) -> Option<Vec<&str>> {
    let list = attribute.strip_prefix(OPENER)?.strip_suffix(")]")?;
    let plain = !list.contains(['(', ')', '#', '/']);
    plain.then(|| {
        list.split(',')
            .map(str::trim)
            .filter(|one| !one.is_empty())
            .collect()
    })
}

/// The derive among the attributes and comments that end at `at`.
fn before(text: &str, at: usize) -> Option<Range<usize>> {
    let mut end = at;
    loop {
        let head = text[..end].trim_end();
        let line = head.rfind('\n').map_or(0, |newline| newline + 1);
        let last = head[line..].trim_start();
        if last.starts_with("//") {
            end = line;
            continue;
        }
        if !head.ends_with(']') {
            return None;
        }
        let start = opening(head)?;
        if head[start..].starts_with(OPENER) {
            return Some(start..head.len());
        }
        end = start;
    }
}

/// The start of the attribute that `head` ends with.
fn opening(head: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in head.char_indices().rev() {
        match c {
            ']' => depth += 1,
            '[' => depth = depth.checked_sub(1)?,
            // A string may hold brackets; an attribute with one is left alone.
            '"' => return None,
            _ => {}
        }
        if depth == 0 {
            return at
                .checked_sub(1)
                .filter(|&hash| head.as_bytes()[hash] == b'#');
        }
    }
    None
}

/// The derive among the attributes and comments that start at `at`.
fn after(text: &str, at: usize) -> Option<Range<usize>> {
    let mut start = at;
    loop {
        start += text[start..].len() - text[start..].trim_start().len();
        let rest = &text[start..];
        if rest.starts_with("//") {
            start += rest.find('\n')?;
        } else if rest.starts_with(OPENER) {
            return Some(start..start + closing(rest)?);
        } else if rest.starts_with("#[") {
            start += closing(rest)?;
        } else {
            return None;
        }
    }
}

/// The byte behind the attribute that `rest` starts with.
fn closing(rest: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in rest.char_indices() {
        match c {
            '[' => depth += 1,
            ']' if depth == 1 => return Some(at + 1),
            ']' => depth = depth.checked_sub(1)?,
            '"' => return None,
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::merge;

    /// `$0` marks the place where rustc inserts its line.
    fn check(marked: &str, inserted: &str, expected: Option<&str>) {
        let at = marked.find("$0").unwrap();
        let text = marked.replace("$0", "");
        let merged = merge(&text, at..at, inserted).map(|found| {
            let mut result = text.clone();
            for one in found.iter().rev() {
                result.replace_range(one.range(), &one.text);
            }
            result
        });
        assert_eq!(merged.as_deref(), expected, "{marked}");
    }

    #[test]
    fn merges_into_the_existing_derive() {
        for (marked, expected) in [
            (
                "#[derive(Debug)]\n$0struct S;",
                "#[derive(Debug, Clone)]\nstruct S;",
            ),
            (
                "$0#[derive(Debug)]\nstruct S;",
                "#[derive(Debug, Clone)]\nstruct S;",
            ),
            (
                "#[derive(Debug,)]\n$0struct S;",
                "#[derive(Debug, Clone)]\nstruct S;",
            ),
            ("#[derive()]\n$0struct S;", "#[derive(Clone)]\nstruct S;"),
            (
                "#[derive(\n    Debug,\n    Eq,\n)]\n$0struct S;",
                "#[derive(\n    Debug,\n    Eq, Clone\n)]\nstruct S;",
            ),
            (
                "#[derive(Debug)]\n/// Said [here].\n#[repr(C)]\n    $0pub struct S;",
                "#[derive(Debug, Clone)]\n/// Said [here].\n#[repr(C)]\n    pub struct S;",
            ),
            (
                "$0#[repr(C)]\n// why\n#[derive(Debug)]\nstruct S;",
                "#[repr(C)]\n// why\n#[derive(Debug, Clone)]\nstruct S;",
            ),
            (
                "#[derive(Clone)]\n$0struct S;",
                "#[derive(Clone)]\nstruct S;",
            ),
        ] {
            check(marked, "#[derive(Clone)]\n", Some(expected));
        }
        check(
            "#[derive(Copy)]\n$0struct S;",
            "#[derive(Clone, Copy)]\n",
            Some("#[derive(Copy, Clone)]\nstruct S;"),
        );
    }

    #[test]
    fn leaves_other_suggestions_alone() {
        check("$0struct S;", "#[derive(Clone)]\n", None);
        check(
            "#[derive(Debug)]\nstruct A;\n$0struct S;",
            "#[derive(Clone)]\n",
            None,
        );
        check("#[derive(Debug)]\n$0struct S;", "#[repr(C)]\n", None);
        check("#[doc = \"]\"]\n$0struct S;", "#[derive(Clone)]\n", None);
        check("$0", "#[derive(Clone)]\n", None);
    }
}
