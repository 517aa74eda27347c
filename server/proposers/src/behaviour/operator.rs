//! The operators, one function each, in families by what a person gets wrong; the list of them all.

use bowline_syntax::Node;

use super::{
    arguments, arithmetic, branches, comparisons, constants, edits::Finds, flow, guards, hunks,
    logic, methods, names, neighbours, ranges, site::Site, statements, updates, values,
};

/// One way to undo a slip.
pub(super) struct Operator {
    /// Its name: lower case, words joined by hyphens.
    pub(super) name: &'static str,
    pub(super) find: Find,
}

/// How an operator finds its sites.
pub(super) enum Find {
    /// Asked for every node of a function's body.
    Node(for<'a> fn(&Site<'a>, Node<'a>, &mut Finds)),
    /// Asked once for a function.
    Function(for<'a> fn(&Site<'a>, &mut Finds)),
}

pub(super) const fn node(
    name: &'static str,
    find: for<'a> fn(&Site<'a>, Node<'a>, &mut Finds),
) -> Operator {
    let find = Find::Node(find);
    Operator { name, find }
}

pub(super) const fn function(
    name: &'static str,
    find: for<'a> fn(&Site<'a>, &mut Finds),
) -> Operator {
    let find = Find::Function(find);
    Operator { name, find }
}

static FAMILIES: &[&[Operator]] = &[
    hunks::OPERATORS,
    comparisons::OPERATORS,
    arithmetic::OPERATORS,
    logic::OPERATORS,
    constants::OPERATORS,
    ranges::OPERATORS,
    names::OPERATORS,
    arguments::OPERATORS,
    methods::OPERATORS,
    guards::OPERATORS,
    branches::OPERATORS,
    updates::OPERATORS,
    statements::OPERATORS,
    neighbours::OPERATORS,
    flow::OPERATORS,
    values::OPERATORS,
];

/// Every operator, by family.
pub(super) fn all() -> impl Iterator<Item = &'static Operator> {
    FAMILIES.iter().copied().flatten()
}

/// The names of all operators, by family.
pub fn names() -> impl Iterator<Item = &'static str> {
    all().map(|operator| operator.name)
}
