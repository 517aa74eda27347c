//! Fields that a type does not have: another one was meant, or its declaration lacks it.

use bowline_loop_core::{Class, Diagnostic};
use bowline_syntax::{
    Node,
    index::{Item, ItemKind},
    nodes,
};

use crate::rules::{
    Case, Edit, Rule, Spot, declared,
    edit::Fixes,
    scope::Scope,
    spelling::{distance, is_near},
    values::types::Ty,
};

pub(super) const ADD_FIELD: Rule = Rule {
    name: "undeclared-field",
    class: Class::Plausible,
    about: "Declares a field that literals, patterns or expressions use and the struct of this workspace does not have, with the \
            type of the value that it is given.",
    propose: add_field,
};

pub(super) const OTHER_FIELD: Rule = Rule {
    name: "other-field",
    class: Class::Plausible,
    about: "Names another field of the type where one is used that it does not have: the most similar, or the only one that a \
            literal still lacks.",
    propose: other_field,
};

pub(super) const RENAMED_FIELD: Rule = Rule {
    name: "renamed-field",
    class: Class::KeepsMeaning,
    about: "Gives a field of this workspace that nothing names the name by which several places ask for a field of its struct.",
    propose: renamed_field,
};

const CODES: &[&str] = &["E0560", "E0559", "E0609", "E0026"];

/// The struct or variant that lacks a field: `A` of «no field `x` on type `&A`».
fn owner<'a>(case: &Case<'a>, scope: &Scope<'a>) -> Option<&'a Item> {
    let named = case.message().split('`').collect::<Vec<_>>();
    let at = if case.is(&["E0609"]) { 3 } else { 1 };
    let written = named.get(at)?;
    if let Some((of, variant)) = written.rsplit_once("::")
        && case.is(&["E0559", "E0026"])
    {
        let found = scope.variant(declared::bare(of), variant);
        if found.is_some() {
            return found;
        }
    }
    let name = Ty::parse(written);
    let name = name.behind_pointers().name()?;
    let item = scope
        .type_item(name)
        .or_else(|| scope.item(name, &[ItemKind::Variant]))?;
    matches!(item.kind, ItemKind::Struct | ItemKind::Variant).then_some(item)
}

fn other_field(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(CODES) || case.note("similar name exists").is_some() {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let spot = case.opened(&spot);
    let scope = Scope::of(case, &spot);
    let Some(item) = owner(case, &scope) else {
        return;
    };
    let wrong = spot.text();
    let given = given(&scope, &spot);
    let mut near: Vec<(usize, &str)> = item
        .fields
        .iter()
        .filter(|field| !given.contains(&field.name.as_str()))
        .map(|field| (distance(wrong, &field.name), field.name.as_str()))
        .filter(|(steps, name)| is_near(*steps, wrong, name))
        .collect();
    near.sort_unstable();
    let only = lacking(&scope, &spot, item);
    let found = near.iter().map(|(_, name)| *name).chain(only);
    for name in found.take(2) {
        fixes.plausible(format!("name the field `{name}`"), rename(&spot, name));
    }
}

fn renamed_field(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(CODES) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let spot = case.opened(&spot);
    let scope = Scope::of(case, &spot);
    let Some(item) = owner(case, &scope) else {
        return;
    };
    let wanted = spot.text();
    let agrees = |one: &&Diagnostic| {
        let other = case.other(one);
        let asked = other.primary().map(|spot| other.opened(&spot));
        other.is(CODES)
            && asked.is_some_and(|asked| {
                asked.text() == wanted
                    && owner(&other, &Scope::of(&other, &asked)).is_some_and(|of| of == item)
            })
    };
    if case.all.iter().filter(agrees).count() < 2 {
        return;
    }
    let uses = |name: &str| -> usize {
        let spots = case
            .index
            .paths()
            .filter_map(|path| case.place_of(path, 0..0));
        let words = spots.map(|spot| {
            let words = declared::words(spot.syntax.text());
            words.filter(|word| *word == name).count()
        });
        words.sum()
    };
    let idle: Vec<_> = item
        .fields
        .iter()
        .filter(|field| uses(&field.name) == 1)
        .collect();
    let [field] = idle.as_slice() else { return };
    let Some(place) = case.place_of(&item.path, item.range.clone()) else {
        return;
    };
    let text = place.syntax.text();
    let Some(at) = text
        .get(field.start..)
        .and_then(|rest| rest.find(&field.name))
    else {
        return;
    };
    let start = field.start + at;
    let edit = Edit::default().replace(&place, start..start + field.name.len(), wanted);
    fixes.keeps(
        format!("rename the field `{}` to `{wanted}`", field.name),
        edit,
    );
}

/// Puts another name in place of a field's; a shorthand keeps its value.
fn rename(spot: &Spot<'_>, name: &str) -> Edit {
    let shorthand = spot.node().parent().is_some_and(|parent| {
        parent.kind() == "shorthand_field_initializer" || parent.kind() == "field_pattern"
    }) && spot.node().kind() != "field_identifier";
    let text = match shorthand {
        true => format!("{name}: {}", spot.text()),
        false => name.to_owned(),
    };
    Edit::default().replace(spot, spot.range.clone(), text)
}

/// The names in the literal or pattern around a place.
fn given<'a>(scope: &Scope<'a>, spot: &Spot<'a>) -> Vec<&'a str> {
    let literal = nodes::enclosing(spot.node(), &["struct_expression", "struct_pattern"]);
    literal.map_or_else(Vec::new, |node| {
        declared::words(scope.spot.text_of(node)).collect()
    })
}

/// The only field that the literal around a place does not give.
fn lacking<'a>(scope: &Scope<'a>, spot: &Spot<'a>, item: &'a Item) -> Option<&'a str> {
    let given = given(scope, spot);
    if given.is_empty() {
        return None;
    }
    let mut open = item
        .fields
        .iter()
        .filter(|field| !given.contains(&field.name.as_str()));
    let only = open.next()?;
    open.next().is_none().then_some(only.name.as_str())
}

