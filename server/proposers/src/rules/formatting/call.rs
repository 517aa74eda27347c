//! A call of a formatting macro, taken apart: its format string, the places in it, and the arguments behind it.

use std::ops::Range;

use bowline_syntax::{Node, Token, TokenKind, lex, nodes};

use crate::rules::{Case, Edit, Spot};

/// A call such as `println!("{}", x)`. All bytes are of the file.
pub(super) struct Call<'a> {
    pub(super) spot: Spot<'a>,
    /// The macro's call.
    pub(super) node: Node<'a>,
    /// The format string, with its quotes.
    pub(super) string: Range<usize>,
    /// The arguments behind the string.
    pub(super) arguments: Vec<Range<usize>>,
    /// Where a further argument goes.
    pub(super) end: usize,
    /// Whether a comma stands there already.
    comma: bool,
}

/// A place of a format string for a value.
#[derive(Clone)]
pub(super) struct Hole {
    /// From its `{` to behind its `}`.
    pub(super) range: Range<usize>,
    /// What stands before the colon.
    pub(super) name: Range<usize>,
}

impl<'a> Call<'a> {
    /// The formatting call around the place of an error.
    pub(super) fn of(case: &Case<'a>) -> Option<Self> {
        case.primary().and_then(|spot| Self::around(&spot))
    }

    fn around(spot: &Spot<'a>) -> Option<Self> {
        let node = nodes::enclosing(spot.node(), &["macro_invocation"])?;
        let tree = node
            .children(&mut node.walk())
            .find(|child| child.kind() == "token_tree")?;
        let (start, text) = (tree.start_byte(), spot.text_of(tree));
        let all = lex(text);
        let tokens: Vec<Token> = all
            .into_iter()
            .filter(|token| token.kind != TokenKind::Comment)
            .collect();
        let inner = tokens.get(1..tokens.len().checked_sub(1)?)?;
        let mut parts: Vec<Range<usize>> = Vec::new();
        let (mut depth, mut first) = (0, 0);
        for (index, token) in inner.iter().enumerate() {
            match &text[token.start..token.end] {
                "(" | "[" | "{" => depth += 1,
                ")" | "]" | "}" => depth -= 1,
                "," if depth == 0 => {
                    parts.extend(part(&inner[first..index]));
                    first = index + 1;
                }
                _ => {}
            }
        }
        parts.extend(part(&inner[first..]));
        let file = |range: &Range<usize>| start + range.start..start + range.end;
        let at = parts.iter().position(|range| {
            text[range.clone()].ends_with('"') && text[range.clone()].starts_with(['"', 'r'])
        })?;
        let last = parts.last()?.end;
        Some(Self {
            spot: spot.clone(),
            node,
            string: file(&parts[at]),
            arguments: parts[at + 1..].iter().map(file).collect(),
            end: start + last,
            comma: text[last..].trim_start().starts_with(','),
        })
    }

    /// Adds arguments behind the others.
    pub(super) fn with_arguments(&self, names: &[&str]) -> Edit {
        let text = match self.comma {
            true => format!(" {},", names.join(", ")),
            false => format!(", {}", names.join(", ")),
        };
        Edit::default().insert(&self.spot, self.end + usize::from(self.comma), text)
    }

    /// The argument that a byte lies in.
    pub(super) fn argument_at(&self, byte: usize) -> Option<usize> {
        self.arguments
            .iter()
            .position(|range| range.contains(&byte))
    }

    /// The places of the string, in order.
    pub(super) fn holes(&self) -> Vec<Hole> {
        let text = &self.spot.syntax.text()[self.string.clone()];
        let mut holes = Vec::new();
        let mut at = 0;
        while let Some(found) = text[at..].find('{') {
            let open = at + found;
            if text[open + 1..].starts_with('{') {
                at = open + 2;
                continue;
            }
            let Some(length) = text[open..].find('}') else {
                break;
            };
            let close = open + length;
            let start = self.string.start;
            let colon = colon(&text[open + 1..close]).map_or(close, |colon| open + 1 + colon);
            holes.push(Hole {
                range: start + open..start + close + 1,
                name: start + open + 1..start + colon,
            });
            at = close + 1;
        }
        holes
    }
}

fn part(tokens: &[Token]) -> Option<Range<usize>> {
    Some(tokens.first()?.start..tokens.last()?.end)
}

/// The colon that begins how a value is shown: not one of a path.
fn colon(inner: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = inner[from..].find(':') {
        let at = from + found;
        if !inner[at + 1..].starts_with(':') {
            return Some(at);
        }
        from = at + 2;
    }
    None
}
