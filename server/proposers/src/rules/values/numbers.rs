//! Numbers of the wrong type: casts, literals, indices, sums.

use bowline_loop_core::Class;
use bowline_syntax::{index::ItemKind, nodes};

use super::{
    Case, Edit, Rule, Spot,
    edit::Fixes,
    mismatch::{self, Change, Mismatch},
    operand::Operand,
    types::Ty,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "cast-number",
        class: Class::Plausible,
        about: "Casts a number with `as` where one of another type is wanted; of two operands the one that loses least. A cast may \
                cut a value that does not fit.",
        propose: |case, fixes| mismatch::convert(case, fixes, cast_number),
    },
    Rule {
        name: "cast-enum",
        class: Class::Plausible,
        about: "Casts a variant of an enum without fields to the number that it stands for.",
        propose: cast_enum,
    },
    Rule {
        name: "number-literal",
        class: Class::KeepsMeaning,
        about: "Writes a literal as the type that is wanted: `2.0` for `2`, `2` for `2.0` or for `\"2\"`, `0` for an empty string; \
                the number of a field without a suffix.",
        propose: |case, fixes| {
            tuple_index(case, fixes);
            mismatch::convert(case, fixes, number_literal);
        },
    },
    Rule {
        name: "index-as-usize",
        class: Class::Plausible,
        about: "Casts an index to `usize`, which is what slices and vectors are indexed by.",
        propose: index_as_usize,
    },
    Rule {
        name: "order-floats",
        class: Class::KeepsMeaning,
        about: "Floats have no total order of their own: sorts and compares them by `total_cmp`.",
        propose: order_floats,
    },
    Rule {
        name: "array-length",
        class: Class::Plausible,
        about: "Makes the length in an array's type the number of values that the array has.",
        propose: array_length,
    },
];

fn cast_number(m: &Mismatch<'_>) -> Vec<Change> {
    let (found, depth) = m.found.bare();
    let to = match &m.expected.bare().0 {
        Ty::Float if found.is_integer() => Ty::named("f64"),
        ty => (*ty).clone(),
    };
    let castable = to.is_any(super::types::INTEGERS) || to.is_any(&["f32", "f64"]);
    let from = found.is_number()
        || found.is("bool") && to.is_integer()
        || found.is("char") && to.is_any(&["u32", "u8", "usize"]);
    if m.is_shadowed
        || !castable
        || !from
        || to.fits(found)
        || matches!(m.expected, Ty::Ref { .. }) && !m.of_operator
    {
        return Vec::new();
    }
    let title = format!("cast: ` as {to}`");
    if m.operand.text() == "-1" || m.operand.is_literal() && found.is_number() {
        return Vec::new();
    }
    if let Some((inner, _)) = m.operand.borrowed().filter(|_| depth > 0) {
        let range = m.operand.spot.range.start..inner.spot.range.start;
        let edit = inner.cast("", &to.to_string()).and(Edit::default().replace(
            &m.operand.spot,
            range,
            "",
        ));
        return vec![Change::plausible(title, edit)];
    }
    let mut changes = Vec::new();
    if let Some(cast) = cast_inside(&m.operand, &to) {
        changes.push(Change::plausible(title.clone(), cast));
    }
    let mut stars = "*".repeat(depth);
    let hidden = hides_reference(&m.operand);
    changes.insert(
        0,
        Change::plausible(title.clone(), m.operand.cast(&stars, &to.to_string())),
    );
    if depth == 0 && hidden {
        stars.push('*');
        changes.push(Change::plausible(
            title,
            m.operand.cast(&stars, &to.to_string()),
        ));
    }
    changes
}

/// Whether an operand may be a reference although the compiler speaks of the value: operators look through one reference.
fn hides_reference(operand: &Operand<'_>) -> bool {
    operand.role == "right"
        && matches!(
            operand.parent.as_str(),
            "binary_expression" | "compound_assignment_expr"
        )
        && operand.kind == "identifier"
}

/// `-(n as i32)` for `-n`, which has no meaning for an unsigned `n`.
fn cast_inside(operand: &Operand<'_>, to: &Ty) -> Option<Edit> {
    let value = operand.text().strip_prefix('-')?;
    let start = operand.spot.range.end - value.len();
    let inner = Operand::of(operand.spot.at(start..operand.spot.range.end));
    (operand.kind == "unary_expression").then(|| inner.cast("", &to.to_string()))
}

