//! Owned values in place of borrows that last too long.

use bowline_syntax::{Node, nodes};

use super::{CONFLICT, Case, Edit, Fixes, Spot, earlier};

pub(super) fn copy_out(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(CONFLICT) {
        return;
    }
    let Some(spot) = earlier(case) else { return };
    let Some(value) = borrowing(spot.node()) else {
        return;
    };
    let text = spot.text_of(value);
    let put = |with: String| Edit::default().replace(&spot, value.byte_range(), with);
    if text.starts_with("&mut") || text.contains("_mut(") {
        return;
    }
    let shared = value
        .child_by_field_name("value")
        .filter(|_| value.kind() == "reference_expression")
        .map(|inner| spot.text_of(inner));
    match (shared, held(value)) {
        (Some(inner), Held::Let) => {
            fixes.keeps(format!("copy `{inner}`"), put(inner.to_owned()));
            fixes.plausible(format!("clone `{inner}`"), put(format!("{inner}.clone()")));
            fixes.plausible(
                format!("borrow a clone of `{inner}`"),
                put(format!("&{inner}.clone()")),
            );
        }
        (Some(inner), _) => {
            fixes.plausible(
                format!("borrow a clone of `{inner}`"),
                put(format!("&{inner}.clone()")),
            );
        }
        (None, Held::Let) => {
            fixes.plausible(format!("clone `{text}`"), put(format!("{text}.clone()")));
            fixes.plausible(
                format!("clone what `{text}` holds"),
                put(format!("{text}.cloned()")),
            );
            fixes.plausible(format!("own `{text}`"), put(format!("{text}.to_owned()")));
        }
        (None, Held::Match) => {
            fixes.plausible(
                format!("clone what `{text}` holds"),
                put(format!("{text}.cloned()")),
            );
            fixes.plausible(
                format!("match on a clone of `{text}`"),
                put(format!("{text}.clone()")),
            );
        }
        (None, Held::Loop | Held::Argument) => {
            if let Some(edit) = cloned_base(&spot, value) {
                fixes.plausible("go over a clone", edit);
            }
        }
    }
}

/// What a borrowing expression is for.
enum Held {
    Let,
    Match,
    Loop,
    Argument,
}

fn held(value: Node<'_>) -> Held {
    match value.parent().map(|parent| parent.kind()) {
        Some("let_declaration" | "assignment_expression") => Held::Let,
        Some("match_expression" | "let_condition") => Held::Match,
        Some("for_expression") => Held::Loop,
        _ => Held::Argument,
    }
}

/// The expression around a borrow whose value holds it: what a `let` binds, what is matched or iterated, an argument.
fn borrowing(node: Node<'_>) -> Option<Node<'_>> {
    let mut value = node;
    loop {
        let parent = value.parent()?;
        match parent.kind() {
            "let_declaration"
            | "for_expression"
            | "match_expression"
            | "let_condition"
            | "assignment_expression"
            | "arguments" => return Some(value),
            "field_expression"
            | "call_expression"
            | "index_expression"
            | "reference_expression"
            | "try_expression"
            | "parenthesized_expression" => value = parent,
            _ => return None,
        }
    }
}

/// `self.items.clone().iter()` of `self.items.iter()`: a clone of what the chain of calls starts at.
fn cloned_base(spot: &Spot<'_>, value: Node<'_>) -> Option<Edit> {
    let mut base = value;
    while base.kind() == "call_expression" {
        let called = base.child_by_field_name("function")?;
        if called.kind() != "field_expression" {
            return None;
        }
        base = called.child_by_field_name("value")?;
    }
    let place = matches!(
        base.kind(),
        "identifier" | "self" | "field_expression" | "index_expression"
    );
    let chained = base != value && nodes::descendants(value).any(|node| node == base);
    (place && chained).then(|| Edit::default().insert(spot, base.end_byte(), ".clone()"))
}
