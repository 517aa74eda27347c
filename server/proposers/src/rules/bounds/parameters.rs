//! Bounds of type parameters.

use std::collections::BTreeMap;

use bowline_loop_core::Diagnostic;
use bowline_syntax::nodes;

use super::{Case, Edit, Fixes, Spot, declared};

/// Paths of traits that are not in the prelude.
const PATHS: &[(&str, &str)] = &[
    ("Hash", "std::hash::Hash"),
    ("Debug", "std::fmt::Debug"),
    ("Display", "std::fmt::Display"),
];

pub(super) fn bound(case: &Case<'_>, fixes: &mut Fixes) {
    if case.is(&["E0507", "E0508", "E0382", "E0505"]) {
        return cloned(case, fixes);
    }
    if !case.is(&["E0599", "E0277", "E0369"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    // What other errors ask of the same parameters goes in at once: apart they would stand at the same place.
    let mut wanted = unsatisfied(case, case.diagnostic);
    let own: Vec<&str> = wanted.keys().copied().collect();
    for other in case.all.iter().filter(|other| other.code.is_some()) {
        for (name, traits) in unsatisfied(case, other) {
            let known = wanted.entry(name).or_default();
            let fresh: Vec<_> = traits
                .into_iter()
                .filter(|one| !known.contains(one))
                .collect();
            known.extend(fresh);
        }
    }
    let mut edit = Edit::default();
    let mut title = Vec::new();
    for (name, traits) in wanted.iter().filter(|(name, _)| own.contains(name)) {
        let Some(parameter) = declared::parameter(&spot, spot.node(), name) else {
            continue;
        };
        let written: Vec<&str> = traits.iter().map(|one| imported(&spot, one)).collect();
        let bounds = written.join(" + ");
        edit = edit.and(declared::bound(&spot, parameter, &bounds));
        title.push(format!("{name}: {bounds}"));
    }
    fixes.keeps(format!("require `{}`", title.join(", ")), edit);
}

/// The bounds that a diagnostic calls unsatisfied, or that rustc suggests for it, by what they are of.
fn unsatisfied<'a>(case: &Case<'a>, of: &'a Diagnostic) -> BTreeMap<&'a str, Vec<String>> {
    let mut found: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut add = |name: &'a str, bound: String| {
        let traits = found.entry(name).or_default();
        if !traits.contains(&bound) {
            traits.push(bound);
        }
    };
    for child in &of.children {
        if child.message.contains("trait bound") && child.message.contains("not satisfied") {
            let quoted = child.message.split('`').skip(1).step_by(2);
            for (name, of_trait) in quoted.filter_map(|pair| pair.split_once(": ")) {
                let path = PATHS.iter().find(|(short, _)| *short == of_trait);
                add(name, path.map_or(of_trait, |(_, path)| path).to_owned());
            }
        }
        let restricting =
            child.message.contains("type parameter `") && child.message.contains("restrict");
        let name = child
            .message
            .split("type parameter `")
            .nth(1)
            .and_then(|rest| rest.split('`').next());
        for span in child.spans.iter().filter(|_| restricting) {
            if let (Some(name), Some(text)) = (name, &span.replacement) {
                let bound = text.trim_start_matches([':', ' ', '+']);
                let path = PATHS.iter().find(|(short, _)| *short == bound);
                add(name, completed(path.map_or(bound, |(_, path)| path), name));
            }
        }
    }
    if of.code.as_deref() == Some("E0277")
        && let Some((name, bound)) = of
            .message
            .split('`')
            .nth(1)
            .and_then(|pair| pair.split_once(": "))
        && found.is_empty()
        && case.diagnostic == of
    {
        let path = PATHS.iter().find(|(short, _)| *short == bound);
        found.insert(name, vec![path.map_or(bound, |(_, path)| path).to_owned()]);
    }
    found
}

/// A trait by its last name, where the file imports that.
fn imported<'t>(spot: &Spot<'_>, path: &'t str) -> &'t str {
    let head = path.split('<').next().unwrap_or(path);
    let Some((_, name)) = head.rsplit_once("::") else {
        return path;
    };
    let imports = spot
        .syntax
        .text()
        .lines()
        .filter(|line| line.trim_start().starts_with("use "));
    let known = imports.flat_map(declared::words).any(|word| word == name);
    if known {
        &path[head.len() - name.len()..]
    } else {
        path
    }
}

/// An operator's trait with the result that the code around it nearly always wants.
fn completed(bound: &str, parameter: &str) -> String {
    const OPERATORS: &[&str] = &["Add", "Sub", "Mul", "Div", "Rem", "Neg", "Not"];
    match bound.strip_prefix("std::ops::") {
        Some(name) if OPERATORS.contains(&name) => format!("{bound}<Output = {parameter}>"),
        _ => bound.to_owned(),
    }
}

/// `T: Clone` and a clone of the value, or `T: Copy`.
fn cloned(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(note) = case.note("implemented `Clone`, you could clone the value") else {
        return;
    };
    let labelled = |words: &str| {
        let has = |label: &String| label.contains(words);
        let found = note
            .spans
            .iter()
            .find(|span| span.label.as_ref().is_some_and(has));
        found.and_then(|span| case.spot(span))
    };
    let (Some(spot), Some(value)) = (
        labelled("constraining this type parameter"),
        labelled("could clone this value"),
    ) else {
        return;
    };
    let Some(parameter) = nodes::enclosing(spot.node(), &["type_parameter"]) else {
        return;
    };
    let edit =
        declared::bound(&spot, parameter, "Clone").insert(&value, value.range.end, ".clone()");
    fixes.plausible(format!("require `{}: Clone`, and clone", spot.text()), edit);
    let edit = declared::bound(&spot, parameter, "Copy");
    fixes.plausible(format!("require `{}: Copy`", spot.text()), edit);
}
