//! What the standard library's most used methods give, as far as names alone tell. An iterator of any kind is written
//! `Iterator<T>` here.

use crate::rules::values::types::Ty;

/// `&T` or `&mut T`.
pub(crate) fn reference(mutable: bool, to: Ty) -> Ty {
    let to = Box::new(to);
    Ty::Ref { mutable, to }
}

/// A named type with arguments.
pub(crate) fn generic(name: &str, args: Vec<Ty>) -> Ty {
    let name = name.to_owned();
    Ty::Named { name, args }
}

/// `&str`
pub(crate) fn text() -> Ty {
    reference(false, Ty::named("str"))
}

/// What `*` makes of a value.
pub(super) fn dereferenced(ty: &Ty) -> Option<&Ty> {
    match ty.name() {
        Some("Box" | "Rc" | "Arc" | "Ref" | "RefMut" | "MutexGuard") => ty.arg(0),
        _ => ty.referent(),
    }
}

fn option(of: Ty) -> Ty {
    generic("Option", vec![of])
}

fn iterator(of: Ty) -> Ty {
    generic("Iterator", vec![of])
}

/// What a loop over a value binds.
pub(super) fn item_of(ty: &Ty) -> Option<Ty> {
    let behind = |part: &Ty| match ty {
        Ty::Ref { mutable, .. } => reference(*mutable, part.clone()),
        _ => part.clone(),
    };
    let whole = ty.bare().0;
    match whole.name() {
        Some("HashMap" | "BTreeMap") => {
            let key = whole.arg(0)?.clone();
            let key = match ty {
                Ty::Ref { .. } => reference(false, key),
                _ => key,
            };
            Some(Ty::Tuple(vec![key, behind(whole.arg(1)?)]))
        }
        Some("Iterator" | "Range") => whole.arg(0).cloned(),
        Some("HashSet" | "BTreeSet" | "BinaryHeap" | "Option" | "LinkedList") => {
            Some(behind(whole.arg(0)?))
        }
        _ => whole.element().map(behind),
    }
}

/// What an associated function of a standard type gives.
pub(super) fn constructor(ty: &Ty, name: &str, argument: impl FnOnce() -> Ty) -> Option<Ty> {
    let own = ty.name()?;
    let open = match own {
        "String" | "PathBuf" | "Instant" => 0,
        "Vec" | "VecDeque" | "HashSet" | "BTreeSet" | "BinaryHeap" | "Box" | "Rc" | "Arc"
        | "Cell" | "RefCell" | "Mutex" | "RwLock" => 1,
        "HashMap" | "BTreeMap" => 2,
        _ => return None,
    };
    if !matches!(name, "new" | "from" | "with_capacity" | "default" | "now") {
        return None;
    }
    if ty.arg(0).is_some() {
        return Some(ty.clone());
    }
    let holds = matches!(
        own,
        "Box" | "Rc" | "Arc" | "Cell" | "RefCell" | "Mutex" | "RwLock"
    );
    Some(match holds && name != "default" {
        true => generic(own, vec![argument()]),
        false => generic(own, vec![Ty::Any; open]),
    })
}

/// What a method of a standard type gives; `argument` tells the type of an argument, or what a closure there gives back.
pub(super) fn method(receiver: &Ty, name: &str, argument: &dyn Fn(usize) -> Ty) -> Option<Ty> {
    let ty = receiver.behind_pointers();
    let common = match name {
        "to_string" => Some(Ty::named("String")),
        "clone" | "to_owned" if ty.is("str") => Some(Ty::named("String")),
        "to_owned" | "to_vec" if ty.element().is_some() => {
            Some(generic("Vec", vec![ty.element()?.clone()]))
        }
        "clone" => Some(receiver.bare().0.clone()),
        "to_owned" => Some(receiver.bare().0.clone()),
        "len" | "count" | "capacity" => Some(Ty::named("usize")),
        "cmp" => Some(Ty::named("Ordering")),
        "partial_cmp" => Some(option(Ty::named("Ordering"))),
        _ if name.starts_with("is_") || name.starts_with("contains") => Some(Ty::named("bool")),
        "eq" | "ne" | "lt" | "any" | "all" | "starts_with" | "ends_with" => Some(Ty::named("bool")),
        _ => None,
    };
    if common.is_some() {
        return common;
    }
    let specific = match ty.name() {
        Some("str" | "String") => of_text(name),
        Some("Option" | "Result") => of_option(ty, name, argument),
        Some("HashMap" | "BTreeMap") => of_map(ty, name),
        Some("Entry") => name
            .starts_with("or_")
            .then(|| reference(true, ty.arg(1).cloned().unwrap_or(Ty::Any))),
        Some("RefCell" | "Cell" | "Mutex" | "RwLock") => of_cell(ty, name),
        _ if ty.is_number() => of_number(ty, name),
        _ => of_sequence(receiver, ty, name),
    };
    specific.or_else(|| of_iterator(receiver, name, argument))
}