fn cast_enum(case: &Case<'_>, fixes: &mut Fixes) {
    for m in mismatch::values(case) {
        let (found, depth) = m.found.bare();
        let Some(name) = found.name().filter(|_| m.expected.is_integer()) else {
            continue;
        };
        let mut variants = case
            .index
            .items()
            .filter(|item| {
                item.kind == ItemKind::Variant && item.container.as_deref() == Some(name)
            })
            .peekable();
        if variants.peek().is_some() && variants.all(|variant| variant.fields.is_empty()) {
            let stars = "*".repeat(depth);
            fixes.plausible(
                format!("cast: ` as {}`", m.expected),
                m.operand.cast(&stars, &m.expected.to_string()),
            );
        }
    }
}

/// `pair.0usize`: the number of a field is a name.
fn tuple_index(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.has_no_code() || case.message() != "suffixes on a tuple index are invalid" {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let number = spot
        .text()
        .trim_end_matches(|one: char| !one.is_ascii_digit());
    let number = number.split(|one: char| !one.is_ascii_digit()).next();
    if let Some(number) = number.filter(|number| !number.is_empty()) {
        let edit = Edit::default().replace(&spot, spot.range.clone(), number);
        fixes.keeps(format!("name the field `{number}`"), edit);
    }
}

fn number_literal(m: &Mismatch<'_>) -> Vec<Change> {
    let text = m.operand.text();
    let (digits, minus) = match text.strip_prefix('-') {
        Some(rest) => (rest, "-"),
        None => (text, ""),
    };
    let plain = !digits.is_empty()
        && digits
            .bytes()
            .all(|one| one.is_ascii_digit() || one == b'_');
    let expected = m.expected.bare().0;
    let suffix = m
        .found
        .name()
        .filter(|name| expected.is_number() && !expected.is(name) && digits.ends_with(name));
    let suffixed = suffix.map(|name| text[..text.len() - name.len()].trim_end_matches('_'));
    let value = if let (Some(value), true) = (suffixed, m.operand.is_literal()) {
        let whole = expected.is_float() && !value.contains('.');
        format!("{value}{}", if whole { ".0" } else { "" })
    } else if m.found.is_integer() && expected.is_float() && plain {
        format!("{minus}{digits}.0")
    } else if m.found.is_float() && expected.is_integer() {
        match digits.split_once('.') {
            Some((whole, rest)) if rest.bytes().all(|one| one == b'0') => format!("{minus}{whole}"),
            _ => return Vec::new(),
        }
    } else if m.found.is_str() && expected.is_number() && text.len() >= 2 {
        let inner = text.trim_matches('"');
        let number =
            inner.parse::<f64>().is_ok() && inner.bytes().all(|one| !one.is_ascii_alphabetic());
        match (number, expected.is_float()) {
            (true, true) if !inner.contains('.') => format!("{inner}.0"),
            (true, float) if float || !inner.contains('.') => inner.to_owned(),
            (false, float) if inner.is_empty() => if float { "0.0" } else { "0" }.to_owned(),
            _ => return Vec::new(),
        }
    } else {
        return Vec::new();
    };
    if m.operand.kind == "string_literal" {
        vec![Change::plausible(
            format!("write `{value}`"),
            m.operand.replaced(&value),
        )]
    } else {
        vec![Change::keeps(
            format!("write `{value}`"),
            m.operand.replaced(&value),
        )]
    }
}

fn index_as_usize(case: &Case<'_>, fixes: &mut Fixes) {
    if !case.is(&["E0277"]) || !case.message().contains("cannot be indexed by `") {
        return;
    }
    let Some(spot) = case.primary() else { return };
    let index = case.message().rsplit('`').nth(1).unwrap_or_default();
    let (ty, text) = (Ty::parse(index), case.message().contains("the type `str`"));
    if text || spot.label.contains("string indices") {
        index_text(&spot, &ty, fixes);
        return;
    }
    let operand = Operand::of(spot);
    if let Some((start, end)) = range_bounds(&operand)
        .filter(|_| index.starts_with("std::ops::Range") || index.starts_with("Range"))
    {
        let Some(of) = ty.arg(0).filter(|of| of.is_number()) else {
            return;
        };
        let cast = |bound: Option<Operand<'_>>| match bound {
            Some(bound) if !bound.is_literal() && !of.is("usize") => bound.cast("", "usize"),
            _ => Edit::default(),
        };
        fixes.plausible("cast: ` as usize`", cast(start).and(cast(end)));
        return;
    }
    let (bare, depth) = ty.bare();
    if !bare.is_number() {
        return;
    }
    let stars = "*".repeat(depth);
    if bare.is("usize") || operand.is_literal() {
        fixes.keeps(format!("dereference: `{stars}`"), operand.prefixed(&stars));
    } else {
        fixes.plausible("cast: ` as usize`", operand.cast(&stars, "usize"));
    }
}

