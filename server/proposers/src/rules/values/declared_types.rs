//! Declarations whose type differs from what every use wants in one part that no conversion reaches: the elements of a slice, the
//! argument of a generic type.

use bowline_loop_core::Class;
use bowline_syntax::{Node, nodes};

use super::{
    Case, Edit, Rule, Spot,
    edit::Fixes,
    mismatch::{self, Mismatch},
    types::Ty,
};
use crate::rules::scope::Scope;

pub(super) const RULES: &[Rule] = &[Rule {
    name: "elements-as-used",
    class: Class::Plausible,
    about: "Declares a parameter, local or field with the elements that its use asks for: `&[u8]` for `&[u16]`, `Vec<String>` for \
            `Vec<str>`. The value as it stands could not be converted without a copy of it all.",
    propose: as_used,
}];

fn as_used(case: &Case<'_>, fixes: &mut Fixes) {
    for m in mismatch::values(case) {
        let Some((wanted, declared)) = inner_difference(&m.expected, &m.found) else {
            continue;
        };
        let Some(ty) = declaration(case, &m) else {
            continue;
        };
        let wanted = wanted.to_string();
        let mut parts = nodes::descendants(ty.node()).filter(|node| {
            matches!(node.kind(), "primitive_type" | "type_identifier")
                && ty.text_of(*node) == declared
        });
        if let (Some(part), None) = (parts.next(), parts.next()) {
            let edit = Edit::default().replace(&ty, part.byte_range(), wanted.as_str());
            fixes.plausible(format!("declare it with `{wanted}`"), edit);
        }
    }
}

/// What stands in the wanted type where the other has a name; `None` where they differ as a whole, or in several parts.
fn inner_difference<'t>(wanted: &'t Ty, found: &'t Ty) -> Option<(&'t Ty, &'t str)> {
    let (wanted_parts, found_parts) = match (wanted, found) {
        (Ty::Ref { mutable, to }, Ty::Ref { mutable: m, to: t }) if mutable == m => {
            // What a reference points at is a whole of its own: `&u8` for `&u16` is a value to convert.
            return inner_difference(to, t);
        }
        (Ty::Named { name, args }, Ty::Named { name: n, args: a })
            if name == n && args.len() == a.len() =>
        {
            (args.iter().collect(), a.iter().collect())
        }
        // A vector is lent as a slice.
        _ => (vec![wanted.element()?], vec![found.element()?]),
    };
    let pairs = wanted_parts.into_iter().zip(found_parts);
    let mut different = pairs.filter(|(one, two)| !one.fits(two));
    let ((one, two), None) = (different.next()?, different.next()) else {
        return None;
    };
    match two.name() {
        Some(name) if one.is_writable() && *two == Ty::named(name) => Some((one, name)),
        _ => inner_difference(one, two),
    }
}

/// The type that a parameter, a `let` or a field is declared with.
fn declaration<'a>(case: &Case<'a>, m: &Mismatch<'a>) -> Option<Spot<'a>> {
    let operand = m.operand.borrowed();
    let spot = operand.map_or_else(|| m.operand.spot.clone(), |(inner, _)| inner.spot);
    let scope = Scope::of(case, &spot);
    let node = spot.node();
    if node.kind() == "identifier" {
        let local = scope.local(node, spot.text())?;
        let owner = nodes::enclosing(local.node, &["parameter", "let_declaration"])?;
        let is_name = owner.child_by_field_name("pattern") == Some(local.node);
        let ty = owner.child_by_field_name("type").filter(|_| is_name)?;
        return Some(spot.at(ty.byte_range()));
    }
    field(case, &scope, node)
}

/// The type of the field that `value.field` names, where it is declared.
fn field<'a>(case: &Case<'a>, scope: &Scope<'a>, access: Node<'a>) -> Option<Spot<'a>> {
    if access.kind() != "field_expression" {
        return None;
    }
    let name = scope.spot.text_of(access.child_by_field_name("field")?);
    let owner = scope.ty_of(access.child_by_field_name("value")?)?;
    let item = scope.type_item(owner.behind_pointers().name()?)?;
    let field = item.fields.iter().find(|field| field.name == name)?;
    let whole = case.place_of(&item.path, field.start..field.start)?;
    let before = whole.syntax.text().get(field.start..)?.find(&field.ty)?;
    let start = field.start + before;
    case.place_of(&item.path, start..start + field.ty.len())
}
