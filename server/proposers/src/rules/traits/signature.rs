//! Items of an impl that are unlike those of its trait.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot, declared};

const FUNCTIONS: &[&str] = &["function_item", "function_signature_item"];

pub(super) fn adapt(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary() else { return };
    if case.is(&["E0323", "E0324", "E0325"]) {
        return kind(case, &spot, fixes);
    }
    if case.is(&["E0326"]) {
        return constant(case, &spot, fixes);
    }
    if case.is(&["E0053"]) {
        if let Some(wanted) = case.noted("type in trait") {
            let edit = Edit::default().replace(&wanted, wanted.range.clone(), spot.text());
            fixes.plausible("let the trait say what the impl does", edit);
        }
        return;
    }
    let unlike = case.is(&["E0049", "E0050", "E0195", "E0276"])
        || case.has_no_code() && case.message().contains("signature doesn't match `trait`");
    if !unlike && !case.is(&["E0185", "E0186"]) {
        return;
    }
    let Some(own) = nodes::enclosing(spot.node(), FUNCTIONS) else {
        return;
    };
    if case.is(&["E0185", "E0186"]) {
        return receiver(case, &spot, own, fixes);
    }
    let Some((place, given)) = in_trait(case, &spot) else {
        return;
    };
    if case.is(&["E0050"]) {
        return parameters(&spot, own, &place, given, fixes);
    }
    if let Some(edit) = head(&spot, own, &place, given) {
        fixes.keeps("write the signature of the trait", edit);
    }
}

/// The trait's function: one that another span than the primary stands in.
fn in_trait<'a>(case: &Case<'a>, own: &Spot<'a>) -> Option<(Spot<'a>, Node<'a>)> {
    let children = case
        .diagnostic
        .children
        .iter()
        .flat_map(|child| &child.spans);
    let spans = case.diagnostic.spans.iter().chain(children);
    spans
        .filter_map(|span| case.spot(span))
        .filter(|spot| spot.path != own.path || spot.range != own.range)
        .find_map(|spot| {
            let found = nodes::enclosing(spot.node(), FUNCTIONS)?;
            nodes::enclosing(found, &["trait_item"])?;
            Some((spot, found))
        })
}

fn receiver(case: &Case<'_>, spot: &Spot<'_>, own: Node<'_>, fixes: &mut Fixes) {
    let Some(list) = own.child_by_field_name("parameters") else {
        return;
    };
    let first = list.named_child(0);
    if case.is(&["E0186"]) {
        let Some(wanted) = case.message().split('`').nth(3) else {
            return;
        };
        let text = if first.is_some() {
            format!("{wanted}, ")
        } else {
            wanted.to_owned()
        };
        let edit = Edit::default().insert(spot, list.start_byte() + 1, text);
        return fixes.keeps(format!("take `{wanted}`"), edit);
    }
    let Some(first) = first.filter(|first| first.kind() == "self_parameter") else {
        return;
    };
    let end = first
        .next_named_sibling()
        .map_or(first.end_byte(), |next| next.start_byte());
    let edit = Edit::default().replace(spot, first.start_byte()..end, "");
    fixes.keeps("take no receiver, as the trait says", edit);
    if let Some((place, given)) = in_trait(case, spot)
        && let Some(list) = given.child_by_field_name("parameters")
    {
        let receiver = spot.text_of(first);
        let gap = if list.named_child_count() > 0 {
            ", "
        } else {
            ""
        };
        let edit =
            Edit::default().insert(&place, list.start_byte() + 1, format!("{receiver}{gap}"));
        fixes.plausible(format!("let the trait take `{receiver}`"), edit);
    }
}

/// Parameters added or dropped at the end until there are as many as in the trait.
fn parameters(
    spot: &Spot<'_>,
    own: Node<'_>,
    place: &Spot<'_>,
    given: Node<'_>,
    fixes: &mut Fixes,
) {
    let list = |function: Node<'_>| {
        let list = function.child_by_field_name("parameters")?;
        let entries: Vec<_> = list
            .named_children(&mut list.walk())
            .map(|one| one.byte_range())
            .collect();
        Some((list.byte_range(), entries))
    };
    let (Some((own_list, own)), Some((_, given))) = (list(own), list(given)) else {
        return;
    };
    if own.len() < given.len() {
        let missing: Vec<&str> = given[own.len()..]
            .iter()
            .map(|range| &place.syntax.text()[range.clone()])
            .collect();
        let gap = if own.is_empty() { "" } else { ", " };
        let at = own.last().map_or(own_list.start + 1, |last| last.end);
        let edit = Edit::default().insert(spot, at, format!("{gap}{}", missing.join(", ")));
        fixes.keeps(
            format!("take `{}`, as the trait says", missing.join(", ")),
            edit,
        );
    } else if let Some(last) = own.last() {
        let start = given
            .len()
            .checked_sub(1)
            .and_then(|index| own.get(index))
            .map_or(own_list.start + 1, |one| one.end);
        let edit = Edit::default().replace(spot, start..last.end, "");
        fixes.plausible("take only the parameters of the trait", edit);
    }
}