/// `s[n]` of a text, which has no single elements.
fn index_text(index: &Spot<'_>, ty: &Ty, fixes: &mut Fixes) {
    let Some(whole) = nodes::enclosing(index.node(), &["index_expression"]) else {
        return;
    };
    let Some(base) = whole.named_child(0) else {
        return;
    };
    let at = Operand::of(index.clone());
    let number = match ty.bare().0 {
        ty if ty.is("usize") || *ty == Ty::Integer => at.text().to_owned(),
        ty if ty.is_integer() => at.with_cast("", "usize"),
        _ => return,
    };
    let borrow = whole
        .parent()
        .filter(|parent| parent.kind() == "reference_expression");
    let range = borrow.map_or(whole.byte_range(), |borrow| borrow.byte_range());
    let character = format!("{}.chars().nth({number}).unwrap()", index.text_of(base));
    fixes.plausible(
        "take the character: `.chars().nth(…)`",
        Edit::default().replace(index, range, character),
    );
    let bytes = Edit::default().insert(index, base.end_byte(), ".as_bytes()");
    fixes.plausible("take the byte: `.as_bytes()`", bytes);
}

/// The ends of a range expression, as far as it has them.
fn range_bounds<'a>(operand: &Operand<'a>) -> Option<(Option<Operand<'a>>, Option<Operand<'a>>)> {
    let node = operand.spot.node();
    let dots = node
        .children(&mut node.walk())
        .find(|child| matches!(child.kind(), ".." | "..="))?;
    let side = |child: Option<bowline_syntax::Node<'a>>| {
        child.map(|child| Operand::of(operand.spot.at(child.byte_range())))
    };
    (node.kind() == "range_expression")
        .then(|| (side(dots.prev_sibling()), side(dots.next_sibling())))
}

fn order_floats(case: &Case<'_>, fixes: &mut Fixes) {
    let message = case.message();
    let float = ["the trait bound `f64: Ord`", "the trait bound `f32: Ord`"];
    if !case.is(&["E0277"]) || !float.iter().any(|words| message.starts_with(words)) {
        return;
    }
    let Some(method) = case.primary() else { return };
    let by = match method.text() {
        "sort" => "sort_by(|a, b| a.total_cmp(b))",
        "sort_unstable" => "sort_unstable_by(|a, b| a.total_cmp(b))",
        "max" => "max_by(|a, b| a.total_cmp(b))",
        "min" => "min_by(|a, b| a.total_cmp(b))",
        _ => return,
    };
    let behind = &method.syntax.text()[method.range.end..];
    if behind.starts_with("()") {
        let range = method.range.start..method.range.end + 2;
        fixes.keeps(
            "compare by `total_cmp`",
            Edit::default().replace(&method, range, by),
        );
    }
}

fn array_length(case: &Case<'_>, fixes: &mut Fixes) {
    let Some(spot) = case.primary().filter(|_| case.is(&["E0308"])) else {
        return;
    };
    let found = spot
        .label
        .strip_prefix("expected an array with a size of ")
        .and_then(|rest| rest.split_once(", found one with a size of "));
    let Some((old, new)) = found else { return };
    for ty in case
        .spots()
        .filter(|one| one.label.contains("due to this") || one.label.contains("because of"))
    {
        let node = ty.node();
        let length = node
            .child_by_field_name("length")
            .filter(|length| ty.text_of(*length) == old);
        if let Some(length) = length {
            let edit = Edit::default().replace(&ty, length.byte_range(), new);
            fixes.plausible(format!("make the length {new}"), edit);
        }
    }
}
