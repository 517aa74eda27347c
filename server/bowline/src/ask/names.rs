//! What a workspace knows of a name: where it is declared and how, what its documentation says, and who uses it.

use bowline_proposers::model::prompt::{related, signature};
use bowline_syntax::{
    TokenKind,
    index::{Item, ItemKind},
    lex,
};
use serde::Serialize;

use crate::engine::View;

/// Declarations of one name that are told.
const MOST_DECLARED: usize = 4;

/// Uses of one name that are told; the others are counted.
const MOST_USES: usize = 12;

/// Bytes of a declaration, and of its documentation.
const MOST_BYTES: usize = 900;

/// A name and what is known of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The name.
    pub name: String,
    /// Where it is declared.
    pub declared: Vec<Declared>,
    /// Who uses it, the tests last.
    pub uses: Vec<Used>,
    /// How many lines use it in all.
    pub use_count: usize,
}

/// One declaration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Declared {
    /// `path:line`.
    pub place: String,
    /// The type or trait that holds it; empty without.
    pub within: String,
    /// A function's signature; any other item as written, cut.
    pub code: String,
    /// Its documentation, without the slashes; empty without.
    pub documentation: String,
}

/// One use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Used {
    /// `path:line`.
    pub place: String,
    /// The line.
    pub text: String,
    /// Whether it stands in a test.
    pub is_test: bool,
}

/// What is known of a name; `None` where the workspace declares none such.
pub(super) fn known(view: &View, name: &str) -> Option<Named> {
    let items: Vec<&Item> = view
        .index()
        .named(name)
        .filter(|item| !matches!(item.kind, ItemKind::Impl))
        .collect();
    if items.is_empty() {
        return None;
    }
    let declared: Vec<Declared> = items
        .iter()
        .take(MOST_DECLARED)
        .filter_map(|item| declared(view, item))
        .collect();
    let mut uses = related::uses(name, view.files(), &|path| view.text_of(path));
    uses.retain(|one| {
        let place = format!("{}:{}", one.path, one.line);
        declared.iter().all(|declared| declared.place != place)
    });
    uses.sort_by_key(|one| one.is_test);
    let use_count = uses.len();
    uses.truncate(MOST_USES);
    let uses = uses.into_iter().map(|one| Used {
        place: format!("{}:{}", one.path, one.line),
        text: one.text,
        is_test: one.is_test,
    });
    Some(Named {
        name: name.to_owned(),
        declared,
        uses: uses.collect(),
        use_count,
    })
}

fn declared(view: &View, item: &Item) -> Option<Declared> {
    let text = view.text_of(&item.path)?;
    let code = text.get(item.range.clone())?;
    let code = match item.kind {
        ItemKind::Function => signature(code),
        _ => super::page::cut(code, MOST_BYTES),
    };
    Some(Declared {
        place: format!("{}:{}", item.path, line_at(&text, item.name_range.start)),
        within: item.container.clone().unwrap_or_default(),
        code: code.to_owned(),
        documentation: documentation(&text[..item.range.start]),
    })
}

/// The documentation that ends where an item begins.
fn documentation(above: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in above.lines().rev() {
        let line = line.trim();
        match line.strip_prefix("///") {
            Some(text) => lines.push(text.strip_prefix(' ').unwrap_or(text)),
            None if line.starts_with("#[") || line.is_empty() && lines.is_empty() => {}
            None => break,
        }
    }
    lines.reverse();
    super::page::cut(&lines.join("\n"), MOST_BYTES).to_owned()
}

/// The names in a stretch of code that the workspace declares, each once, in order.
pub(super) fn in_code(view: &View, code: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for token in lex(code) {
        let name = &code[token.start..token.end];
        let is_known = token.kind == TokenKind::Word
            && name.len() > 1
            && !names.iter().any(|known| known == name)
            && view.index().named(name).next().is_some();
        if is_known {
            names.push(name.to_owned());
        }
    }
    names
}

/// The word at a byte of a text.
pub(super) fn at(text: &str, byte: usize) -> Option<&str> {
    let token = lex(text)
        .into_iter()
        .find(|token| token.start <= byte && byte < token.end)?;
    (token.kind == TokenKind::Word).then(|| &text[token.start..token.end])
}

/// The 1-based line of a byte.
pub(super) fn line_at(text: &str, byte: usize) -> usize {
    text.get(..byte).unwrap_or(text).matches('\n').count() + 1
}

/// The bytes of whole lines, 1-based and inclusive.
pub(super) fn lines(text: &str, first: u32, last: u32) -> std::ops::Range<usize> {
    let starts: Vec<usize> = std::iter::once(0)
        .chain(text.match_indices('\n').map(|(at, _)| at + 1))
        .collect();
    let line = |number: u32| number.saturating_sub(1) as usize;
    let start = starts.get(line(first)).copied().unwrap_or(text.len());
    let end = starts.get(line(last) + 1).copied().unwrap_or(text.len());
    start..end.max(start)
}