/// The trait's generics, parameter types and return type for a method, its own names kept. Only the generics where the trait is
/// generic itself, because its types mean others in the impl.
fn head(spot: &Spot<'_>, own: Node<'_>, place: &Spot<'_>, given: Node<'_>) -> Option<Edit> {
    let text = |field: &str| {
        given
            .child_by_field_name(field)
            .map_or("", |node| place.text_of(node))
    };
    let mut edit = match own.child_by_field_name("type_parameters") {
        Some(list) => Edit::default().replace(spot, list.byte_range(), text("type_parameters")),
        None => {
            let name = own.child_by_field_name("name")?;
            Edit::default().insert(spot, name.end_byte(), text("type_parameters"))
        }
    };
    let clause = own
        .children(&mut own.walk())
        .find(|child| child.kind() == "where_clause");
    if let Some(clause) = clause {
        edit = edit.delete(spot, clause.byte_range());
    }
    let owner = nodes::enclosing(given, &["trait_item"])?;
    if owner.child_by_field_name("type_parameters").is_some() {
        return Some(edit);
    }
    let (Some(list), Some(wanted)) = (
        own.child_by_field_name("parameters"),
        given.child_by_field_name("parameters"),
    ) else {
        return Some(edit);
    };
    let pairs = list
        .named_children(&mut list.walk())
        .zip(wanted.named_children(&mut wanted.walk()))
        .collect::<Vec<_>>();
    for (own, wanted) in pairs {
        let (from, to) = match own.kind() {
            "self_parameter" => (own, wanted),
            _ => (
                own.child_by_field_name("type")?,
                wanted.child_by_field_name("type")?,
            ),
        };
        edit = edit.replace(spot, from.byte_range(), place.text_of(to));
    }
    if let (Some(from), Some(to)) = (
        own.child_by_field_name("return_type"),
        given.child_by_field_name("return_type"),
    ) {
        edit = edit.replace(spot, from.byte_range(), place.text_of(to));
    }
    Some(edit)
}

/// An associated const where a type is asked for, or the other way round.
fn kind(case: &Case<'_>, spot: &Spot<'_>, fixes: &mut Fixes) {
    let Some(wanted) = case.labelled("item in trait") else {
        return;
    };
    let Some((name, rest)) = spot.text().split_once(' ').and_then(|(_, rest)| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_')?;
        Some((&rest[..end], &rest[end..]))
    }) else {
        return;
    };
    // `const N: u8 = 1;` → `type N = u8;`
    let ty = rest
        .split(['=', ';'])
        .next()
        .unwrap_or_default()
        .trim_start_matches(':')
        .trim();
    if wanted.text().starts_with("type") && !ty.is_empty() {
        let edit =
            Edit::default().replace(spot, spot.range.clone(), format!("type {name} = {ty};"));
        fixes.plausible("make it a type, as the trait says", edit);
    } else if wanted.text().starts_with("const") {
        let head = wanted
            .text()
            .split(['=', ';'])
            .next()
            .unwrap_or_default()
            .trim();
        let edit = Edit::default().replace(spot, spot.range.clone(), format!("{head} = todo!();"));
        fixes.scaffold("make it a constant, as the trait says", edit);
    }
}

fn constant(case: &Case<'_>, spot: &Spot<'_>, fixes: &mut Fixes) {
    let Some(wanted) = case.noted("type in trait") else {
        return;
    };
    let mut edit = Edit::default().replace(spot, spot.range.clone(), wanted.text());
    let value = nodes::enclosing(spot.node(), &["const_item"])
        .and_then(|item| item.child_by_field_name("value"));
    if let Some(value) = value.filter(|_| wanted.text() == "bool")
        && value.kind() == "integer_literal"
    {
        let with = if spot.text_of(value) == "0" {
            "false"
        } else {
            "true"
        };
        edit = edit.replace(spot, value.byte_range(), with);
    }
    fixes.plausible("give the constant the type that the trait says", edit);
    let edit = Edit::default().replace(&wanted, wanted.range.clone(), spot.text());
    fixes.plausible("let the trait have the impl's type", edit);
}

pub(super) fn repeated(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0592", "E0201", "E0719"]) {
        return;
    }
    let mut places: Vec<Spot<'_>> = case
        .spots()
        .filter_map(|spot| {
            let node = nodes::enclosing(
                spot.node(),
                &["function_item", "const_item", "type_item", "type_binding"],
            )?;
            Some(spot.at(node.byte_range()))
        })
        .collect();
    places.sort_by_key(|spot| spot.range.start);
    let [first, .., last] = places.as_slice() else {
        return;
    };
    if first.path != last.path || first.range == last.range {
        return;
    }
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    if squeezed(first.text()) != squeezed(last.text()) {
        return;
    }
    let edit = match case.is(&["E0719"]) {
        true => declared::remove_entry(last, last.node()),
        false => Some(Edit::default().delete(last, last.range.clone())),
    };
    if let Some(edit) = edit {
        fixes.keeps("remove the repetition", edit);
    }
}
