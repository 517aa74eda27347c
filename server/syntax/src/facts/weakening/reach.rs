//! Whether an assertion is reached, read off the nodes around it.

use tree_sitter::Node;

use crate::facts::Side;

/// Whether something in a function runs; the order is from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reach {
    /// Whenever the function does.
    Runs,
    /// Under a condition.
    Sometimes,
    /// Its failure is caught.
    Swallowed,
    /// Never.
    Never,
}

/// Whether the code token `index` is reached in the function whose keyword is given. Text that does not parse tells nothing.
pub(super) fn of(side: &Side<'_>, keyword: usize, index: usize) -> Reach {
    let (Some(function), Some(token)) = (
        side.tokens.code.get(keyword).copied(),
        side.tokens.code.get(index).copied(),
    ) else {
        return Reach::Runs;
    };
    let Some(start) = side
        .syntax
        .root()
        .descendant_for_byte_range(token.start, token.end)
    else {
        return Reach::Runs;
    };
    let mut worst = Reach::Runs;
    let mut node = start;
    while let Some(parent) = node.parent() {
        if parent.kind() == "ERROR" {
            return Reach::Runs;
        }
        if parent.kind() == "function_item" && parent.start_byte() <= function.start {
            let mut cursor = parent.walk();
            let is_own = parent
                .children(&mut cursor)
                .any(|child| child.start_byte() == function.start);
            if is_own {
                break;
            }
        }
        worst = worst.max(within(side, parent, node)).max(gated(side, node));
        node = parent;
    }
    worst
}

/// What a node makes of a child of it.
fn within(side: &Side<'_>, node: Node<'_>, child: Node<'_>) -> Reach {
    let text = |field| {
        node.child_by_field_name(field)
            .map(|part| side.syntax.text_of(part).trim().to_owned())
            .unwrap_or_default()
    };
    match node.kind() {
        "if_expression" => {
            let is_alternative = node.child_by_field_name("alternative") == Some(child);
            let is_condition = node.child_by_field_name("condition") == Some(child);
            match (is_condition, is_alternative, text("condition").as_str()) {
                (true, _, _) => Reach::Runs,
                (_, false, condition) if is_never(condition) => Reach::Never,
                (_, true, "true") => Reach::Never,
                _ => Reach::Sometimes,
            }
        }
        "while_expression" if is_never(&text("condition")) => Reach::Never,
        "while_expression" | "match_arm" => Reach::Sometimes,
        "for_expression" if is_nothing(&text("value")) => Reach::Never,
        "closure_expression" => closure(side, node),
        "async_block" => held(side, node).unwrap_or(Reach::Runs),
        "function_item" => nested(side, node),
        "macro_invocation" => match text("macro").as_str() {
            "stringify" | "quote" | "concat" | "line" => Reach::Never,
            _ => Reach::Runs,
        },
        _ => Reach::Runs,
    }
}

/// Whether a condition never holds.
fn is_never(condition: &str) -> bool {
    let plain: String = condition.chars().filter(|c| !c.is_whitespace()).collect();
    let parts: Vec<&str> = plain.split("&&").collect();
    parts.iter().any(|part| {
        matches!(*part, "false" | "!true" | "cfg!(any())" | "cfg!(not(test))")
            || part
                .split_once("==")
                .is_some_and(|(a, b)| a != b && is_plain_number(a) && is_plain_number(b))
    })
}

fn is_plain_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

/// Whether a loop over it runs not once.
fn is_nothing(value: &str) -> bool {
    let plain: String = value.chars().filter(|c| !c.is_whitespace()).collect();
    matches!(
        plain.as_str(),
        "[]" | "0..0" | "&[]" | "vec![]" | "std::iter::empty()"
    ) || plain.contains(".take(0)")
        || plain.ends_with("empty::<()>()")
}

/// A closure runs with what it is handed to, or when its name is called.
fn closure(side: &Side<'_>, node: Node<'_>) -> Reach {
    if let Some(reach) = held(side, node) {
        return reach;
    }
    let Some(call) = node
        .parent()
        .filter(|parent| parent.kind() == "arguments")
        .and_then(|a| a.parent())
    else {
        // `(|| …)()` and its like.
        return if wraps(node, "catch_unwind", side) {
            Reach::Swallowed
        } else {
            Reach::Runs
        };
    };
    let callee = call
        .child_by_field_name("function")
        .map(|function| side.syntax.text_of(function))
        .unwrap_or_default();
    let last = callee.rsplit(['.', ':']).next().unwrap_or(callee);
    match last.split("::<").next().unwrap_or(last) {
        "drop" | "forget" | "size_of_val" => Reach::Never,
        "AssertUnwindSafe" if wraps(call, "catch_unwind", side) => heard(side, call),
        "catch_unwind" => heard(side, call),
        "spawn" if !is_used(call) => Reach::Swallowed,
        _ => Reach::Runs,
    }
}

