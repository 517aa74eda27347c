//! Borrowing at the place of a move.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot, declared, dereferenced, receiver_text};

/// Codes of moves that come too early.
const MOVED: &[&str] = &["E0382", "E0505", "E0507", "E0508", "E0509"];

/// Where the value is moved.
fn moved<'a>(case: &Case<'a>) -> Option<Spot<'a>> {
    [
        "value moved here",
        "value partially moved here",
        "value moved into closure here",
        "occurs here",
    ]
    .iter()
    .find_map(|words| case.labelled(words))
    .or_else(|| case.primary())
}

pub(super) fn borrow(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(MOVED) {
        return;
    }
    let Some(spot) = moved(case) else { return };
    let node = spot.node();
    if node.kind() == "closure_expression" || spot.text().starts_with("move") {
        return unmove(&spot, fixes);
    }
    let Some(parent) = node.parent() else { return };
    let fits = match parent.kind() {
        // A reference is as good as the value wherever only its methods and its output are used.
        "let_declaration" => parent.child_by_field_name("type").is_none(),
        "arguments" => !is_owner(&spot, parent),
        "for_expression" | "match_expression" | "let_condition" => true,
        _ => false,
    };
    let text = spot.text_of(node);
    if fits && !takes_one_type(case) {
        let edit = Edit::default().insert(&spot, node.start_byte(), "&");
        fixes.keeps(format!("borrow `{text}`"), edit);
    }
    let clones = case
        .diagnostic
        .children
        .iter()
        .any(|child| child.message.contains("clon"));
    let value = matches!(node.kind(), "identifier" | "field_expression");
    if !clones && value && !case.is(&["E0507", "E0508", "E0509"]) {
        let edit = Edit::default().insert(&spot, node.end_byte(), ".clone()");
        fixes.plausible(format!("clone `{text}`"), edit);
    }
}

/// Whether the value goes to a function that takes just its type, and not any type.
fn takes_one_type(case: &Case<'_>) -> bool {
    let Some(note) = case.note("consider changing this parameter type") else {
        return false;
    };
    let place = note.spans.iter().find(|span| span.is_primary);
    let Some(spot) = place.and_then(|span| case.spot(span)) else {
        return false;
    };
    declared::parameter(&spot, spot.node(), spot.text()).is_none()
        && !spot.text().starts_with("impl ")
}

/// Whether a call keeps what it is given: a variant's or a tuple's constructor.
fn is_owner(spot: &Spot<'_>, arguments: Node<'_>) -> bool {
    let called = arguments
        .parent()
        .and_then(|call| call.child_by_field_name("function"));
    called.is_some_and(|called| {
        let name = spot.text_of(called).rsplit("::").next().unwrap_or_default();
        name.starts_with(char::is_uppercase) || name == "new"
    })
}

/// Takes `move` from a closure that runs while its surroundings live.
fn unmove(spot: &Spot<'_>, fixes: &mut Fixes) {
    let Some(rest) = spot.text().strip_prefix("move") else {
        return;
    };
    let width = spot.text().len() - rest.trim_start().len();
    let edit = Edit::default().replace(spot, spot.range.start..spot.range.start + width, "");
    fixes.plausible("let the closure borrow what it uses", edit);
}

pub(super) fn out_of_borrow(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0507", "E0508", "E0509"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let whole = spot.text();
    if whole.trim_start_matches('(').starts_with("**") {
        // rustc drops every `*`, and then clones a reference.
        let value = whole.trim_start_matches('(').trim_end_matches(')');
        let edit = Edit::default().replace(&spot, spot.range.clone(), format!("({value}).clone()"));
        return fixes.plausible(format!("clone `{value}`"), edit);
    }
    let node = dereferenced(spot.node());
    let ty = moved_type(case).unwrap_or_default();
    let text = receiver_text(&spot, node);
    let range = spot.node().byte_range();
    let put = |with: String| Edit::default().replace(&spot, range.clone(), with);
    let mutable = case.message().contains("mutable reference");
    let option = ty.starts_with("Option<") || ty.starts_with("std::option::Option<");
    let matched = case.message().contains("as enum variant") || is_scrutinee(spot.node());
    if matched {
        if mutable {
            if option {
                fixes.keeps(
                    format!("take what `{text}` holds"),
                    put(format!("{text}.take()")),
                );
            }
            fixes.keeps(
                format!("borrow `{text}` mutably"),
                put(format!("&mut {text}")),
            );
            // The label names the payload's type, so whether the place is an option shows in its patterns.
            fixes.keeps(
                format!("take what `{text}` holds"),
                put(format!("{text}.take()")),
            );
        }
        return;
    }
    let called = called_on(spot.node());
    if called.is_some() && (option || case.labelled("help: consider calling").is_some()) {
        if mutable {
            fixes.keeps(
                format!("take what `{text}` holds"),
                put(format!("{text}.take()")),
            );
        }
        for way in ["as_ref", "as_deref", "as_mut", "as_deref_mut"] {
            if mutable || !way.ends_with("mut") {
                fixes.keeps(
                    format!("borrow what `{text}` holds"),
                    put(format!("{text}.{way}()")),
                );
            }
        }
        return;
    }
    if mutable && spot.node().kind() != "identifier" {
        if option {
            fixes.keeps(
                format!("take what `{text}` holds"),
                put(format!("{text}.take()")),
            );
        } else {
            let place = if node == spot.node() {
                format!("&mut {}", spot.text_of(node))
            } else {
                spot.text_of(node).to_owned()
            };
            let title = format!("take `{text}` and leave an empty one");
            fixes.plausible(title, put(format!("std::mem::take({place})")));
        }
    }
}

/// The type in «has type `…`, which does not implement the `Copy` trait».
fn moved_type<'a>(case: &Case<'a>) -> Option<&'a str> {
    let label = case
        .labelled("which does not implement the `Copy` trait")?
        .label;
    label.split("has type `").nth(1)?.split("`, which").next()
}

/// The method that is called on a node.
fn called_on(node: Node<'_>) -> Option<Node<'_>> {
    let field = node
        .parent()
        .filter(|parent| parent.kind() == "field_expression")?;
    let call = field.parent()?;
    (call.kind() == "call_expression" && call.child_by_field_name("function") == Some(field))
        .then(|| field.child_by_field_name("field"))?
}

fn is_scrutinee(node: Node<'_>) -> bool {
    nodes::enclosing(node, &["match_expression", "let_condition"])
        .and_then(|holder| holder.child_by_field_name("value"))
        .is_some_and(|value| value.byte_range() == node.byte_range())
}
