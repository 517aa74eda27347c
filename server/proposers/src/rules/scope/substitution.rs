//! Generic parameters put in place of what they stand for.

use std::collections::BTreeMap;

use crate::rules::values::types::Ty;

/// A type with every plain name replaced for which `with` has something.
pub(in crate::rules) fn replace(ty: &Ty, with: &dyn Fn(&str) -> Option<Ty>) -> Ty {
    let each = |of: &[Ty]| of.iter().map(|one| replace(one, with)).collect();
    match ty {
        Ty::Ref { mutable, to } => Ty::Ref {
            mutable: *mutable,
            to: Box::new(replace(to, with)),
        },
        Ty::Named { name, args } if args.is_empty() => with(name).unwrap_or_else(|| ty.clone()),
        Ty::Named { name, args } => Ty::Named {
            name: name.clone(),
            args: each(args),
        },
        Ty::Slice(of) => Ty::Slice(Box::new(replace(of, with))),
        Ty::Array(of, length) => Ty::Array(Box::new(replace(of, with)), length.clone()),
        Ty::Tuple(of) => Ty::Tuple(each(of)),
        _ => ty.clone(),
    }
}

/// The type parameters of `<'a, T: Clone, const N: usize>`, in order: `T`.
pub(in crate::rules) fn generic_names(generics: &str) -> Vec<String> {
    let inner = generics.trim().trim_start_matches('<');
    let inner = inner.strip_suffix('>').unwrap_or(inner);
    let mut depth = 0;
    let mut parts = vec![String::new()];
    for one in inner.chars() {
        match one {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(part) = parts.last_mut() {
            part.push(one);
        }
    }
    let names = parts.iter().map(|part| part.trim());
    names
        .filter(|part| !part.starts_with('\'') && !part.starts_with("const "))
        .map(|part| part.split([':', '=']).next().unwrap_or(part).trim())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Finds what the names of `open` stand for when `written` is `actual`.
pub(super) fn unify(written: &Ty, actual: &Ty, open: &[String], found: &mut BTreeMap<String, Ty>) {
    let mut each = |one: &[Ty], two: &[Ty]| {
        for (one, two) in one.iter().zip(two) {
            unify(one, two, open, found);
        }
    };
    match (written, actual) {
        (Ty::Named { name, args }, _) if args.is_empty() && open.contains(name) => {
            found.entry(name.clone()).or_insert_with(|| actual.clone());
        }
        (Ty::Ref { to, .. }, Ty::Ref { to: actual, .. }) => unify(to, actual, open, found),
        (Ty::Named { args, .. }, Ty::Named { args: a, .. }) => each(args, a),
        (Ty::Tuple(one), Ty::Tuple(two)) => each(one, two),
        (Ty::Slice(one) | Ty::Array(one, _), other) => {
            if let Some(element) = other.element() {
                unify(one, element, open, found);
            }
        }
        _ => {}
    }
}
