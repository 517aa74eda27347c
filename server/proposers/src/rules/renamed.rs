//! A name that nothing declares, beside a local that nothing uses: one of them was renamed without the other.

use bowline_loop_core::{Class, Diagnostic, observation::DiagnosticSpan};
use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Rule, declared::words, edit::Fixes, scope::Scope, spelling::kinship};

pub(super) const RULES: &[Rule] = &[Rule {
    name: "renamed-binding",
    class: Class::KeepsMeaning,
    about: "Gives a parameter or local that nothing uses the name that the code behind it uses and that nothing declares.",
    propose: renamed,
}];

fn renamed(case: &Case<'_>, fixes: &mut Fixes) {
    let names_a_local = ["cannot find value", "cannot find function"]
        .iter()
        .any(|start| case.message().starts_with(start));
    if !case.is(&["E0425"]) || !names_a_local {
        return;
    }
    let Some(spot) = case.primary().map(|spot| case.opened(&spot)) else {
        return;
    };
    let Some(function) = nodes::enclosing(spot.node(), &["function_item"]) else {
        return;
    };
    let name = spot.text();
    let within = |one: &&Diagnostic| {
        one.code == case.diagnostic.code
            && one.primary().is_some_and(|span| {
                span.path == *spot.path && function.byte_range().contains(&span.start)
            })
    };
    // Two names without a declaration and one without a use are a riddle.
    let misses = case.all.iter().filter(within).count();
    let mut unknown: Vec<&str> = (case.all.iter().filter(within))
        .filter_map(|one| one.message.split('`').nth(1))
        .collect();
    unknown.sort_unstable();
    unknown.dedup();
    let text = spot.text_of(function);
    let uses = |name: &str| words(text).filter(|word| *word == name).count();
    let scope = Scope::of(case, &spot);
    let idle: Vec<_> = scope
        .locals(spot.node())
        .into_iter()
        .filter(|local| local.name != "self" && uses(local.name) == 1)
        .collect();
    let likely: Vec<_> = match idle.as_slice() {
        [only] => vec![only],
        several => several
            .iter()
            .filter(|one| are_kin(one.name, name))
            .collect(),
    };
    let [local] = likely.as_slice() else { return };
    if !is_plain(local.node) || unknown.len() > 1 && !are_kin(local.name, name) {
        return;
    }
    let declaration = Edit::default().replace(&spot, local.node.byte_range(), name);
    let title = format!("rename `{}`, which nothing uses, to `{name}`", local.name);
    // Of one use and one declaration that differ by a slip of the pen, rustc corrects the use.
    let suggests = |one: &DiagnosticSpan| one.replacement.as_deref() == Some(local.name);
    let mut suggested = case
        .diagnostic
        .children
        .iter()
        .flat_map(|child| &child.spans);
    let is_slip = misses == 1 && suggested.any(suggests);
    if are_kin(local.name, name) && !is_slip {
        fixes.keeps(title, declaration);
    } else {
        fixes.plausible(title, declaration);
    }
}

/// Whether one name holds a word of the other, or both begin alike.
fn are_kin(one: &str, other: &str) -> bool {
    let parts = |name: &str| -> Vec<String> {
        let parts = name.split('_').filter(|part| !part.is_empty());
        parts.map(str::to_lowercase).collect()
    };
    let (first, second) = (parts(one), parts(other));
    first.iter().any(|part| second.contains(part)) || kinship(one, other).is_some()
}

/// Whether a new name changes nothing else there, as it would for the field that a pattern names in short.
fn is_plain(identifier: Node<'_>) -> bool {
    identifier
        .parent()
        .is_none_or(|parent| parent.kind() != "field_pattern")
        && identifier.kind() != "shorthand_field_identifier"
}
