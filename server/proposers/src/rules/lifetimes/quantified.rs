//! Lifetimes of `for<…>`.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot, declared};

pub(super) fn declare(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary() else { return };
    if case.is(&["E0316"]) {
        return joined(&spot, fixes);
    }
    if !case.is(&["E0581", "E0582"]) {
        return;
    }
    let Some(name) = case
        .message()
        .split('`')
        .find(|part| part.starts_with('\''))
    else {
        return;
    };
    let Some((binder, lifetime)) = binder(&spot, name) else {
        return;
    };
    let single = binder.named_child_count() == 1;
    let taken = match binder.kind() {
        // `for<'a> fn(…)` and `for<'a> Fn(…)`: the word `for` is inside the node or right before it.
        _ if single => {
            let start = before_for(&spot, binder);
            let behind = &spot.syntax.text()[binder.end_byte()..];
            let blanks = behind.len() - behind.trim_start().len();
            Edit::default().replace(&spot, start..binder.end_byte() + blanks, "")
        }
        _ => match declared::remove_entry(&spot, lifetime) {
            Some(edit) => edit,
            None => return,
        },
    };
    let pointer = nodes::enclosing(spot.node(), &["function_type"]);
    if let Some(list) = pointer
        .and_then(|ty| ty.child_by_field_name("parameters"))
        .filter(|list| list.named_child_count() == 0 && case.is(&["E0581"]))
    {
        let edit = Edit::default().insert(&spot, list.start_byte() + 1, spot.text());
        fixes.plausible("take what is returned as an argument", edit);
    }
    let owner = declared::item_around(spot.node());
    if let Some(declaration) = owner.and_then(|owner| declared::declare(&spot, owner, name)) {
        fixes.plausible(
            format!("declare `{name}` at the item"),
            taken.and(declaration),
        );
    }
}

/// The list of the `for<…>` around a place that declares a lifetime, and the lifetime's node in it.
fn binder<'t>(spot: &Spot<'t>, name: &str) -> Option<(Node<'t>, Node<'t>)> {
    std::iter::successors(Some(spot.node()), Node::parent).find_map(|node| {
        let lists = node.children(&mut node.walk()).collect::<Vec<_>>();
        lists
            .into_iter()
            .filter(|child| matches!(child.kind(), "for_lifetimes" | "type_parameters"))
            .filter(|_| {
                matches!(
                    node.kind(),
                    "function_type" | "higher_ranked_trait_bound" | "where_predicate"
                )
            })
            .find_map(|list| {
                let own = list
                    .named_children(&mut list.walk())
                    .find(|one| spot.text_of(*one) == name)?;
                Some((list, own))
            })
    })
}

/// Where the `for` of a list starts.
fn before_for(spot: &Spot<'_>, list: Node<'_>) -> usize {
    if spot.text_of(list).starts_with("for") {
        return list.start_byte();
    }
    let head = spot.syntax.text()[..list.start_byte()].trim_end();
    head.strip_suffix("for").map_or(list.start_byte(), str::len)
}

/// `for<'a, 'b> &'a T: Tr<'b>` of `for<'a> &'a T: for<'b> Tr<'b>`.
fn joined(spot: &Spot<'_>, fixes: &mut Fixes) {
    let inner = spot.text();
    let Some(rest) = inner.strip_prefix("for<") else {
        return;
    };
    let Some((names, bound)) = rest.split_once('>') else {
        return;
    };
    let outer = spot.syntax.text()[..spot.range.start].rfind("for<");
    let Some(close) = outer.and_then(|start| {
        let end = spot.syntax.text()[start..spot.range.start].find('>')?;
        Some(start + end)
    }) else {
        return;
    };
    let width = inner.len() - bound.trim_start().len();
    let edit = Edit::default()
        .insert(spot, close, format!(", {names}"))
        .replace(spot, spot.range.start..spot.range.start + width, "");
    fixes.keeps("write one `for<…>`", edit);
}
