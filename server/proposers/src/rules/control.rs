//! Where code goes on: `break`, `continue`, labels, conditions that only a later edition reads, functions that wait for themselves.

use bowline_loop_core::Class;
use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Rule, Spot, edit::Fixes};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "leave-closure",
        class: Class::Plausible,
        about: "Writes `return` for a `break` or `continue` that stands in no loop: a closure that a method calls for each element is \
                left so, and a function.",
        propose: leave,
    },
    Rule {
        name: "label-loop",
        class: Class::KeepsMeaning,
        about: "Gives the loop that is meant the label that a `break` or `continue` names, or names the block or the loop where a \
                label is asked for.",
        propose: label,
    },
    Rule {
        name: "split-let-chain",
        class: Class::KeepsMeaning,
        about: "Makes an `if` within an `if` of a condition with `let` and `&&`, which editions before 2024 do not read.",
        propose: split_chain,
    },
    Rule {
        name: "box-recursion",
        class: Class::KeepsMeaning,
        about: "Puts `Box::pin` around the call by which an `async fn` waits for itself.",
        propose: box_recursion,
    },
];

/// The call is the labelled place; what it waits for goes behind a pointer, so that its size is known.
fn box_recursion(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0733"]) {
        return;
    }
    let calls: Vec<Spot<'_>> = case
        .spots()
        .filter(|spot| spot.label.contains("recursive call"))
        .collect();
    let edit = calls.iter().fold(Edit::default(), |edit, spot| {
        let call = spot.text().trim_end_matches(".await").trim_end();
        let end = spot.range.start + call.len();
        edit.insert(spot, spot.range.start, "Box::pin(")
            .insert(spot, end, ")")
    });
    fixes.keeps("box the recursive call", edit);
}

const LOOPS: &[&str] = &["for_expression", "while_expression", "loop_expression"];
const FUNCTIONS: &[&str] = &[
    "closure_expression",
    "function_item",
    "async_block",
    "const_block",
];

fn leave(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0267", "E0268", "E0767"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(jump) = nodes::enclosing(spot.node(), &["break_expression", "continue_expression"])
    else {
        return;
    };
    let Some(function) = nodes::enclosing(jump, FUNCTIONS) else {
        return;
    };
    let value = jump
        .named_children(&mut jump.walk())
        .find(|child| child.kind() != "label");
    let with = match value {
        Some(value) => format!("return {}", spot.text_of(value)),
        None => "return".to_owned(),
    };
    let edit = Edit::default().replace(&spot, jump.byte_range(), with);
    let title = "write `return`";
    // A closure's `continue` goes on with the next element, which is what leaving it does.
    match jump.kind() == "continue_expression" && function.kind() == "closure_expression" {
        true => fixes.keeps(title, edit),
        false => fixes.plausible(title, edit),
    }
    if value.is_none()
        && let Some(statement) = jump
            .parent()
            .filter(|parent| parent.kind() == "expression_statement")
    {
        let edit = Edit::default().delete(&spot, statement.byte_range());
        fixes.plausible("leave it away", edit);
    }
}

fn label(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary() else { return };
    if case.is(&["E0426"]) {
        undeclared(&spot, fixes);
    } else if case.is(&["E0695", "E0590"]) {
        unlabelled(&spot, fixes);
    }
}

/// The loops around a node within its function, the nearest first; with the labelled blocks among them.
fn around(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    let outward = std::iter::successors(node.parent(), Node::parent);
    let within = outward.take_while(|node| !FUNCTIONS.contains(&node.kind()));
    within.filter(|node| {
        LOOPS.contains(&node.kind()) || node.kind() == "block" && label_of(*node).is_some()
    })
}

