//! A suggested `#[derive(…)]` line merged into the derive that the item already has. rustc always suggests a line of its own,
//! which compiles and which nobody would write.

use std::ops::Range;

use bowline_loop_core::Replacement;

const OPENER: &str = "#[derive(";

/// Which trait people write before which: `Debug` before all, what the other builds on first, and `Copy, Clone` as the standard
/// library has it.
const BEFORE: &[(&str, &[&str])] = &[
    (
        "Debug",
        &[
            "Clone",
            "Copy",
            "PartialEq",
            "Eq",
            "PartialOrd",
            "Ord",
            "Hash",
            "Default",
        ],
    ),
    ("PartialEq", &["Eq", "PartialOrd", "Ord"]),
    ("Eq", &["PartialOrd", "Ord"]),
    ("PartialOrd", &["Ord"]),
    ("Copy", &["Clone"]),
];

/// The replacements that add the traits of `inserted`, a whole derive attribute, to one beside the insertion at `at`, each where
/// the file's other lists have it, else where it is usual. `None` when this is another kind of suggestion or the item has no
/// derive yet.
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
    let (early, late): (Vec<_>, Vec<_>) = missing
        .into_iter()
        .map(|one| (follower(text, one, &present), one))
        .partition(|(follower, _)| follower.is_some());
    let list = existing.start + OPENER.len()..existing.end - ")]".len();
    let ahead = early.into_iter().filter_map(|(follower, one)| {
        let place = list.start + offset(&text[list.clone()], follower?)?;
        Some(insertion(place, format!("{one}, ")))
    });
    let appended: Vec<&str> = late.into_iter().map(|(_, one)| one).collect();
    let kept = text[list.clone()].trim_end();
    let comma = if kept.is_empty() {
        ""
    } else if kept.ends_with(',') {
        " "
    } else {
        ", "
    };
    let behind = (!appended.is_empty()).then(|| {
        let added = format!("{comma}{}", appended.join(", "));
        insertion(list.start + kept.len(), added)
    });
    Some(ahead.chain(behind).collect())
}

fn insertion(at: usize, text: String) -> Replacement {
    Replacement {
        start: at,
        end: at,
        text,
    }
}

/// The first of the present traits that the missing one is written before.
fn follower<'a>(text: &str, missing: &str, present: &[&'a str]) -> Option<&'a str> {
    let usual = |later: &str| {
        let pair = BEFORE.iter().find(|(name, _)| *name == missing);
        pair.is_some_and(|(_, later_ones)| later_ones.contains(&later))
    };
    let position = present
        .iter()
        .position(|later| practice(text, missing, later).unwrap_or_else(|| usual(later)))?;
    let follower = present[position];
    // Behind another trait, `Clone, Copy` is the usual order.
    let leads = missing != "Copy" || position == 0 || practice(text, missing, follower).is_some();
    leads.then_some(follower)
}

/// Whether the lists of this file that hold both traits have the first one before the other; `None` where they do not say.
fn practice(text: &str, first: &str, other: &str) -> Option<bool> {
    let mut votes = 0i32;
    for (at, _) in text.match_indices(OPENER) {
        let Some(list) = closing(&text[at..]).and_then(|end| traits(&text[at..at + end])) else {
            continue;
        };
        let place = |name: &str| list.iter().position(|one| *one == name);
        if let (Some(mine), Some(its)) = (place(first), place(other)) {
            votes += if mine < its { 1 } else { -1 };
        }
    }
    (votes != 0).then_some(votes > 0)
}

/// The byte at which an element of a list starts.
fn offset(list: &str, element: &str) -> Option<usize> {
    let mut at = 0;
    for one in list.split(',') {
        if one.trim() == element {
            return Some(at + (one.len() - one.trim_start().len()));
        }
        at += one.len() + 1;
    }
    None
}

/// Whether an insertion adds to a list of derived traits, so that another one at the same place may follow it.
pub(crate) fn continues_list(insertion: &str) -> bool {
    let rest = insertion
        .strip_prefix(", ")
        .or(insertion.strip_suffix(", "));
    rest.is_some_and(|rest| {
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
    fn a_trait_goes_where_the_file_or_else_custom_has_it() {
        for (marked, added, expected) in [
            ("#[derive(Clone)]\n$0struct S;", "Copy", "Copy, Clone"),
            (
                "#[derive(Debug, Clone)]\n$0struct S;",
                "Copy",
                "Debug, Clone, Copy",
            ),
            (
                "#[derive(Debug, PartialOrd)]\n$0struct S;",
                "PartialEq",
                "Debug, PartialEq, PartialOrd",
            ),
            (
                "#[derive(Ord)]\n$0struct S;",
                "PartialEq, Eq, PartialOrd",
                "PartialEq, Eq, PartialOrd, Ord",
            ),
        ] {
            let rest = "\nstruct S;";
            check(
                marked,
                &format!("#[derive({added})]"),
                Some(&format!("#[derive({expected})]{rest}")),
            );
        }
        let told = "#[derive(Clone, Copy)]\nstruct A;\n";
        check(
            &format!("{told}#[derive(Clone)]\n$0struct S;"),
            "#[derive(Copy)]",
            Some(&format!("{told}#[derive(Clone, Copy)]\nstruct S;")),
        );
        let told = "#[derive(PartialEq, Debug)]\nstruct A;\n";
        check(
            &format!("{told}#[derive(Debug)]\n$0struct S;"),
            "#[derive(PartialEq)]",
            Some(&format!("{told}#[derive(PartialEq, Debug)]\nstruct S;")),
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
