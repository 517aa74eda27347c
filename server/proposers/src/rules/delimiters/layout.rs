//! Braces told by the layout: a line that is not indented deeper than the block it would stand in is behind the end of it.

use std::{collections::BTreeMap, ops::Range};

use bowline_syntax::{Token, TokenKind, lex};

use super::unbalanced;
use crate::rules::{Case, Edit, Spot, edit::Fixes, parses::Trial};

/// Candidates handed over for one error.
const MOST: usize = 5;

pub(super) fn missing(case: &Case<'_>, fixes: &mut Fixes) {
    if !unbalanced(case) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let finds = read(&spot);
    let mut candidates: Vec<(String, Edit)> = Vec::new();
    let closings = finds.iter().filter_map(Find::text);
    let mut all: BTreeMap<usize, String> = BTreeMap::new();
    for (at, text) in closings {
        *all.entry(at).or_default() += &text;
    }
    let missing = finds.iter().filter(|find| !find.is_extra()).count();
    if missing > 1 {
        let all = all.into_iter().fold(Edit::default(), |edit, (at, text)| {
            edit.insert(&spot, at, text)
        });
        candidates.push((format!("add {missing} missing braces"), all));
    }
    for find in &finds {
        if let Some((at, text)) = find.text() {
            let edit = Edit::default().insert(&spot, at, text);
            candidates.push(("add the missing `}`".to_owned(), edit));
        }
    }
    for find in finds.iter().filter(|find| find.is_extra()) {
        candidates.extend(opened(&spot, find).map(|edit| ("add the missing `{`".to_owned(), edit)));
    }
    let trial = Trial::of(&spot);
    let best = trial.best(candidates);
    let clean = best.first().is_some_and(|(_, edit)| trial.parses(edit));
    for (title, edit) in best.into_iter().take(if clean { MOST } else { 2 }) {
        fixes.keeps(title, edit);
    }
}

/// The braces whose indentation says that they close nothing.
pub(super) fn extra_braces(spot: &Spot<'_>) -> Vec<Range<usize>> {
    let extra = read(spot).into_iter().filter_map(|find| match find {
        Find::Extra { brace } => Some(brace),
        Find::Line { .. } | Find::Here { .. } | Find::Tail { .. } => None,
    });
    extra.take(MOST).collect()
}

/// A place where the layout and the braces disagree.
enum Find {
    /// A block ends behind a byte, the end of a line; its closing brace wants a line of this indentation.
    Line { at: usize, indent: String },
    /// A block ends before a byte, on the same line, where this goes.
    Here { at: usize, before: &'static str },
    /// A block of one line ends at a byte, the end of a line.
    Tail { at: usize },
    /// A closing brace that closes nothing.
    Extra { brace: Range<usize> },
}

impl Find {
    fn is_extra(&self) -> bool {
        matches!(self, Find::Extra { .. })
    }

    /// The brace that closes the block, and where it goes; `None` for one that is there.
    fn text(&self) -> Option<(usize, String)> {
        match self {
            Find::Line { at, indent } => Some((*at, format!("\n{indent}}}"))),
            Find::Here { at, before } => Some((*at, (*before).to_owned())),
            Find::Tail { at } => Some((*at, " }".to_owned())),
            Find::Extra { .. } => None,
        }
    }
}

/// An opening bracket that is not closed yet.
struct Open<'t> {
    bracket: &'t str,
    /// The width of its line's indentation.
    indent: usize,
    /// The indentation itself.
    blanks: &'t str,
    /// Whether nothing but a comment follows on its line.
    ends_line: bool,
}

struct Reader<'s, 'a> {
    spot: &'s Spot<'a>,
    text: &'s str,
    tokens: Vec<Token>,
    open: Vec<Open<'s>>,
    finds: Vec<Find>,
    /// The start of the line where a bracket of an earlier line was closed last, and the blanks of that earlier line.
    begun: Option<(usize, &'s str)>,
}

fn read(spot: &Spot<'_>) -> Vec<Find> {
    let text = spot.syntax.text();
    let mut reader = Reader {
        spot,
        text,
        tokens: lex(text),
        open: Vec::new(),
        finds: Vec::new(),
        begun: None,
    };
    for index in 0..reader.tokens.len() {
        reader.token(index);
    }
    reader.end();
    reader.finds
}

impl<'s> Reader<'s, '_> {
    fn token(&mut self, index: usize) {
        let token = self.tokens[index];
        let what = &self.text[token.start..token.end];
        if token.kind == TokenKind::Comment && !what.starts_with("///") {
            return;
        }
        if self.begins_line(token.start) {
            self.line(index, what);
        }
        match what {
            "(" | "[" | "{" => self.opens(index, what),
            ")" | "]" | "}" => self.closes(token, what),
            _ => {}
        }
    }

    fn begins_line(&self, at: usize) -> bool {
        let start = self.spot.syntax.line_start(at);
        self.text[start..at].trim().is_empty()
    }

    fn width(&self, at: usize) -> usize {
        self.spot.syntax.indent(at).len()
    }

