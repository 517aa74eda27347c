//! One function and what operators may ask about it.

use bowline_loop_core::WorkspacePath;
use bowline_syntax::{Index, Node, Syntax};

use super::{Failure, hints::Hints};
use crate::rules::{Spot, scope::Scope, values::types::Ty};

/// A file of a place, read once. Macro calls of the standard library are read as expressions; see [`Syntax::opened`].
pub(super) struct Opened {
    pub(super) path: WorkspacePath,
    pub(super) text: String,
    pub(super) syntax: Syntax<'static>,
}

impl Opened {
    pub(super) fn new(path: &WorkspacePath, text: String) -> Self {
        let plain = Syntax::of(text.clone());
        Self {
            path: path.clone(),
            syntax: plain.opened(),
            text,
        }
    }

    pub(super) fn spot(&self) -> Spot<'_> {
        Spot {
            path: &self.path,
            syntax: &self.syntax,
            range: 0..0,
            label: "",
        }
    }
}

/// One function of one place.
pub(super) struct Site<'a> {
    pub(super) file: &'a Opened,
    pub(super) scope: &'a Scope<'a>,
    pub(super) index: &'a Index,
    pub(super) function: Node<'a>,
    pub(super) failure: &'a Failure,
    pub(super) hints: &'a Hints,
}

impl<'a> Site<'a> {
    /// The text of a node, as the person wrote it.
    pub(super) fn of(&self, node: Node<'_>) -> &'a str {
        &self.file.text[node.byte_range()]
    }

    /// The type of an expression, where it is obvious.
    pub(super) fn ty(&self, node: Node<'a>) -> Option<Ty> {
        self.scope.ty_of(node)
    }

    /// The type behind references.
    pub(super) fn bare_ty(&self, node: Node<'a>) -> Option<Ty> {
        self.ty(node).map(|ty| ty.bare().0.clone())
    }

    /// The body of the function.
    pub(super) fn body(&self) -> Option<Node<'a>> {
        self.function.child_by_field_name("body")
    }

    /// What the function gives back.
    pub(super) fn returns(&self) -> Option<Ty> {
        let ty = self.function.child_by_field_name("return_type")?;
        Some(self.scope.written(ty))
    }
}

/// The named children of a node that are no comments.
pub(super) fn parts(node: Node<'_>) -> Vec<Node<'_>> {
    let mut cursor = node.walk();
    node.named_children(&mut cursor)
        .filter(|child| !child.is_extra())
        .collect()
}

/// A field of a node.
pub(super) fn field<'t>(node: Node<'t>, name: &str) -> Option<Node<'t>> {
    node.child_by_field_name(name)
}

/// The operator of a binary or compound expression.
pub(super) fn sign<'t>(node: Node<'t>) -> Option<Node<'t>> {
    node.child_by_field_name("operator")
}

/// The name and the receiver of a method call, with its arguments.
pub(super) struct Method<'a> {
    pub(super) receiver: Node<'a>,
    pub(super) name: Node<'a>,
    pub(super) arguments: Vec<Node<'a>>,
}

/// A method call taken apart.
pub(super) fn method(node: Node<'_>) -> Option<Method<'_>> {
    if node.kind() != "call_expression" {
        return None;
    }
    let mut function = field(node, "function")?;
    if function.kind() == "generic_function" {
        function = field(function, "function")?;
    }
    if function.kind() != "field_expression" {
        return None;
    }
    Some(Method {
        receiver: field(function, "value")?,
        name: field(function, "field")?,
        arguments: parts(field(node, "arguments")?),
    })
}
