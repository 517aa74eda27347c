//! Borrows that stand in each other's way, and places that must be mutable to be changed.

mod copies;
mod getters;
mod hoist;
mod mutable;
mod order;
mod split;

use bowline_loop_core::Class;
use bowline_syntax::{Node, nodes};

use super::{Case, Edit, Rule, Spot, declared, edit::Fixes};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "hoist-argument",
        class: Class::KeepsMeaning,
        about: "Computes a part of a statement in a `let` before it, so that two borrows do not overlap.",
        propose: hoist::argument,
    },
    Rule {
        name: "split-borrow",
        class: Class::KeepsMeaning,
        about: "Two mutable borrows of elements of one slice: `swap` where they are swapped, else `split_at_mut` or \
                `get_disjoint_mut`.",
        propose: split::split,
    },
    Rule {
        name: "inline-getter",
        class: Class::KeepsMeaning,
        about: "Writes the field in place of a method that only returns it: a method borrows the whole of `self`, a field only itself.",
        propose: getters::inline,
    },
    Rule {
        name: "copy-out",
        class: Class::Plausible,
        about: "A value that is borrowed over a change is copied or cloned out before it.",
        propose: copies::copy_out,
    },
    Rule {
        name: "reorder-statements",
        class: Class::Plausible,
        about: "Moves a change behind the last use of the borrow that it collides with. Effects then happen in another order.",
        propose: order::behind_last_use,
    },
    Rule {
        name: "mutable-source",
        class: Class::KeepsMeaning,
        about: "A value is changed through a shared reference: where the reference comes from `get`, `iter`, `&x` or the like, the \
                mutable form is used.",
        propose: mutable::source,
    },
    Rule {
        name: "mutable-result",
        class: Class::Plausible,
        about: "A function that borrows mutably gives a shared reference through which something is to be changed: its result \
                becomes `&mut`.",
        propose: mutable::result,
    },
    Rule {
        name: "accept-fn-mut",
        class: Class::Plausible,
        about: "A closure changes what it captured, and the function that takes it asks for `Fn`: it asks for `FnMut` instead.",
        propose: mutable::closure_bound,
    },
];

/// Codes of borrows that collide.
const CONFLICT: &[&str] = &["E0499", "E0502", "E0503", "E0505", "E0506"];

/// The earlier borrow of the two.
fn earlier<'a>(case: &Case<'a>) -> Option<Spot<'a>> {
    [
        "immutable borrow occurs here",
        "first mutable borrow occurs here",
        "mutable borrow occurs here",
        "is borrowed here",
        "occurs here",
    ]
    .iter()
    .find_map(|words| {
        let primary = case.primary()?;
        case.spots()
            .find(|spot| spot.label.contains(words) && spot.range != primary.range)
    })
}

/// A name that stands nowhere in a file yet.
fn fresh(text: &str, wanted: &str) -> String {
    let taken = |name: &str| declared::words(text).any(|word| word == name);
    std::iter::once(wanted.to_owned())
        .chain((2..).map(|number| format!("{wanted}_{number}")))
        .find(|name| !taken(name))
        .unwrap_or_else(|| wanted.to_owned())
}

/// The statement around a node, for putting another before it; not one that is an item or stands in a closure without a block.
fn statement(node: Node<'_>) -> Option<Node<'_>> {
    let found = nodes::statement(node)?;
    found
        .parent()
        .filter(|parent| parent.kind() == "block")
        .map(|_| found)
}
