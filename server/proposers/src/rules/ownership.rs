//! Values that are moved where a borrow was meant, moved twice, or moved out of what is only borrowed.

mod clones;
mod closures;
mod moves;
mod owners;

use bowline_loop_core::Class;

use super::{Case, Edit, Rule, Spot, declared, edit::Fixes};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "borrow-instead-of-move",
        class: Class::KeepsMeaning,
        about: "Puts `&` in front of a value that is moved and used again, where what takes it can do with a reference.",
        propose: moves::borrow,
    },
    Rule {
        name: "move-out-of-borrow",
        class: Class::KeepsMeaning,
        about: "A value cannot be moved out of a reference. Borrows what an option holds (`as_ref`, `as_mut`), or takes the value \
                and leaves an empty one behind (`take`, `std::mem::take`) where the place may change.",
        propose: moves::out_of_borrow,
    },
    Rule {
        name: "borrow-parameter",
        class: Class::Plausible,
        about: "A function takes a value that its caller still needs: the parameter becomes a reference, and every call of the \
                function passes one.",
        propose: owners::parameter,
    },
    Rule {
        name: "borrow-receiver",
        class: Class::Plausible,
        about: "A method takes `self` by value though its caller still needs it: the receiver becomes `&self`.",
        propose: owners::receiver,
    },
    Rule {
        name: "derive-clone",
        class: Class::Plausible,
        about: "Derives `Clone` for a type of the workspace and clones the value that is moved too early.",
        propose: clones::derive_clone,
    },
    Rule {
        name: "repeatable-closure",
        class: Class::KeepsMeaning,
        about: "A closure moves what it captured and may therefore run only once: it borrows or clones it, or the function that takes \
                it asks for `FnOnce`.",
        propose: closures::repeatable,
    },
];

/// A node's text, in brackets where a method call behind it would bind to a part of it only.
fn receiver_text(spot: &Spot<'_>, node: bowline_syntax::Node<'_>) -> String {
    let text = spot.text_of(node);
    let tight = matches!(
        node.kind(),
        "identifier"
            | "self"
            | "field_expression"
            | "call_expression"
            | "index_expression"
            | "parenthesized_expression"
            | "macro_invocation"
            | "scoped_identifier"
            | "try_expression"
    );
    if tight {
        text.to_owned()
    } else {
        format!("({text})")
    }
}

/// The value below a `*`, else the node itself.
fn dereferenced(node: bowline_syntax::Node<'_>) -> bowline_syntax::Node<'_> {
    if node.kind() == "unary_expression"
        && node.child(0).is_some_and(|operator| operator.kind() == "*")
    {
        return node.named_child(0).unwrap_or(node);
    }
    node
}