fn add_field(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(CODES) || case.note("similar name exists").is_some() {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let spot = case.opened(&spot);
    let scope = Scope::of(case, &spot);
    let Some(item) = owner(case, &scope) else {
        return;
    };
    let name = spot.text();
    if name.starts_with(|one: char| one.is_ascii_digit())
        || item.fields.first().is_some_and(|field| field.name == "0")
    {
        return;
    }
    let Some(ty) = used_type(case, &scope, &spot, name) else {
        return;
    };
    let Some(ty) = settled(&scope, &spot, item, ty) else {
        return;
    };
    let Some(declaration) = case.place_of(&item.path, item.range.clone()) else {
        return;
    };
    let Some(body) = declaration.node().child_by_field_name("body") else {
        return;
    };
    let visibility = item
        .fields
        .first()
        .map(|field| field.visibility.as_str())
        .filter(|text| !text.is_empty())
        .map(|text| format!("{text} "))
        .unwrap_or_default();
    let field = format!("{visibility}{name}: {ty}");
    let edit = put(
        &declaration,
        body,
        &field,
        place_in_literal(&scope, &spot, item),
    );
    fixes.plausible(format!("declare the field `{name}: {ty}`"), edit);
}

/// The type that the uses of a field in this round's errors give it.
fn used_type<'a>(case: &Case<'a>, scope: &Scope<'a>, spot: &Spot<'a>, name: &str) -> Option<Ty> {
    let mut places = vec![spot.clone()];
    for one in case.all {
        let code = one.code.as_deref().unwrap_or_default();
        if !CODES.contains(&code) {
            continue;
        }
        let other = one.primary().and_then(|span| case.spot(span));
        let other = other.map(|other| case.opened(&other));
        places.extend(other.filter(|other| other.path == spot.path && other.text() == name));
    }
    let found = places.iter().find_map(|place| {
        let node = nodes::enclosing(
            place.node(),
            &[
                "field_initializer",
                "shorthand_field_initializer",
                "field_expression",
            ],
        )?;
        match node.kind() {
            "field_initializer" => scope.ty_of(node.child_by_field_name("value")?),
            "shorthand_field_initializer" => scope.ty_of(node.named_child(0)?),
            _ => assigned_or_compared(scope, node),
        }
    })?;
    Some(found)
}

