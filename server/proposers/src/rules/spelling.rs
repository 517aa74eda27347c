//! Names that are a slip, or a rename, away from one that is there.

mod candidates;
mod kinship;

use bowline_loop_core::{Class, Diagnostic, WorkspacePath};
use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Rule, Spot, declared, edit::Fixes, scope::Scope};
use candidates::Candidate;

pub(super) use kinship::{distance, is_near, kinship};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "renamed-definition",
        class: Class::Plausible,
        about: "Gives a definition that nothing uses under its own name the similar name that is used and not declared: `fn \
                do_label` where everything calls `label`. One edit cures all uses.",
        propose: rename_definition,
    },
    Rule {
        name: "similar-name",
        class: Class::Plausible,
        about: "Uses a name that is there in place of a similar one that is not: locals, functions that take as many arguments, \
                types, variants and methods of the type at hand, by letters left out, swapped or added, by words that are \
                added, left out or in another order.",
        propose: similar,
    },
];

/// Diagnostics that say that a name is not there.
const CODES: &[&str] = &[
    "E0425", "E0412", "E0433", "E0404", "E0405", "E0422", "E0531", "E0599", "E0432", "E0423",
    "E0407", "E0437", "E0438", "E0220", "E0576", "E0574",
];

/// The name that is missing, with its place.
fn missing<'a>(case: &Case<'a>) -> Option<(Spot<'a>, &'a str)> {
    if !case.is(CODES) || case.message().starts_with("expected value, found") {
        return None;
    }
    let spot = case.primary()?;
    let text = spot.text();
    let name = text.rsplit("::").next().unwrap_or(text);
    let plain = !name.is_empty() && name.chars().all(|one| one.is_alphanumeric() || one == '_');
    let start = spot.range.end - name.len();
    (plain && name.len() > 1).then(|| (spot.at(start..spot.range.end), name))
}

fn rename_definition(case: &Case<'_>, fixes: &mut Fixes) {
    let Some((spot, name)) = missing(case) else {
        return;
    };
    if case.is(&["E0432", "E0407", "E0437", "E0438"]) && case.message().contains("is not a member")
    {
        return;
    }
    let spot = case.opened(&spot);
    let scope = Scope::of(case, &spot);
    let found = candidates::of(case, &scope, &spot, name);
    let idle = found
        .iter()
        .filter(|one| one.kin <= 2 && uses(case, one) == 1);
    for candidate in idle.take(3) {
        let Some(definition) = case.place_of(&candidate.path, candidate.range.clone()) else {
            continue;
        };
        let edit = Edit::default().replace(&definition, definition.range.clone(), name);
        let title = format!("rename `{}` to `{name}`", candidate.name);
        // Several uses that agree outvote the one declaration, where nobody else can know it by its name.
        if agreeing(case, name) > 1 && is_private(definition.node()) {
            fixes.keeps(title, edit);
        } else {
            fixes.plausible(title, edit);
        }
    }
}

/// How many errors say that this name is not there.
fn agreeing(case: &Case<'_>, name: &str) -> usize {
    let quoted = format!("`{name}`");
    let says = |one: &&Diagnostic| {
        let code = one.code.as_deref().unwrap_or_default();
        CODES.contains(&code) && one.message.contains(&quoted)
    };
    case.all.iter().filter(says).count()
}

/// Whether the declaration of this name has no visibility of its own, and is no variant and no item of a trait.
fn is_private(name: Node<'_>) -> bool {
    let Some(declaration) = name.parent() else {
        return false;
    };
    let mut cursor = declaration.walk();
    let has_word = declaration
        .children(&mut cursor)
        .any(|one| one.kind() == "visibility_modifier");
    !has_word
        && !matches!(
            declaration.kind(),
            "enum_variant" | "function_signature_item"
        )
}

/// How often a name stands in the workspace; that of a local, in its function.
fn uses(case: &Case<'_>, candidate: &Candidate) -> usize {
    let count = |text: &str| {
        declared::words(text)
            .filter(|word| *word == candidate.name)
            .count()
    };
    if candidate.is_local {
        let spot = case.place_of(&candidate.path, candidate.range.clone());
        let function = spot.and_then(|spot| {
            Some(spot.at(nodes::enclosing(spot.node(), &["function_item"])?.byte_range()))
        });
        return function.map_or(0, |spot| count(spot.text()));
    }
    let paths: Vec<&WorkspacePath> = case.index.paths().collect();
    paths
        .into_iter()
        .filter_map(|path| case.place_of(path, 0..0))
        .map(|spot| count(spot.syntax.text()))
        .sum()
}

fn similar(case: &Case<'_>, fixes: &mut Fixes) {
    let Some((spot, name)) = missing(case) else {
        return;
    };
    // rustc's own suggestion of a near name is complete as it is.
    if case.is(&["E0432"]) {
        return;
    }
    let opened = case.opened(&spot);
    let scope = Scope::of(case, &opened);
    let found = candidates::of(case, &scope, &opened, name);
    let suggested: Vec<&str> = case
        .diagnostic
        .children
        .iter()
        .flat_map(|child| &child.spans)
        .filter_map(|span| span.replacement.as_deref())
        .collect();
    for candidate in found.iter().take(2) {
        if !suggested.contains(&candidate.name.as_str()) {
            let edit = Edit::default().replace(&spot, spot.range.clone(), candidate.name.clone());
            fixes.plausible(format!("write `{}`", candidate.name), edit);
        }
    }
}
