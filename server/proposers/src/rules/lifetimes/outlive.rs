//! One lifetime that must outlive another.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot, declared};

pub(super) fn bound(case: &Case<'_>, fixes: &mut Fixes) {
    if case.is(&["E0478", "E0491", "E0195"]) {
        return from_notes(case, fixes);
    }
    if !case.has_no_code()
        || !case
            .message()
            .starts_with("lifetime may not live long enough")
    {
        return;
    }
    let Some(help) = case.note("consider adding the following bound") else {
        return;
    };
    let mut edit = Edit::default();
    let mut title = Vec::new();
    for pair in help
        .message
        .split('`')
        .filter(|part| part.starts_with('\'') && part.contains(": '"))
    {
        let Some((longer, shorter)) = pair.split_once(": ") else {
            continue;
        };
        let Some(one) = outlives(case, longer, shorter) else {
            return;
        };
        edit = edit.and(one);
        title.push(pair);
    }
    fixes.keeps(format!("declare `{}`", title.join(", ")), edit);
}

/// Two lifetimes that notes point at: the declared bound, then its opposite.
fn from_notes(case: &Case<'_>, fixes: &mut Fixes) {
    let places: Vec<Spot<'_>> = case
        .diagnostic
        .children
        .iter()
        .filter(|child| child.message.contains("as defined here"))
        .filter_map(|child| child.spans.iter().find(|span| span.is_primary))
        .filter_map(|span| case.spot(span))
        .filter(|spot| spot.text().starts_with('\''))
        .collect();
    let [first, second] = places.as_slice() else {
        return;
    };
    // E0478: the first must outlive the second; E0491: the data, named second, must outlive the pointer.
    let pairs = match case.is(&["E0491"]) {
        true => [(second, first), (first, second)],
        false => [(first, second), (second, first)],
    };
    for (longer, shorter) in pairs {
        let Some(parameter) = nodes::enclosing(longer.node(), &["lifetime_parameter"]) else {
            continue;
        };
        let title = format!("declare `{}: {}`", longer.text(), shorter.text());
        let edit = declared::bound(longer, parameter, shorter.text());
        fixes.keeps(title, edit);
    }
}

/// The bound `longer: shorter`, beside the declaration of the longer where the shorter is known there, else in the function's
/// `where`.
fn outlives(case: &Case<'_>, longer: &str, shorter: &str) -> Option<Edit> {
    let defined = |name: &str| case.labelled(&format!("lifetime `{name}` defined here"));
    let spot = defined(longer)?;
    let parameter = nodes::enclosing(spot.node(), &["lifetime_parameter"])?;
    let list = parameter.parent()?;
    let other = defined(shorter);
    let known = other.as_ref().is_none_or(|other| {
        let owner = nodes::enclosing(other.node(), &["lifetime_parameter"])
            .and_then(|one| one.parent()?.parent());
        owner.is_some_and(|owner| {
            list.parent() == Some(owner)
                || list.start_byte() > owner.start_byte() && list.end_byte() <= owner.end_byte()
        })
    });
    if known {
        return Some(declared::bound(&spot, parameter, shorter));
    }
    let other = other?;
    let function = nodes::enclosing(other.node(), &["function_item", "function_signature_item"])?;
    Some(where_bound(
        &other,
        function,
        &format!("{longer}: {shorter}"),
    ))
}

/// A further predicate in a function's `where`.
pub(super) fn where_bound(spot: &Spot<'_>, function: Node<'_>, predicate: &str) -> Edit {
    let clause = function
        .children(&mut function.walk())
        .find(|child| child.kind() == "where_clause");
    if let Some(last) = clause.and_then(|clause| {
        let predicates: Vec<_> = clause.named_children(&mut clause.walk()).collect();
        predicates.last().copied()
    }) {
        return Edit::default().insert(spot, last.end_byte(), format!(", {predicate}"));
    }
    let behind = function
        .child_by_field_name("return_type")
        .or(function.child_by_field_name("parameters"))
        .unwrap_or(function);
    Edit::default().insert(spot, behind.end_byte(), format!(" where {predicate}"))
}

pub(super) fn same(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.has_no_code()
        || !case
            .message()
            .starts_with("lifetime may not live long enough")
    {
        return;
    }
    // rustc says so once, in a message of its own behind the errors.
    let Some(help) = case.all.iter().find(|other| {
        other
            .message
            .contains("must be the same: replace one with the other")
    }) else {
        return;
    };
    let names: Vec<&str> = help
        .message
        .split('`')
        .filter(|part| part.starts_with('\''))
        .collect();
    let [first, second] = names.as_slice() else {
        return;
    };
    for (kept, gone) in [(first, second), (second, first)] {
        if *kept == "'static" || *gone == "'static" {
            return;
        }
        if let Some(edit) = merged(case, kept, gone) {
            fixes.plausible(format!("write `{kept}` for `{gone}`"), edit);
        }
    }
}

/// One lifetime in place of another, in the whole item that declares the other.
fn merged(case: &Case<'_>, kept: &str, gone: &str) -> Option<Edit> {
    let spot = case.labelled(&format!("lifetime `{gone}` defined here"))?;
    let parameter = nodes::enclosing(spot.node(), &["lifetime_parameter"])?;
    let owner = parameter.parent()?.parent()?;
    if owner.kind() == "impl_item" {
        return None;
    }
    let mut edit = declared::remove_entry(&spot, parameter)?;
    for node in nodes::descendants(owner) {
        if node.kind() == "lifetime"
            && spot.text_of(node) == gone
            && !parameter.byte_range().contains(&node.start_byte())
        {
            edit = edit.replace(&spot, node.byte_range(), kept);
        }
    }
    Some(edit)
}
