//! Functions and methods that take a value though they need only look at it.

use bowline_syntax::{
    Node,
    index::{Item, ItemKind},
    nodes,
};

use super::{Case, Edit, Fixes, Spot};

pub(super) fn parameter(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0382", "E0505", "E0507"]) {
        return;
    }
    let Some(note) = case.note("consider changing this parameter type") else {
        return;
    };
    let place = note.spans.iter().find(|span| span.is_primary);
    let Some(spot) = place.and_then(|span| case.spot(span)) else {
        return;
    };
    let Some(function) = nodes::function(spot.node()) else {
        return;
    };
    let Some(calls) = calls(case, &spot, function) else {
        return;
    };
    let written = spot.text();
    for borrowed in borrowed(written) {
        let edit = Edit::default().replace(&spot, spot.range.clone(), borrowed.clone());
        let all = calls
            .iter()
            .fold(edit, |edit, call| edit.insert(call, call.range.start, "&"));
        fixes.plausible(
            format!(
                "take `{borrowed}`, and pass a reference at {} calls",
                calls.len()
            ),
            all,
        );
    }
}

/// How a reference to a type is written: the usual way, then word for word.
fn borrowed(written: &str) -> Vec<String> {
    let plain = format!("&{written}");
    let usual = match written {
        "String" => Some("&str".to_owned()),
        _ => written
            .strip_prefix("Vec<")
            .and_then(|rest| rest.strip_suffix('>'))
            .map(|element| format!("&[{element}]")),
    };
    usual.into_iter().chain([plain]).collect()
}

/// The argument for the parameter at `spot` in every call of its function. `None` where calls cannot be told.
fn calls<'a>(case: &Case<'a>, spot: &Spot<'a>, function: Node<'a>) -> Option<Vec<Spot<'a>>> {
    let item = item_of(case, spot, function)?;
    let same = case
        .index
        .named(&item.name)
        .filter(|other| other.kind == ItemKind::Function);
    if same.count() > 1 || item.of_trait.is_some() {
        return None;
    }
    let parameter = nodes::enclosing(spot.node(), &["parameter"])?;
    let list = function.child_by_field_name("parameters")?;
    let index = list
        .named_children(&mut list.walk())
        .filter(|one| one.kind() == "parameter")
        .position(|one| one == parameter)?;
    let method = item
        .parameters
        .first()
        .is_some_and(|one| one.name == "self");
    let mut found = Vec::new();
    for path in case.index.paths() {
        let Some(root) = case.place_of(path, 0..0) else {
            continue;
        };
        if !root.syntax.text().contains(item.name.as_str()) {
            continue;
        }
        for node in nodes::descendants(root.syntax.root()) {
            let place = argument(&root, node, item, index, method)
                .map(|argument| argument.start_byte())
                .or_else(|| in_macro(&root, node, item, index, method));
            found.extend(place.map(|at| root.at(at..at)));
        }
    }
    Some(found)
}

fn item_of<'a>(case: &Case<'a>, spot: &Spot<'_>, function: Node<'_>) -> Option<&'a Item> {
    let items = case.index.items_of(spot.path);
    items
        .iter()
        .find(|item| item.range == function.byte_range())
}

/// The argument with this index of a call of this function; of a call by path, `self` counts as one.
fn argument<'t>(
    spot: &Spot<'t>,
    call: Node<'t>,
    item: &Item,
    index: usize,
    method: bool,
) -> Option<Node<'t>> {
    if call.kind() != "call_expression" {
        return None;
    }
    let called = call.child_by_field_name("function")?;
    let (name, shift) = match called.kind() {
        "identifier" => (called, 0),
        "scoped_identifier" => (called.child_by_field_name("name")?, usize::from(method)),
        "field_expression" => (called.child_by_field_name("field")?, 0),
        _ => return None,
    };
    if spot.text_of(name) != item.name
        || (called.kind() == "field_expression") != method && shift == 0
    {
        return None;
    }
    let arguments = call.child_by_field_name("arguments")?;
    arguments
        .named_children(&mut arguments.walk())
        .filter(|one| !one.is_extra())
        .nth(index + shift)
}

/// The same of a call within a macro's tokens: where its argument starts.
fn in_macro(
    spot: &Spot<'_>,
    name: Node<'_>,
    item: &Item,
    index: usize,
    method: bool,
) -> Option<usize> {
    let list = name
        .next_sibling()
        .filter(|next| next.kind() == "token_tree")?;
    let called = name.kind() == "identifier" && spot.text_of(name) == item.name;
    let dotted = name
        .prev_sibling()
        .is_some_and(|before| before.kind() == ".");
    if !called || dotted != method || !spot.text_of(list).starts_with('(') {
        return None;
    }
    let inner: Vec<Node<'_>> = list.children(&mut list.walk()).collect();
    let mut entries = inner
        .get(1..inner.len().checked_sub(1)?)?
        .split(|token| token.kind() == ",");
    entries.nth(index)?.first().map(|first| first.start_byte())
}

pub(super) fn receiver(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0382", "E0505", "E0507"]) {
        return;
    }
    let Some(spot) = case.noted("takes ownership of the receiver") else {
        return;
    };
    if spot.text() != "self" && spot.text() != "mut self" {
        return;
    }
    let with = if spot.text() == "self" {
        "&self"
    } else {
        "&mut self"
    };
    let Some(function) = nodes::function(spot.node()) else {
        return;
    };
    // A trait's method is what its trait says.
    if nodes::enclosing(function, &["impl_item"])
        .is_some_and(|item| item.child_by_field_name("trait").is_some())
    {
        return;
    }
    let edit = Edit::default().replace(&spot, spot.range.clone(), with);
    fixes.plausible(format!("take `{with}`"), edit);
    if with == "&self" {
        let edit = Edit::default().replace(&spot, spot.range.clone(), "&mut self");
        fixes.plausible("take `&mut self`", edit);
    }
}
