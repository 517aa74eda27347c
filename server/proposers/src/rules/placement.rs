//! Code that stands in the wrong place: functions that slipped out of their impl, names declared in a block that has ended.

mod undeclared;

use bowline_loop_core::Class;
use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Rule, Spot, edit::Fixes};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "function-outside-impl",
        class: Class::KeepsMeaning,
        about: "Takes functions that use `self` or `Self` back into the `impl` or trait whose closing brace stands in front of \
                them: the brace goes behind.",
        propose: outside_impl,
    },
    Rule {
        name: "declared-too-deep",
        class: Class::Plausible,
        about: "Moves a `let` in front of the block, loop or branch that ends before the name is used.",
        propose: too_deep,
    },
    undeclared::UNDECLARED,
];

const HOLDERS: &[&str] = &["impl_item", "trait_item"];

fn outside_impl(case: &Case<'_>, fixes: &mut Fixes) {
    let by_message = case.has_no_code()
        && case
            .message()
            .starts_with("`self` parameter is only allowed");
    if !by_message && !case.is(&["E0411", "E0433", "E0424", "E0425", "E0412"]) {
        return;
    }
    if !by_message && !case.message().contains("`Self`") {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(function) = outermost(spot.node(), "function_item") else {
        return;
    };
    if nodes::enclosing(function, HOLDERS).is_some() {
        return;
    }
    let mut before = std::iter::successors(function.prev_named_sibling(), Node::prev_named_sibling);
    let between = |node: &Node<'_>| {
        matches!(
            node.kind(),
            "function_item" | "attribute_item" | "const_item"
        ) || node.is_extra()
    };
    let Some(holder) = before
        .find(|node| !between(node))
        .filter(|node| HOLDERS.contains(&node.kind()))
    else {
        return;
    };
    let Some(body) = holder.child_by_field_name("body") else {
        return;
    };
    // Functions behind this one that use `self` or `Self` slipped out with it.
    let after = std::iter::successors(function.next_named_sibling(), Node::next_named_sibling)
        .take_while(|node| between(node))
        .filter(|node| node.kind() == "function_item" && needs_holder(&spot, *node));
    let last = after.last().unwrap_or(function);
    let brace = body.end_byte() - 1..body.end_byte();
    let edit = Edit::default()
        .delete(&spot, brace)
        .insert(&spot, last.end_byte(), "\n}");
    fixes.keeps("take the function into the `impl` in front of it", edit);
}

fn needs_holder(spot: &Spot<'_>, function: Node<'_>) -> bool {
    nodes::descendants(function).any(|node| node.kind() == "self" || spot.text_of(node) == "Self")
}

fn outermost<'t>(node: Node<'t>, kind: &str) -> Option<Node<'t>> {
    std::iter::successors(Some(node), Node::parent)
        .filter(|node| node.kind() == kind)
        .last()
}

fn too_deep(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0425"]) {
        return;
    }
    let Some(binding) = case.noted("available in a different scope") else {
        return;
    };
    let Some(spot) = case.primary() else { return };
    let Some(declaration) = nodes::enclosing(binding.node(), &["let_declaration"]) else {
        return;
    };
    // The statement that holds the declaration, in the nearest block that holds the use as well.
    let holds = |node: &Node<'_>| {
        node.start_byte() <= spot.range.start && spot.range.end <= node.end_byte()
    };
    let mut outer = declaration;
    while let Some(parent) = outer.parent() {
        if holds(&parent) && parent.kind() == "block" {
            break;
        }
        outer = parent;
    }
    if outer == declaration || outer.kind() == "source_file" || outer.end_byte() > spot.range.start
    {
        return;
    }
    let text = spot.text_of(declaration);
    let indent = spot.syntax.indent(outer.start_byte());
    let edit = Edit::default()
        .insert(&spot, outer.start_byte(), format!("{text}\n{indent}"))
        .delete(&spot, declaration.byte_range());
    fixes.plausible(
        format!("declare `{}` in front of the block", binding.text()),
        edit,
    );
}
