//! Values of the wrong type or sort: the families of rules for borrows, numbers, texts, wrappers, conditions, tails, members and
//! the like, and the reading of types and operands that they share.

mod annotations;
mod callables;
mod calls;
mod casts;
mod collections;
mod conditions;
mod converting;
mod declared_types;
mod early;
mod elements;
mod foreign;
mod iterators;
mod members;
mod mismatch;
mod numbers;
mod operand;
mod patterns;
mod question;
mod references;
mod refutable;
mod tails;
mod texts;
pub(crate) mod types;
mod unsafety;
mod variants;
mod words;
mod wrapping;

use super::{Case, Edit, Rule, Spot, edit};

/// The families, in the order in which their edits are tried.
pub(super) const FAMILIES: &[&[Rule]] = &[
    references::RULES,
    numbers::RULES,
    texts::RULES,
    wrapping::RULES,
    converting::RULES,
    collections::RULES,
    iterators::RULES,
    elements::RULES,
    conditions::RULES,
    question::RULES,
    members::RULES,
    callables::RULES,
    early::RULES,
    words::RULES,
    patterns::RULES,
    refutable::RULES,
    variants::RULES,
    casts::RULES,
    declared_types::RULES,
    annotations::RULES,
    tails::RULES,
    unsafety::RULES,
];
