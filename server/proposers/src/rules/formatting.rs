//! Format strings and their arguments, and macros by another language's name.

mod arguments;
mod call;
mod holes;

use bowline_loop_core::Class;

use super::{Case, Edit, Rule, edit::Fixes};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "format-expression",
        class: Class::KeepsMeaning,
        about: "Takes an expression out of the braces of a format string, where only names may stand, and passes it as an argument.",
        propose: holes::expression,
    },
    Rule {
        name: "format-braces",
        class: Class::Plausible,
        about: "Closes, opens or doubles a brace of a format string that has no partner, and mends what follows the colon.",
        propose: holes::braces,
    },
    Rule {
        name: "format-arguments",
        class: Class::Plausible,
        about: "Passes the argument that a format string lacks: the local that nothing uses yet, or the field of `self` that the call \
                leaves out. Or takes the place or the argument away that is too many.",
        propose: arguments::count,
    },
    Rule {
        name: "foreign-macro",
        class: Class::KeepsMeaning,
        about: "Calls the standard macro that one of another language's name stands for: `printf!`, `assertEqual!`, `fail!`.",
        propose: foreign_macro,
    },
];

/// Macros and functions of other languages, in small letters without underscores, and what Rust calls them.
const MACROS: &[(&str, &str)] = &[
    ("printf", "print"),
    ("printfn", "println"),
    ("printline", "println"),
    ("puts", "println"),
    ("echo", "println"),
    ("consolelog", "println"),
    ("log", "println"),
    ("eprintf", "eprint"),
    ("printerr", "eprintln"),
    ("sprintf", "format"),
    ("fmt", "format"),
    ("str", "format"),
    ("assertequal", "assert_eq"),
    ("assertequals", "assert_eq"),
    ("assertsame", "assert_eq"),
    ("asserteqs", "assert_eq"),
    ("assertis", "assert_eq"),
    ("assertnotequal", "assert_ne"),
    ("assertnotequals", "assert_ne"),
    ("assertnoteq", "assert_ne"),
    ("asserttrue", "assert"),
    ("expect", "assert"),
    ("fail", "panic"),
    ("throw", "panic"),
    ("raise", "panic"),
    ("die", "panic"),
    ("abort", "panic"),
    ("list", "vec"),
    ("array", "vec"),
    ("vector", "vec"),
    ("debug", "dbg"),
    ("notimplemented", "unimplemented"),
];

fn foreign_macro(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.message().starts_with("cannot find macro `") {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let name: String = spot.text().to_lowercase().replace('_', "");
    let meant = MACROS.iter().filter(|(foreign, _)| *foreign == name);
    for (_, meant) in meant {
        let edit = Edit::default().replace(&spot, spot.range.clone(), *meant);
        fixes.keeps(format!("call `{meant}!`"), edit);
    }
}
