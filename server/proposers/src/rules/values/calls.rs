//! A method call, plain or within a macro call, that an error names by the method: its receiver and arguments. No rule lives here.

use std::ops::Range;

use bowline_syntax::{Node, nodes};

use super::{
    Edit, Spot,
    operand::{self, Operand},
};

/// `receiver.name(arguments)`
pub(super) struct Call<'a> {
    /// The method's name.
    pub name: Spot<'a>,
    /// The byte behind the receiver.
    pub dot: usize,
    /// The arguments with their parentheses; `None` where it is a field.
    pub arguments: Option<Range<usize>>,
}

impl<'a> Call<'a> {
    /// The call of the method, or access to the field, whose name is at a spot.
    pub(super) fn of(name: &Spot<'a>) -> Option<Self> {
        let text = name.syntax.text();
        let before = text[..name.range.start].trim_end().strip_suffix('.')?;
        let node = name.node();
        let arguments = match nodes::enclosing(node, &["field_expression"]) {
            Some(field) if operand::in_macro(node, &name.range).is_none() => called(field),
            _ => node
                .next_sibling()
                .filter(|next| next.kind() == "token_tree"),
        };
        let arguments = arguments.map(|node| node.byte_range());
        Some(Self {
            name: name.clone(),
            dot: before.trim_end().len(),
            arguments: arguments.filter(|range| text[range.clone()].starts_with('(')),
        })
    }

    /// Puts something behind the receiver.
    pub(super) fn before(&self, text: &str) -> Edit {
        Edit::default().insert(&self.name, self.dot, text)
    }

    /// Gives the method another name.
    pub(super) fn renamed(&self, name: &str) -> Edit {
        Edit::default().replace(&self.name, self.name.range.clone(), name)
    }

    /// Takes the call away, so that the receiver is left.
    pub(super) fn removed(&self) -> Edit {
        Edit::default().replace(&self.name, self.dot..self.end(), "")
    }

    /// Puts something in place of the call, from the dot on.
    pub(super) fn replaced(&self, text: &str) -> Edit {
        Edit::default().replace(&self.name, self.dot..self.end(), text)
    }

    /// The byte behind the call.
    pub(super) fn end(&self) -> usize {
        self.arguments
            .as_ref()
            .map_or(self.name.range.end, |range| range.end)
    }

    /// The texts of the arguments.
    pub(super) fn argument_texts(&self) -> Vec<&'a str> {
        let Some(range) = self.arguments.clone() else {
            return Vec::new();
        };
        let inner = range.start + 1..range.end - 1;
        let node = self.name.at(range).node();
        let mut parts = Vec::new();
        let mut start = inner.start;
        for child in node
            .children(&mut node.walk())
            .filter(|child| child.kind() == ",")
        {
            parts.push(start..child.start_byte());
            start = child.end_byte();
        }
        parts.push(start..inner.end);
        let text = |range: Range<usize>| self.name.syntax.text()[range].trim();
        parts
            .into_iter()
            .map(text)
            .filter(|text| !text.is_empty())
            .collect()
    }

    /// The expression the method is called on; `None` within a macro call.
    pub(super) fn receiver(&self) -> Option<Operand<'a>> {
        let field = nodes::enclosing(self.name.node(), &["field_expression"])?;
        let receiver = field.child_by_field_name("value")?;
        (receiver.end_byte() == self.dot).then(|| Operand::of(self.name.at(receiver.byte_range())))
    }

    /// The name right before the dot.
    pub(super) fn local(&self) -> Option<Spot<'a>> {
        let before = &self.name.syntax.text()[..self.dot];
        let start = before
            .rfind(|one: char| !one.is_alphanumeric() && one != '_')
            .map_or(0, |at| at + 1);
        (start < self.dot && !before[..start].ends_with('.')).then(|| self.name.at(start..self.dot))
    }

    /// Whether the field it names, or an element of it, is assigned to.
    pub(super) fn is_assigned(&self) -> bool {
        let field = nodes::enclosing(self.name.node(), &["field_expression"]);
        let target = field.and_then(|field| {
            nodes::enclosing(
                field,
                &["assignment_expression", "compound_assignment_expr"],
            )
        });
        target
            .and_then(|target| target.child_by_field_name("left"))
            .is_some_and(|left| left.end_byte() >= self.name.range.end)
    }
}

fn called(field: Node<'_>) -> Option<Node<'_>> {
    let mut parent = field.parent()?;
    if parent.kind() == "generic_function" {
        parent = parent.parent()?;
    }
    parent.child_by_field_name("arguments")
}
