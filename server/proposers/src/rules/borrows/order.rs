//! Statements in another order.

use bowline_syntax::{Node, nodes};

use super::{CONFLICT, Case, Edit, Fixes, Spot, earlier};

pub(super) fn behind_last_use(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(CONFLICT) && !case.is(&["E0382", "E0524"]) {
        return;
    }
    if case.is(&["E0382"]) {
        return use_before_move(case, fixes);
    }
    if case.is(&["E0524"]) {
        return late_closure(case, fixes);
    }
    let Some(primary) = case.primary() else {
        return;
    };
    let Some(change) = nodes::statement(primary.node()) else {
        return;
    };
    let later = case
        .spots()
        .filter(|spot| {
            spot.label.contains("later used") || spot.label.contains("might be used here")
        })
        .filter_map(|spot| in_block(change, spot.node()))
        .max_by_key(Node::start_byte);
    let Some(last) = later.filter(|last| last.start_byte() > change.start_byte()) else {
        return;
    };
    if change.kind() == "let_declaration" && uses(&primary, change, last) {
        return move_borrow(case, change, last, fixes);
    }
    fixes.plausible(
        "move the change behind the last use of the borrow",
        moved(&primary, change, last),
    );
    move_borrow(case, change, last, fixes);
}

/// The borrow's own `let` right before its later use.
fn move_borrow(case: &Case<'_>, change: Node<'_>, last: Node<'_>, fixes: &mut Fixes) {
    let Some(borrow) = earlier(case) else { return };
    let Some(binding) = in_block(change, borrow.node()) else {
        return;
    };
    let Some(before) = last.prev_named_sibling() else {
        return;
    };
    if binding.kind() == "let_declaration" && binding.end_byte() < change.start_byte() {
        let edit = moved(&borrow, binding, before);
        fixes.plausible("borrow only where it is used", edit);
    }
}

/// A closure made only where it is used, behind the last use of the other.
fn late_closure(case: &Case<'_>, fixes: &mut Fixes) {
    let (Some(first), Some(second), Some(used)) = (
        case.labelled("first closure is constructed here"),
        case.primary(),
        case.labelled("first borrow later used here"),
    ) else {
        return;
    };
    let Some(other) = nodes::statement(second.node()) else {
        return;
    };
    let binding = in_block(other, first.node());
    let before = in_block(other, used.node()).and_then(|used| used.prev_named_sibling());
    if let (Some(binding), Some(before)) = (binding, before)
        && before.start_byte() > binding.start_byte()
    {
        let edit = moved(&first, binding, before);
        fixes.plausible("make the closure where it is used", edit);
    }
}

/// The later use of a moved value ahead of the move.
fn use_before_move(case: &Case<'_>, fixes: &mut Fixes) {
    let (Some(primary), Some(spot)) = (case.primary(), case.labelled("value moved here")) else {
        return;
    };
    let Some(change) = nodes::statement(spot.node()) else {
        return;
    };
    let Some(last) = in_block(change, primary.node()) else {
        return;
    };
    let between = change.next_named_sibling() == Some(last);
    if between && change.kind() != "let_declaration" && last.kind() == "expression_statement" {
        fixes.plausible(
            "use the value before it is moved",
            moved(&spot, change, last),
        );
    }
}

/// The statement around a node that stands in the same block as another statement.
fn in_block<'t>(other: Node<'t>, node: Node<'t>) -> Option<Node<'t>> {
    let block = other.parent()?;
    std::iter::successors(Some(node), Node::parent)
        .find(|one| one.parent() == Some(block))
        .filter(|one| one.kind() != "let_declaration" || *one != other)
}

/// Whether the block around a statement may be left in the midst of it.
fn leaves(statement: Node<'_>) -> bool {
    const WAYS_OUT: &[&str] = &[
        "return_expression",
        "continue_expression",
        "break_expression",
        "try_expression",
    ];
    nodes::descendants(statement).any(|node| WAYS_OUT.contains(&node.kind()))
}

/// Whether a statement uses a name that a `let` binds.
fn uses(spot: &Spot<'_>, binding: Node<'_>, statement: Node<'_>) -> bool {
    let Some(pattern) = binding.child_by_field_name("pattern") else {
        return false;
    };
    let names: Vec<&str> = nodes::descendants(pattern)
        .filter(|node| node.kind() == "identifier")
        .map(|node| spot.text_of(node))
        .collect();
    nodes::descendants(statement)
        .any(|node| node.kind() == "identifier" && names.contains(&spot.text_of(node)))
}

/// A statement taken out and put behind another one of its block; no edit where what lies between may leave the block, for
/// then it would not always run.
fn moved(spot: &Spot<'_>, statement: Node<'_>, behind: Node<'_>) -> Edit {
    let between = std::iter::successors(statement.next_named_sibling(), Node::next_named_sibling)
        .take_while(|one| one.start_byte() <= behind.start_byte());
    if between.into_iter().any(leaves) {
        return Edit::default();
    }
    let text = spot.text_of(statement);
    let indent = spot.syntax.indent(statement.start_byte());
    let own_line = spot.syntax.line_start(behind.start_byte())
        != spot.syntax.line_start(statement.start_byte());
    let put = if own_line {
        format!("\n{indent}{text}")
    } else {
        format!(" {text}")
    };
    // The last expression of a block gives its value; what follows it must end it.
    Edit::default()
        .delete(spot, statement.byte_range())
        .insert(spot, behind.end_byte(), put)
}