fn of_text(name: &str) -> Option<Ty> {
    Some(match name {
        "as_str" | "as_ref" => text(),
        "to_uppercase" | "to_lowercase" | "repeat" | "replace" | "to_ascii_uppercase"
        | "to_ascii_lowercase" | "into_owned" => Ty::named("String"),
        "strip_prefix" | "strip_suffix" | "get" => option(text()),
        "find" | "rfind" => option(Ty::named("usize")),
        "chars" => iterator(Ty::named("char")),
        "bytes" => iterator(Ty::named("u8")),
        "char_indices" => iterator(Ty::Tuple(vec![Ty::named("usize"), Ty::named("char")])),
        "as_bytes" => reference(false, Ty::Slice(Box::new(Ty::named("u8")))),
        "split_once" | "rsplit_once" => option(Ty::Tuple(vec![text(), text()])),
        "lines" | "split" | "split_whitespace" | "splitn" | "rsplit" => iterator(text()),
        "parse" => generic("Result", vec![Ty::Any, Ty::Any]),
        _ if name.starts_with("trim") => text(),
        _ => return None,
    })
}

fn of_option(ty: &Ty, name: &str, argument: &dyn Fn(usize) -> Ty) -> Option<Ty> {
    let inner = ty.arg(0)?;
    let own = ty.name()?;
    let with = |inner: Ty| match ty.arg(1) {
        Some(error) => generic(own, vec![inner, error.clone()]),
        None => generic(own, vec![inner]),
    };
    Some(match name {
        "unwrap" | "expect" | "unwrap_or" | "unwrap_or_default" | "unwrap_or_else" => inner.clone(),
        "as_ref" => with(reference(false, inner.clone())),
        "as_mut" => with(reference(true, inner.clone())),
        "as_deref" if inner.is("String") => with(text()),
        "as_deref" => with(reference(false, inner.arg(0)?.clone())),
        "cloned" | "copied" => with(inner.bare().0.clone()),
        "take" | "filter" | "or" | "or_else" | "inspect" => ty.clone(),
        "map" => with(argument(0)),
        "and_then" | "map_or" | "map_or_else" => argument(0),
        "ok" => option(inner.clone()),
        "err" => option(ty.arg(1)?.clone()),
        "unwrap_err" => ty.arg(1)?.clone(),
        "map_err" => generic("Result", vec![inner.clone(), argument(0)]),
        "ok_or" | "ok_or_else" => generic("Result", vec![inner.clone(), argument(0)]),
        "iter" => iterator(reference(false, inner.clone())),
        _ => return None,
    })
}

fn of_map(ty: &Ty, name: &str) -> Option<Ty> {
    let (key, value) = (ty.arg(0)?.clone(), ty.arg(1)?.clone());
    Some(match name {
        "get" => option(reference(false, value)),
        "get_mut" => option(reference(true, value)),
        "insert" | "remove" => option(value),
        "keys" => iterator(reference(false, key)),
        "values" => iterator(reference(false, value)),
        "values_mut" => iterator(reference(true, value)),
        "into_values" => iterator(value),
        "into_keys" => iterator(key),
        "entry" => generic("Entry", vec![key, value]),
        "iter" => iterator(Ty::Tuple(vec![
            reference(false, key),
            reference(false, value),
        ])),
        "iter_mut" => iterator(Ty::Tuple(vec![
            reference(false, key),
            reference(true, value),
        ])),
        _ => return None,
    })
}

fn of_cell(ty: &Ty, name: &str) -> Option<Ty> {
    let inner = ty.arg(0)?.clone();
    Some(match name {
        "borrow" => generic("Ref", vec![inner]),
        "borrow_mut" => generic("RefMut", vec![inner]),
        "get" | "take" | "replace" => inner,
        "into_inner" if ty.is_any(&["RefCell", "Cell"]) => inner,
        "lock" | "write" | "read" => {
            generic("Result", vec![generic("MutexGuard", vec![inner]), Ty::Any])
        }
        _ => return None,
    })
}

