//! Casts that `as` cannot do, and arithmetic on characters.

use bowline_loop_core::Class;
use bowline_syntax::index::ItemKind;

use super::{
    Case, Edit, Rule, Spot,
    edit::Fixes,
    mismatch,
    operand::Operand,
    types::{INTEGERS, Ty},
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "cast-by-conversion",
        class: Class::Plausible,
        about: "Writes the conversion that an impossible `as` stands for: `.to_string()`, `.parse::<T>()`, `String::from`, a cast \
                in two steps, the field of a newtype.",
        propose: cast_by_conversion,
    },
    Rule {
        name: "character-arithmetic",
        class: Class::Plausible,
        about: "Calculates with a character's code, and makes a character of it again where one is wanted.",
        propose: character_arithmetic,
    },
];

fn cast_by_conversion(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0604", "E0605", "E0606"]) {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let Some((value, target)) = parts(&spot) else {
        return;
    };
    let mut quoted = case.message().split('`').skip(1).step_by(2);
    let whole = Operand::of(spot.clone());
    let (from, to) = if case.is(&["E0604"]) {
        (
            case.message().rsplit('`').nth(1).map(Ty::parse),
            Some(Ty::named("char")),
        )
    } else {
        (quoted.next().map(Ty::parse), quoted.next().map(Ty::parse))
    };
    let (Some(from), Some(to)) = (from, to) else {
        return;
    };
    for (title, text, keeps) in conversions(case, &value, target, &from, &to) {
        let edit = whole.replaced(&text);
        if keeps {
            fixes.keeps(title, edit);
        } else {
            fixes.plausible(title, edit);
        }
    }
}

/// The value of a cast and the text of its type.
fn parts<'a>(spot: &Spot<'a>) -> Option<(Operand<'a>, &'a str)> {
    let node = spot.node();
    if node.kind() == "type_cast_expression" {
        let value = node.child_by_field_name("value")?;
        let ty = node.child_by_field_name("type")?;
        return Some((Operand::of(spot.at(value.byte_range())), spot.text_of(ty)));
    }
    let (value, ty) = spot.text().rsplit_once(" as ")?;
    let range = spot.range.start..spot.range.start + value.trim_end().len();
    Some((Operand::of(spot.at(range)), ty.trim()))
}

