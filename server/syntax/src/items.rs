//! Finding the item that holds a place, and naming it. Names are for people and for telling observations apart, so they hold
//! no line numbers and survive changes elsewhere.

use std::ops::Range;

use tree_sitter::Node;

use crate::tree::Syntax;

/// Whether an item that is exactly the range holds it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Holds {
    /// It does.
    OrEquals,
    /// Only an item that reaches beyond the range does.
    Strictly,
}

/// The names of the items around a range, outermost first, joined by `::`.
pub(crate) fn path(syntax: &Syntax<'_>, range: &Range<usize>, holds: Holds) -> String {
    let mut names = Vec::new();
    let mut broken = unfinished(syntax, range.start);
    for node in holders(syntax, range) {
        if node.is_error() {
            broken = Some(node);
        } else if let Some(name) = name(syntax, node)
            && (holds == Holds::OrEquals || node.byte_range() != *range)
        {
            names.extend(
                broken
                    .take()
                    .into_iter()
                    .flat_map(|error| open_items(syntax, error, node.start_byte())),
            );
            names.push(name);
        } else if node.kind() == "attribute_item" {
            names.extend(below_attributes(node).and_then(|item| self::name(syntax, item)));
        }
    }
    names.extend(
        broken
            .into_iter()
            .flat_map(|error| open_items(syntax, error, range.start)),
    );
    names.join("::")
}

/// The error node that a place behind the last token still belongs to, or the root where nothing parses.
fn unfinished<'s>(syntax: &'s Syntax<'_>, place: usize) -> Option<Node<'s>> {
    let root = syntax.root();
    if root.is_error() {
        return Some(root);
    }
    let last = root.children(&mut root.walk()).last()?;
    Some(last).filter(|last| last.is_error() && last.end_byte() <= place)
}

/// The nodes that hold a range, outermost first. An empty range on the edge of a node is not in it.
pub(crate) fn holders<'s>(syntax: &'s Syntax<'_>, range: &Range<usize>) -> Vec<Node<'s>> {
    let mut found = Vec::new();
    let mut cursor = syntax.root().walk();
    while cursor.goto_first_child_for_byte(range.start).is_some() {
        let node = cursor.node();
        let inside = if range.is_empty() {
            node.start_byte() < range.start && range.end < node.end_byte()
        } else {
            node.start_byte() <= range.start && range.end <= node.end_byte()
        };
        if !inside {
            break;
        }
        found.push(node);
    }
    found
}

/// The item's own part of a path; `None` for a node that is no item.
fn name(syntax: &Syntax<'_>, node: Node<'_>) -> Option<String> {
    let keyword = match node.kind() {
        "mod_item" => "mod",
        "trait_item" => "trait",
        "function_item" | "function_signature_item" => "fn",
        "struct_item" => "struct",
        "enum_item" => "enum",
        "union_item" => "union",
        "const_item" => "const",
        "static_item" => "static",
        "type_item" | "associated_type" => "type",
        "macro_definition" => "macro_rules",
        "impl_item" => return Some(impl_name(syntax, node)),
        _ => return None,
    };
    let name = node
        .child_by_field_name("name")
        .map(|name| syntax.text_of(name))
        .unwrap_or_default();
    Some(format!("{keyword} {name}").trim_end().to_owned())
}

fn impl_name(syntax: &Syntax<'_>, node: Node<'_>) -> String {
    let part = |field| {
        node.child_by_field_name(field)
            .map(|part| squeezed(syntax.text_of(part)))
    };
    let target = part("type").unwrap_or_default();
    match part("trait") {
        Some(bound) => {
            let negative = node
                .children(&mut node.walk())
                .any(|child| child.kind() == "!");
            format!(
                "impl {}{bound} for {target}",
                if negative { "!" } else { "" }
            )
        }
        None => format!("impl {target}").trim_end().to_owned(),
    }
}

/// The item that an attribute stands above.
fn below_attributes(attribute: Node<'_>) -> Option<Node<'_>> {
    let mut next = attribute.next_sibling();
    while let Some(node) = next
        .filter(|node| ["attribute_item", "line_comment", "block_comment"].contains(&node.kind()))
    {
        next = node.next_sibling();
    }
    next
}

/// Items begun and not ended among the loose tokens of an error node, ahead of a byte.
fn open_items(syntax: &Syntax<'_>, error: Node<'_>, before: usize) -> Vec<String> {
    let mut blocks: Vec<Option<String>> = Vec::new();
    let mut head: Option<Head> = None;
    for node in error
        .children(&mut error.walk())
        .take_while(|node| node.end_byte() <= before)
    {
        match node.kind() {
            "{" => blocks.push(
                head.take()
                    .and_then(|head| head.name(syntax, node.start_byte())),
            ),
            "}" => {
                blocks.pop();
                head = None;
            }
            ";" => head = None,
            keyword @ ("fn" | "struct" | "enum" | "union" | "trait" | "mod" | "impl") => {
                head = Some(Head {
                    keyword,
                    name: None,
                    end: node.end_byte(),
                });
            }
            "identifier" | "type_identifier" => {
                if let Some(head) = head.as_mut().filter(|head| head.name.is_none()) {
                    head.name = Some(syntax.text_of(node).to_owned());
                }
            }
            _ => {}
        }
    }
    blocks.push(head.and_then(|head| head.name(syntax, before)));
    blocks.into_iter().flatten().collect()
}

/// The head of an item among loose tokens.
struct Head<'t> {
    keyword: &'t str,
    /// The first name behind the keyword.
    name: Option<String>,
    /// Where the keyword ends.
    end: usize,
}

impl Head<'_> {
    /// The item's name, once its head ends at the byte `end`.
    fn name(self, syntax: &Syntax<'_>, end: usize) -> Option<String> {
        if self.keyword != "impl" {
            return self.name.map(|name| format!("{} {name}", self.keyword));
        }
        let head = squeezed(syntax.text().get(self.end..end)?);
        let head = without_generics(&head);
        Some(format!(
            "impl {}",
            head.split(" where ").next().unwrap_or(head).trim()
        ))
    }
}

/// The head of an impl without the `<…>` that it starts with.
fn without_generics(head: &str) -> &str {
    if !head.starts_with('<') {
        return head;
    }
    let mut depth = 0_u32;
    for (at, c) in head.char_indices() {
        match c {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            return head[at + 1..].trim_start();
        }
    }
    head
}

/// The text on one line, with single blanks.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