fn label_of(node: Node<'_>) -> Option<Node<'_>> {
    node.children(&mut node.walk())
        .find(|child| child.kind() == "label")
}

/// A label that nothing has: on the outermost loop without one first, for the nearest needs none.
fn undeclared(spot: &Spot<'_>, fixes: &mut Fixes) {
    let name = spot.text();
    let Some(jump) = nodes::enclosing(spot.node(), &["break_expression", "continue_expression"])
    else {
        return;
    };
    let loops: Vec<Node<'_>> = around(jump)
        .filter(|node| LOOPS.contains(&node.kind()))
        .collect();
    let free: Vec<Node<'_>> = loops
        .iter()
        .copied()
        .filter(|node| label_of(*node).is_none())
        .collect();
    for (index, node) in free.iter().rev().enumerate() {
        let edit = Edit::default().insert(spot, node.start_byte(), format!("{name}: "));
        let title = format!("label the loop `{name}`");
        match free.len() == 1 || index == 0 && loops.len() == 2 && free.len() == 2 {
            true => fixes.keeps(title, edit),
            false => fixes.plausible(title, edit),
        }
    }
    for other in loops.iter().filter_map(|node| label_of(*node)) {
        let edit = Edit::default().replace(spot, spot.range.clone(), spot.text_of(other));
        fixes.plausible(format!("leave `{}`", spot.text_of(other)), edit);
    }
}

/// A jump that must say what it leaves.
fn unlabelled(spot: &Spot<'_>, fixes: &mut Fixes) {
    let Some(jump) = nodes::enclosing(spot.node(), &["break_expression", "continue_expression"])
    else {
        return;
    };
    let keyword = spot.range.start
        + if jump.kind() == "break_expression" {
            "break".len()
        } else {
            "continue".len()
        };
    let breaks = jump.kind() == "break_expression";
    let fresh = ["'outer", "'around", "'whole"]
        .into_iter()
        .find(|name| !spot.syntax.text().contains(name));
    for node in around(jump) {
        let is_loop = LOOPS.contains(&node.kind());
        if !is_loop && !breaks {
            continue;
        }
        let (name, edit) = match (label_of(node), fresh) {
            (Some(label), _) => (spot.text_of(label).trim_end_matches(':'), Edit::default()),
            (None, Some(fresh)) => (
                fresh,
                Edit::default().insert(spot, node.start_byte(), format!("{fresh}: ")),
            ),
            (None, None) => continue,
        };
        let edit = edit.insert(spot, keyword, format!(" {name}"));
        match is_loop {
            true => fixes.plausible(format!("leave the loop: `{name}`"), edit),
            false => fixes.plausible(format!("leave the block: `{name}`"), edit),
        }
    }
}

/// `if let P = x && c { … }` without `else`.
fn split_chain(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.has_no_code()
        || !case
            .message()
            .starts_with("let chains are only allowed in Rust 2024")
    {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some(test) = nodes::enclosing(spot.node(), &["if_expression"]) else {
        return;
    };
    let (Some(chain), Some(body)) = (
        test.child_by_field_name("condition"),
        test.child_by_field_name("consequence"),
    ) else {
        return;
    };
    if chain.kind() != "let_chain" || test.child_by_field_name("alternative").is_some() {
        return;
    }
    let (mut groups, mut last_is_let): (Vec<String>, bool) = (Vec::new(), true);
    for part in chain
        .named_children(&mut chain.walk())
        .filter(|part| !part.is_extra())
    {
        let (text, is_let) = (spot.text_of(part), part.kind() == "let_condition");
        match groups.last_mut().filter(|_| !is_let && !last_is_let) {
            Some(group) => *group = format!("{group} && {text}"),
            None => groups.push(text.to_owned()),
        }
        last_is_let = is_let;
    }
    let [first, rest @ ..] = groups.as_slice() else {
        return;
    };
    let inner: String = rest.iter().map(|group| format!("if {group} {{ ")).collect();
    let edit = Edit::default()
        .replace(&spot, chain.byte_range(), first.as_str())
        .insert(
            &spot,
            body.start_byte() + 1,
            format!(" {}", inner.trim_end()),
        )
        .insert(&spot, body.end_byte(), " }".repeat(rest.len()));
    fixes.keeps("make an `if` within the `if` of it", edit);
}
