//! Parameters of an impl that nothing fixes.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot, declared};

pub(super) fn parameter(case: &Case<'_>, fixes: &mut Fixes) {
    if case.is(&["E0275"]) {
        return endless(case, fixes);
    }
    if !case.is(&["E0207"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(parameter) = nodes::enclosing(
        spot.node(),
        &["type_parameter", "const_parameter", "lifetime_parameter"],
    ) else {
        return;
    };
    let Some(item) = nodes::enclosing(parameter, &["impl_item"]) else {
        return;
    };
    let Some(name) = parameter
        .child_by_field_name("name")
        .map(|name| spot.text_of(name))
    else {
        return;
    };
    let Some(mut edit) = declared::remove_entry(&spot, parameter) else {
        return;
    };
    let Some((predicates, taken)) = predicates(&spot, item, name) else {
        return;
    };
    edit = edit.and(taken);
    let mut written = spot.text_of(parameter).to_owned();
    for bound in predicates {
        written += if written.contains(':') { " + " } else { ": " };
        written += &bound;
    }
    let of_trait = item.child_by_field_name("trait").is_some();
    let Some(body) = item.child_by_field_name("body") else {
        return;
    };
    let users: Vec<Node<'_>> = body
        .named_children(&mut body.walk())
        .filter(|method| method.kind() == "function_item" && mentions(&spot, *method, name))
        .collect();
    if of_trait && !users.is_empty() {
        return;
    }
    let count = users.len();
    for method in users {
        let Some(declaration) = declared::declare(&spot, method, &written) else {
            return;
        };
        edit = edit.and(declaration);
    }
    let title = if count == 0 {
        format!("take the parameter `{name}` away")
    } else {
        format!("declare `{name}` at the methods that use it")
    };
    fixes.keeps(title, edit);
}

fn mentions(spot: &Spot<'_>, node: Node<'_>, name: &str) -> bool {
    nodes::descendants(node).any(|one| {
        matches!(one.kind(), "type_identifier" | "identifier" | "lifetime")
            && spot.text_of(one) == name
    })
}

/// The bounds of a parameter in an impl's `where`, and the edit that takes them out of there. `None` where other predicates mention it.
fn predicates(spot: &Spot<'_>, item: Node<'_>, name: &str) -> Option<(Vec<String>, Edit)> {
    let clause = item
        .children(&mut item.walk())
        .find(|child| child.kind() == "where_clause");
    let Some(clause) = clause else {
        return Some((Vec::new(), Edit::default()));
    };
    let all: Vec<_> = clause.named_children(&mut clause.walk()).collect();
    let (own, kept): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| {
        one.child_by_field_name("left")
            .is_some_and(|left| spot.text_of(left) == name)
    });
    if kept.iter().any(|one| mentions(spot, *one, name)) {
        return None;
    }
    let bounds = own
        .iter()
        .filter_map(|one| one.child_by_field_name("bounds"))
        .map(|bounds| {
            spot.text_of(bounds)
                .trim_start_matches(':')
                .trim()
                .to_owned()
        })
        .collect();
    if own.is_empty() {
        return Some((bounds, Edit::default()));
    }
    let edit = if kept.is_empty() {
        let start = spot.syntax.text()[..clause.start_byte()].trim_end().len();
        Edit::default().replace(spot, start..clause.end_byte(), "")
    } else {
        let text: Vec<&str> = kept.iter().map(|one| spot.text_of(*one)).collect();
        Edit::default().replace(
            spot,
            clause.byte_range(),
            format!("where {}", text.join(", ")),
        )
    };
    Some((bounds, edit))
}

/// A predicate that needs itself.
fn endless(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary() else { return };
    let Some(predicate) = nodes::enclosing(spot.node(), &["where_predicate"]) else {
        return;
    };
    let Some(clause) = predicate.parent() else {
        return;
    };
    let edit = if clause.named_child_count() == 1 {
        let start = spot.syntax.text()[..clause.start_byte()].trim_end().len();
        Edit::default().replace(&spot, start..clause.end_byte(), "")
    } else {
        match declared::remove_entry(&spot, predicate) {
            Some(edit) => edit,
            None => return,
        }
    };
    fixes.plausible("drop the requirement that needs itself", edit);
}
