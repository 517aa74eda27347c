//! What arms have in common: an arm's value with the variant's name and the names it binds left open.

use bowline_syntax::{Node, nodes};

use super::{Arm, rewritten, template_of};
use crate::rules::{declared, scope::Scope};

/// An arm's value in pieces.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Template {
    pieces: Vec<Piece>,
    /// How many names the pattern binds that the value uses.
    uses: usize,
}

#[derive(Clone, PartialEq, Eq)]
enum Piece {
    Text(String),
    /// The variant's name in a writing.
    Name(Writing),
    /// A name that the pattern binds, by its place.
    Bound(usize),
}

/// How a variant's name is written within another word or a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Writing {
    AsIs,
    Lower,
    Upper,
    Snake,
    Kebab,
    Words,
}

const WRITINGS: &[Writing] = &[
    Writing::AsIs,
    Writing::Snake,
    Writing::Kebab,
    Writing::Words,
    Writing::Lower,
    Writing::Upper,
];

impl Writing {
    fn of(self, name: &str) -> String {
        let parted = |by: char| {
            let mut text = String::new();
            for (at, one) in name.chars().enumerate() {
                if one.is_uppercase() && at > 0 {
                    text.push(by);
                }
                text.extend(one.to_lowercase());
            }
            text
        };
        match self {
            Writing::AsIs => name.to_owned(),
            Writing::Lower => name.to_lowercase(),
            Writing::Upper => name.to_uppercase(),
            Writing::Snake => parted('_'),
            Writing::Kebab => parted('-'),
            Writing::Words => parted(' '),
        }
    }
}

impl Template {
    /// The template of an arm; `None` where the value names the variant nowhere and uses nothing of it.
    pub(super) fn of<'a>(scope: &Scope<'a>, arm: &Arm<'a>) -> Option<Self> {
        let bound = bound(scope, arm.pattern);
        let name = arm.name();
        if name.is_empty() {
            return None;
        }
        let mut pieces: Vec<Piece> = Vec::new();
        let mut used: Vec<usize> = Vec::new();
        let mut end = arm.value.start_byte();
        let text = scope.spot.syntax.text();
        for leaf in leaves(arm.value) {
            let between = &text[end..leaf.start_byte()];
            if !between.is_empty() {
                push_text(&mut pieces, between);
            }
            end = leaf.end_byte();
            let word = scope.spot.text_of(leaf);
            let is_name =
                leaf.kind() == "identifier" || leaf.kind() == "shorthand_field_identifier";
            match bound.iter().position(|one| *one == word) {
                Some(at) if is_name => {
                    used.push(at);
                    pieces.push(Piece::Bound(at));
                }
                _ => split(&mut pieces, word, name),
            }
        }
        used.sort_unstable();
        used.dedup();
        let open = pieces.iter().any(|piece| !matches!(piece, Piece::Text(_)));
        open.then_some(Self {
            pieces,
            uses: used.len(),
        })
    }

    /// The value for another variant, which binds these names.
    fn fill(&self, name: &str, bound: &[String]) -> Option<String> {
        let mut text = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Text(piece) => text += piece,
                Piece::Name(writing) => text += &writing.of(name),
                Piece::Bound(at) => text += bound.get(*at)?,
            }
        }
        Some(text)
    }
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    match pieces.last_mut() {
        Some(Piece::Text(last)) => last.push_str(text),
        _ => pieces.push(Piece::Text(text.to_owned())),
    }
}

/// Takes a word apart around the variant's name, in the first writing in which it occurs as a part of its own.
fn split(pieces: &mut Vec<Piece>, word: &str, name: &str) {
    for writing in WRITINGS {
        let part = writing.of(name);
        if part.len() < 2 {
            continue;
        }
        let Some(at) = word.find(&part) else { continue };
        let before = word[..at].chars().next_back();
        let after = word[at + part.len()..].chars().next();
        let own = |one: Option<char>| one.is_none_or(|one| !one.is_alphanumeric());
        if own(before) && own(after) {
            if at > 0 {
                push_text(pieces, &word[..at]);
            }
            pieces.push(Piece::Name(*writing));
            if at + part.len() < word.len() {
                push_text(pieces, &word[at + part.len()..]);
            }
            return;
        }
    }
    push_text(pieces, word);
}