/// Whether a call of a function lies around a node.
fn wraps(node: Node<'_>, name: &str, side: &Side<'_>) -> bool {
    std::iter::successors(node.parent(), Node::parent)
        .take(4)
        .any(|around| {
            around.kind() == "call_expression"
                && around
                    .child_by_field_name("function")
                    .is_some_and(|function| side.syntax.text_of(function).ends_with(name))
        })
}

/// Whether somebody looks at what `catch_unwind` gives.
fn heard(side: &Side<'_>, call: Node<'_>) -> Reach {
    let outer = std::iter::successors(Some(call), Node::parent)
        .take(4)
        .filter(|node| node.kind() == "call_expression")
        .last()
        .unwrap_or(call);
    let chain = std::iter::successors(outer.parent(), Node::parent)
        .take_while(|node| node.kind() != "block")
        .last()
        .map(|node| side.syntax.text_of(node))
        .unwrap_or_default();
    let is_asked = [
        ".unwrap()",
        ".expect(",
        "assert",
        ".is_err()",
        "resume_unwind",
    ]
    .iter()
    .any(|word| {
        chain
            .rsplit('}')
            .next()
            .is_some_and(|behind| behind.contains(word))
    });
    let is_kept = held(side, outer).is_some_and(|reach| reach == Reach::Sometimes);
    if is_asked || is_kept {
        Reach::Sometimes
    } else {
        Reach::Swallowed
    }
}

/// Whether the value of a node is used by more than a statement of its own or `let _`.
fn is_used(node: Node<'_>) -> bool {
    node.parent().is_some_and(|parent| {
        parent.kind() != "expression_statement" && parent.kind() != "let_declaration"
    })
}

/// For a value kept under a name: whether the name is spoken again.
fn held(side: &Side<'_>, node: Node<'_>) -> Option<Reach> {
    let declaration = node
        .parent()
        .filter(|parent| parent.kind() == "let_declaration")?;
    let name = declaration.child_by_field_name("pattern")?;
    let block = declaration.parent()?;
    let word = side.syntax.text_of(name).trim_start_matches("mut ").trim();
    if word == "_" {
        return Some(Reach::Never);
    }
    Some(
        if speaks(side, declaration.end_byte()..block.end_byte(), word) {
            Reach::Sometimes
        } else {
            Reach::Never
        },
    )
}

/// A function in a function runs when its name is called.
fn nested(side: &Side<'_>, node: Node<'_>) -> Reach {
    let (Some(name), Some(block)) = (node.child_by_field_name("name"), node.parent()) else {
        return Reach::Runs;
    };
    if block.kind() != "block" {
        return Reach::Runs;
    }
    let word = side.syntax.text_of(name);
    let is_called = speaks(side, block.start_byte()..node.start_byte(), word)
        || speaks(side, node.end_byte()..block.end_byte(), word);
    if is_called { Reach::Runs } else { Reach::Never }
}

/// Whether a name stands in a stretch of bytes.
fn speaks(side: &Side<'_>, bytes: std::ops::Range<usize>, word: &str) -> bool {
    side.tokens
        .between_bytes(bytes.start, Some(bytes.end))
        .any(|index| side.tokens.at(index) == word)
}

/// What an attribute above a statement makes of it.
fn gated(side: &Side<'_>, node: Node<'_>) -> Reach {
    let mut above = node.prev_sibling();
    while let Some(attribute) = above.filter(|node| node.kind() == "attribute_item") {
        let text: String = side.syntax.text_of(attribute).split_whitespace().collect();
        if text.starts_with("#[cfg(") && node.kind() != "function_item" && node.kind() != "mod_item"
        {
            let is_built = text == "#[cfg(test)]";
            return if is_built { Reach::Runs } else { Reach::Never };
        }
        above = attribute.prev_sibling();
    }
    Reach::Runs
}
