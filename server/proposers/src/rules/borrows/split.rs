//! Two elements of one slice, both mutable.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot, declared, earlier, fresh, statement};

/// `&mut place[index]`.
struct Element<'t> {
    whole: Node<'t>,
    place: &'t str,
    index: &'t str,
}

pub(super) fn split(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0499", "E0502"]) {
        return;
    }
    let (Some(second), Some(first)) = (case.primary(), earlier(case)) else {
        return;
    };
    let (Some(one), Some(two)) = (element(&first), element(&second)) else {
        return;
    };
    if one.place != two.place || one.index == two.index {
        return;
    }
    let same_call = one
        .whole
        .parent()
        .filter(|list| list.kind() == "arguments" && Some(*list) == two.whole.parent());
    if let Some(call) = same_call.and_then(|list| list.parent())
        && call
            .child_by_field_name("function")
            .is_some_and(|called| first.text_of(called).ends_with("swap"))
    {
        let with = format!("{}.swap({}, {})", one.place, one.index, two.index);
        let edit = Edit::default().replace(&first, call.byte_range(), with.clone());
        return fixes.keeps(format!("write `{with}`"), edit);
    }
    let Some(before) = statement(one.whole) else {
        return;
    };
    let text = first.syntax.text();
    let indent = first.syntax.indent(before.start_byte());
    let (left, right) = (fresh(text, "left"), fresh(text, "right"));
    let put = |head: String, one_is: String, two_is: String| {
        Edit::default()
            .insert(&first, before.start_byte(), format!("{head}\n{indent}"))
            .replace(&first, one.whole.byte_range(), one_is)
            .replace(&first, two.whole.byte_range(), two_is)
    };
    let numbers = (one.index.parse::<usize>(), two.index.parse::<usize>());
    if let (Ok(low), Ok(high)) = numbers {
        let (at, in_left, in_right) = (low.max(high), low.min(high), 0);
        let head = format!("let ({left}, {right}) = {}.split_at_mut({at});", one.place);
        let (lower, upper) = (
            format!("&mut {left}[{in_left}]"),
            format!("&mut {right}[{in_right}]"),
        );
        let (one_is, two_is) = if low < high {
            (lower, upper)
        } else {
            (upper, lower)
        };
        return fixes.keeps("split the slice in two", put(head, one_is, two_is));
    }
    let place = one.place;
    let head = format!(
        "let [{left}, {right}] = {place}\n{indent}    .get_disjoint_mut([{}, {}])\n{indent}    .expect(\"the two indices differ and are in range\");",
        one.index, two.index
    );
    fixes.plausible(
        "borrow two elements at once",
        put(head, left.clone(), right.clone()),
    );
}

/// The element whose base is borrowed at `spot`.
fn element<'a>(spot: &Spot<'a>) -> Option<Element<'a>> {
    let node = spot.node();
    let within = node
        .child_by_field_name("value")
        .filter(|_| node.kind() == "reference_expression");
    let indexed = nodes::enclosing(within.unwrap_or(node), &["index_expression"])?;
    let place = indexed.named_child(0)?;
    let index = indexed.named_child(1)?;
    if place.end_byte() < spot.range.start {
        return None;
    }
    let whole = indexed.parent().filter(|parent| {
        parent.kind() == "reference_expression" && spot.text_of(*parent).starts_with("&mut")
    })?;
    let plain = declared::words(spot.text_of(place)).count() > 0;
    plain.then_some(Element {
        whole,
        place: spot.text_of(place),
        index: spot.text_of(index),
    })
}
