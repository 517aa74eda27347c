//! Impls that lost the trait they are of.

use bowline_syntax::{Node, index::ItemKind, nodes};

use super::{Case, Edit, Fixes, Spot, declared};

/// Traits of the standard library with a member that shows them, and their paths where the prelude lacks them.
const SHOWN_BY: &[(&str, &str, &str)] = &[
    ("Clone", "clone", ""),
    ("Default", "default", ""),
    ("Drop", "drop", ""),
    ("Iterator", "next", ""),
    ("PartialEq", "eq", ""),
    ("PartialOrd", "partial_cmp", ""),
    ("Ord", "cmp", ""),
    ("IntoIterator", "into_iter", ""),
    ("FromStr", "from_str", "std::str::FromStr"),
    ("Display", "fmt", "std::fmt::Display"),
    ("Debug", "fmt", "std::fmt::Debug"),
    ("Error", "source", "std::error::Error"),
    ("Hash", "hash", "std::hash::Hash"),
    ("Deref", "deref", "std::ops::Deref"),
    ("DerefMut", "deref_mut", "std::ops::DerefMut"),
    ("Add", "add", "std::ops::Add"),
    ("Sub", "sub", "std::ops::Sub"),
    ("Mul", "mul", "std::ops::Mul"),
    ("Div", "div", "std::ops::Div"),
    ("Neg", "neg", "std::ops::Neg"),
    ("Not", "not", "std::ops::Not"),
    ("AddAssign", "add_assign", "std::ops::AddAssign"),
    ("SubAssign", "sub_assign", "std::ops::SubAssign"),
    ("Future", "poll", "std::future::Future"),
    ("Wake", "wake", "std::task::Wake"),
];

pub(super) fn name_trait(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&[
        "E0116", "E0277", "E0369", "E0390", "E0599", "E0600", "E0608", "E0614", "E0658",
    ]) {
        return;
    }
    let mut seen = Vec::new();
    for (name, of_trait) in wanted(case) {
        for item in case.index.named(declared::bare(name)) {
            if item.kind != ItemKind::Impl || item.of_trait.is_some() || seen.contains(&item.range)
            {
                continue;
            }
            let Some(spot) = case.place_of(&item.path, item.range.clone()) else {
                continue;
            };
            let Some(written) = fitting(case, &spot, of_trait) else {
                continue;
            };
            let Some(ty) = spot.node().child_by_field_name("type") else {
                continue;
            };
            seen.push(item.range.clone());
            let edit = Edit::default().insert(&spot, ty.start_byte(), format!("{written} for "));
            fixes.keeps(
                format!("write `impl {written} for {}`", spot.text_of(ty)),
                edit,
            );
        }
    }
}

/// Types with a trait that they lack; for an impl that may have no associated type, any trait.
fn wanted<'a>(case: &Case<'a>) -> Vec<(&'a str, Option<&'a str>)> {
    let message = case.message();
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    if case.is(&["E0116", "E0390", "E0658"]) {
        let spot = case
            .primary()
            .filter(|_| !case.is(&["E0658"]) || message.starts_with("inherent associated types"));
        let ty = spot.and_then(|spot| {
            let item = nodes::enclosing(spot.node(), &["impl_item"])?;
            Some(spot.text_of(item.child_by_field_name("type")?))
        });
        return ty.map(|ty| (ty, None)).into_iter().collect();
    }
    match quoted.as_slice() {
        [pair, ..] if pair.contains(": ") => pair
            .split_once(": ")
            .map(|(ty, bound)| (ty, Some(bound)))
            .into_iter()
            .collect(),
        [ty, of_trait, ..] if message.contains("doesn't implement") => vec![(ty, Some(of_trait))],
        [ty] if message.contains("is not an iterator") => vec![(ty, Some("Iterator"))],
        all if case.is(&["E0369", "E0600", "E0599", "E0614"]) => {
            all.iter().map(|ty| (*ty, None)).collect()
        }
        _ => Vec::new(),
    }
}

/// The trait that an impl's members are of: the one asked for, else the one that a member shows.
fn fitting(case: &Case<'_>, spot: &Spot<'_>, of_trait: Option<&str>) -> Option<String> {
    let body = spot.node().child_by_field_name("body")?;
    let members: Vec<&str> = body
        .named_children(&mut body.walk())
        .filter_map(|member: Node<'_>| member.child_by_field_name("name"))
        .map(|name| spot.text_of(name))
        .collect();
    if let Some(of_trait) = of_trait
        && let Some(declared) = declared::local_trait(case, of_trait)
    {
        let own: Vec<&str> = case
            .index
            .items_of(declared.spot.path)
            .iter()
            .filter(|item| item.container.as_deref() == Some(&declared.item.name))
            .map(|item| item.name.as_str())
            .collect();
        let all = members.is_empty() == own.is_empty()
            && members.iter().all(|member| own.contains(member));
        return all.then(|| of_trait.to_owned());
    }
    if let Some(own) = own_trait(case, &members).filter(|_| of_trait.is_none()) {
        return Some(own.to_owned());
    }
    let wanted = of_trait.map(declared::bare);
    let arguments = of_trait
        .and_then(|written| written.find('<').map(|at| &written[at..]))
        .unwrap_or_default();
    let (name, _, path) = SHOWN_BY.iter().find(|(name, shown, _)| {
        members.contains(shown) && wanted.is_none_or(|wanted| wanted == *name)
    })?;
    let imported = declared::words(spot.syntax.text()).any(|word| word == *name)
        && spot.syntax.text().lines().any(|line| {
            line.trim_start().starts_with("use ") && declared::words(line).any(|word| word == *name)
        });
    let whole = path.is_empty() || imported;
    Some(format!("{}{arguments}", if whole { name } else { path }))
}

/// The only trait of the workspace that has all of these members.
fn own_trait<'a>(case: &Case<'a>, members: &[&str]) -> Option<&'a str> {
    let first = members.first()?;
    let named = |name: &str| {
        case.index
            .named(name)
            .filter_map(|item| item.container.as_deref())
    };
    let is_trait = |name: &str| {
        case.index
            .named(name)
            .any(|item| item.kind == ItemKind::Trait)
    };
    let mut found: Vec<&str> = named(first)
        .filter(|name| is_trait(name))
        .filter(|name| {
            members
                .iter()
                .all(|member| named(member).any(|of| of == *name))
        })
        .collect();
    found.sort_unstable();
    found.dedup();
    let [only] = found.as_slice() else {
        return None;
    };
    Some(only)
}
