//! The last form: whole items in a fenced block, each put in the place of the item of its name.

use bowline_loop_core::WorkspacePath;
use bowline_syntax::{Node, Syntax};

use super::{ReplyError, Shown, Texts};

/// The texts with the items of the reply in place of those of the same name in what was shown. One that is not there is an
/// error: a reply that adds what nobody knows is not a repair of what was shown.
pub(super) fn replaced(
    reply: &str,
    shown: &[Shown],
    text_of: &dyn Fn(&WorkspacePath) -> Option<String>,
) -> Result<Texts, ReplyError> {
    let code = fenced(reply).ok_or(ReplyError::NoEdit)?;
    let one = shown.first().ok_or(ReplyError::NoEdit)?;
    let before = text_of(&one.path).ok_or_else(|| ReplyError::NoFile(one.path.to_string()))?;
    let (new, old) = (Syntax::parse(&code), Syntax::parse(&before));
    let there: Vec<Named<'_>> = named(&old, old.root())
        .into_iter()
        .filter(|item| {
            one.range.start <= item.node.start_byte() && item.node.end_byte() <= one.range.end
        })
        .collect();
    let mut after = before.clone();
    let mut changes = Vec::new();
    for item in top(&new) {
        let matching: Vec<&Named<'_>> = there
            .iter()
            .filter(|old| old.key == item.key && old.node.kind() == item.node.kind())
            .collect();
        match matching.as_slice() {
            [old] => changes.push((old.node.byte_range(), new.text_of(item.node).to_owned())),
            [] => return Err(ReplyError::NoEdit),
            _ => return Err(ReplyError::Ambiguous(one.path.to_string())),
        }
    }
    if changes.is_empty() {
        return Err(ReplyError::NoEdit);
    }
    changes.sort_by_key(|(range, _)| range.start);
    if changes
        .windows(2)
        .any(|pair| pair[1].0.start < pair[0].0.end)
    {
        return Err(ReplyError::Overlap(one.path.to_string()));
    }
    for (range, text) in changes.into_iter().rev() {
        after.replace_range(range, &text);
    }
    Ok([(one.path.clone(), (before, after))].into())
}

/// The code of the only fenced block; the whole reply where it has no fence and is code.
fn fenced(reply: &str) -> Option<String> {
    let mut blocks = Vec::new();
    let mut open: Option<Vec<&str>> = None;
    for line in reply.lines() {
        match (line.trim_start().starts_with("```"), open.take()) {
            (true, Some(lines)) => blocks.push(lines.join("\n")),
            (true, None) => open = Some(Vec::new()),
            (false, Some(mut lines)) => {
                lines.push(line);
                open = Some(lines);
            }
            (false, None) => {}
        }
    }
    match blocks.as_slice() {
        [one] => Some(one.clone()),
        [] if open.is_none() && bowline_syntax::error_count(reply) == 0 => Some(reply.to_owned()),
        _ => None,
    }
}

struct Named<'t> {
    key: String,
    node: Node<'t>,
}

/// The items of a reply: those at its top; inside an `impl` that was written along, only as part of it.
fn top<'t>(syntax: &'t Syntax<'_>) -> Vec<Named<'t>> {
    let root = syntax.root();
    let mut cursor = root.walk();
    let nodes: Vec<Node<'t>> = root.children(&mut cursor).collect();
    nodes
        .into_iter()
        .filter_map(|node| item(syntax, node))
        .collect()
}

/// Every item below a node.
fn named<'t>(syntax: &'t Syntax<'_>, node: Node<'t>) -> Vec<Named<'t>> {
    bowline_syntax::nodes::descendants(node)
        .filter_map(|node| item(syntax, node))
        .collect()
}

fn item<'t>(syntax: &'t Syntax<'_>, node: Node<'t>) -> Option<Named<'t>> {
    let field = |name: &str| {
        node.child_by_field_name(name)
            .map(|child| syntax.text_of(child))
    };
    let key = match node.kind() {
        "impl_item" => format!(
            "{} for {}",
            field("trait").unwrap_or_default(),
            field("type")?
        ),
        "function_item" | "struct_item" | "enum_item" | "union_item" | "trait_item"
        | "const_item" | "static_item" | "type_item" | "macro_definition" => {
            field("name")?.to_owned()
        }
        _ => return None,
    };
    Some(Named { key, node })
}
