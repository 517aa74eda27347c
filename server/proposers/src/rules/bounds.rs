//! Traits that a type lacks: derives, and bounds of type parameters.

mod derives;
mod display;
mod parameters;
mod threads;

use bowline_loop_core::Class;

use super::{Case, Edit, Rule, Spot, declared, edit::Fixes};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "derive-trait",
        class: Class::KeepsMeaning,
        about: "Derives a trait that a type of the workspace lacks, with the traits that it needs and on the types of its fields; \
                into the derive that is there.",
        propose: derives::missing,
    },
    Rule {
        name: "drop-copy",
        class: Class::Plausible,
        about: "Takes `Copy` from the derives of a type that cannot have it.",
        propose: derives::without_copy,
    },
    Rule {
        name: "drop-derive",
        class: Class::Plausible,
        about: "A trait is derived and written out as well: the derive goes.",
        propose: derives::twice,
    },
    Rule {
        name: "bound-parameter",
        class: Class::KeepsMeaning,
        about: "Bounds a type parameter by the traits that a method call needs, where it is declared.",
        propose: parameters::bound,
    },
    Rule {
        name: "write-display",
        class: Class::Scaffold,
        about: "Writes an `impl Display` for a type of the workspace that is printed: its only field, or its variants' names.",
        propose: display::write,
    },
    Rule {
        name: "share-between-threads",
        class: Class::Plausible,
        about: "`Arc` and `Mutex` in place of `Rc` and `RefCell` in a file that gives them to a thread; `+ Send` at a boxed closure.",
        propose: threads::share,
    },
];
