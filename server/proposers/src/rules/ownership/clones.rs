//! Cloning, where the type cannot be cloned yet.

use bowline_syntax::{Node, index::ItemKind, nodes};

use super::{
    Case, Edit, Fixes, Spot,
    declared::{self, Declared},
    dereferenced, receiver_text,
};

pub(super) fn derive_clone(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0382", "E0505", "E0507", "E0508", "E0509"]) {
        return;
    }
    let Some(note) = case.note("implemented `Clone`, you could clone the value") else {
        return;
    };
    let labelled = |words: &str| {
        let found = note.spans.iter().find(|span| {
            span.label
                .as_deref()
                .is_some_and(|label| label.contains(words))
        });
        found.and_then(|span| case.spot(span))
    };
    let Some(head) = labelled("consider implementing `Clone` for this type") else {
        return;
    };
    let Some(value) = labelled("you could clone this value") else {
        return;
    };
    let Some(declared) = type_at(case, &head) else {
        return;
    };
    let name = declared.item.name.as_str();
    if is_small(case, &declared) {
        let again = Declared::of(case, declared.item);
        if let Some(edit) =
            again.and_then(|one| declared::add_derives(case, one, &["Clone", "Copy"]))
        {
            fixes.plausible(format!("derive `Clone, Copy` for `{name}`"), edit);
        }
    }
    let Some(derives) = declared::add_derives(case, declared, &["Clone"]) else {
        return;
    };
    let node = value.node();
    let text = receiver_text(&value, dereferenced(node));
    let cloned = Edit::default().replace(&value, node.byte_range(), format!("{text}.clone()"));
    fixes.plausible(
        format!("derive `Clone` for `{name}`, and clone `{text}`"),
        derives.and(cloned),
    );
}

/// The type whose head is at `head`.
fn type_at<'a>(case: &Case<'a>, head: &Spot<'a>) -> Option<Declared<'a>> {
    let node: Node<'a> = nodes::enclosing(head.node(), &["struct_item", "enum_item", "union_item"])
        .or_else(|| {
            declared::item_around(head.syntax.node_at(head.range.start..head.range.start))
        })?;
    let items = case.index.items_of(head.path);
    let item = items.iter().find(|item| {
        item.range.start == node.start_byte()
            && matches!(
                item.kind,
                ItemKind::Struct | ItemKind::Enum | ItemKind::Union
            )
    })?;
    Declared::of(case, item)
}

/// Whether a type holds only numbers and the like, so that nobody minds a copy, and has no `Drop`.
fn is_small<'a>(case: &Case<'a>, declared: &Declared<'a>) -> bool {
    const PLAIN: &[&str] = &[
        "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize",
        "f32", "f64", "bool", "char",
    ];
    let variants = case
        .index
        .items_of(declared.spot.path)
        .iter()
        .filter(|item| {
            item.kind == ItemKind::Variant && item.container.as_deref() == Some(&declared.item.name)
        });
    let mut fields = declared
        .item
        .fields
        .iter()
        .chain(variants.flat_map(|variant| &variant.fields));
    let whole = declared.item.kind == ItemKind::Enum || !declared.item.fields.is_empty();
    whole && fields.all(|field| PLAIN.contains(&field.ty.as_str())) && !declared.has(case, "Drop")
}