fn of_number(ty: &Ty, name: &str) -> Option<Ty> {
    let same = ["wrapping_", "saturating_", "rem_", "div_", "to_", "rotate_"];
    let plain = [
        "abs", "pow", "powi", "powf", "min", "max", "clamp", "sqrt", "floor", "ceil", "round",
        "signum", "sin", "cos", "exp", "ln", "abs_diff",
    ];
    if name.starts_with("checked_") {
        Some(option(ty.clone()))
    } else if plain.contains(&name) || same.iter().any(|start| name.starts_with(start)) {
        Some(ty.clone())
    } else {
        name.ends_with("_ones").then(|| Ty::named("u32"))
    }
}

fn of_sequence(receiver: &Ty, ty: &Ty, name: &str) -> Option<Ty> {
    let element = ty
        .element()
        .or_else(|| ty.is_any(SETS).then(|| ty.arg(0))?)?
        .clone();
    let slice = || Ty::Slice(Box::new(element.clone()));
    Some(match name {
        "iter" => iterator(reference(false, element)),
        "iter_mut" => iterator(reference(true, element)),
        "into_iter" => iterator(item_of(receiver)?),
        "drain" => iterator(element),
        "first" | "last" | "get" | "front" | "back" | "peek" => option(reference(false, element)),
        "first_mut" | "last_mut" | "get_mut" | "front_mut" | "back_mut" => {
            option(reference(true, element))
        }
        "pop" | "pop_front" | "pop_back" => option(element),
        "insert" | "remove" if ty.is_any(SETS) => Ty::named("bool"),
        "remove" | "swap_remove" => element,
        "windows" | "chunks" => iterator(reference(false, slice())),
        "as_slice" => reference(false, slice()),
        "join" | "concat" if element.is_text() => Ty::named("String"),
        _ => return None,
    })
}

const SETS: &[&str] = &["HashSet", "BTreeSet", "BinaryHeap"];

fn of_iterator(receiver: &Ty, name: &str, argument: &dyn Fn(usize) -> Ty) -> Option<Ty> {
    let of = receiver.bare().0;
    if name == "into_iter" {
        return Some(iterator(item_of(receiver)?));
    }
    let item = of
        .is_any(&["Iterator", "Range"])
        .then(|| of.arg(0))??
        .clone();
    Some(match name {
        "next" | "last" | "nth" | "find" | "min" | "max" | "min_by_key" | "max_by_key"
        | "min_by" | "max_by" | "next_back" | "reduce" => option(item),
        "peek" => option(reference(false, item)),
        "enumerate" => iterator(Ty::Tuple(vec![Ty::named("usize"), item])),
        "zip" => {
            let other = item_of(&argument(0)).unwrap_or(Ty::Any);
            iterator(Ty::Tuple(vec![item, other]))
        }
        "rev" | "skip" | "take" | "filter" | "step_by" | "chain" | "peekable" | "skip_while"
        | "take_while" | "inspect" | "by_ref" | "cycle" | "iter" => iterator(item),
        "cloned" | "copied" => iterator(item.bare().0.clone()),
        "map" => iterator(argument(0)),
        "filter_map" | "flat_map" => {
            let inner = argument(0);
            iterator(item_of(&inner).unwrap_or(Ty::Any))
        }
        "flatten" => iterator(item_of(&item)?),
        "position" => option(Ty::named("usize")),
        "fold" => argument(0),
        _ => return None,
    })
}

/// What a method hands to the closure it takes, at a parameter from 0.
pub(super) fn handed_to_closure(
    receiver: &Ty,
    name: &str,
    at: usize,
    argument: &dyn Fn(usize) -> Ty,
) -> Option<Ty> {
    let ty = receiver.behind_pointers();
    if ty.is_any(&["Option", "Result"]) {
        let inner = ty.arg(0)?.clone();
        return Some(match name {
            "filter" | "is_some_and_ref" | "inspect" => reference(false, inner),
            "map_err" | "or_else" | "unwrap_or_else" => ty.arg(1)?.clone(),
            _ => inner,
        });
    }
    if name == "fold" && at == 0 {
        return Some(argument(0));
    }
    let item = match ty.element() {
        // Vectors and slices hand their elements out by reference.
        Some(element) => element.clone(),
        None => item_of(receiver)?,
    };
    Some(match name {
        "filter" | "find" | "take_while" | "skip_while" | "inspect" | "partition"
        | "min_by_key" | "max_by_key" | "min_by" | "max_by" => reference(false, item),
        "retain_mut" | "iter_mut" => reference(true, item),
        "retain"
        | "sort_by"
        | "sort_by_key"
        | "sort_unstable_by"
        | "binary_search_by"
        | "sort_unstable_by_key"
        | "partition_point" => reference(false, item),
        _ => item,
    })
}
