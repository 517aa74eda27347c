//! Implementations that do not agree with their trait, with each other, or with what a trait object can be.

mod associated;
mod extension;
mod headless;
mod objects;
mod signature;

use bowline_loop_core::Class;

use super::{Case, Edit, Rule, Spot, declared, edit::Fixes};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "match-trait-signature",
        class: Class::KeepsMeaning,
        about: "Changes a method of an impl to what its trait declares: the receiver, the number of parameters, the generics, the \
                kind or the type of an item.",
        propose: signature::adapt,
    },
    Rule {
        name: "dyn-compatible",
        class: Class::Plausible,
        about: "Makes a trait usable as an object (`where Self: Sized` on the methods in its way), or asks for `impl Trait` instead.",
        propose: objects::compatible,
    },
    Rule {
        name: "extension-trait",
        class: Class::Plausible,
        about: "Methods cannot be added to a type of another crate: they go into a trait of their own that the type implements.",
        propose: extension::extension,
    },
    Rule {
        name: "impl-for-owned",
        class: Class::KeepsMeaning,
        about: "An impl of `Drop`, or of methods, for a reference to a type becomes one for the type.",
        propose: extension::owned,
    },
    Rule {
        name: "associated-type",
        class: Class::Plausible,
        about: "Sets an associated type: of a trait object from the trait's only impl, of an impl to what is asked of it, of an \
                iterator by converting its items.",
        propose: associated::set,
    },
    Rule {
        name: "impl-without-trait",
        class: Class::KeepsMeaning,
        about: "An impl holds the members of a trait and does not name it: it becomes the impl of that trait.",
        propose: headless::name_trait,
    },
    Rule {
        name: "repeated-definition",
        class: Class::KeepsMeaning,
        about: "Takes away a method or an associated type that is defined twice, word for word.",
        propose: signature::repeated,
    },
];
