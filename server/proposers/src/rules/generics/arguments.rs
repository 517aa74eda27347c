//! Generic arguments.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot, declared, uses};

pub(super) fn missing(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0107"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let local = nodes::enclosing(spot.node(), &["let_declaration", "generic_function"]).is_some();
    let list = given_list(&spot);
    if list.is_some() || local {
        more(case, &spot, list, fixes);
        return;
    }
    if !case.message().starts_with("missing generics for") {
        return;
    }
    for written in uses::elsewhere(case, &spot, "") {
        let edit = Edit::default().insert(&spot, spot.node().end_byte(), written.clone());
        fixes.plausible(format!("write `{}{written}`", spot.text()), edit);
    }
    let parameters = parameters(case, &spot);
    let names: Vec<String> = parameters.iter().map(|(name, _)| name.clone()).collect();
    let node = spot.node();
    let Some(owner) = declared::item_around(node).filter(|_| !names.is_empty()) else {
        return;
    };
    // Names that the item has already keep their meaning only if they are the type's; others are declared.
    let mut edit =
        Edit::default().insert(&spot, node.end_byte(), format!("<{}>", names.join(", ")));
    let mut fresh = Vec::new();
    for (name, bounds) in &parameters {
        if declared::parameter(&spot, owner, name).is_none() {
            fresh.push(format!("{name}{bounds}"));
        }
    }
    if !fresh.is_empty() {
        let Some(declaration) = declared::declare(&spot, owner, &fresh.join(", ")) else {
            return;
        };
        edit = edit.and(declaration);
    }
    let title = format!("write `{}<{}>`", spot.text(), names.join(", "));
    if owner.kind() == "impl_item" {
        fixes.keeps(title, edit);
    } else {
        fixes.plausible(title, edit);
    }
}

/// The arguments that are given at a place, in `<…>`.
fn given_list<'t>(spot: &Spot<'t>) -> Option<Node<'t>> {
    std::iter::successors(Some(spot.node()), Node::parent)
        .take(3)
        .filter(|node| {
            matches!(
                node.kind(),
                "generic_type" | "generic_function" | "generic_type_with_turbofish"
            )
        })
        .find_map(|node| node.child_by_field_name("type_arguments"))
}

/// The parameters of the type at `spot` with their bounds (`T`, `: Clone`), as declared; from the message for a foreign type.
fn parameters(case: &Case<'_>, spot: &Spot<'_>) -> Vec<(String, String)> {
    if let Some(declared) = declared::local_type(case, spot.text()) {
        let list = declared.node().child_by_field_name("type_parameters");
        let entries = list.map(|list| list.named_children(&mut list.walk()).collect::<Vec<_>>());
        return entries
            .into_iter()
            .flatten()
            .filter(|one| one.kind() == "type_parameter")
            .filter_map(|one| {
                let name = declared.spot.text_of(one.child_by_field_name("name")?);
                let bounds = one
                    .child_by_field_name("bounds")
                    .map_or("", |node| declared.spot.text_of(node));
                Some((name.to_owned(), bounds.to_owned()))
            })
            .collect();
    }
    let names: &[&str] = match declared::bare(spot.text()) {
        "Vec" | "Option" | "Box" | "Rc" | "Arc" | "VecDeque" | "RefCell" | "Cell" | "Mutex" => {
            &["T"]
        }
        "Result" => &["T", "E"],
        _ => &[],
    };
    names
        .iter()
        .map(|name| ((*name).to_owned(), String::new()))
        .collect()
}

/// Further arguments: `_` in a body, else as the type is written elsewhere.
fn more(case: &Case<'_>, spot: &Spot<'_>, list: Option<Node<'_>>, fixes: &mut Fixes) {
    let mut numbers = case
        .message()
        .split_whitespace()
        .filter_map(|word| word.parse::<usize>().ok());
    let declared = parameters(case, spot).len();
    let suggested = case
        .diagnostic
        .children
        .iter()
        .flat_map(|child| &child.spans)
        .find_map(|span| {
            let text = span.replacement.as_deref()?;
            text.starts_with(['<', ','])
                .then(|| text.trim_start_matches(',').split(',').count())
        });
    let Some(list) = list else {
        let count = suggested.unwrap_or(declared);
        if count > 0 {
            let holes = vec!["_"; count].join(", ");
            let edit = Edit::default().insert(spot, spot.node().end_byte(), format!("<{holes}>"));
            fixes.keeps("let the arguments be inferred", edit);
        }
        return;
    };
    let (Some(wanted), Some(given)) = (numbers.next(), numbers.next()) else {
        return;
    };
    if given >= wanted || given == 0 {
        return;
    }
    let holes = vec!["_"; wanted - given].join(", ");
    let behind =
        |text: &str| Edit::default().insert(spot, list.end_byte() - 1, format!(", {text}"));
    if nodes::enclosing(list, &["let_declaration", "generic_function"]).is_some() {
        fixes.keeps("let the other arguments be inferred", behind(&holes));
        let ahead = Edit::default().insert(spot, list.start_byte() + 1, format!("{holes}, "));
        return fixes.plausible("let the first arguments be inferred", ahead);
    }
    let text = spot.text_of(list);
    let known = text.strip_suffix('>').unwrap_or(text).trim_end_matches(',');
    for written in uses::elsewhere(case, spot, known) {
        let edit = Edit::default().replace(spot, list.byte_range(), written.clone());
        fixes.plausible(format!("write `{written}`"), edit);
    }
}

pub(super) fn order(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary() else { return };
    if case.is(&["E0128"]) {
        return forward_default(&spot, fixes);
    }
    if !case.is(&["E0747"]) {
        return;
    }
    let Some(list) = nodes::enclosing(spot.node(), &["type_arguments"]) else {
        return;
    };
    let entries: Vec<_> = list.named_children(&mut list.walk()).collect();
    let (mut first, rest): (Vec<_>, Vec<_>) = entries
        .into_iter()
        .partition(|one| one.kind() == "lifetime");
    if rest.first().is_none_or(|one| {
        first
            .iter()
            .all(|lifetime| lifetime.start_byte() < one.start_byte())
    }) {
        return;
    }
    first.extend(rest);
    let text: Vec<&str> = first.iter().map(|one| spot.text_of(*one)).collect();
    let edit = Edit::default().replace(&spot, list.byte_range(), format!("<{}>", text.join(", ")));
    fixes.keeps("put lifetimes first", edit);
}

/// The parameter that a default names moves in front of the one with that default.
fn forward_default(spot: &Spot<'_>, fixes: &mut Fixes) {
    let Some(user) = nodes::enclosing(spot.node(), &["type_parameter"]) else {
        return;
    };
    let Some(list) = user.parent() else { return };
    let named = list.named_children(&mut list.walk()).find(|one| {
        one.child_by_field_name("name")
            .is_some_and(|name| spot.text_of(name) == spot.text())
    });
    let Some(named) = named.filter(|named| named.start_byte() > user.start_byte()) else {
        return;
    };
    let Some(gone) = declared::remove_entry(spot, named) else {
        return;
    };
    let text = format!("{}, ", spot.text_of(named));
    fixes.plausible(
        format!("declare `{}` first", spot.text()),
        gone.insert(spot, user.start_byte(), text),
    );
}
