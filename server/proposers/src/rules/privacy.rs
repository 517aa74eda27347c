//! Items and fields that are private where they are used.

use bowline_loop_core::Class;
use bowline_syntax::index::{Item, ItemKind};

use super::{Case, Edit, Rule, Spot, declared, edit::Fixes};

pub(super) const RULES: &[Rule] = &[Rule {
    name: "private-item",
    class: Class::Plausible,
    about: "Makes an item, method or field of this workspace visible where it is used but private: as widely as those beside it \
            are, else in the crate, else everywhere.",
    propose: open,
}];

fn open(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0603", "E0624", "E0616", "E0451"]) {
        return;
    }
    let fields = case.is(&["E0616", "E0451"]);
    let Some((spot, at, beside)) = (if fields { field(case) } else { item(case) }) else {
        return;
    };
    let mut ways: Vec<&str> = Vec::new();
    if let Some(usual) = beside.iter().find(|one| !one.is_empty()) {
        ways.push(usual);
    }
    ways.extend(["pub(crate)", "pub"]);
    ways.dedup();
    for way in ways {
        let edit = match &at {
            Place::Insert(at) => Edit::default().insert(&spot, *at, format!("{way} ")),
            Place::Replace(range) => Edit::default().replace(&spot, range.clone(), way),
        };
        fixes.plausible(format!("make it `{way}`"), edit);
    }
}

enum Place {
    Insert(usize),
    /// A visibility that is too narrow.
    Replace(std::ops::Range<usize>),
}

type Found<'a> = Option<(Spot<'a>, Place, Vec<&'a str>)>;

/// The item that a note or label shows, and the visibilities of those beside it.
fn item<'a>(case: &Case<'a>) -> Found<'a> {
    let spot = case
        .noted(" is defined here")
        .or_else(|| case.labelled(" defined here"))?;
    let items = case.index.items_of(spot.path);
    let mut found = items
        .iter()
        .filter(|item| item.range.start <= spot.range.start && spot.range.end <= item.range.end);
    let item = found
        .next_back()
        .filter(|item| item.range.start == spot.range.start)?;
    let beside = items.iter().filter(|other| {
        other.container == item.container
            && other.modules == item.modules
            && other.kind == item.kind
            && other.range != item.range
    });
    let beside = beside.map(|other| other.visibility.as_str()).collect();
    let spot = spot.at(item.range.clone());
    let place = place(&item.visibility, item.range.start);
    Some((spot, place, beside))
}

fn place(visibility: &str, start: usize) -> Place {
    match visibility.len() {
        0 => Place::Insert(start),
        length => Place::Replace(start..start + length),
    }
}

/// The field of «field `x` of struct `P` is private».
fn field<'a>(case: &Case<'a>) -> Found<'a> {
    let mut named = case.message().split('`').skip(1).step_by(2);
    let (name, owner) = (named.next()?, named.next()?);
    let mut items = case
        .index
        .named(declared::bare(owner))
        .filter(|item: &&Item| matches!(item.kind, ItemKind::Struct | ItemKind::Union));
    let (item, None) = (items.next()?, items.next()) else {
        return None;
    };
    let field = item.fields.iter().find(|field| field.name == name)?;
    let spot = case.place_of(&item.path, item.range.clone())?;
    let beside = item
        .fields
        .iter()
        .map(|field| field.visibility.as_str())
        .collect();
    Some((spot, place(&field.visibility, field.start), beside))
}
