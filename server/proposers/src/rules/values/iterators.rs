//! Iterators of the standard library where what they go over stands, and the reverse.

use bowline_loop_core::Class;

use super::{
    Rule,
    mismatch::{self, Change, Mismatch},
    types::Ty,
};

pub(super) const RULES: &[Rule] = &[Rule {
    name: "the-iterator-of-it",
    class: Class::KeepsMeaning,
    about: "Makes the iterator that is wanted by the method that gives it: `.iter()` for `slice::Iter`, `.chars()` for `Chars`, \
            `.peekable()` for `Peekable`; takes what is left out of an iterator: `.as_slice()`, `.as_str()`.",
    propose: |case, fixes| mismatch::convert(case, fixes, iterator),
}];

/// Iterators over text, with the methods that make them.
const OF_TEXT: &[(&str, &str)] = &[
    ("Chars", ".chars()"),
    ("CharIndices", ".char_indices()"),
    ("Bytes", ".bytes()"),
    ("Lines", ".lines()"),
    ("SplitWhitespace", ".split_whitespace()"),
];

/// Iterators over collections.
const OF_COLLECTIONS: &[(&str, &str)] = &[
    ("Iter", ".iter()"),
    ("IterMut", ".iter_mut()"),
    ("IntoIter", ".into_iter()"),
    ("Keys", ".keys()"),
    ("Values", ".values()"),
    ("ValuesMut", ".values_mut()"),
    ("Drain", ".drain(..)"),
];

/// Iterators around another one, which is their first argument.
const AROUND: &[(&str, &str)] = &[
    ("Rev", ".rev()"),
    ("Peekable", ".peekable()"),
    ("Enumerate", ".enumerate()"),
    ("Cloned", ".cloned()"),
    ("Copied", ".copied()"),
    ("Cycle", ".cycle()"),
    ("Fuse", ".fuse()"),
    ("Flatten", ".flatten()"),
];

fn iterator(m: &Mismatch<'_>) -> Vec<Change> {
    let Some(suffix) = suffix(&m.expected, &m.found) else {
        return Vec::new();
    };
    let title = format!("make it: `{suffix}`");
    // `&v` is borrowed by the method anyway.
    let edit = match m.operand.borrowed() {
        Some((inner, _)) if !suffix.starts_with(".into") => {
            m.operand.replaced(&inner.with_suffix(&suffix))
        }
        _ => m.operand.suffixed(&suffix),
    };
    vec![Change::keeps(title, edit)]
}

/// The methods that make one type of the other.
fn suffix(expected: &Ty, found: &Ty) -> Option<String> {
    let source = found.bare().0;
    let by = |table: &[(&str, &str)]| {
        let mut rows = table.iter();
        let row = rows.find(|(name, _)| expected.is(name))?;
        Some(row.1.to_owned())
    };
    if let Some(outer) = by(AROUND) {
        let inner = expected.arg(0)?;
        if inner.fits(source) && !matches!(inner, Ty::Any) {
            return Some(outer);
        }
        return suffix(inner, found).map(|inner| inner + &outer);
    }
    if source.is_any(&["str", "String"]) {
        return by(OF_TEXT);
    }
    let collection = source.element().is_some()
        || source.name().is_some_and(|name| {
            ["Map", "Set", "Deque", "Heap", "List"]
                .iter()
                .any(|end| name.ends_with(end))
        })
        || source.is_any(&["Option", "Result"]);
    if collection {
        return by(OF_COLLECTIONS);
    }
    let slice = matches!(expected.bare(), (Ty::Slice(_), 1));
    if slice && source.is_any(&["Iter", "IntoIter", "Drain"]) {
        return Some(".as_slice()".to_owned());
    }
    let rest = expected.is_str() && source.is_any(&["Chars", "CharIndices"]);
    rest.then(|| ".as_str()".to_owned())
}
