//! A struct literal whose values stand without the names of their fields.

use bowline_loop_core::Class;
use bowline_syntax::{Token, TokenKind, index::ItemKind, lex};

use crate::rules::{Case, Edit, Rule, edit::Fixes};

pub(super) const NAME_FIELDS: Rule = Rule {
    name: "name-fields",
    class: Class::KeepsMeaning,
    about: "Writes the names of the fields in front of the values of a struct literal that lacks them, in the order of their \
            declaration.",
    propose: name_fields,
};

fn name_fields(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.has_no_code() || !case.message().starts_with("expected ") {
        return;
    }
    let Some(spot) = case.labelled("while parsing this struct") else {
        return;
    };
    // The parser points at the literal's name, and at the field where there is a name to point at.
    let holder = case
        .spots()
        .find(|spot| spot.label == "while parsing this struct")
        .unwrap_or(spot);
    let name = holder.text().rsplit("::").next().unwrap_or_default();
    let mut known = case.index.named(name).filter(|item| {
        matches!(item.kind, ItemKind::Struct | ItemKind::Variant) && !item.fields.is_empty()
    });
    let (Some(item), None) = (known.next(), known.next()) else {
        return;
    };
    let text = holder.syntax.text();
    let behind = &text[holder.range.end..];
    let Some(parts) = parts(behind) else { return };
    let written: Vec<Option<&str>> = parts.iter().map(|part| field(behind, part)).collect();
    let mut free = item
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .filter(|name| !written.contains(&Some(*name)));
    let mut edit = Edit::default();
    for (part, _) in parts
        .iter()
        .zip(&written)
        .filter(|(_, field)| field.is_none())
    {
        let (Some(first), Some(name)) = (part.first(), free.next()) else {
            return;
        };
        edit = edit.insert(&holder, holder.range.end + first.start, format!("{name}: "));
    }
    if free.next().is_none() {
        fixes.keeps(format!("name the fields of `{name}`"), edit);
    }
}

/// The tokens between the commas of the braces that a text begins with; `None` where they do not close.
fn parts(text: &str) -> Option<Vec<Vec<Token>>> {
    let mut depth = 0_usize;
    let mut parts = vec![Vec::new()];
    for token in lex(text) {
        if matches!(token.kind, TokenKind::Comment) {
            continue;
        }
        let sign = &text[token.start..token.end];
        match sign {
            "{" if depth == 0 => {
                depth = 1;
                continue;
            }
            "{" | "(" | "[" => depth += 1,
            "}" if depth == 1 => {
                parts.retain(|part: &Vec<Token>| !part.is_empty());
                return Some(parts);
            }
            "}" | ")" | "]" => depth = depth.checked_sub(1)?,
            "," if depth == 1 => {
                parts.push(Vec::new());
                continue;
            }
            _ => {}
        }
        if depth == 0 {
            return None;
        }
        parts.last_mut()?.push(token);
    }
    None
}

/// The field that a part of a literal names, in full or in short.
fn field<'t>(text: &'t str, part: &[Token]) -> Option<&'t str> {
    let of = |at: usize| part.get(at).map(|token| &text[token.start..token.end]);
    match (of(0)?, of(1)) {
        // The two colons of a path are two tokens.
        (name, Some(":")) if of(2) != Some(":") => Some(name),
        (name, None) if name.starts_with(|first: char| first.is_alphabetic() || first == '_') => {
            Some(name)
        }
        ("..", _) => Some(".."),
        _ => None,
    }
}
