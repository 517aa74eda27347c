//! Functions of traits that the language or the standard library calls without their names: `eq` for `==`, `next` for `for`,
//! `fmt` for `format!`. They count only for types that a walk has met.

use super::{Calls, Start, Walk};
use crate::index::ItemKind;

/// The functions that a token may stand for.
pub(super) fn by(token: &str) -> &'static [&'static str] {
    match token {
        "==" | "=" | "assert_eq" | "assert_ne" | "contains" => &["eq", "ne"],
        "<" | ">" | "sort" | "min" | "max" | "BTreeMap" | "BTreeSet" | "sort_unstable" => {
            &["lt", "le", "gt", "ge", "partial_cmp", "cmp"]
        }
        "+" | "sum" => &["add", "add_assign", "sum"],
        "-" => &["sub", "neg", "sub_assign"],
        "*" => &["mul", "deref", "deref_mut", "mul_assign"],
        "/" => &["div", "div_assign"],
        "%" => &["rem", "rem_assign"],
        "&" => &["bitand", "bitand_assign", "deref"],
        "|" => &["bitor", "bitor_assign"],
        "^" => &["bitxor", "bitxor_assign"],
        "!" => &["not"],
        "[" => &["index", "index_mut", "deref"],
        "." => &["deref", "deref_mut"],
        "for" | "collect" | "map" | "count" | "last" | "zip" | "fold" | "nth" | "filter" => &[
            "next",
            "into_iter",
            "size_hint",
            "from_iter",
            "extend",
            "fold",
        ],
        "rev" | "rposition" | "rfind" | "next_back" => &["next_back"],
        "len" => &["size_hint", "len"],
        "format" | "to_string" | "println" | "print" | "write" | "writeln" => &["fmt"],
        "into" | "?" | "try_into" => &["from", "into", "try_from"],
        "parse" => &["from_str"],
        "hash" | "HashMap" | "HashSet" | "insert" => &["hash"],
        "default" => &["default"],
        "drop" | "}" => &["drop"],
        "clone" | "to_owned" | "to_vec" => &["clone"],
        "as_ref" | "borrow" => &["as_ref", "borrow"],
        _ => &[],
    }
}

/// Comes to such functions of the types that were met; whether any is new.
pub(super) fn follow(calls: &Calls<'_>, walk: &mut Walk) -> bool {
    let far = walk.seen.values().map(|visit| visit.distance).max();
    let distance = far.unwrap_or_default().min(2) + 1;
    let mut found = Vec::new();
    for ty in &walk.types {
        found.extend(calls.index.methods(ty).filter(|item| {
            item.kind == ItemKind::Function
                && item.of_trait.is_some()
                && walk.words.contains(item.name.as_str())
        }));
    }
    let mut new = false;
    for item in found {
        new |= walk.come(&Start::of(item), Some(item), distance);
    }
    new
}
