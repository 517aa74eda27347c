//! Derives that are missing or too many.

use bowline_syntax::nodes;

use super::{
    Case, Edit, Fixes, Spot,
    declared::{self, Declared, derivable, local_type},
};

/// Methods and functions by the derivable trait that has them.
const GIVES: &[(&str, &str)] = &[
    ("clone", "Clone"),
    ("clone_from", "Clone"),
    ("default", "Default"),
    ("cmp", "Ord"),
    ("max", "Ord"),
    ("min", "Ord"),
    ("clamp", "Ord"),
    ("partial_cmp", "PartialOrd"),
    ("lt", "PartialOrd"),
    ("gt", "PartialOrd"),
    ("le", "PartialOrd"),
    ("ge", "PartialOrd"),
    ("eq", "PartialEq"),
    ("ne", "PartialEq"),
    ("hash", "Hash"),
];

pub(super) fn missing(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&[
        "E0277", "E0369", "E0599", "E0204", "E0740", "E0507", "E0382",
    ]) {
        return;
    }
    let own = lacking(case);
    let mut names: Vec<&str> = own.iter().map(|(name, _)| *name).collect();
    names.dedup();
    // What other errors say of the same type goes into the same derive.
    let others: Vec<(&str, &str)> = case
        .all
        .iter()
        .flat_map(|other| lacking(&case.other(other)))
        .collect();
    for name in names {
        let mut traits: Vec<&str> = Vec::new();
        for (_, of_trait) in own
            .iter()
            .chain(&others)
            .filter(|(other, _)| *other == name)
        {
            let needed = derivable(of_trait).unwrap_or_default();
            traits.extend(needed);
        }
        let mut unique = Vec::new();
        traits.retain(|one| {
            !unique.contains(one) && {
                unique.push(*one);
                true
            }
        });
        propose(case, fixes, name, &traits, Fixes::keeps);
        let bare = local_type(case, name).is_some_and(|declared| declared.item.derives.is_empty());
        if bare && traits.len() > 1 {
            let usual = ["Debug", "Clone", "PartialEq"]
                .into_iter()
                .filter(|one| !unique.contains(one));
            let all: Vec<&str> = traits.iter().copied().chain(usual).collect();
            propose(case, fixes, name, &all, Fixes::plausible);
        }
    }
}

fn propose(
    case: &Case<'_>,
    fixes: &mut Fixes,
    name: &str,
    traits: &[&str],
    class: fn(&mut Fixes, String, Edit),
) {
    let Some(declared) = local_type(case, name).filter(|_| !traits.is_empty()) else {
        return;
    };
    if let Some(edit) = declared::add_derives(case, declared, traits) {
        class(
            fixes,
            format!("derive `{}` for `{name}`", traits.join(", ")),
            edit,
        );
    }
}

/// What the diagnostic says is missing: types by name, with traits without their paths.
fn lacking<'a>(case: &Case<'a>) -> Vec<(&'a str, &'a str)> {
    let message = case.message();
    let quoted: Vec<&str> = message.split('`').skip(1).step_by(2).collect();
    let mut found = Vec::new();
    if case.is(&["E0204", "E0740"]) {
        let words = ["does not implement `Copy`", "must implement `Copy`"];
        let fields = case.spots().filter(|spot| {
            case.is(&["E0740"]) || words.iter().any(|words| spot.label.contains(words))
        });
        for spot in fields {
            let ty = spot.text().rsplit(':').next().unwrap_or_default();
            found.push((ty.trim(), "Copy"));
        }
    }
    if let [first, second, ..] = quoted.as_slice() {
        if message.contains("doesn't implement") || message.contains("is not implemented for") {
            found.push((first, second));
        } else if message.starts_with("can't compare") && first == second {
            found.push((first, "PartialEq"));
        } else if case.is(&["E0599"]) {
            let given = GIVES.iter().find(|(name, _)| name == first);
            found.extend(given.map(|(_, of_trait)| (*second, *of_trait)));
        }
    }
    if case.is(&["E0277"])
        && let Some((ty, bound)) = quoted.first().and_then(|first| first.split_once(": "))
    {
        found.push((ty, bound));
    }
    for note in &case.diagnostic.children {
        let quoted: Vec<&str> = note.message.split('`').skip(1).step_by(2).collect();
        if note.message.contains("consider annotating")
            && let [ty, derive, ..] = quoted.as_slice()
        {
            let traits = derive
                .trim_start_matches("#[derive(")
                .trim_end_matches(")]");
            found.extend(traits.split(',').next_back().map(|one| (*ty, one.trim())));
        } else if note.message.contains("trait bound") {
            found.extend(quoted.iter().filter_map(|pair| pair.split_once(": ")));
        }
    }
    let mut unique: Vec<(&str, &str)> = Vec::new();
    for (ty, of_trait) in found {
        let pair = (declared::bare(ty), declared::bare(of_trait));
        if !unique.contains(&pair) && unique.len() < 4 {
            unique.push(pair);
        }
    }
    unique
}

pub(super) fn without_copy(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0204", "E0184"]) {
        return;
    }
    let Some(declared) = derived_at(case) else {
        return;
    };
    if let Some(edit) = declared::remove_derive(&declared.spot, "Copy") {
        fixes.plausible(
            format!("derive no `Copy` for `{}`", declared.item.name),
            edit,
        );
    }
}

/// The type whose derive the diagnostic is about: its name is the primary span, or its derive.
fn derived_at<'a>(case: &Case<'a>) -> Option<Declared<'a>> {
    let primary = case.primary()?;
    let items = case.index.items_of(primary.path);
    let inside = |spot: &Spot<'_>| {
        items
            .iter()
            .find(|item| item.name_range == spot.range)
            .or_else(|| {
                let attribute = nodes::enclosing(spot.node(), &["attribute_item"])?;
                items
                    .iter()
                    .find(|item| item.range.start > attribute.end_byte())
            })
    };
    Declared::of(case, inside(&primary)?)
}

pub(super) fn twice(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0119"]) {
        return;
    }
    let mut quoted = case.message().split('`').skip(1).step_by(2);
    let (Some(of_trait), Some(ty)) = (quoted.next(), quoted.next()) else {
        return;
    };
    let of_trait = declared::bare(of_trait);
    let Some(declared) = local_type(case, ty) else {
        return;
    };
    if !declared.item.derives.iter().any(|one| one == of_trait) {
        return;
    }
    if let Some(edit) = declared::remove_derive(&declared.spot, of_trait) {
        fixes.plausible(format!("keep the written `impl {of_trait}`"), edit);
    }
}
