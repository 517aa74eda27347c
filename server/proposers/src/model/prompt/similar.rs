//! What else the workspace has to say about the names of an error: lines that use them elsewhere, and the tests that try out the
//! item with the error.

use std::collections::BTreeSet;

use bowline_syntax::{Syntax, index::ItemKind};

use super::{Case, Offer, Shown, declarations, excerpt::place, offer, related, words};

/// How telling a name must be: one that only stands somewhere in the code shown is not.
const TELLING: u32 = 30;

/// Names that are looked for.
const MOST_NAMES: usize = 3;

/// Uses of one name that are shown.
const MOST_USES: usize = 3;

/// Tests that are shown, and bytes of one.
const MOST_TESTS: usize = 2;
const MOST_TEST: usize = 500;

/// The names' uses elsewhere first, then tests.
pub(super) fn offers(case: &Case<'_>, chosen: &[usize], shown: &[Shown]) -> Vec<Offer> {
    let mut offers = uses(case, chosen, shown);
    offers.extend(tests(case, chosen, shown));
    offers
}

fn uses(case: &Case<'_>, chosen: &[usize], shown: &[Shown]) -> Vec<Offer> {
    let weights = declarations::names(case, chosen, shown);
    let mut ranked: Vec<(&String, &u32)> = weights
        .iter()
        .filter(|(name, weight)| **weight >= TELLING && case.index.named(name).next().is_some())
        .collect();
    ranked.sort_by_key(|(name, weight)| (std::cmp::Reverse(**weight), *name));
    let of_name = |name: &String| {
        let uses = related::uses(name, case.files, case.text_of);
        let elsewhere = uses.into_iter().filter(|one| {
            !one.is_test && !is_declaration(case, name, one) && !is_shown(case, one, shown)
        });
        let lines: Vec<String> = elsewhere
            .take(MOST_USES)
            .map(|one| format!("{}:{}: {}", one.path, one.line, words::cut(&one.text, 160)))
            .collect();
        (!lines.is_empty()).then(|| {
            let text = format!("// `{name}` elsewhere\n{}\n", lines.join("\n"));
            offer("similar code", format!("uses of {name}"), text)
        })
    };
    ranked
        .into_iter()
        .take(MOST_NAMES)
        .filter_map(|(name, _)| of_name(name))
        .collect()
}

/// Tests that call the function which holds the first error.
fn tests(case: &Case<'_>, chosen: &[usize], shown: &[Shown]) -> Vec<Offer> {
    let first = chosen
        .first()
        .and_then(|index| place(&case.diagnostics[*index]));
    let Some(span) = first else { return Vec::new() };
    let Some(text) = (case.text_of)(&span.path) else {
        return Vec::new();
    };
    let path = Syntax::parse(&text).item_path(span.start);
    let Some(name) = path.rsplit("fn ").next().filter(|_| path.contains("fn ")) else {
        return Vec::new();
    };
    let mut seen = BTreeSet::new();
    let mut offers = Vec::new();
    for one in related::uses(name, case.files, case.text_of) {
        if offers.len() == MOST_TESTS {
            break;
        }
        if !one.is_test || is_shown(case, &one, shown) {
            continue;
        }
        let Some(text) = (case.text_of)(&one.path) else {
            continue;
        };
        let at = byte_of(&text, one.line);
        let holder = case
            .index
            .items_of(&one.path)
            .iter()
            .find(|item| item.kind == ItemKind::Function && item.range.contains(&at));
        let Some(test) = holder.filter(|test| seen.insert((one.path.clone(), test.range.start)))
        else {
            continue;
        };
        let code = words::cut(&text[test.range.clone()], MOST_TEST);
        let source = format!("{}: {}", one.path, test.name);
        offers.push(offer(
            "test",
            source,
            format!("// {}, a test\n{code}\n", one.path),
        ));
    }
    offers
}

fn is_declaration(case: &Case<'_>, name: &str, one: &related::Use) -> bool {
    case.index.named(name).any(|item| {
        item.path == one.path
            && (case.text_of)(&one.path).is_some_and(|text| {
                text[..item.name_range.start].matches('\n').count() + 1 == one.line as usize
            })
    })
}

fn is_shown(case: &Case<'_>, one: &related::Use, shown: &[Shown]) -> bool {
    shown.iter().any(|shown| {
        shown.path == one.path
            && (case.text_of)(&one.path)
                .is_some_and(|text| shown.range.contains(&byte_of(&text, one.line)))
    })
}

/// The first letter of a 1-based line.
fn byte_of(text: &str, line: u32) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1) as usize)
        .map(str::len)
        .sum();
    let blanks = text[before..].len() - text[before..].trim_start_matches([' ', '\t']).len();
    before + blanks
}
