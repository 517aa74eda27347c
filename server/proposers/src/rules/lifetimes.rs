//! Lifetimes: too short for each other, declared twice, or bound where nothing gives them.

mod names;
mod outlive;
mod quantified;

use bowline_loop_core::Class;

use super::{Case, Edit, Rule, Spot, declared, edit::Fixes};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "lifetime-bound",
        class: Class::KeepsMeaning,
        about: "Declares that one lifetime outlives another (`'b: 'a`), where the compiler says so in words or in two notes.",
        propose: outlive::bound,
    },
    Rule {
        name: "same-lifetime",
        class: Class::Plausible,
        about: "Makes one lifetime of two that must be the same.",
        propose: outlive::same,
    },
    Rule {
        name: "shadowed-parameter",
        class: Class::KeepsMeaning,
        about: "Gives a lifetime or a type parameter that hides one of the same name another name; takes away one that is declared \
                twice in a list, or is reserved.",
        propose: names::shadowed,
    },
    Rule {
        name: "similar-lifetime",
        class: Class::KeepsMeaning,
        about: "Writes a lifetime that is declared around the place for one that is a slip away, or for the only other one there.",
        propose: names::similar,
    },
    Rule {
        name: "lifetime-of-the-impl",
        class: Class::KeepsMeaning,
        about: "Gives a type in an impl's head the lifetime that the impl declares and that nothing else in the head names.",
        propose: names::of_impl,
    },
    Rule {
        name: "declare-quantified-lifetime",
        class: Class::Plausible,
        about: "A lifetime of `for<…>` that no input fixes becomes one of the item; nested `for<…>` become one.",
        propose: quantified::declare,
    },
];