/// A type that can be written: that of a field beside it which is given the same, or with the usual numbers.
fn settled<'a>(scope: &Scope<'a>, spot: &Spot<'a>, item: &'a Item, found: Ty) -> Option<Ty> {
    let literal = nodes::enclosing(spot.node(), &["struct_expression"]);
    if let (Some(body), false) = (
        literal.and_then(|literal| literal.child_by_field_name("body")),
        found.is_writable(),
    ) {
        for one in body.named_children(&mut body.walk()) {
            let (Some(name), Some(value)) = (
                one.child_by_field_name("field"),
                one.child_by_field_name("value"),
            ) else {
                continue;
            };
            let same = scope.ty_of(value).is_some_and(|ty| ty == found);
            let name = scope.spot.text_of(name);
            if let Some(field) = item.fields.iter().find(|field| field.name == name && same) {
                return Some(Ty::parse(&field.ty));
            }
        }
    }
    let plain = open_closed(found);
    plain.is_writable().then_some(plain)
}

/// Numbers whose size nothing fixes get the usual one.
fn open_closed(ty: Ty) -> Ty {
    match ty {
        Ty::Integer => Ty::named("i32"),
        Ty::Float => Ty::named("f64"),
        Ty::Named { name, args } => Ty::Named {
            name,
            args: args.into_iter().map(open_closed).collect(),
        },
        Ty::Tuple(of) => Ty::Tuple(of.into_iter().map(open_closed).collect()),
        ty => ty,
    }
}

fn assigned_or_compared<'a>(scope: &Scope<'a>, field: Node<'a>) -> Option<Ty> {
    let around = field.parent()?;
    let other = match around.kind() {
        "assignment_expression" | "compound_assignment_expr" | "binary_expression" => {
            let left = around.child_by_field_name("left")?;
            match left == field {
                true => around.child_by_field_name("right")?,
                false => left,
            }
        }
        "block" => {
            let function = nodes::function(field)?;
            let body = function.child_by_field_name("body")?;
            return (body == around).then(|| {
                function
                    .child_by_field_name("return_type")
                    .map(|ty| scope.written(ty))
            })?;
        }
        _ => return None,
    };
    scope.ty_of(other)
}

/// Behind which declared field a new one belongs, by its place in a literal; `None` for the front.
fn place_in_literal<'a>(scope: &Scope<'a>, spot: &Spot<'a>, item: &'a Item) -> Option<usize> {
    let field = nodes::enclosing(
        spot.node(),
        &["field_initializer", "shorthand_field_initializer"],
    );
    let Some(field) = field else {
        return item.fields.len().checked_sub(1);
    };
    let before = std::iter::successors(field.prev_named_sibling(), Node::prev_named_sibling);
    let names = before.filter_map(|node| node.child_by_field_name("field").or(node.named_child(0)));
    names
        .map(|name| scope.spot.text_of(name))
        .find_map(|name| item.fields.iter().position(|field| field.name == name))
}

fn put(spot: &Spot<'_>, body: Node<'_>, field: &str, behind: Option<usize>) -> Edit {
    let fields: Vec<Node<'_>> = body
        .named_children(&mut body.walk())
        .filter(|node| node.kind() == "field_declaration")
        .collect();
    let lines = spot.text_of(body).contains('\n');
    let indent = match fields.first() {
        Some(first) => spot.syntax.indent(first.start_byte()).to_owned(),
        None => format!("{}    ", spot.syntax.indent(body.start_byte())),
    };
    let parting = if lines {
        format!("\n{indent}")
    } else {
        " ".to_owned()
    };
    match behind.and_then(|at| fields.get(at)) {
        Some(before) => {
            let end = before.end_byte();
            let comma = spot.syntax.text()[end..].trim_start().starts_with(',');
            let close = if comma || !lines { "" } else { "," };
            Edit::default().insert(spot, end, format!(",{parting}{field}{close}"))
        }
        None => {
            let comma = if fields.is_empty() && !lines {
                " "
            } else {
                ","
            };
            Edit::default().insert(
                spot,
                body.start_byte() + 1,
                format!("{parting}{field}{comma}"),
            )
        }
    }
}