    fn opens(&mut self, index: usize, bracket: &'s str) {
        let token = self.tokens[index];
        let start = self.spot.syntax.line_start(token.start);
        let line = &self.text[start..];
        let own = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
        // The last line of a head of several lines counts as indented like the first.
        let blanks = match self.begun {
            Some((at, first)) if at == start && first.len() < own.len() => first,
            _ => own,
        };
        let next = self.tokens[index + 1..]
            .iter()
            .find(|next| next.kind != TokenKind::Comment);
        let ends_line = next.is_none_or(|next| self.text[token.end..next.start].contains('\n'));
        self.open.push(Open {
            bracket,
            indent: blanks.len(),
            blanks,
            ends_line,
        });
    }

    fn closes(&mut self, token: Token, bracket: &str) {
        let fits = |open: &Open<'_>| {
            matches!(
                (open.bracket, bracket),
                ("(", ")") | ("[", "]") | ("{", "}")
            )
        };
        let own_line = self.begins_line(token.start);
        let width = self.width(token.start);
        match self.open.last() {
            // A brace that stands alone deeper than what it would close belongs to something else.
            Some(top)
                if fits(top)
                    && bracket == "}"
                    && own_line
                    && top.ends_line
                    && width > top.indent =>
            {
                self.finds.push(Find::Extra {
                    brace: token.start..token.end,
                });
            }
            Some(top) if fits(top) => {
                let start = self.spot.syntax.line_start(token.start);
                self.begun = Some((start, top.blanks));
                self.open.pop();
            }
            // A block that its call's bracket closes too early.
            Some(top) if top.bracket == "{" && self.open.iter().rev().nth(1).is_some_and(fits) => {
                self.finds.push(Find::Here {
                    at: token.start,
                    before: "}",
                });
                self.open.pop();
                self.open.pop();
            }
            Some(_) if self.open.iter().any(fits) => {
                while self.open.pop().is_some_and(|open| !fits(&open)) {}
            }
            _ => self.finds.push(Find::Extra {
                brace: token.start..token.end,
            }),
        }
    }

    /// Looks at the first token of a line: blocks that it stands behind by its indentation are not closed.
    fn line(&mut self, index: usize, what: &str) {
        let token = self.tokens[index];
        let width = self.width(token.start);
        while let Some(top) = self.open.last() {
            if top.bracket != "{" {
                break;
            }
            let behind = match what {
                "}" | ")" | "]" => top.ends_line && width < top.indent,
                "." | "?" | "{" | "where" | "|" | "&" | "+" | "=" => false,
                _ => width <= top.indent,
            };
            if !behind {
                break;
            }
            let find = match what {
                "else" => Find::Here {
                    at: token.start,
                    before: "} ",
                },
                _ if !top.ends_line => Find::Tail {
                    at: self.end_of_block(token.start, width),
                },
                _ => Find::Line {
                    at: self.end_of_block(token.start, width),
                    indent: top.blanks.to_owned(),
                },
            };
            self.finds.push(find);
            self.open.pop();
            if what == "else" {
                break;
            }
        }
    }

    /// The end of the last line before a byte that is neither blank nor a comment of the item that begins there.
    fn end_of_block(&self, at: usize, width: usize) -> usize {
        let mut start = self.spot.syntax.line_start(at);
        while start > 0 {
            let above = self.spot.syntax.line_start(start - 1);
            let line = &self.text[above..start];
            let code = line.trim();
            let indent = line.len() - line.trim_start_matches([' ', '\t']).len();
            let of_next = (code.starts_with("//") || code.starts_with("#[")) && indent <= width;
            if !code.is_empty() && !of_next {
                return above + line.trim_end().len();
            }
            start = above;
        }
        at
    }

    /// What is still open at the end.
    fn end(&mut self) {
        let at = self.text.trim_end().len();
        while let Some(open) = self.open.pop() {
            if open.bracket == "{" {
                self.finds.push(Find::Line {
                    at,
                    indent: open.blanks.to_owned(),
                });
            }
        }
    }
}

/// An opening brace for a closing one that nothing opened: behind the nearest line above of the same indentation, when the lines
/// between are indented deeper.
fn opened(spot: &Spot<'_>, find: &Find) -> Option<Edit> {
    let Find::Extra { brace } = find else {
        return None;
    };
    let text = spot.syntax.text();
    let width = spot.syntax.indent(brace.start).len();
    let mut start = spot.syntax.line_start(brace.start);
    let mut deeper = 0;
    while start > 0 {
        let above = spot.syntax.line_start(start - 1);
        let line = text[above..start].trim_end();
        let indent = line.len() - line.trim_start().len();
        start = above;
        if line.is_empty() || indent > width {
            deeper += usize::from(!line.is_empty());
            continue;
        }
        let ends = line.ends_with(['{', ';', '}', ',']);
        return (deeper > 0 && !ends)
            .then(|| Edit::default().insert(spot, above + line.len(), " {"));
    }
    None
}
