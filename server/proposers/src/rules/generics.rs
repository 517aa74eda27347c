//! Generic arguments and parameters: too few, too many, unused, not inferred, of unknown size.

mod arguments;
mod infer;
mod positions;
mod unconstrained;
mod undeclared;
mod unused;
mod uses;

use bowline_loop_core::Class;

use super::{Case, Edit, Rule, Spot, declared, edit::Fixes};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "missing-generics",
        class: Class::Plausible,
        about: "Gives a generic type its arguments: those of its declaration in an `impl`, a parameter of the item's own elsewhere, \
                `_` where they can be inferred.",
        propose: arguments::missing,
    },
    Rule {
        name: "declare-generics",
        class: Class::KeepsMeaning,
        about: "Declares the type, const and lifetime parameters that an item uses without declaring them, as the type that it is for \
                has them.",
        propose: undeclared::declare,
    },
    Rule {
        name: "order-generics",
        class: Class::KeepsMeaning,
        about: "Puts lifetimes before types, and a parameter before the default that names it.",
        propose: arguments::order,
    },
    Rule {
        name: "phantom-parameter",
        class: Class::Plausible,
        about: "A type has a parameter that no field uses: it gets a `PhantomData` field, or loses the parameter.",
        propose: unused::parameter,
    },
    Rule {
        name: "unconstrained-parameter",
        class: Class::KeepsMeaning,
        about: "A parameter of an `impl` that the type does not mention moves to the methods that use it, or goes.",
        propose: unconstrained::parameter,
    },
    Rule {
        name: "impl-trait-position",
        class: Class::KeepsMeaning,
        about: "`impl Trait` where it is not allowed: the annotation of a `let` goes, a field is boxed, a nested one becomes a type \
                parameter.",
        propose: positions::impl_trait,
    },
    Rule {
        name: "owned-size",
        class: Class::Plausible,
        about: "Writes the owned type in place of one without a size: `String` for `str`, `Vec<T>` for `[T]`, `Box<dyn Trait>` for \
                `dyn Trait`.",
        propose: positions::unsized_type,
    },
    Rule {
        name: "fill-type",
        class: Class::Scaffold,
        about: "Names some type where none can be inferred, so that the rest can be checked.",
        propose: infer::fill,
    },
];
