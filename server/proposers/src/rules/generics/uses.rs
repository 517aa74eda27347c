//! How a generic type is written elsewhere.

use std::collections::BTreeMap;

use bowline_syntax::nodes;

use super::{Case, Spot, declared};

/// Ways that arguments are chosen from, at most.
const MOST: usize = 4;

/// The argument lists that the type at `spot` has in other places of its file, those that begin like the given one first, then
/// the more frequent. For a `Result` that knows its value, errors that other results have.
pub(super) fn elsewhere(case: &Case<'_>, spot: &Spot<'_>, given: &str) -> Vec<String> {
    let name = declared::bare(spot.text());
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lasts: BTreeMap<&str, usize> = BTreeMap::new();
    for ty in nodes::descendants(spot.syntax.root()).filter(|node| node.kind() == "generic_type") {
        let head = ty
            .child_by_field_name("type")
            .map(|head| spot.text_of(head));
        let list = ty.child_by_field_name("type_arguments");
        let Some(list) = list.filter(|_| head.is_some_and(|head| declared::bare(head) == name))
        else {
            continue;
        };
        let text = spot.text_of(list);
        if list.byte_range().contains(&spot.range.start)
            || text.contains('_')
            || text.trim_end_matches('>') == given
        {
            continue;
        }
        *counts.entry(text).or_default() += 1;
        if let Some(last) = list.named_child(list.named_child_count().saturating_sub(1) as u32)
            && list.named_child_count() > 1
        {
            *lasts.entry(spot.text_of(last)).or_default() += 1;
        }
    }
    let by_count = |counts: BTreeMap<&str, usize>| {
        let mut all: Vec<(&str, usize)> = counts.into_iter().collect();
        all.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        all.into_iter()
            .map(|(text, _)| text.to_owned())
            .collect::<Vec<_>>()
    };
    let mut found: Vec<String> = by_count(counts)
        .into_iter()
        .filter(|text| given.is_empty() || text.starts_with(&format!("{given},")))
        .collect();
    if !given.is_empty() {
        found.extend(
            by_count(lasts)
                .into_iter()
                .map(|last| format!("{given}, {last}>")),
        );
        // A result whose error repeats its value, and the error types of the file.
        let only = given.trim_start_matches('<');
        found.push(format!("{given}, {}>", inner(only)));
        let errors = case
            .index
            .items_of(spot.path)
            .iter()
            .filter(|item| item.name.ends_with("Error"));
        found.extend(
            errors
                .filter(|_| name == "Result")
                .map(|item| format!("{given}, {}>", item.name)),
        );
    }
    let mut unique: Vec<String> = Vec::new();
    for text in found {
        if !unique.contains(&text) {
            unique.push(text);
        }
    }
    unique.truncate(MOST);
    unique
}

/// `T` of `Vec<T>`, else the text itself.
fn inner(text: &str) -> &str {
    text.split_once('<')
        .map_or(text, |(_, rest)| rest.strip_suffix('>').unwrap_or(rest))
}
