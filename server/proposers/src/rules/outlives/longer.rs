//! A longer life for the value that is borrowed.

use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Fixes, Spot};

pub(super) fn declare_earlier(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0597"]) {
        return;
    }
    let (Some(declared), Some(primary)) = (case.labelled("declared here"), case.primary()) else {
        return;
    };
    let Some(binding) = nodes::enclosing(declared.node(), &["let_declaration"]) else {
        return;
    };
    let Some(anchor) = anchor(case, &primary, binding) else {
        return;
    };
    let indent = declared.syntax.indent(anchor.start_byte());
    let text = declared.text_of(binding);
    let own_line = declared.syntax.line_start(binding.start_byte())
        != declared.syntax.line_start(anchor.start_byte());
    let gap = if own_line || anchor.kind() != "let_declaration" {
        format!("\n{indent}")
    } else {
        " ".to_owned()
    };
    let edit = Edit::default()
        .insert(&declared, anchor.start_byte(), format!("{text}{gap}"))
        .delete(&declared, binding.byte_range());
    let name = binding
        .child_by_field_name("pattern")
        .map(|node| declared.text_of(node));
    fixes.keeps(
        format!("declare `{}` earlier", name.unwrap_or_default()),
        edit,
    );
}

/// The statement that a `let` must stand before so that its value outlives what borrows it.
fn anchor<'a>(case: &Case<'a>, primary: &Spot<'a>, binding: Node<'a>) -> Option<Node<'a>> {
    let block = binding.parent()?;
    if let Some(name) = borrower(case) {
        // In the same block values go in the opposite order of their declarations.
        let before = std::iter::successors(binding.prev_named_sibling(), Node::prev_named_sibling)
            .filter(|one| one.kind() == "let_declaration")
            .find(|one| {
                one.child_by_field_name("pattern").is_some_and(|pattern| {
                    nodes::descendants(pattern)
                        .any(|node| node.kind() == "identifier" && primary.text_of(node) == name)
                })
            });
        if before.is_some() {
            return before;
        }
    }
    // A bare block within another: out of it. A loop's or a branch's block makes a new value each time.
    let statement = block
        .parent()
        .filter(|parent| parent.kind() == "expression_statement")
        .unwrap_or(block);
    let bare = statement
        .parent()
        .is_some_and(|outer| outer.kind() == "block");
    (bare && block.kind() == "block").then_some(statement)
}

/// The variable that holds the borrow too long, as a label names it or as it is used later.
fn borrower<'a>(case: &Case<'a>) -> Option<&'a str> {
    let quoted = |label: &'a str| label.split("when `").nth(1)?.split('`').next();
    case.spots()
        .find_map(|spot| quoted(spot.label))
        .or_else(|| case.labelled("later used here").map(|spot| spot.text()))
        .or_else(|| {
            let primary = case.primary()?;
            let call = nodes::enclosing(primary.node(), &["call_expression"])?;
            let receiver = call
                .child_by_field_name("function")?
                .child_by_field_name("value")?;
            Some(primary.text_of(receiver))
        })
}

pub(super) fn own_captures(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0597", "E0373", "E0505", "E0277"])
        || case.note("use the `move` keyword").is_some()
    {
        return;
    }
    if case.is(&["E0277"]) && !case.message().contains("{closure@") {
        return;
    }
    let closure = case
        .spots()
        .filter(|spot| spot.label.contains("captured here") || case.is(&["E0277"]))
        .chain(case.primary())
        .find_map(|spot| {
            let node = nodes::enclosing(spot.node(), &["closure_expression", "async_block"])?;
            Some((spot.at(node.byte_range()), node))
        });
    let Some((spot, node)) = closure else { return };
    if spot.text().starts_with("move") || spot.text().starts_with("async move") {
        return;
    }
    let at = match node.kind() {
        "async_block" => node.start_byte() + "async".len(),
        _ => node.start_byte(),
    };
    let word = if node.kind() == "async_block" {
        " move"
    } else {
        "move "
    };
    fixes.keeps(
        "let the closure own what it uses",
        Edit::default().insert(&spot, at, word),
    );
}
