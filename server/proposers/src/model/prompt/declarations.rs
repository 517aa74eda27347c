//! What the code and the compiler name, as it is declared elsewhere in the workspace: signatures of functions, definitions of
//! types. What the compiler names goes before what only stands in the code.

use std::collections::{BTreeMap, BTreeSet};

use bowline_syntax::{
    TokenKind,
    index::{Item, ItemKind},
    lex,
};

use super::{Case, Offer, Shown, excerpt::place, offer, words};

/// Bytes of one definition.
const MOST_BYTES: usize = 500;

/// Declarations of one name; with more of them the name says nothing.
const MOST_OF_A_NAME: usize = 3;

/// Declarations of one prompt.
const MOST: usize = 16;

/// Declarations, the most telling first.
pub(super) fn offers(case: &Case<'_>, chosen: &[usize], shown: &[Shown]) -> Vec<Offer> {
    let weights = names(case, chosen, shown);
    let mut ranked: Vec<(&str, u32)> = weights
        .iter()
        .map(|(name, weight)| (name.as_str(), *weight))
        .collect();
    ranked.sort_by_key(|(name, weight)| (std::cmp::Reverse(*weight), *name));
    let mut seen = BTreeSet::new();
    let mut offers = Vec::new();
    for (name, _) in ranked {
        for item in of_name(case, name, &weights) {
            let key = (item.path.clone(), item.range.start);
            if is_within(item, shown) || !seen.insert(key) {
                continue;
            }
            offers.extend(written(case, item).map(|text| {
                let source = format!("{}: {}", item.path, item.name);
                offer("declaration", source, text)
            }));
            if offers.len() >= MOST {
                return offers;
            }
        }
    }
    offers
}

/// The names that matter and how much.
pub(super) fn names(case: &Case<'_>, chosen: &[usize], shown: &[Shown]) -> BTreeMap<String, u32> {
    let mut weights = BTreeMap::new();
    let mut add = |text: &str, weight: u32| {
        for token in lex(text) {
            if token.kind == TokenKind::Word {
                let name = &text[token.start..token.end];
                *weights.entry(name.to_owned()).or_insert(0) += weight;
            }
        }
    };
    for index in chosen {
        let diagnostic = &case.diagnostics[*index];
        let children = diagnostic
            .children
            .iter()
            .map(|child| child.message.as_str());
        for message in std::iter::once(diagnostic.message.as_str()).chain(children) {
            // What stands between backticks is code.
            message
                .split('`')
                .skip(1)
                .step_by(2)
                .for_each(|code| add(code, 100));
        }
        for span in &diagnostic.spans {
            add(&span.text, 30);
            let label = span.label.as_deref().unwrap_or_default();
            label
                .split('`')
                .skip(1)
                .step_by(2)
                .for_each(|code| add(code, 50));
        }
        let lines = place(diagnostic).and_then(|span| {
            let text = (case.text_of)(&span.path)?;
            let from = usize::try_from(span.first_line.saturating_sub(1)).ok()?;
            let count = usize::try_from(span.last_line.saturating_sub(span.first_line) + 1).ok()?;
            Some(
                text.lines()
                    .skip(from)
                    .take(count.min(8))
                    .collect::<Vec<_>>()
                    .join("\n"),
            )
        });
        add(&lines.unwrap_or_default(), 20);
    }
    for one in shown {
        let text = (case.text_of)(&one.path).unwrap_or_default();
        add(text.get(one.range.clone()).unwrap_or_default(), 1);
    }
    weights
}

fn of_name<'c>(case: &Case<'c>, name: &str, weights: &BTreeMap<String, u32>) -> Vec<&'c Item> {
    let found: Vec<&Item> = case
        .index
        .named(name)
        .filter(|item| {
            !matches!(
                item.kind,
                ItemKind::Impl | ItemKind::Module | ItemKind::Variant
            )
        })
        // A method counts where its type is named too.
        .filter(|item| {
            item.container
                .as_ref()
                .is_none_or(|holder| weights.contains_key(holder))
        })
        .collect();
    if found.len() > MOST_OF_A_NAME {
        Vec::new()
    } else {
        found
    }
}

fn is_within(item: &Item, shown: &[Shown]) -> bool {
    shown.iter().any(|one| {
        one.path == item.path
            && one.range.start <= item.range.start
            && item.range.end <= one.range.end
    })
}

fn written(case: &Case<'_>, item: &Item) -> Option<String> {
    let text = (case.text_of)(&item.path)?;
    let text = text.get(item.range.clone())?;
    let code = match item.kind {
        ItemKind::Function => format!("{};", signature(text)),
        _ => words::cut(text, MOST_BYTES),
    };
    if code.is_empty() {
        return None;
    }
    let holder = item.container.as_ref().map(|holder| format!(" ({holder})"));
    Some(format!(
        "// {}{}\n{code}\n",
        item.path,
        holder.unwrap_or_default()
    ))
}

/// A function without its body.
pub fn signature(text: &str) -> &str {
    let mut depth = 0_i32;
    for token in lex(text) {
        match &text[token.start..token.end] {
            "(" | "[" => depth += 1,
            ")" | "]" => depth -= 1,
            "{" | ";" if depth == 0 => return text[..token.start].trim_end(),
            _ => {}
        }
    }
    text.trim_end()
}

#[cfg(test)]
mod tests {
    use super::signature;

    #[test]
    fn a_signature_ends_before_the_body() {
        assert_eq!(
            signature("pub fn a(x: [u8; 4]) -> u8 { 1 }"),
            "pub fn a(x: [u8; 4]) -> u8"
        );
        assert_eq!(signature("fn b(&self);"), "fn b(&self)");
        assert_eq!(
            signature("fn c<T>()\nwhere\n    T: Copy,\n{\n}"),
            "fn c<T>()\nwhere\n    T: Copy,"
        );
    }
}