/// The tokens of a node; a string counts as one.
fn leaves(node: Node<'_>) -> Vec<Node<'_>> {
    let mut found = Vec::new();
    let mut open = vec![node];
    while let Some(node) = open.pop() {
        if node.child_count() == 0 || node.kind().ends_with("string_literal") {
            found.push(node);
            continue;
        }
        let children: Vec<Node<'_>> = node.children(&mut node.walk()).collect();
        open.extend(children.into_iter().rev());
    }
    found
}

/// The names that a pattern binds, in order.
fn bound<'a>(scope: &Scope<'a>, pattern: Node<'a>) -> Vec<&'a str> {
    let path = match pattern.kind() {
        "reference_pattern" => pattern.named_child(0).unwrap_or(pattern),
        _ => pattern,
    };
    let ty = path.child_by_field_name("type").map(|ty| ty.byte_range());
    nodes::descendants(path)
        .filter(|node| matches!(node.kind(), "identifier" | "shorthand_field_identifier"))
        .filter(|node| {
            !ty.as_ref()
                .is_some_and(|ty| ty.start <= node.start_byte() && node.end_byte() <= ty.end)
        })
        .map(|node| scope.spot.text_of(node))
        .filter(|name| !name.starts_with(char::is_uppercase))
        .collect()
}

/// Arms for a pattern that rustc names (`&Shape::Circle(_)`), after the templates of the arms that are there: those that most
/// of them share first.
pub(super) fn arms<'a>(scope: &Scope<'a>, arms: &[Arm<'a>], pattern: &str) -> Vec<String> {
    let mut templates: Vec<(usize, Template)> = Vec::new();
    for arm in arms {
        let Some(template) = template_of(scope, arm) else {
            continue;
        };
        match templates.iter_mut().find(|(_, one)| *one == template) {
            Some((count, _)) => *count += 1,
            None => templates.push((1, template)),
        }
    }
    templates.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let written = rewritten(scope, arms, pattern);
    let path = written.split(['(', ' ', '{']).next().unwrap_or_default();
    let name = path
        .trim_start_matches('&')
        .rsplit("::")
        .next()
        .unwrap_or_default();
    let payload = payload(scope, arms, pattern);
    let several = arms.len() > 1;
    let mut found = Vec::new();
    for (count, template) in templates {
        let fits = template.uses == payload.names.len() || template.uses == 0;
        // One arm alone does not show what the others would say, unless it says it with the variant's own values.
        if !fits || (count < 2 && several && template.uses == 0) {
            continue;
        }
        let used = template.uses > 0;
        let Some(value) = template.fill(name, &payload.names) else {
            continue;
        };
        let pattern = match used {
            true => format!("{path}{}", payload.pattern),
            false => written.clone(),
        };
        found.push(format!("{pattern} => {value}"));
    }
    found.truncate(3);
    found
}

/// What a variant carries, as a pattern that binds it.
struct Payload {
    names: Vec<String>,
    pattern: String,
}

fn payload<'a>(scope: &Scope<'a>, arms: &[Arm<'a>], pattern: &str) -> Payload {
    let path = pattern
        .trim_start_matches('&')
        .split(['(', ' ', '{'])
        .next()
        .unwrap_or_default();
    let (owner, name) = path.rsplit_once("::").unwrap_or(("", path));
    let Some(item) = scope.variant(declared::bare(owner), name) else {
        let count = pattern.matches('_').count();
        let names: Vec<String> = names_of(scope, arms).into_iter().take(count).collect();
        let pattern = if count == 0 {
            String::new()
        } else {
            format!("({})", names.join(", "))
        };
        return Payload { names, pattern };
    };
    match item.fields.first() {
        None => Payload {
            names: Vec::new(),
            pattern: String::new(),
        },
        Some(field) if field.name == "0" => {
            let mut given = names_of(scope, arms).into_iter();
            let names: Vec<String> = (0..item.fields.len())
                .map(|at| given.next().unwrap_or_else(|| format!("value{at}")))
                .collect();
            let pattern = format!("({})", names.join(", "));
            Payload { names, pattern }
        }
        Some(_) => {
            let names: Vec<String> = item.fields.iter().map(|field| field.name.clone()).collect();
            let pattern = format!(" {{ {} }}", names.join(", "));
            Payload { names, pattern }
        }
    }
}

/// The names that the arms bind, of the arm that binds most.
fn names_of<'a>(scope: &Scope<'a>, arms: &[Arm<'a>]) -> Vec<String> {
    let all = arms.iter().map(|arm| bound(scope, arm.pattern));
    let most = all.max_by_key(Vec::len).unwrap_or_default();
    let mut names: Vec<String> = most.into_iter().map(str::to_owned).collect();
    if names.is_empty() {
        names.push("value".to_owned());
    }
    names
}
