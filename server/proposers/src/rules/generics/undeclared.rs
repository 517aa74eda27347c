//! Parameters that are used and not declared.

use bowline_syntax::{Node, nodes};

use super::{Case, Fixes, Spot, declared};

pub(super) fn declare(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0412", "E0425", "E0261"]) || !is_undeclared(case.message()) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(owner) = outermost(&spot) else {
        return;
    };
    let mut names: Vec<&str> = Vec::new();
    for other in case
        .all
        .iter()
        .filter(|other| is_undeclared(&other.message))
    {
        let place = other.primary().and_then(|span| case.spot(span));
        let inside = place.is_some_and(|place| {
            place.path == spot.path && owner.byte_range().contains(&place.range.start)
        });
        let name = other.message.split('`').nth(1).unwrap_or_default();
        if inside && !names.contains(&name) && is_parameter(name) {
            names.push(name);
        }
    }
    let of_type = type_parameters(case, &spot, owner);
    let known = |name: &str| of_type.iter().find(|(own, _)| own == name);
    let told = ["missing a type parameter", "introducing lifetime"]
        .iter()
        .any(|words| case.note(words).is_some());
    if names.is_empty() {
        return;
    }
    if told
        && names.len() < 2
        && names
            .iter()
            .all(|name| known(name).is_none_or(|(own, text)| own == text))
    {
        // rustc says the same.
        return;
    }
    names.sort_by_key(|name| {
        let place = of_type.iter().position(|(own, _)| own == name);
        (!name.starts_with('\''), place.unwrap_or(of_type.len()))
    });
    let written: Vec<String> = names
        .iter()
        .map(|name| known(name).map_or_else(|| (*name).to_owned(), |(_, text)| text.clone()))
        .collect();
    let Some(edit) = declared::declare(&spot, owner, &written.join(", ")) else {
        return;
    };
    fixes.keeps(format!("declare `<{}>`", written.join(", ")), edit);
}

fn is_undeclared(message: &str) -> bool {
    message.starts_with("cannot find type `")
        || message.starts_with("use of undeclared lifetime name")
}

/// A lifetime, or a capital letter with at most a digit behind it.
fn is_parameter(name: &str) -> bool {
    let mut letters = name.chars();
    name.starts_with('\'')
        || letters
            .next()
            .is_some_and(|first| first.is_ascii_uppercase())
            && letters.all(|letter| letter.is_ascii_digit())
}

/// The impl around a place, else its nearest item.
fn outermost<'t>(spot: &Spot<'t>) -> Option<Node<'t>> {
    let node = spot.node();
    let item = declared::item_around(node)?;
    let head = |owner: Node<'_>| {
        owner
            .child_by_field_name("body")
            .is_none_or(|body| !body.byte_range().contains(&spot.range.start))
    };
    let holder =
        nodes::enclosing(node, &["impl_item", "trait_item"]).filter(|holder| *holder != item);
    // A name that the impl's own head uses is the impl's.
    match holder {
        Some(holder) if !head(item) || mentions_in_head(spot, holder) => Some(holder),
        _ => Some(item),
    }
}

fn mentions_in_head(spot: &Spot<'_>, owner: Node<'_>) -> bool {
    owner
        .child_by_field_name("type")
        .into_iter()
        .flat_map(nodes::descendants)
        .any(|node| spot.text_of(node) == spot.text())
}

/// The parameters of the local type that an impl is for, by the names that the impl uses, as they are declared there.
fn type_parameters(case: &Case<'_>, spot: &Spot<'_>, owner: Node<'_>) -> Vec<(String, String)> {
    let found = owner
        .child_by_field_name("type")
        .filter(|_| owner.kind() == "impl_item")
        .and_then(|ty| {
            let local = declared::local_type(case, spot.text_of(ty))?;
            Some((ty.child_by_field_name("type_arguments")?, local))
        });
    let Some((arguments, local)) = found else {
        return Vec::new();
    };
    let Some(list) = local.node().child_by_field_name("type_parameters") else {
        return Vec::new();
    };
    list.named_children(&mut list.walk())
        .zip(arguments.named_children(&mut arguments.walk()))
        .filter_map(|(parameter, argument)| {
            let name = local.spot.text_of(parameter.child_by_field_name("name")?);
            let own = spot.text_of(argument);
            let text = local.spot.text_of(parameter);
            Some((own.to_owned(), text.replacen(name, own, 1)))
        })
        .collect()
}
