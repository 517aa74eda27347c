//! References to what is gone before them: a longer life for the value, or the value itself in place of the reference.

mod escape;
mod keys;
mod longer;
mod returned;
mod stored;

use bowline_loop_core::Class;

use super::{Case, Edit, Rule, Spot, declared, edit::Fixes};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "declare-earlier",
        class: Class::KeepsMeaning,
        about: "Moves a `let` up, so that the value lives as long as what borrows it.",
        propose: longer::declare_earlier,
    },
    Rule {
        name: "own-captures",
        class: Class::KeepsMeaning,
        about: "Makes a closure that outlives its function own what it uses: `move`.",
        propose: longer::own_captures,
    },
    Rule {
        name: "store-owned",
        class: Class::Plausible,
        about: "Stores the value where a reference to a short-lived one was stored, and lets the collection's type say so.",
        propose: stored::owned,
    },
    Rule {
        name: "return-owned",
        class: Class::Plausible,
        about: "A function returns a reference to something of its own: it returns the value, and its return type says so.",
        propose: returned::owned,
    },
    Rule {
        name: "owned-key",
        class: Class::Plausible,
        about: "A closure gives back a reference into its argument, as a sort key for instance, and must give back a value of its own: \
                it clones it.",
        propose: keys::owned,
    },
    Rule {
        name: "own-before-thread",
        class: Class::Plausible,
        about: "A thread or task uses what its function only borrows: it gets clones, made before it starts.",
        propose: escape::own,
    },
];

/// The owned form of a reference's target type: `String` of `str`, `Vec<T>` of `[T]`, else the type itself.
fn owned_type(target: &str) -> String {
    let target = target.trim();
    match target {
        "str" => "String".to_owned(),
        "Path" => "PathBuf".to_owned(),
        "std::path::Path" => "std::path::PathBuf".to_owned(),
        "OsStr" => "OsString".to_owned(),
        _ => target
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .filter(|element| !element.contains(';'))
            .map_or_else(
                || target.to_owned(),
                |element| format!("Vec<{}>", element.trim()),
            ),
    }
}
