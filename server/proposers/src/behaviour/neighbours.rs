//! A statement that was forgotten: what stands elsewhere in the function, or in its siblings, put where it is missing.

use std::collections::BTreeSet;

use bowline_syntax::{Node, nodes};

use super::{
    edits::Finds,
    operator::{Operator, function},
    site::{Site, field, parts},
};

pub(super) const OPERATORS: &[Operator] = &[function("statement-missing", missing)];

/// Statements that are tried in one function.
const MOST: usize = 16;

/// Places in one function where they are tried.
const MOST_PLACES: usize = 14;

fn missing<'a>(site: &Site<'a>, finds: &mut Finds) {
    let Some(body) = site.body() else { return };
    let mut known = BTreeSet::new();
    let mut tried = statements(site, body, &mut known, 1.0);
    if let Some(list) = site.function.parent() {
        for sibling in parts(list) {
            if sibling.kind() == "function_item"
                && sibling != site.function
                && !is_test(site, sibling)
                && let Some(body) = field(sibling, "body")
            {
                tried.extend(statements(site, body, &mut known, 0.8));
            }
        }
    }
    tried.truncate(MOST);
    let blocks = nodes::descendants(body).filter(|node| node.kind() == "block");
    let gaps: Vec<(Node<'a>, usize)> = blocks
        .flat_map(|block| gaps(block))
        .take(MOST_PLACES)
        .collect();
    for (text, names, likely) in &tried {
        for (near, at) in &gaps {
            let locals: BTreeSet<&str> = site
                .scope
                .locals(*near)
                .into_iter()
                .map(|local| local.name)
                .collect();
            if !names.iter().all(|name| locals.contains(name.as_str())) {
                continue;
            }
            let indent = indent(site, *near);
            finds.put(0.06 * likely, *at..*at, format!("\n{indent}{text}"));
        }
    }
}

/// Whether an attribute above a function speaks of tests.
fn is_test(site: &Site<'_>, function: Node<'_>) -> bool {
    let above = std::iter::successors(function.prev_named_sibling(), |node| {
        node.prev_named_sibling()
    });
    above
        .take_while(|node| node.kind() == "attribute_item")
        .any(|attribute| site.of(attribute).contains("test"))
}

/// Short statements below a node that change something or leave early, with the locals they need.
fn statements<'a>(
    site: &Site<'a>,
    body: Node<'a>,
    known: &mut BTreeSet<String>,
    likely: f64,
) -> Vec<(String, Vec<String>, f64)> {
    let mut found = Vec::new();
    for node in nodes::descendants(body) {
        if node.kind() != "expression_statement" {
            continue;
        }
        let Some(inner) = node.named_child(0) else {
            continue;
        };
        let text = site.of(node);
        let (short, worth) = match inner.kind() {
            "assignment_expression" | "compound_assignment_expr" => (text.len() < 60, 1.0),
            "call_expression" => (text.len() < 60, 0.9),
            "if_expression" => (text.len() < 140 && leaves(inner), 1.2),
            "break_expression" | "continue_expression" => (text.len() < 20, 0.5),
            _ => continue,
        };
        if short && known.insert(text.to_owned()) {
            found.push((text.to_owned(), locals(site, node), likely * worth));
        }
    }
    found
}

/// Whether a condition without `else` ends in leaving.
fn leaves(node: Node<'_>) -> bool {
    let body = field(node, "consequence").filter(|_| field(node, "alternative").is_none());
    body.is_some_and(|body| {
        nodes::descendants(body).any(|node| {
            matches!(
                node.kind(),
                "return_expression" | "break_expression" | "continue_expression"
            )
        })
    })
}

/// The locals that a stretch names: lower-case words that are no fields, functions or keywords.
fn locals<'a>(site: &Site<'a>, node: Node<'a>) -> Vec<String> {
    let mut found = Vec::new();
    for one in nodes::descendants(node) {
        let name = site.of(one);
        let is_name =
            matches!(one.kind(), "identifier" | "self") && site.scope.local(one, name).is_some();
        if is_name && !found.contains(&name.to_owned()) {
            found.push(name.to_owned());
        }
    }
    found
}

/// The places of a block where a statement may be put, each with a node that sees the same names.
fn gaps(block: Node<'_>) -> Vec<(Node<'_>, usize)> {
    let mut found = Vec::new();
    let inside = parts(block);
    if let (Some(open), Some(first)) = (block.child(0), inside.first()) {
        found.push((*first, open.end_byte()));
    }
    for two in inside.windows(2) {
        found.push((two[1], two[0].end_byte()));
    }
    if let Some(last) = inside.last()
        && matches!(last.kind(), "expression_statement")
    {
        found.push((*last, last.end_byte()));
    }
    found
}

fn indent(site: &Site<'_>, near: Node<'_>) -> String {
    site.file.syntax.indent(near.start_byte()).to_owned()
}
