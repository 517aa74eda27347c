//! Items and attributes read off the tokens, so that broken code has an outline too.

use std::ops::Range;

use crate::tokens::Tokens;

/// An attribute: `#[path…]` or `#![path…]`.
#[derive(Clone, Debug)]
pub(crate) struct Attribute<'a> {
    /// The last part of its path.
    pub(crate) name: &'a str,
    /// The code tokens between its brackets.
    pub(crate) inside: Range<usize>,
}

/// An item with the attributes above it.
#[derive(Clone, Debug)]
pub(crate) struct Item<'a> {
    /// Its keyword.
    pub(crate) kind: &'static str,
    pub(crate) attributes: Vec<Attribute<'a>>,
    /// The index of its keyword.
    pub(crate) keyword: usize,
    /// Its code tokens, from the first attribute to the closing brace or semicolon.
    pub(crate) tokens: Range<usize>,
}

/// What a text declares.
pub(crate) struct Outline<'a> {
    pub(crate) items: Vec<Item<'a>>,
    /// All attributes, wherever they stand.
    pub(crate) attributes: Vec<Attribute<'a>>,
    /// The `#![…]` among them.
    pub(crate) inner: Vec<Attribute<'a>>,
}

impl<'a> Outline<'a> {
    pub(crate) fn new(tokens: &Tokens<'a>) -> Self {
        let mut outline = Self {
            items: Vec::new(),
            attributes: Vec::new(),
            inner: Vec::new(),
        };
        let mut above = Vec::new();
        let mut start = None;
        let mut index = 0;
        while index < tokens.code.len() {
            if let Some((attribute, behind)) = attribute(tokens, index) {
                outline.attributes.push(attribute.clone());
                if tokens.at(index + 1) == "!" {
                    outline.inner.push(attribute);
                } else {
                    start.get_or_insert(index);
                    above.push(attribute);
                }
                index = behind;
            } else if let Some(behind) = qualifier(tokens, index) {
                start.get_or_insert(index);
                index = behind;
            } else {
                let attributes = std::mem::take(&mut above);
                let first = start.take().unwrap_or(index);
                if let Some(kind) = item(tokens, index) {
                    outline.items.push(Item {
                        kind,
                        attributes,
                        keyword: index,
                        tokens: first..behind_item(tokens, index),
                    });
                }
                index += 1;
            }
        }
        outline
    }
}

impl Item<'_> {
    /// Whether it is a test function.
    pub(crate) fn is_test(&self) -> bool {
        self.kind == "fn" && self.attributes.iter().any(Attribute::marks_test)
    }

    /// Whether it exists only in test builds.
    pub(crate) fn is_for_tests(&self, tokens: &Tokens<'_>) -> bool {
        self.attributes
            .iter()
            .any(|attribute| attribute.is_test_cfg(tokens))
    }
}

impl Attribute<'_> {
    /// Whether it turns a function into a test or a benchmark, in the forms that test frameworks use.
    fn marks_test(&self) -> bool {
        self.name.ends_with("_test")
            || matches!(
                self.name,
                "test" | "rstest" | "gtest" | "test_case" | "bench" | "quickcheck"
            )
    }

    fn is_test_cfg(&self, tokens: &Tokens<'_>) -> bool {
        self.name == "cfg"
            && self.inside.clone().any(|index| {
                tokens.at(index) == "test" && !(index >= 2 && tokens.are(index - 2, &["not", "("]))
            })
    }
}

/// The attribute that starts at an index, and the index behind it.
fn attribute<'a>(tokens: &Tokens<'a>, index: usize) -> Option<(Attribute<'a>, usize)> {
    if tokens.at(index) != "#" {
        return None;
    }
    let open = index + 1 + usize::from(tokens.at(index + 1) == "!");
    if tokens.at(open) != "[" {
        return None;
    }
    let behind = tokens.behind_group(open);
    let mut name = open + 1;
    while tokens.are(name + 1, &[":", ":"]) {
        name += 3;
    }
    Some((
        Attribute {
            name: tokens.at(name),
            inside: open + 1..behind.saturating_sub(1).max(open + 1),
        },
        behind,
    ))
}

/// The index behind a word that may stand between an item's attributes and its keyword.
fn qualifier(tokens: &Tokens<'_>, index: usize) -> Option<usize> {
    let next = tokens.at(index + 1);
    match tokens.at(index) {
        "pub"
            if next == "(" && matches!(tokens.at(index + 2), "crate" | "super" | "self" | "in") =>
        {
            Some(tokens.behind_group(index + 1))
        }
        "pub" | "default" | "async" | "unsafe" => Some(index + 1),
        "const" if matches!(next, "fn" | "unsafe" | "async" | "extern") => Some(index + 1),
        "extern" if next.starts_with('"') => Some(index + 2),
        "extern" if next == "fn" => Some(index + 1),
        _ => None,
    }
}

/// The kind of the item whose keyword stands at an index.
fn item(tokens: &Tokens<'_>, index: usize) -> Option<&'static str> {
    let named = tokens.is_word(index + 1);
    match tokens.at(index) {
        "fn" if named => Some("fn"),
        "struct" if named => Some("struct"),
        "enum" if named => Some("enum"),
        "trait" if named => Some("trait"),
        "mod" if named => Some("mod"),
        "type" if named => Some("type"),
        "union" if named && matches!(tokens.at(index + 2), "{" | "<") => Some("union"),
        "const"
            if named
                && tokens.at(index + 2) == ":"
                && !matches!(tokens.before(index), "<" | ",") =>
        {
            Some("const")
        }
        "static" if named => Some("static"),
        "impl"
            if matches!(
                tokens.before(index),
                "" | "}" | ";" | "]" | "{" | "unsafe" | "default"
            ) =>
        {
            Some("impl")
        }
        "macro_rules" if tokens.at(index + 1) == "!" => Some("macro_rules"),
        _ => None,
    }
}

/// The index behind the item whose keyword stands at an index: behind its block, or behind its semicolon.
fn behind_item(tokens: &Tokens<'_>, keyword: usize) -> usize {
    let mut index = keyword;
    while index < tokens.code.len() {
        match tokens.at(index) {
            "{" => return tokens.behind_group(index),
            ";" => return index + 1,
            "(" | "[" => index = tokens.behind_group(index),
            _ => index += 1,
        }
    }
    tokens.code.len()
}