type Conversion = (&'static str, String, bool);

fn conversions(
    case: &Case<'_>,
    value: &Operand<'_>,
    target: &str,
    from: &Ty,
    to: &Ty,
) -> Vec<Conversion> {
    if let Some(through) = pointer_between(from, to) {
        let cast = format!("{} as {through} as {target}", value.text());
        return vec![("cast to a pointer to it first", cast, true)];
    }
    let (source, depth) = from.bare();
    let stars = "*".repeat(depth);
    let text = match value.kind.as_str() {
        "parenthesized_expression" => {
            let inner = value.text();
            &inner[1..inner.len() - 1]
        }
        _ => value.text(),
    };
    let casted = |through: &str| format!("{} as {target}", value.with_cast(&stars, through));
    if to.is("char") && source.is_integer() {
        let code = if source.is("u32") {
            text.to_owned()
        } else {
            value.with_cast(&stars, "u32")
        };
        let by_code = (
            "make a character of the code",
            format!("char::from_u32({code}).unwrap()"),
            false,
        );
        let by_byte = (
            "cast to a byte first",
            format!("({}) as char", value.with_cast(&stars, "u8")),
            false,
        );
        return if source.is("u32") {
            vec![by_code, by_byte]
        } else {
            vec![by_byte, by_code]
        };
    }
    if to.is("String") && (source.is_number() || source.is_any(&["char", "bool", "str"])) {
        return vec![(
            "make it text: `.to_string()`",
            value.with_suffix(".to_string()"),
            true,
        )];
    }
    if source.is_any(&["str", "String"]) && (to.is_number() || to.is("bool")) {
        let parsed = value.with_suffix(&format!(".parse::<{target}>()"));
        let mut found = Vec::new();
        if value.returns("Result") {
            found.push((
                "parse it, and return the error",
                format!("{parsed}?"),
                false,
            ));
        }
        found.push(("parse it", format!("{parsed}.unwrap()"), false));
        return found;
    }
    if source.is("char") && to.is_float() {
        return vec![("cast to its code first", casted("u32"), true)];
    }
    if source.is("char") && to.is_integer() {
        return vec![("cast the character", value.with_cast(&stars, target), true)];
    }
    if source.is("bool") && to.is_float() {
        return vec![("cast to a number first", casted("u8"), true)];
    }
    if source.is_number() && to.is_number() && depth > 0 {
        return vec![("cast the value: `*`", value.with_cast(&stars, target), true)];
    }
    if to.is("Vec") && to.arg(0).is_some_and(|of| of.fits(from)) {
        return vec![("make a list of it", format!("vec![{text}]"), false)];
    }
    let mut found = Vec::new();
    if source.is("Option") && to.is_number() {
        found.push((
            "unwrap the value",
            format!("{} as {target}", value.with_suffix(".unwrap()")),
            false,
        ));
    }
    found.extend(of_own_types(case, value, source, to));
    if to.name().is_some() && !to.is_number() && !matches!(to, Ty::Ref { .. }) {
        found.push((
            "convert it: `from`",
            format!("{}::from({text})", path_of(target)),
            true,
        ));
    } else if to.is_number() && source.name().is_some() && !source.is_number() {
        found.push((
            "convert it: `from`",
            format!("{target}::from({text})"),
            true,
        ));
        if to.is_float() {
            found.push(("cast to an integer first", casted("i32"), false));
        }
    }
    found
}

/// The pointer through which a reference becomes a pointer to another type: a cast changes the one or the other.
fn pointer_between(from: &Ty, to: &Ty) -> Option<String> {
    let (Ty::Ref { mutable, to: lent }, Ty::Other(pointer)) = (from, to) else {
        return None;
    };
    let word = ["*const ", "*mut "]
        .into_iter()
        .find(|word| pointer.starts_with(word))?;
    (*mutable || word == "*const ").then(|| format!("{word}{lent}"))
}

/// A type's path as an expression: generic arguments behind `::`.
fn path_of(target: &str) -> String {
    target.replacen('<', "::<", 1)
}

/// A newtype of the workspace made of a value, or taken off it.
fn of_own_types(case: &Case<'_>, value: &Operand<'_>, source: &Ty, to: &Ty) -> Option<Conversion> {
    let newtype = |name: &str| {
        case.index.items().find(|item| {
            item.name == name
                && item.kind == ItemKind::Struct
                && item.fields.len() == 1
                && item.fields.iter().all(|field| field.name == "0")
        })
    };
    if let Some(item) = to.name().and_then(newtype) {
        return Some((
            "make the newtype",
            format!("{}({})", item.name, value.text()),
            true,
        ));
    }
    source.name().and_then(newtype).map(|_| {
        (
            "take the value of the newtype",
            format!("{} as {to}", value.with_suffix(".0")),
            false,
        )
    })
}

fn character_arithmetic(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0369"]) {
        return;
    }
    let sides = mismatch::values(case);
    let [one, other] = sides.as_slice() else {
        return;
    };
    let (left, right) = if one.operand.spot.range.start < other.operand.spot.range.start {
        (one, other)
    } else {
        (other, one)
    };
    let Some(operator) = case
        .primary()
        .filter(|spot| matches!(spot.text(), "+" | "-"))
    else {
        return;
    };
    let code =
        |operand: &Operand<'_>, ty: &Ty, to: &str| operand.with_cast(&"*".repeat(ty.bare().1), to);
    let range = left.operand.spot.range.start..right.operand.spot.range.end;
    let mut offer = |title: &str, text: String| {
        fixes.plausible(
            title,
            Edit::default().replace(&operator, range.clone(), text),
        );
    };
    if left.found.bare().0.is("char") && right.found.bare().0.is("char") && operator.text() == "-" {
        for to in ["u32", "u8"] {
            let text = format!(
                "({} - {})",
                code(&left.operand, &left.found, to),
                code(&right.operand, &right.found, to)
            );
            offer("subtract the codes", text);
        }
    } else if left.found.bare().0.is("char") && right.found.is_integer() {
        let amount = match right.found.name() {
            Some("u8") | None => right.operand.text().to_owned(),
            Some(name) if INTEGERS.contains(&name) => code(&right.operand, &right.found, "u8"),
            _ => return,
        };
        let text = format!(
            "({} {} {amount}) as char",
            code(&left.operand, &left.found, "u8"),
            operator.text()
        );
        offer("calculate with the code", text);
    }
}
