//! Methods that only return a field, written out where they are called.

use bowline_syntax::{Node, index::ItemKind, nodes};

use super::{CONFLICT, Case, Edit, Fixes, Spot};

pub(super) fn inline(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(CONFLICT) {
        return;
    }
    for spot in case.spots().filter(|spot| spot.label.contains("borrow")) {
        let Some((call, text)) = written_out(case, &spot) else {
            continue;
        };
        let edit = Edit::default().replace(&spot, call.byte_range(), text.clone());
        fixes.keeps(format!("write `{text}` in place of the call"), edit);
    }
}

/// The call of a getter whose receiver is borrowed at `spot`, and what it stands for.
fn written_out<'a>(case: &Case<'a>, spot: &Spot<'a>) -> Option<(Node<'a>, String)> {
    let call = std::iter::successors(Some(spot.node()), Node::parent)
        .take(3)
        .find(|node| node.kind() == "call_expression")?;
    let called = call.child_by_field_name("function")?;
    if called.kind() != "field_expression"
        || call.child_by_field_name("arguments")?.named_child_count() > 0
    {
        return None;
    }
    let receiver = spot.text_of(called.child_by_field_name("value")?);
    let name = spot.text_of(called.child_by_field_name("field")?);
    let mut methods = case.index.named(name).filter(|item| {
        item.kind == ItemKind::Function
            && item
                .parameters
                .first()
                .is_some_and(|first| first.name == "self")
    });
    let method = methods.next().filter(|item| item.of_trait.is_none())?;
    if methods.next().is_some() || method.parameters.len() != 1 {
        return None;
    }
    let place = case.place_of(&method.path, method.range.clone())?;
    let body = place.node().child_by_field_name("body")?;
    let value = body
        .named_child(0)
        .filter(|_| body.named_child_count() == 1)?;
    Some((call, with_receiver(&place, value, receiver)?))
}

/// A method's value with another receiver in place of `self`; only where `self` is used for its fields alone.
fn with_receiver(place: &Spot<'_>, value: Node<'_>, receiver: &str) -> Option<String> {
    let simple = matches!(
        value.kind(),
        "field_expression" | "reference_expression" | "call_expression" | "index_expression"
    );
    if !simple {
        return None;
    }
    let mut text = place.text_of(value).to_owned();
    let mut places = Vec::new();
    for node in nodes::descendants(value).filter(|node| node.kind() == "self") {
        let field = node
            .parent()
            .filter(|parent| parent.kind() == "field_expression")?;
        let is_call = field.parent().is_some_and(|outer| {
            outer.kind() == "call_expression"
                && outer.child_by_field_name("function") == Some(field)
        });
        if is_call {
            return None;
        }
        places.push(node.byte_range());
    }
    if places.is_empty() {
        return None;
    }
    for range in places.into_iter().rev() {
        text.replace_range(
            range.start - value.start_byte()..range.end - value.start_byte(),
            receiver,
        );
    }
    Some(text)
}
